"""Readers who behave, while others do not: what they are given, how late, and what the server uses meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import psutil

from tests.servers import TickerProcess, http
from tests.system.clients import Filer, Reader, SocketReader, StreamReader, at_work, check, pause
from tests.waiting import until
from ticker.model import Cursor
from ticker.tools.bench.statistics import Latencies, latencies_of
from ticker.tools.fold import Wire

EACH: Final = 4
"""Good readers of each transport."""
EVERY_S: Final = 0.1
LOOK_EVERY_S: Final = 0.05
LINK: Final = "https://example.org/" + "a" * 1_900
"""Makes an entry large, so that who does not read is full soon."""


@dataclass(eq=False)
class Timed(Reader):
    """A reader who notes when each entry came."""

    heard: dict[Cursor, float] = field(default_factory=dict)

    def take(self, wire: Wire) -> None:
        if "order" in wire:
            self.heard[Cursor.parse(str(wire["cursor"]))] = time.perf_counter()
        super().take(wire)


class TimedSocket(Timed, SocketReader):
    pass


class TimedStream(Timed, StreamReader):
    pass


@dataclass
class Phase:
    """What was measured for a while."""

    filed_at: dict[Cursor, float] = field(default_factory=dict)
    """When the filing of each entry began."""
    filings_s: list[float] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)
    rss_bytes: list[int] = field(default_factory=list)


@dataclass(eq=False)
class GoodReaders:
    """Good readers, a filer, and somebody who looks at the server."""

    server: TickerProcess
    filer: Filer
    readers: list[Timed]
    process: psutil.Process

    @property
    def descriptors(self) -> int:
        """Count the server's, without those to its Valkey: it keeps as many as once filed at the same time."""
        return self.process.num_fds() - len(self.process.net_connections("unix"))

    async def watch(self, told: asyncio.Event) -> Phase:
        """File every 100 ms, ask for health, and look at the memory, until told."""
        phase = Phase()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._file(phase, told))
            group.create_task(self._ask(phase, told))
            while not told.is_set():
                phase.rss_bytes.append(self.process.memory_info().rss)
                await pause(told, at_most_s=LOOK_EVERY_S)
        return phase

    async def _file(self, phase: Phase, told: asyncio.Event) -> None:
        """File at a pace of its own, whatever the answers take: who waits for them measures less when it is worst."""
        async with asyncio.TaskGroup() as group:
            number = 0
            while not told.is_set():
                number += 1
                group.create_task(self._file_one(phase, f"Line {number} of {id(phase)}."))
                await pause(told, at_most_s=EVERY_S)

    async def _file_one(self, phase: Phase, statement: str) -> None:
        started = time.perf_counter()
        filed = await self.filer.file(statement)
        phase.filings_s.append(time.perf_counter() - started)
        phase.filed_at[filed.cursor] = started

    async def _ask(self, phase: Phase, told: asyncio.Event) -> None:
        async with http(self.server.url) as client:
            while not told.is_set():
                started = time.perf_counter()
                assert (await client.get("/healthz")).is_success
                phase.health_s.append(time.perf_counter() - started)
                await pause(told, at_most_s=EVERY_S)

    async def settle(self) -> None:
        """Wait until every good reader has the newest entry, and hold all of them against what was acknowledged."""
        newest = max(filed.cursor.seq for filed in self.filer.filed)
        await until(
            lambda: all(reader.at is not None and reader.at.seq == newest for reader in self.readers),
            within_s=20,
            what="good readers at the head",
        )
        check([self.filer], self.readers)
        for reader in self.readers:
            assert reader.connections == 1, "a good reader was cut off"
            assert not reader.gaps, reader.gaps
            entries = {wire["cursor"]: None for wire in reader.given if "order" in wire}
            assert len(entries) == sum("order" in wire for wire in reader.given), "given twice"

    def delivered(self, phase: Phase) -> Latencies:
        """Return how long after the beginning of each filing each good reader had its entry."""
        found = latencies_of(
            reader.heard[cursor] - started for cursor, started in phase.filed_at.items() for reader in self.readers
        )
        assert found is not None, "nothing was filed"
        return found


class LongFiler(Filer):
    """Files entries that fill a socket soon."""

    def draft(self, statement: str, **more: object) -> dict[str, object]:
        return super().draft(statement, link=LINK, **more)


@asynccontextmanager
async def good_readers(server: TickerProcess, *, key: str) -> AsyncIterator[GoodReaders]:
    """Have good readers connected, until the end of the block."""
    readers: list[Timed] = [kind(server) for kind in (TimedSocket, TimedStream) for _ in range(EACH)]
    filer = LongFiler(server, key, pace_s=None)
    async with at_work(filer, *readers):
        yield GoodReaders(server, filer, readers, psutil.Process(server.pid))
