"""Joining: a refusal, a wrong handshake or silence is named; nobody waits for ever."""

import socket
import threading
from collections.abc import Iterator

import pytest

from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.http1 import WS_ACCEPT
from ticker.tools.bench.joining import Joining, JoinTarget
from ticker.tools.bench.load_readers import load_readers_of, place_in_feed
from ticker.wire.websocket import text_frame

HELLO = b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + WS_ACCEPT + b"\r\n\r\n"
SNAPSHOT = text_frame(b'{"type":"snapshot","cursor":"abcdefgh.41"}')
ENTRY = text_frame(b'{"type":"update","cursor":"abcdefgh.42"}')
STATUS = text_frame(b'{"type":"status"}')


class Answering:
    """A server that says the same to everybody."""

    def __init__(self, *parts: bytes, ends: bool = False) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._parts, self._ends = parts, ends
        self._taken: list[socket.socket] = []
        self.address: tuple[str, int] = self._listener.getsockname()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._taken.append(connection)
            connection.recv(4096)
            for part in self._parts:
                connection.sendall(part)
            if self._ends:
                connection.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)
        for connection in self._taken:
            connection.close()


@pytest.fixture
def answering() -> Iterator[list[Answering]]:
    made: list[Answering] = []
    yield made
    for server in made:
        server.close()


def join(server: Answering, transport: WireFormat = WireFormat.WS) -> list[int]:
    with load_readers_of(transport, place_in_feed) as load_readers:
        Joining(load_readers, JoinTarget(server.address, "here", "en", transport)).run(3)
        return list(load_readers._last.values())


def test_a_reader_has_joined_when_it_knows_that_it_is_live(answering: list[Answering]) -> None:
    answering.append(Answering(HELLO[:30], HELLO[30:] + SNAPSHOT[:10], SNAPSHOT[10:], ENTRY + STATUS))
    assert join(answering[0]) == [42, 42, 42]


def test_a_stream_joins_alike(answering: list[Answering]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\nretry: 2000\n\n"
    snapshot = b'event: snapshot\ndata: {"type":"snapshot","cursor":"abcdefgh.7"}\n\n'
    answering.append(Answering(head, snapshot, b'event: status\ndata: {"type":"status"}\n\n'))
    assert join(answering[0], WireFormat.SSE) == [7, 7, 7]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\nno such feed", "404, not 101: no such feed"),
        (b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\n\r\n", "Sec-WebSocket-Accept"),
        (HELLO + b"\x88\x02\x11\x95", "refused a reader with 4501"),
    ],
)
def test_a_refusal_stops_the_bench(answering: list[Answering], answer: bytes, complaint: str) -> None:
    answering.append(Answering(answer))
    with pytest.raises(BenchError, match=complaint):
        join(answering[0])


def test_a_server_that_hangs_up_is_named(answering: list[Answering]) -> None:
    answering.append(Answering(HELLO, ends=True))
    with pytest.raises(BenchError, match=r"here (closed|dropped) a join"):
        join(answering[0])


def test_nobody_there_is_named(free_port: int) -> None:
    with load_readers_of(WireFormat.WS, place_in_feed) as load_readers, pytest.raises(BenchError, match="here"):
        Joining(load_readers, JoinTarget(("127.0.0.1", free_port), "here", "en", WireFormat.WS)).run(1)
