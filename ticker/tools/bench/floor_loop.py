"""The floor where no C compiler is: the same loop as ``floor.c``, as a script of its own. Must do no more than that."""

import select
import socket
import sys
from io import FileIO

from ticker.tools.bench.http1 import WS_ACCEPT

_SOCKET_ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: " + WS_ACCEPT + b"\r\n\r\n"
)
_STREAM_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-store, no-transform\r\nConnection: close\r\n\r\n"
)


def serve(broadcasts: FileIO, listener: socket.socket) -> None:
    """Keep every connection; send each broadcast to all, until the input ends."""
    readers: list[socket.socket] = []
    watched: list[FileIO | socket.socket] = [broadcasts, listener]
    while True:
        ready, _, _ = select.select(watched, [], [])
        if listener in ready:
            readers.append(_take_in(listener))
        if broadcasts in ready:
            length = int.from_bytes(_read_fully(broadcasts, 4))
            if not length:
                return
            frame = _read_fully(broadcasts, length)
            for reader in readers:
                reader.send(frame)


def _read_fully(broadcasts: FileIO, length: int) -> bytes:
    """Read ``length`` bytes, or nothing if the input ends."""
    whole = b""
    while len(whole) < length:
        part = broadcasts.read(length - len(whole))
        if not part:
            return b""
        whole += part
    return whole


def _take_in(listener: socket.socket) -> socket.socket:
    reader, _ = listener.accept()
    request = b""
    while b"\r\n\r\n" not in request:
        chunk = reader.recv(4096)
        if not chunk:
            break
        request += chunk
    reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    reader.send(_SOCKET_ANSWER if b"Upgrade: websocket" in request else _STREAM_ANSWER)
    reader.setblocking(False)
    return reader


def main() -> None:
    """Listen on a free loopback port and say which."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        sys.stdout.write(f"port {listener.getsockname()[1]}\n")
        sys.stdout.flush()
        # Unbuffered: what a buffer has read ahead, select() does not see.
        with FileIO(0) as broadcasts:
            serve(broadcasts, listener)


if __name__ == "__main__":
    main()
