"""WebSocket frames as a client writes and reads them, by hand: hostile ones too."""

import struct
from typing import Final

from tests.system.readers.raw import Connection
from tests.wires import Frame

TEXT: Final = 0x1
CONTINUATION: Final = 0x0
BINARY: Final = 0x2
CLOSE: Final = 0x8
PING: Final = 0x9
PONG: Final = 0xA
_MASK: Final = b"\x11\x22\x33\x44"


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, mask: bool = True, reserved: int = 0) -> bytes:
    """Write one frame."""
    first = bytes([(0x80 if fin else 0) | reserved | opcode])
    bit = 0x80 if mask else 0
    if len(payload) < 126:
        size = bytes([bit | len(payload)])
    elif len(payload) < 65_536:
        size = bytes([bit | 126]) + struct.pack(">H", len(payload))
    else:
        size = bytes([bit | 127]) + struct.pack(">Q", len(payload))
    if not mask:
        return first + size + payload
    return first + size + _MASK + bytes(byte ^ _MASK[at % 4] for at, byte in enumerate(payload))


def closing(code: int, reason: str = "") -> bytes:
    """Write a close frame."""
    return frame(CLOSE, code.to_bytes(2, "big") + reason.encode())


async def read_frame(wire: Connection) -> Frame:
    """Read one frame; a server's is never masked and, here, never a fragment."""
    first, second = await wire.exactly(2)
    assert first & 0xF0 == 0x80, "a fragment, or a reserved bit"
    assert second & 0x80 == 0, "a masked frame from a server"
    size = second
    if size == 126:
        (size,) = struct.unpack(">H", await wire.exactly(2))
    elif size == 127:
        (size,) = struct.unpack(">Q", await wire.exactly(8))
    return Frame(first & 0x0F, await wire.exactly(size))


async def read_close(wire: Connection) -> int:
    """Read up to the close frame, then to the end of the connection; return the code."""
    while (received := await read_frame(wire)).opcode != CLOSE:
        pass
    assert await wire.to_end() == b"", "bytes behind a close frame"
    return received.close_code
