"""Readers who come and go in every way there is: politely, rudely, with old cursors, and without ever reading."""

import asyncio
import contextlib
import random
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.system.clients import Filed
from tests.system.readers.frames import PING, closing, frame
from tests.system.readers.live import TRANSPORTS, address
from tests.system.readers.raw import Connection, connection, request, upgrade
from tests.waiting import keep_pace

_FEW_BYTES: Final = 2_048
_PATIENCE_S: Final = 30.0
_STRANGE: Final = ("none", "00000000.1", "zzzzzzzz.99999999999", "en~,ar~", "%00")
_REFUSED: Final = (
    request("/v1/feeds/nobody-made-me/stream"),
    request("/v1/feeds/en/stream?unknown=1"),
    request("/v1/feeds/en/socket"),
    request("/v1/feeds/en/updates", method="POST", Content_Length="0"),
    request("/v1/feeds/en/stream", method="DELETE"),
    request("/nowhere"),
)


@dataclass
class ChurningReaders:
    """So many at a time, each doing one thing after the other, chosen by a seed."""

    port: int
    feed: str
    stalled_s: float
    """After how long the service closes who does not read."""
    seed: int
    places: Sequence[Filed] = ()
    """What was filed: places to come back to, new ones and ones that are long trimmed."""
    done: Counter[str] = field(default_factory=Counter)

    async def visit(self, number: int) -> None:
        """Come and go until cancelled."""
        dice = random.Random(f"{self.seed}-{number}")
        ways: list[Callable[[random.Random], Awaitable[None]]] = [
            *[self.glance] * 6, *[self.stay] * 6, *[self.come_back] * 4, *[self.talk] * 2, *[self.read_plainly] * 4,
            self.be_refused, self.dawdle, self.stall,
        ]  # fmt: skip
        while True:
            way = dice.choice(ways)
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(_PATIENCE_S):
                    await way(dice)
            self.done[way.__name__] += 1
            await keep_pace(dice.random() * 0.2)

    async def glance(self, dice: random.Random) -> None:
        """Join, see the first bytes, and go as one likes."""
        async with connection(self.port) as wire:
            await self._join(wire, dice)
            await wire.some()
            if dice.random() < 0.5:
                wire.reset()

    async def stay(self, dice: random.Random) -> None:
        """Read for a while."""
        async with connection(self.port) as wire:
            await self._join(wire, dice)
            await self._read(wire, dice.random() * 4)

    async def come_back(self, dice: random.Random) -> None:
        """Bring a cursor: new, long trimmed, or nonsense."""
        after = dice.choice([*(str(filed.cursor) for filed in (*self.places[:3], *self.places[-3:])), *_STRANGE])
        async with connection(self.port) as wire:
            await self._join(wire, dice, after=after)
            await self._read(wire, dice.random())

    async def talk(self, dice: random.Random) -> None:
        """Ping, say something, and close as the protocol wants."""
        async with connection(self.port) as wire:
            await wire.send(upgrade(address("socket", self.feed)))
            await wire.head()
            for number in range(dice.randrange(10)):
                await wire.send(frame(PING, str(number).encode()))
            await wire.send(closing(1000))
            await self._read(wire, 5)

    async def read_plainly(self, dice: random.Random) -> None:
        """Ask for the snapshot and the entries over one kept connection, then perhaps read live on it."""
        async with connection(self.port) as wire:
            for path in (f"/v1/feeds/{self.feed}", f"/v1/feeds/{self.feed}/entries", "/v1/feeds", "/metrics"):
                await wire.send(request(path))
                await wire.answer()
            if dice.random() < 0.5:
                await self._join(wire, dice)
                await self._read(wire, dice.random())

    async def be_refused(self, dice: random.Random) -> None:
        async with connection(self.port) as wire:
            await wire.send(dice.choice(_REFUSED))
            await wire.to_end(within_s=3)

    async def dawdle(self, dice: random.Random) -> None:
        """Send a head byte by byte, and never the end of it."""
        async with connection(self.port) as wire:
            for number in range(dice.randrange(1, 20)):
                await wire.send(request(address("stream", self.feed))[number : number + 1])
                await keep_pace(0.05)
            await wire.to_end(within_s=_PATIENCE_S)

    async def stall(self, dice: random.Random) -> None:
        """Join and read nothing, until the service has lost its patience."""
        loop = asyncio.get_running_loop()
        with socket.socket() as deaf:
            deaf.setblocking(False)
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _FEW_BYTES)
            await loop.sock_connect(deaf, ("127.0.0.1", self.port))
            transport = dice.choice(TRANSPORTS)
            asked = (upgrade if transport == "socket" else request)(address(transport, self.feed))
            await loop.sock_sendall(deaf, asked)
            await keep_pace(min(3 * self.stalled_s, _PATIENCE_S - 1))

    async def _join(self, wire: Connection, dice: random.Random, *, after: str | None = None) -> None:
        transport = dice.choice(TRANSPORTS)
        query = {} if after is None else {"after": after}
        feeds = self.feed if dice.random() < 0.8 else (self.feed, "en", "ar")
        await wire.send((upgrade if transport == "socket" else request)(address(transport, feeds, **query)))
        await wire.head()

    @staticmethod
    async def _read(wire: Connection, for_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                while await wire.some():
                    pass
