"""The surfaces and receipts of all feeds in one process, kept up to date from Redis and from the tails.

Reports come over the desk channels; those that were lost there are read from Redis every few seconds.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ticker.errors import InvalidCursor, StoreUnavailable
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import Tail
from ticker.model import Cursor, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.pubsub import Published
from ticker.store.subscriber import Heard, Subscriber
from ticker.store.surfaces import REMOVED, SurfaceReport, SurfaceStore, decode_report
from ticker.store.unreadable import Unreadable, What
from ticker.surfaces.receipts import FeedReceipts

log = logging.getLogger(__name__)

_LOOKED_AT: Final = 1_000
"""How many entries of a tail are looked at in one go."""


class LiveReceipts:
    """The surfaces and receipts of every feed, and the streams that wait for a change of them."""

    def __init__(self, store: SurfaceStore, sync: LogSync, *, clock: StoreClock, timing: Timing) -> None:
        self._store = store
        self._sync = sync
        self._clock = clock
        self._timing = timing
        self._live_receipts: dict[Slug, FeedReceipts] = {}
        self._seen: dict[Slug, int] = {}
        """Up to which index of each tail the kills are noted."""
        self._changes: dict[Slug, asyncio.Event] = {}
        self._feed_by_channel: dict[str, Slug] = {}
        self.subscriber = Subscriber(
            store.subscriptions, channels=self._wanted, on_heard=self._heard, on_break=self._broke, timing=timing
        )

    def receipts(self, feed: Slug) -> FeedReceipts:
        """Return the surfaces and receipts of a feed."""
        receipts = self._live_receipts.get(feed)
        if receipts is None:
            receipts = self._live_receipts[feed] = FeedReceipts(silent_after_ms=self._timing.surface_silent_s * 1000)
        return receipts

    def head(self, feed: Slug) -> Cursor | None:
        """Return where the feed's log ends, as this process knows it; None before it was read."""
        tail = self._sync.tail(feed)
        return tail.cursor if tail is not None and tail.is_loaded else None

    def grown(self, tail: Tail) -> None:
        """Note the kills among the entries that a tail has got. Never waits."""
        feed = tail.feed.slug
        receipts, is_news, is_history = self.receipts(feed), False, feed not in self._seen
        while newer := tail.after(self._seen.get(feed, 0), limit=_LOOKED_AT):
            for index, held in newer:
                is_news |= receipts.note(held.entry, tail.cursor_at(held), is_history=is_history)
                self._seen[feed] = index
        self._seen.setdefault(feed, tail.head)
        if is_news:
            self._tell(feed)

    async def place(self, feed: Slug, cursor: Cursor) -> Cursor | None:
        """Return how far a surface has read that brings this cursor; None where it is of another epoch.

        Raises:
            InvalidCursor: the log has not come that far.
            StoreUnavailable: this process has not come that far, and Redis does not say whether the log has.
        """
        head = self.head(feed)
        if head is None or head.epoch != cursor.epoch or head.seq < cursor.seq:
            if not await self._sync.compared(within_s=self._timing.check_timeout_s):
                raise StoreUnavailable("Redis does not say how far the log goes")
            head = self.head(feed)
        if head is None or head.epoch != cursor.epoch:
            return None
        if head.seq < cursor.seq:
            raise InvalidCursor(str(cursor))
        return cursor

    async def report(self, feed: Slug, report: SurfaceReport, *, key_id: str) -> bool:
        """Keep what a surface reports, since when it reports too, and tell every process.

        Report whether it was kept: a key speaks for so many surfaces and no more.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        if not self.receipts(feed).is_loaded:
            await self._read([feed])
        known = self.receipts(feed).reports.get(report.name)
        if known is not None:
            report = replace(report, since_ms=known.since_ms)
        if report.state == REMOVED:
            await self._store.remove(feed, report)
        elif not await self._store.write(feed, report, key_id=key_id, others=self._sync.feeds):
            return False
        self._hear(feed, report)
        return True

    async def remove(self, feed: Slug, name: str) -> bool:
        """Remove a surface, in every process, until it reports again; report whether it was there.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        known, now_ms = self.receipts(feed).reports.get(name), self._clock.now_ms()
        at_ms = now_ms if known is None else max(now_ms, known.at_ms)  # another process's clock may be ahead
        last = SurfaceReport(name, "", None, (), REMOVED, 0, at_ms, at_ms)
        was_kept = await self._store.remove(feed, last)
        self._hear(feed, last)
        return was_kept or known is not None

    async def changed(self, feed: Slug, *, within_s: float) -> None:
        """Wait until something of this feed's surfaces or kills is new, but no longer than that."""
        change = self._changes.setdefault(feed, asyncio.Event())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await change.wait()

    async def run(self) -> None:
        """Listen and read for ever. A failure of Redis is no end of this."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.subscriber.run(), name="desk channels")
            group.create_task(self._read_for_ever(), name="surfaces")

    def _wanted(self) -> list[str]:
        self._feed_by_channel = {self._store.names.desk(feed): feed for feed in self._sync.feeds}
        return list(self._feed_by_channel)

    def _broke(self, _shard: str, failed: StoreUnavailable) -> None:
        log.info("desk channels: the connection broke", extra={"reason": str(failed)})

    def _heard(self, _shard: str, heard: Heard) -> None:
        if isinstance(heard, Published):
            self._take(self._feed_by_channel[heard.channel], heard.payload)

    async def _read_for_ever(self) -> None:
        while True:
            with contextlib.suppress(StoreUnavailable):  # the comparison of heads says so already
                await self._read(self._sync.feeds)
            await asyncio.sleep(self._timing.reread_every_s)

    async def _read(self, feeds: Iterable[Slug]) -> None:
        now_ms = self._clock.now_ms()
        for feed, reports in (await self._store.read_all(feeds, now_ms=now_ms)).items():
            receipts = self.receipts(feed)
            receipts.forget(now_ms)
            if receipts.load(reports, as_of_ms=now_ms):
                self._tell(feed)

    def _take(self, feed: Slug, payload: bytes) -> None:
        try:
            report = decode_report(payload)
        except ValueError:
            self._store.unreadable.note(
                Unreadable(What.PUBLISHED, self._store.names.desk(feed), f"{len(payload)} bytes that are no report")
            )
            return
        self._hear(feed, report)

    def _hear(self, feed: Slug, report: SurfaceReport) -> None:
        if self.receipts(feed).hear(report):
            self._tell(feed)

    def _tell(self, feed: Slug) -> None:
        change = self._changes.pop(feed, None)
        if change is not None:
            change.set()
