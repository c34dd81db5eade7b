"""Bytes from a server cut into frames: WebSocket and SSE alike. Pure; must not touch a socket.

The scanner keeps no state. The caller keeps the bytes behind ``consumed`` and puts
them before the next chunk, so any chunking gives the same frames.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from ticker.tools.bench.errors import DeliveryError


class WireFormat(StrEnum):
    """How a reader is connected."""

    WS = "ws"
    SSE = "sse"


class FrameKind(StrEnum):
    """What a frame is to the bench."""

    TEXT = "text"
    """JSON of the protocol: an entry, a snapshot, a status, a gap."""
    QUIET = "quiet"
    """A ping, a pong, a comment, ``retry:``: nothing to count."""
    CLOSE = "close"
    """The server ends the connection; the payload says why."""


class ScannedFrame(NamedTuple):
    """One whole frame; a tuple because a burst makes many."""

    kind: FrameKind
    payload: bytes
    whole: bytes
    """All its bytes."""


Scan = tuple[list[ScannedFrame], int]
"""The whole frames at the start of a buffer, and how many bytes they take."""

_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A
_HEX_DIGITS: Final = frozenset(b"0123456789abcdefABCDEF")
_CHUNK_SIZE_MAX: Final = 18
"""Bytes of a chunk's size and its line end: as many digits as 64 bits have."""
_HEAD_MIN_BYTES: Final = 2
_SHORT_MAX: Final = 125
_HEAD_BYTES: Final = {126: 4, 127: 10}


def scan_ws(buffer: bytes) -> Scan:
    """Cut a server's WebSocket bytes into frames.

    Raises:
        DeliveryError: the bytes are no frames that a server may send to a reader.
    """
    frames: list[ScannedFrame] = []
    start, end = 0, len(buffer)
    while end - start >= _HEAD_MIN_BYTES:
        kind, size = _ws_kind(buffer[start]), buffer[start + 1]
        body = start + _HEAD_MIN_BYTES
        if size > _SHORT_MAX:
            if size not in _HEAD_BYTES:
                raise DeliveryError("a frame from the server is masked")
            body = start + _HEAD_BYTES[size]
            if body > end:
                break
            size = int.from_bytes(buffer[start + 2 : body])
        if body + size > end:
            break
        frames.append(ScannedFrame(kind, buffer[body : body + size], buffer[start : body + size]))
        start = body + size
    return frames, start


def _ws_kind(opcode: int) -> FrameKind:
    if opcode == _TEXT:
        return FrameKind.TEXT
    if opcode in (_PING, _PONG):
        return FrameKind.QUIET
    if opcode == _CLOSE:
        return FrameKind.CLOSE
    raise DeliveryError(f"no frame for a reader begins with 0x{opcode:02x}: the byte stream is broken")


def scan_sse(buffer: bytes) -> Scan:
    """Cut a server's event stream into frames; the payload is the text of ``data:``.

    A frame is a chunk of HTTP/1.1, or a block where the stream is not chunked: no line of a block begins like a chunk.

    Raises:
        DeliveryError: a chunk does not end where it says.
    """
    frames: list[ScannedFrame] = []
    start = 0
    while start < len(buffer):
        body, end = start, -1
        if buffer[start] in _HEX_DIGITS:
            size_ends = buffer.find(b"\r\n", start, start + _CHUNK_SIZE_MAX)
            if size_ends < 0 and len(buffer) < start + _CHUNK_SIZE_MAX:
                break
            if size_ends >= 0:
                body = size_ends + 2
                end = body + int(buffer[start:size_ends], 16) + 2
        if body == start:
            end = buffer.find(b"\n\n", start) + 2
            if end < 2:
                break
        elif end > len(buffer):
            break
        elif buffer[end - 2 : end] != b"\r\n":
            raise DeliveryError("a chunk does not end where it says: the byte stream is broken")
        frames.append(_sse_frame(buffer[body:end], buffer[start:end]))
        start = end
    return frames, start


def _sse_frame(block: bytes, whole: bytes) -> ScannedFrame:
    for line in block.split(b"\n"):
        if line.startswith(b"data:"):
            return ScannedFrame(FrameKind.TEXT, line[5:].removeprefix(b" "), whole)
    return ScannedFrame(FrameKind.QUIET, block, whole)


def scanner_of(transport: WireFormat) -> Callable[[bytes], Scan]:
    """Return the scanner of a transport."""
    return scan_ws if transport is WireFormat.WS else scan_sse
