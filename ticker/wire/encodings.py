"""One object in every encoding, ready to send. Built once, shared by all readers. Pure."""

from dataclasses import dataclass
from typing import Final

from ticker.wire import sse, websocket

_END_BYTES: Final = len(b"\r\n")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The bytes of one object: a WebSocket frame and an SSE block in its chunk, with the same JSON in both."""

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
