"""Drops what comes to a socket below TCP, by a filter of the kernel: the sender gets no acknowledgment."""

import ctypes
import socket
import struct
from typing import Final, Protocol

_SO_ATTACH_FILTER: Final = 26
_DROP_ALL: Final = struct.pack("HBBI", 0x06, 0, 0, 0)
"""A program of one instruction: return 0, of every packet keep no byte."""


class Filtered(Protocol):
    """A socket, or what an event loop shows of one."""

    def setsockopt(self, level: int, option: int, value: bytes, /) -> None: ...


def drop_all(connection: Filtered) -> None:
    """Drop every packet that comes from now on, acknowledgments and resets too."""
    program = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    connection.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(program)))
