"""Keeps one tail true to its log: takes what pub/sub brings and what readings say, and tells holes and forks.

It does no I/O: what it cannot settle it leaves to the next reading, and ``wants`` says so.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum

from ticker.fanout.tail import Tail
from ticker.model import Cursor, Entry
from ticker.store.codec import EpochReason, LiveEntry, LogReading, NewEpoch
from ticker.store.log import NOWHERE, Place
from ticker.wire.json_objects import GapReason

log = logging.getLogger(__name__)

HELD_BACK_MAX = 1024
"""More live entries than this are not held back during a repair: the log has them all."""


class Want(Enum):
    """What a replica needs of the next reading."""

    NOTHING = "nothing"
    READING = "reading"
    FORK = "fork"
    """A reading that ends the epoch, because what we hold is not what the log holds."""


class FeedReplica:
    """One tail and what it waits for."""

    def __init__(self, tail: Tail, *, on_growth: Callable[[Tail], None], on_want: Callable[[], None]) -> None:
        self.tail = tail
        self.want = Want.NOTHING
        self.holes = 0
        self.forks = 0
        self.epochs = Counter(dict.fromkeys(EpochReason, 0))
        """How often the log began a new epoch, by the reason."""
        self._on_growth = on_growth
        self._on_want = on_want
        self._held_back: list[LiveEntry] = []
        self._waiting: dict[asyncio.Future[None], Cursor] = {}

    @property
    def place(self) -> Place:
        """Return where the tail believes the log to be."""
        return Place(self.tail.epoch, self.tail.seq) if self.tail.is_loaded else NOWHERE

    def asking(self) -> tuple[Place, bool]:
        """Return where to read from and whether to end the epoch; what is wanted from now on is wanted of the next."""
        want, self.want = self.want, Want.NOTHING
        return self.place, want is Want.FORK

    def failed(self, *, fork: bool) -> None:
        """Take back what was asked: there was no answer."""
        self.want = Want.FORK if fork else self.want

    def hear(self, live: LiveEntry | NewEpoch) -> None:
        """Take what came over the live channel."""
        if isinstance(live, NewEpoch):
            if live.epoch != self.tail.epoch:
                self._need(Want.READING)
            return
        tail = self.tail
        if not tail.is_loaded or live.epoch != tail.epoch or live.entry.seq > tail.seq + 1:
            self._hold_back(live)
        elif live.entry.seq <= tail.seq:
            version_id = tail.version_id_at(live.entry.seq)
            if version_id is not None and version_id != live.entry.version_id:
                self._fork("another entry at a place that we hold", live.entry)
        elif live.entry.prev != tail.last:
            self._fork("an entry that follows another one than ours", live.entry)
        else:
            tail.apply(live.entry, trimmed=live.trimmed)
            self._grown()

    def take(self, reading: LogReading, entries: Sequence[Entry], *, asked: Place) -> None:
        """Take a reading that was asked for at ``asked``, with the entries of all its pages."""
        tail, before = self.tail, (self.tail.head, self.tail.seq)
        if reading.epoch == tail.epoch and tail.is_loaded:
            if reading.seq < asked.seq or (reading.seq == tail.seq and reading.last != tail.last):
                self._fork("a log whose top is not ours", None)
                return
            newer = [entry for entry in entries if entry.seq > tail.seq]
            if newer and newer[0].seq == tail.seq + 1 and newer[0].prev != tail.last:
                self._fork("a log that goes on from another entry than ours", newer[0])
                return
            if reading.whole and tail.seq < reading.trimmed:
                log.error("hole that the log cannot fill", extra={"feed": tail.feed.slug, "seq": tail.seq})
                self._restart(reading, entries, GapReason.LOSS)
            elif reading.seq > tail.seq:
                tail.extend(newer, seq=reading.seq, last=reading.last, trimmed=reading.trimmed)
        else:
            self._note_epoch(reading)
            self._restart(reading, entries, GapReason.EPOCH)
        if (tail.head, tail.seq) != before:
            self._grown()
        self._replay()

    async def stands(self, cursor: Cursor, *, within_s: float) -> bool:
        """Wait until the tail has reached ``cursor``; report whether it did in time."""
        if self._has(cursor):
            return True
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[reached] = cursor
        try:
            async with asyncio.timeout(within_s):
                await reached
        except TimeoutError:
            return self._has(cursor)
        finally:
            self._waiting.pop(reached, None)
        return True

    def need_reading(self) -> None:
        """Ask for a reading now."""
        self._need(Want.READING)

    def _has(self, cursor: Cursor) -> bool:
        return self.tail.epoch == cursor.epoch and self.tail.seq >= cursor.seq

    def _restart(self, reading: LogReading, entries: Sequence[Entry], reason: GapReason) -> None:
        self.tail.restart(
            reading.epoch, entries, seq=reading.seq, last=reading.last, trimmed=reading.trimmed, reason=reason
        )

    def _note_epoch(self, reading: LogReading) -> None:
        """Count a new epoch: one that ended what was held here, or that our first reading found to be due."""
        tail, reason = self.tail, reading.reason
        if tail.is_loaded and reason is EpochReason.FIRST:
            reason = EpochReason.FLUSHED  # the process that asked first knew of no epoch; here one was known
        if tail.is_loaded or reading.began:
            self.epochs[reason] += 1
        if tail.is_loaded or (reading.began and reason is not EpochReason.FIRST):
            log.warning(
                "new epoch",
                extra={"feed": tail.feed.slug, "epoch": reading.epoch, "former": tail.epoch, "reason": reason.value},
            )

    def _grown(self) -> None:
        for reached, cursor in self._waiting.items():
            if self._has(cursor) and not reached.done():
                reached.set_result(None)
        self._on_growth(self.tail)

    def _hold_back(self, live: LiveEntry) -> None:
        self.holes += 1
        if len(self._held_back) >= HELD_BACK_MAX:
            self._held_back.clear()
        self._held_back.append(live)
        self._need(Want.READING)

    def _replay(self) -> None:
        held_back, self._held_back = self._held_back, []
        for live in held_back:
            if live.epoch == self.tail.epoch and live.entry.seq > self.tail.seq:
                self.hear(live)

    def _fork(self, why: str, entry: Entry | None) -> None:
        self.forks += 1
        seq = self.tail.seq if entry is None else entry.seq
        log.error("fork seen: %s", why, extra={"feed": self.tail.feed.slug, "epoch": self.tail.epoch, "seq": seq})
        self._need(Want.FORK)

    def _need(self, want: Want) -> None:
        if self.want is not Want.FORK:
            self.want = want
        self._on_want()
