"""One connection of a reader: bytes in, frames out, each with the time before which it was not written."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from typing import Final, NamedTuple

from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.frame_scanner import FrameKind, ScannedFrame, WireFormat, scanner_of
from ticker.tools.bench.http1 import WS_ACCEPT, parse_head
from ticker.tools.stress.timing import StampedSelector

_BUFFER: Final = memoryview(bytearray(1 << 16))
"""One for all connections: what comes is handled before another's turn."""
_PING: Final = 0x89
_PONG: Final = b"\x8a\x80\x00\x00\x00\x00"
_STATUS_OF: Final = {WireFormat.WS: 101, WireFormat.SSE: 200}
_RESET: Final = struct.pack("ii", 1, 0)


class Came(NamedTuple):
    """A frame, and the time before which its first byte was not written."""

    frame: ScannedFrame
    begun: float


class ReaderConnection(asyncio.BufferedProtocol):
    """Asks for the feed, answers pings, and hands on what comes."""

    def __init__(
        self, transport: WireFormat, request: bytes, *, selector: StampedSelector, take: Callable[[Came], None]
    ) -> None:
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """How it ended, in words."""
        self.joined = asyncio.Event()
        self._transport_kind = transport
        self._scan = scanner_of(transport)
        self._request = request
        self._selector = selector
        self._take = take
        self._rest, self._rest_begun = b"", 0.0
        self._not_before: float | None = None
        """Since when there may have been more to read than was read; None: all was read."""
        self._wire: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport
        transport.write(self._request)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        """Return the buffer to read into."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """Handle what was read."""
        begun = self._selector.quiet_at if self._not_before is None else self._not_before
        self._not_before = begun if nbytes == len(_BUFFER) else None
        first = self._rest_begun if self._rest else begun
        buffer = self._rest + bytes(_BUFFER[:nbytes])
        if not self.joined.is_set():
            buffer, first = self._take_head(buffer), begun
            if not self.joined.is_set():
                self._rest, self._rest_begun = buffer, begun
                return
        try:
            frames, consumed = self._scan(buffer)
        except DeliveryError as broken:
            self._end(f"broken bytes: {broken}")
            return
        for frame in frames:
            self._take_frame(frame, first)
            first = begun
        self._rest, self._rest_begun = buffer[consumed:], first

    def _take_head(self, buffer: bytes) -> bytes:
        head = parse_head(buffer)
        if head is None:
            return buffer
        accepts = self._transport_kind is WireFormat.SSE or head.fields.get(b"sec-websocket-accept") == WS_ACCEPT
        if head.status != _STATUS_OF[self._transport_kind] or not accepts:
            self._end(f"refused with {head.status}")
            return b""
        self.joined.set()
        return buffer[head.length :]

    def _take_frame(self, frame: ScannedFrame, begun: float) -> None:
        if frame.kind is FrameKind.CLOSE:
            self._end(f"closed with {int.from_bytes(frame.payload[:2])}")
        elif frame.kind is FrameKind.TEXT:
            self._take(Came(frame, begun))
        elif frame.whole[:1] == bytes([_PING]) and self._wire is not None:
            self._wire.write(_PONG)

    def pause(self) -> None:
        """Read nothing for a while."""
        if self._wire is not None and self._wire.is_reading():
            if self._not_before is None:
                self._not_before = self._selector.quiet_at
            self._wire.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._wire is not None and not self._wire.is_closing():
            self._wire.resume_reading()

    def eof_received(self) -> None:
        """End with the other side."""
        self._end("ended by the server")

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that it is over."""
        self._end("cut off" if exc else "ended by the server")

    def leave(self, *, by_reset: bool = False) -> None:
        """End it from this side."""
        if self._wire is not None:
            reset(self._wire) if by_reset else self._wire.close()
        self._end("left")

    def _end(self, how: str) -> None:
        if not self.ended.done():
            self.ended.set_result(how)
        if self._wire is not None:
            self._wire.abort()


def reset(wire: asyncio.BaseTransport) -> None:
    """End a connection by a TCP reset: whatever is under way is lost."""
    connection = wire.get_extra_info("socket")
    with contextlib.suppress(OSError):  # it may have gone already
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    assert isinstance(wire, asyncio.WriteTransport)
    wire.abort()
