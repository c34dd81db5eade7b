"""WebSocket bytes (RFC 6455): our handshake, shared frames, and what readers send. Pure."""

import base64
import codecs
import hashlib
import re
from typing import Final

from websockets.exceptions import PayloadTooBig, ProtocolError
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import SERVER, Protocol, State

from ticker.wire.close_codes import CloseCode

READER_TEXT_MAX_BYTES: Final = 4096
_CONTROL_MAX_BYTES: Final = 125
_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_KEY: Final = re.compile(rb"[A-Za-z0-9+/]{21}[AQgw]==")
"""128 bits fill 21 characters and a quarter of a 22nd."""
_UTF_8: Final = codecs.getincrementaldecoder("utf-8")
_NO_CODE: Final = 1005
_PONG: Final = 0x8A
_MASKED: Final = 0x80


def accept_head(key: bytes) -> bytes:
    """Answer a valid handshake: the whole ``101`` head (RFC 6455 section 4.2.2)."""
    digest = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + digest
        + b"\r\n\r\n"
    )


def is_key(key: bytes) -> bool:
    """Report whether this is a ``Sec-WebSocket-Key``: 16 bytes in base64 (RFC 6455 section 4.1)."""
    return _KEY.fullmatch(key) is not None


def text_frame(payload: bytes) -> bytes:
    """Build the frame of one text, shared by all readers."""
    return Frame(Opcode.TEXT, payload).serialize(mask=False)


def ping_frame() -> bytes:
    """Build a ping without a payload."""
    return Frame(Opcode.PING, b"").serialize(mask=False)


def close_frame(code: CloseCode) -> bytes:
    """Build a close frame with the code and its reason."""
    payload = code.value.to_bytes(2, "big") + code.reason.encode()
    return Frame(Opcode.CLOSE, payload).serialize(mask=False)


def is_lone_pong(received: bytes) -> bool:
    """Report whether these bytes are exactly one whole pong: nothing to parse, nothing to answer."""
    return len(received) >= 6 and received[0] == _PONG and received[1] & _MASKED != 0 and (
        len(received) == 6 + (received[1] & 0x7F) <= 6 + _CONTROL_MAX_BYTES
    )  # fmt: skip


class Inbound:
    """What one reader sends, parsed by the sans-I/O protocol of ``websockets``.

    It lives only while a frame or a text is incomplete: ``is_idle`` says when it may go.
    """

    __slots__ = ("_pending_bytes", "_protocol", "_texts")

    def __init__(self, *, text_max_bytes: int = READER_TEXT_MAX_BYTES) -> None:
        self._pending_bytes = 0
        """What was received of a frame that is not complete: the parser does not tell once it has read its head."""
        # The protocol counts a control frame between a text's fragments as the text's: leave it room.
        self._protocol = Protocol(SERVER, state=State.OPEN, max_size=text_max_bytes + _CONTROL_MAX_BYTES)
        self._texts = TextCheck(text_max_bytes)

    @property
    def is_idle(self) -> bool:
        """Report whether nothing is half received; after a length that was not in its shortest form, never again."""
        return not self._pending_bytes and self._texts.is_idle and self._protocol.state is State.OPEN

    def receive(self, received: bytes) -> tuple[bytes, bool]:
        """Parse bytes; return what to answer (pongs, a close), and whether the connection ends with it."""
        protocol = self._protocol
        self._pending_bytes += len(received)
        protocol.receive_data(received)
        refused = self._refusal()
        if refused is not None:
            return close_frame(refused), True
        answer = b"".join(part for part in protocol.data_to_send() if part)
        failed = protocol.parser_exc
        if isinstance(failed, PayloadTooBig):
            return close_frame(CloseCode.TOO_BIG), True
        if isinstance(failed, ProtocolError):
            asked = protocol.close_rcvd
            # The library faults a close between a text's fragments; RFC 6455 section 5.4 has room for it.
            return close_frame(CloseCode.PROTOCOL_ERROR) if asked is None else _echo(asked), True
        return answer, protocol.state is not State.OPEN or failed is not None

    def _refusal(self) -> CloseCode | None:
        for frame in self._protocol.events_received():
            assert isinstance(frame, Frame), "the handshake was ours, so only frames come"
            self._pending_bytes -= _masked_bytes(frame)
            refused = self._texts.look(frame)
            if refused is not None:
                return refused
        return None


def _echo(asked: Close) -> bytes:
    """Answer a reader's close with its own code; one without a code is told apart by a code that never travels."""
    payload = b"" if asked.code == _NO_CODE else asked.serialize()
    return Frame(Opcode.CLOSE, payload).serialize(mask=False)


def _masked_bytes(frame: Frame) -> int:
    """Return how long a frame is on the wire, as a client sends it, with its length in the shortest form."""
    size = len(frame.data)
    return 6 + size + (0 if size < 126 else 2)


class TextCheck:
    """Follow a text over its fragments: short, UTF-8, no binary. The words themselves are ignored, and not kept."""

    __slots__ = ("_decoder", "_max_bytes", "_size")

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._size = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        """There while a text has begun and not ended."""

    @property
    def is_idle(self) -> bool:
        """Report whether no text has begun."""
        return self._decoder is None

    def look(self, frame: Frame) -> CloseCode | None:
        """Check one frame; return the code to close with, if any: with the first fragment that is wrong."""
        if frame.opcode is Opcode.BINARY:
            return CloseCode.UNSUPPORTED
        if frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return None
        if self._decoder is None:
            self._decoder, self._size = _UTF_8(), 0
        self._size += len(frame.data)
        if self._size > self._max_bytes:
            return CloseCode.TOO_BIG
        try:
            self._decoder.decode(frame.data, frame.fin)
        except UnicodeDecodeError:
            return CloseCode.INVALID_TEXT
        if frame.fin:
            self._decoder = None
        return None
