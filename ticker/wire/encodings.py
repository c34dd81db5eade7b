"""How live readers take their bytes: by WebSocket, or as Server-Sent Events. All that differs between them. Pure."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from ticker.wire import sse, websocket
from ticker.wire.close_codes import CloseCode

_END_BYTES: Final = len(b"\r\n")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes of one object in every encoding, built once and shared by all readers, with the same JSON in each."""

    frame: bytes
    """One whole WebSocket text frame."""
    chunk: bytes
    """One whole SSE block as one chunk of HTTP/1.1; with its id line if the object has a cursor."""
    id_bytes: int
    """How long the id line is: a stream of several feeds writes its own and then the rest."""

    @property
    def json(self) -> bytes:
        """Return the JSON alone, as a copy."""
        return bytes(self.shared_json)

    @property
    def shared_json(self) -> memoryview:
        """Return the JSON alone, without a copy. An unmasked frame is a head of 2, 4 or 10 bytes and the payload."""
        marker = self.frame[1]
        return memoryview(self.frame)[2 if marker < 126 else 4 if marker == 126 else 10 :]

    @property
    def block(self) -> bytes:
        """Return the SSE block alone, as HTTP/1.0 has it."""
        return self.chunk[self._begin : -_END_BYTES]

    @property
    def rest(self) -> bytes:
        """Return the SSE block without its id line."""
        return self.chunk[self._begin + self.id_bytes : -_END_BYTES]

    @property
    def _begin(self) -> int:
        return self.chunk.index(b"\n") + 1


def encode(kind: str, payload: bytes, *, cursor: str | None = None) -> Encoded:
    """Encode ``payload``, the JSON of an object of type ``kind``; with ``cursor`` it gets an SSE id."""
    line = b"" if cursor is None else sse.id_line(cursor)
    return Encoded(websocket.text_frame(payload), sse.chunk(line + sse.rest(kind, payload)), len(line))


class Encoding(ABC):
    """One way in which a live reader takes its bytes."""

    name: str
    """As metrics have it."""
    key: str
    """A short name, for what tells groups of readers apart."""
    ping: bytes = b""
    """What a quiet reader is sent to find out whether it is there; empty: nothing."""
    parses_received: bool = False
    """Whether what readers send has a meaning; else it only shows that they are there."""
    has_own_ids: bool = False
    """Whether a reader of several feeds gets bytes of its own: a joint id with each object."""

    @abstractmethod
    def take(self, encoded: Encoded) -> bytes:
        """Return this encoding's bytes of an object."""

    @abstractmethod
    def take_with_id(self, encoded: Encoded, cursor: str) -> bytes:
        """Return the bytes of an object with another id than its own, where the encoding has ids."""

    @abstractmethod
    def opening(self, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:
        """Return the head of the answer that lets a reader in; ``key`` is the client's ``Sec-WebSocket-Key``."""

    @abstractmethod
    def ending(self, code: CloseCode, *, retry_ms: int) -> bytes:
        """Return the last bytes of a reader that is told to go."""

    @abstractmethod
    def refusal(self, code: CloseCode, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:
        """Return the whole answer to a reader that is not let in, in the way that its browser understands."""


class _WebSocket(Encoding):
    name, key = "websocket", "ws"
    ping = websocket.ping_frame()
    parses_received = True

    def take(self, encoded: Encoded) -> bytes:
        return encoded.frame

    def take_with_id(self, encoded: Encoded, cursor: str) -> bytes:  # noqa: ARG002 - the object itself has its cursor
        return encoded.frame

    def opening(self, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:  # noqa: ARG002 - browsers ask for neither
        return websocket.accept_head(key)

    def ending(self, code: CloseCode, *, retry_ms: int) -> bytes:  # noqa: ARG002 - the code says whether to return
        return websocket.close_frame(code)

    def refusal(self, code: CloseCode, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:  # noqa: ARG002 - as above
        return websocket.accept_head(key) + websocket.close_frame(code)


class _Sse(Encoding):
    """In chunks, as HTTP/1.1 has them."""

    name, key = "sse", "sse"
    has_own_ids = True
    _head = sse.CHUNKED_HEAD
    _end = sse.LAST_CHUNK

    def take(self, encoded: Encoded) -> bytes:
        return encoded.chunk

    def take_with_id(self, encoded: Encoded, cursor: str) -> bytes:
        return self._framed(sse.id_line(cursor) + encoded.rest)

    def opening(self, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:  # noqa: ARG002 - a WebSocket's
        return self._head + cors + b"\r\n" + self._framed(sse.opening(retry_ms))

    def ending(self, code: CloseCode, *, retry_ms: int) -> bytes:
        return (self._framed(sse.retry_block(retry_ms)) if code.may_return else b"") + self._end

    def refusal(self, code: CloseCode, *, key: bytes, cors: bytes, retry_ms: int) -> bytes:  # noqa: ARG002 - as above
        return self._head + cors + b"\r\n" + self._framed(sse.retry_block(retry_ms)) + self._end

    def _framed(self, block: bytes) -> bytes:
        return sse.chunk(block)


class _BareSse(_Sse):
    """Without chunks, for HTTP/1.0. Few read so: their bytes are cut out when they are wanted."""

    name, key = "bare-sse", "bare"
    _head = sse.BARE_HEAD
    _end = b""

    def take(self, encoded: Encoded) -> bytes:
        return encoded.block

    def _framed(self, block: bytes) -> bytes:
        return block


WEBSOCKET: Final = _WebSocket()
SSE: Final = _Sse()
BARE_SSE: Final = _BareSse()
ENCODINGS: Final[tuple[Encoding, ...]] = (WEBSOCKET, SSE, BARE_SSE)
