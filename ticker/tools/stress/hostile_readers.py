"""Readers that break the rules. What they receive is not checked; the others must not suffer from them."""

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import Awaitable, Callable
from typing import Final

from ticker.tools.stress.connection import reset
from ticker.tools.stress.feed_requests import request
from ticker.tools.stress.plan import Behaviour, PlannedReader
from ticker.tools.stress.recording_readers import Stage

_ATTEMPT_S: Final = 1.5
_BETWEEN_S: Final = (0.0, 0.1)
_MASK: Final = bytes(4)
_PINGS: Final = 1_000
_SMALL_BUFFER_BYTES: Final = 4096
_HEAD_MAX_BYTES: Final = 16_384
_FRAMES: Final = (
    b"\x82\x83" + _MASK + b"abc",  # binary
    b"\x81\x82" + _MASK + b"\xc3\x28",  # no UTF-8
    b"\x81\x03abc",  # not masked
    b"\x83\x80" + _MASK,  # an opcode that is none
    b"\xf1\x80" + _MASK,  # reserved bits
    b"\x09\x80" + _MASK,  # a ping in fragments
    b"\x81\xfe\x20\x00" + _MASK + bytes(0x2000),  # too long
    b"\x81\xff\x7f" + b"\xff" * 7 + _MASK,  # much too long
    b"\x88\x81" + _MASK + b"x",  # half a close code
    b"\x80\x80" + _MASK,  # the rest of nothing
)

Attack = Callable[["Hostile", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Hostile:
    """A reader that attacks one server after the other until the end."""

    def __init__(self, part: PlannedReader, stage: Stage) -> None:
        self.rng = random.Random(part.seed)
        self.join = request(part.transport, part.feeds, "")
        self._part = part
        self._stage = stage

    async def run(self) -> None:
        """Attack for ever."""
        while True:
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(_ATTEMPT_S):
                    await self._attack(self.rng.choice(_ATTACKS))
            await asyncio.sleep(self.rng.uniform(*_BETWEEN_S))

    async def _attack(self, attack: Attack) -> None:
        connection = socket.socket()
        connection.setblocking(False)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER_BYTES)
        try:
            server = self.rng.randrange(self._stage.servers)
            await asyncio.get_running_loop().sock_connect(connection, self._stage.address(server, Behaviour.HOSTILE))
            reading, writing = await asyncio.open_connection(sock=connection, limit=1024)
        except BaseException:
            connection.close()
            raise
        try:
            await attack(self, reading, writing)
        finally:
            reset(writing.transport) if self.rng.random() < 0.5 else writing.close()

    def fuzzed(self) -> bytes:
        """Ask with a cursor that is none, or of another log, or far ahead."""
        cursor = self.rng.choice(
            ["aaaaaaaa.1", "aaaaaaaa.999999999999999", "%00", "en~aaaaaaaa.1", "x" * 5_000, "-1", "aaaaaaaa.-1", "."]
        )
        return request(self._part.transport, self._part.feeds, cursor)


async def _garbage(of: Hostile, _: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(os.urandom(of.rng.randrange(1, 2_000)))
    await asyncio.sleep(of.rng.random())


async def _half_a_head(of: Hostile, _: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    for byte in of.join[: of.rng.randrange(1, len(of.join))]:
        writing.write(bytes([byte]))
        await writing.drain()  # says when nobody listens any more
        await asyncio.sleep(0.005)


async def _long_head(_: Hostile, __: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(b"GET / HTTP/1.1\r\nX-Long: " + b"x" * _HEAD_MAX_BYTES + b"\r\n\r\n")
    await writing.drain()


async def _bad_frames(of: Hostile, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(of.join)
    await reading.readuntil(b"\r\n\r\n")
    writing.write(of.rng.choice(_FRAMES))
    while await reading.read(1024):
        pass


async def _pings(of: Hostile, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(of.join)
    await reading.readuntil(b"\r\n\r\n")
    writing.write((b"\x89\x84" + _MASK + b"ping") * _PINGS)
    await writing.drain()


async def _never_reads(of: Hostile, _: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(of.join)
    writing.transport.pause_reading()  # type: ignore[attr-defined]  # it is a socket's
    await asyncio.sleep(_ATTEMPT_S)


async def _fuzzes(of: Hostile, reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    writing.write(of.fuzzed())
    await reading.read(1024)


async def _nothing(_: Hostile, __: asyncio.StreamReader, ___: asyncio.StreamWriter) -> None:
    """Come and go."""


_ATTACKS: Final[tuple[Attack, ...]] = (
    _garbage,
    _half_a_head,
    _long_head,
    _bad_frames,
    _bad_frames,
    _pings,
    _never_reads,
    _fuzzes,
    _nothing,
)
