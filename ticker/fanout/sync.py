"""Keeps this process's replicas of all feeds' logs true: compares them with the logs twice a second, and repairs."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from ticker.errors import StoreUnavailable
from ticker.fanout.health import Health
from ticker.fanout.replica import FeedReplica
from ticker.fanout.tail import Tail
from ticker.model import Entry, Feed, Slug
from ticker.settings import Timing
from ticker.store.codec import EpochReason, LogReading
from ticker.store.log import Log, Place

log = logging.getLogger(__name__)

AT_ONCE_MAX: Final = 1_000
AT_ONCE_MIN: Final = 10
"""Entries of all feeds, and of one, that a comparison reads in its one round trip. The rest comes feed by feed."""
ASKED_FOR_EVERY_S: Final = 0.05
"""Comparisons that a caller waits for begin no closer to each other than this."""


class LogSync:
    """All tails of this process, and the one loop that reads the logs to load, compare and repair them."""

    def __init__(self, store: Log, *, health: Health, timing: Timing, on_growth: Callable[[Tail], None]) -> None:
        self.replicas: dict[Slug, FeedReplica] = {}
        self._store = store
        self._health = health
        self._timing = timing
        self._on_growth = on_growth
        self._wanted = asyncio.Event()
        self._turn = asyncio.Condition()
        self._begun = 0
        self._begun_at = -math.inf
        self._ended = 0

    @property
    def feeds(self) -> Mapping[Slug, Feed]:
        """Return the feeds that this process serves."""
        return {slug: replica.tail.feed for slug, replica in self.replicas.items()}

    def tail(self, feed: str) -> Tail | None:
        """Return a feed's tail, loaded or not."""
        replica = self.replicas.get(feed)  # type: ignore[call-overload]  # a slug or not: that is the question
        return None if replica is None else replica.tail

    def serve(self, feed: Feed) -> bool:
        """Serve a feed, or take its changed settings; report whether it is new here."""
        replica = self.replicas.get(feed.slug)
        if replica is not None:
            if replica.tail.feed != feed:
                replica.tail.replace_settings(feed)
            return False
        self.replicas[feed.slug] = FeedReplica(Tail(feed), on_growth=self._on_growth, on_want=self.compare_now)
        self.compare_now()
        return True

    def count_epochs(self, feeds: Iterable[Slug], reason: EpochReason) -> None:
        """Count epochs that this process had the logs begin before it first read them."""
        for feed in feeds:
            if feed in self.replicas:
                self.replicas[feed].epochs[reason] += 1

    def compare_now(self) -> None:
        """Have the logs compared at once: after a subscription, a hole, a fork."""
        self._wanted.set()

    async def compared(self, *, within_s: float) -> bool:
        """Have the logs compared and wait for it; report whether Redis answered in time.

        A comparison that is under way may have read them before the caller knew what it looks for: the next one counts.
        All who wait share it, and it begins a little later if the last one has only just begun: anybody can ask for it.
        """
        awaited = self._begun + 1
        begins_in_s = ASKED_FOR_EVERY_S - (time.monotonic() - self._begun_at)
        asyncio.get_running_loop().call_later(max(0.0, begins_in_s), self.compare_now)
        try:
            async with asyncio.timeout(within_s), self._turn:
                await self._turn.wait_for(lambda: self._ended >= awaited)
        except TimeoutError:
            return False
        return self._health.reaches_store

    async def run(self) -> None:
        """Compare and repair for ever. A failure of Redis makes the process degraded, not this loop end."""
        while True:
            self._wanted.clear()
            self._begun, self._begun_at = self._begun + 1, time.monotonic()
            try:
                await self._compare()
            except StoreUnavailable as failed:
                if self._health.reaches_store:
                    log.warning("Redis does not answer", extra={"reason": str(failed)})
                self._health.reached(False)
            else:
                if not self._health.reaches_store:
                    log.warning("Redis answers again")
                self._health.reached(True)
                self._note_loaded()
            async with self._turn:
                self._ended = self._begun
                self._turn.notify_all()
            await self._pause()

    async def _compare(self) -> None:
        asked = {replica: replica.asking() for replica in self.replicas.values()}
        failed: StoreUnavailable | None = None
        try:
            readings = await self._first_pages(asked)
            for replica, (place, _) in list(asked.items()):
                slug = replica.tail.feed.slug
                if slug not in readings or (failed is not None and not readings[slug].complete):
                    continue
                try:
                    reading, entries = await self._whole(slug, readings[slug])
                except StoreUnavailable as broke:
                    failed = broke
                    continue
                replica.take(reading, entries, asked=place)
                del asked[replica]  # whatever fails now, this one has its answer
        except StoreUnavailable as broke:
            failed = broke
        for replica, (_, fork) in asked.items():
            replica.failed(fork=fork)
        if asked:  # in a cluster perhaps only some
            raise failed or StoreUnavailable(f"no answer about {', '.join(f.tail.feed.slug for f in asked)}")

    async def _first_pages(self, asked: Mapping[FeedReplica, tuple[Place, bool]]) -> dict[Slug, LogReading]:
        """Read a little of every log in one round trip: usually nothing is new, and never must it take too long."""
        readings: dict[Slug, LogReading] = {}
        places: dict[Slug, Place] = {}
        for replica, (place, fork) in asked.items():
            slug = replica.tail.feed.slug
            if fork:
                readings[slug] = await self._store.read(slug, place, fork=True)
            else:
                places[slug] = place
        if places:
            limit = max(AT_ONCE_MIN, AT_ONCE_MAX // len(places))
            readings |= await self._store.read_all(places, limit=limit)
        return readings

    async def _whole(self, feed: Slug, reading: LogReading) -> tuple[LogReading, list[Entry]]:
        """Read the further pages of a reading that was cut at its limit."""
        entries, whole = list(reading.entries), reading.whole
        while not reading.complete:
            page = await self._store.read(feed, Place(reading.epoch, reading.read_to))
            if page.whole:  # the log began anew while we read it
                entries.clear()
                whole = True
            entries += page.entries
            reading = page
        return replace(reading, whole=whole), entries

    def _note_loaded(self) -> None:
        if not self._health.is_loaded and all(replica.tail.is_loaded for replica in self.replicas.values()):
            self._health.is_loaded = True
            log.info("logs loaded", extra={"feeds": len(self.replicas)})

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._timing.check_every_s):
                await self._wanted.wait()
        except TimeoutError:
            return
        # Whoever asks again and again gets one reading after the other, but the loop gets its turn.
        await asyncio.sleep(0)
