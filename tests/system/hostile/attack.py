"""An attack: its port, its deadline, and what is counted. Runs in a process of its own."""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from tests.system.clients import pause
from tests.system.readers.frames import read_frame
from tests.system.readers.raw import ACCEPTED, Connection, connection, request, upgrade

HOSTILE: Final = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"
"""Where attackers come from: what a peer is allowed counts for each peer alone."""
FEED: Final = "en"
SOCKET: Final = f"/v1/feeds/{FEED}/socket"
STREAM: Final = f"/v1/feeds/{FEED}/stream"
JOINT: Final = "/v1/stream?feed=en&feed=ar"


@dataclass
class Attack:
    """One attack's place and time."""

    port: int
    seed: int
    over: asyncio.Event = field(default_factory=asyncio.Event)
    counts: Counter[str] = field(default_factory=Counter)
    """What was done, and what came back. ``wrong: …`` is what must not."""
    open: int = 0
    peak: int = 0
    """The most connections at once."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    @property
    def goes_on(self) -> bool:
        return not self.over.is_set()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Connection]:
        """Connect, and be counted."""
        async with connection(self.port, source=HOSTILE) as wire:
            self.counts["connections"] += 1
            self.open += 1
            self.peak = max(self.peak, self.open)
            try:
                yield wire
            finally:
                self.open -= 1

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[Connection]:
        """Join by WebSocket, and read up to the status."""
        async with self.connected() as wire:
            await wire.send(upgrade(SOCKET))
            assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
            while (await read_frame(wire)).json["type"] != "status":
                pass
            yield wire

    async def rest(self, at_most_s: float) -> None:
        """Keep a pace."""
        await pause(self.over, at_most_s=at_most_s)

    async def many(self, size: int, one: Callable[["Attack"], Awaitable[None]]) -> None:
        """Let so many do the same thing again and again until it is over; who is cut off comes again."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._again(one)) for _ in range(size)]
            await self.over.wait()
            for task in tasks:
                task.cancel()

    async def _again(self, one: Callable[["Attack"], Awaitable[None]]) -> None:
        while self.goes_on:
            try:
                await one(self)
            except (ConnectionError, EOFError) as cut:
                self.counts[f"cut off ({type(cut).__name__})"] += 1
            except TimeoutError:
                self.counts["wrong: no answer in time"] += 1
            except AssertionError as unlike:
                self.counts[f"wrong: {str(unlike)[:120]}"] += 1


def asking(path: str, **headers: str) -> bytes:
    """Write the head of a request for a reader's address."""
    return (upgrade if "socket" in path else request)(path, **headers)
