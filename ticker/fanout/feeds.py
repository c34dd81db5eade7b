"""What the newsroom and the readers are given of the fan-out: the feeds, filing, and what stands."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ticker.errors import ActRefused, LogChanged, NoSuchKey, StoreUnavailable
from ticker.fanout.dispatch import Dispatcher
from ticker.fanout.filing_health import FilingHealth, FilingResult
from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.fanout.replica import FeedReplica
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import Tail
from ticker.model import EntryKind, Epoch, Feed, Slug, UpdateId
from ticker.settings import Timing
from ticker.store.codec import Attempt, Written
from ticker.store.feeds import FeedRegister
from ticker.store.keys import Keyring
from ticker.store.log import Log

log = logging.getLogger(__name__)

START_PATIENCE_S: Final = 15.0


class LiveFeeds:
    """One process's feeds: who files gets an answer when the entry stands in this process's own tail."""

    def __init__(
        self,
        store: Log,
        *,
        sync: LogSync,
        dispatcher: Dispatcher,
        reread: asyncio.Event,
        register: FeedRegister,
        keyring: Keyring,
        health: Health,
        filing_health: FilingHealth,
        hub: Hub,
        timing: Timing,
    ) -> None:
        self.keyring = keyring
        self.on_filing: Callable[[float], None] = lambda _: None
        """Is told how long each filing took, in seconds."""
        self.on_kill: Callable[[], None] = lambda: None
        """Is told of each kill that was acknowledged."""
        self.health = health
        self.filing_health = filing_health
        self.sync = sync
        self._store = store
        self._dispatcher = dispatcher
        self._register = register
        self._hub = hub
        self._timing = timing
        self._rereading = asyncio.Lock()
        self._vouching = asyncio.Lock()
        self._vouched: Mapping[Slug, Epoch | None] = {}
        """The epochs of the logs when the keys were read."""
        self._reread_wanted = reread
        self._reread_at = 0.0
        self._had_keys = False

    @property
    def feeds(self) -> Mapping[Slug, Feed]:
        """Return the feeds served now."""
        return self.sync.feeds

    @property
    def draining(self) -> bool:
        """Report whether this process goes down."""
        return self.health.is_draining

    def now_ms(self) -> int:
        """Return the time by Redis's clock."""
        return self._store.clock.now_ms()

    async def feed(self, slug: str) -> Feed | None:
        """Return a feed; an unknown one makes the process look in Redis, but not often."""
        known = self.feeds.get(Slug(slug))
        if known is None and time.monotonic() - self._reread_at > self._timing.unknown_feed_every_s:
            with contextlib.suppress(StoreUnavailable):
                await self.reread()
            known = self.feeds.get(Slug(slug))
        return known

    async def file(self, attempt: Attempt) -> Written:
        """Append, then wait until the entry stands in this process's own tail.

        Raises:
            ActRefused: nothing was written.
            NoSuchKey: the key was lost together with the log; nothing was written.
            StoreUnavailable: Redis did not answer in time, or refuses; ``may_stand`` if the entry may.
        """
        try:
            written = await self._file(attempt)
        except (ActRefused, NoSuchKey):
            self.filing_health.count(FilingResult.DECLINED)
            raise
        except StoreUnavailable as failed:
            self.filing_health.failed(failed)
            raise
        self.filing_health.count(FilingResult.REPEATED if written.repeated else FilingResult.WRITTEN)
        return written

    async def _file(self, attempt: Attempt) -> Written:
        started = time.monotonic()
        replica = self.sync.replicas[attempt.feed]
        try:
            written = await self._append(attempt, replica)
        except LogChanged:
            await self.sync.compared(within_s=self._left_s(started))
            written = await self._append(attempt, replica)
        if attempt.kind is EntryKind.KILL:
            self.on_kill()
        if written.repeated and written.cursor.epoch != replica.tail.epoch:
            # Written in a former epoch: no tail reaches its place, but what came of it is in the log as it is now.
            is_mirrored = await self.sync.compared(within_s=self._left_s(started))
            if is_mirrored and written.cursor.epoch != replica.tail.epoch:
                return written
        if await replica.stands(written.cursor, within_s=self._timing.own_write_s):
            return written
        replica.need_reading()
        if await replica.stands(written.cursor, within_s=self._left_s(started)):
            return written
        raise StoreUnavailable("written, but not seen here yet", may_stand=True)

    async def _append(self, attempt: Attempt, replica: FeedReplica) -> Written:
        """Append, once it is sure that the keys are those that go with the log as it is now.

        Raises:
            NoSuchKey: the key is none of them; nothing was written.
            ActRefused, StoreUnavailable: as ``file``.
        """
        if self.doubts(replica.tail):
            async with self._vouching:  # the next caller finds it done
                if self.doubts(replica.tail):
                    await self.reread()
            if self.keyring.by_id(attempt.key_id) is None:
                raise NoSuchKey
        return await self._store.append(replica.tail.feed, attempt, place=replica.place)

    def doubts(self, tail: Tail) -> bool:
        """Report whether a log began a new epoch since the keys were read: they may have been lost with it."""
        return tail.is_loaded and self._vouched.get(tail.feed.slug) != tail.epoch

    def _left_s(self, started: float) -> float:
        return max(self._timing.filing_timeout_s - (time.monotonic() - started), self._timing.own_write_s / 2)

    def standing(self, feed: Slug, update_id: UpdateId) -> bytes | None:
        """Return the wire JSON of what stands of an update; None once it has left the log."""
        tail = self.sync.tail(feed)
        held = None if tail is None else tail.standing(update_id)
        return None if held is None else held.encoded.json

    @contextlib.contextmanager
    def filing(self) -> Iterator[None]:
        """Count a filing as waiting, so that the hub yields longer."""
        started = time.monotonic()
        self._hub.filings += 1
        try:
            yield
        finally:
            self._hub.filings -= 1
            self.on_filing(time.monotonic() - started)

    async def read_first(self) -> None:
        """Read feeds and keys for the first time; a Redis that is slow to wake up gets a little patience.

        Raises:
            StoreUnavailable: it still did not answer.
        """
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            try:
                await self.reread()
            except StoreUnavailable:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)
            else:
                return

    async def reread(self) -> None:
        """Read feeds and keys from Redis; write back the feeds that a flush took away.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with self._rereading:
            self._reread_at = time.monotonic()
            epochs = {slug: replica.tail.epoch for slug, replica in self.sync.replicas.items()}
            stored = await self._register.read()
            lost = [
                feed for slug, feed in self.feeds.items() if slug not in stored and slug not in self._register.damaged
            ]
            if lost:
                log.error("Redis has lost its feeds; they are written back", extra={"feeds": len(lost)})
                await self._register.write_back(lost)
            new = [self.sync.serve(feed) for feed in stored.values()]
            if any(new):
                await self._dispatcher.subscriber.follow()
            await self._reread_keys()
            self._vouched = epochs

    async def reread_for_ever(self) -> None:
        """Read feeds and keys again at every notice, and every few seconds in case one was lost."""
        while True:
            self._reread_wanted.clear()
            with contextlib.suppress(StoreUnavailable):  # the comparison of heads says so already
                await self.reread()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timing.reread_every_s):
                    await self._reread_wanted.wait()

    async def _reread_keys(self) -> None:
        await self.keyring.reread()
        if self.keyring.is_empty and self._had_keys:
            log.critical("Redis has lost its keys: nobody can file. Make new ones with 'ticker keys add'")
        self._had_keys = not self.keyring.is_empty
