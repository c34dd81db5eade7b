"""Readers that take the same bytes: those of one feed in one encoding, or of the same several feeds."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from ticker.fanout.flock import Flock
from ticker.fanout.poller import Poller
from ticker.fanout.reader import APART, Reader, ReaderState
from ticker.fanout.tail import SNAPSHOT_DUE, Chunk, Encoding, Tail
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import Encoded

log = logging.getLogger(__name__)

_READERS_PER_LOOK: Final = 16
"""Looking at the clock costs, and an advance is about 10 µs."""


class Surroundings(Protocol):
    """What a crowd needs of its process."""

    loop: asyncio.AbstractEventLoop
    poller: Poller
    close_grace_s: float
    writes: int
    """Writes that a socket took whole."""
    closing: set[Reader]
    """Told to go, and not gone yet."""
    full: dict[Reader, None]
    """Every reader whose socket is full, the longest first."""

    def retry_ms(self) -> int:
        """Give a random time after which a reader should come back."""

    def now_ms(self) -> int:
        """Give the time by Redis's clock."""

    def status(self, tails: Sequence[Tail]) -> Encoded:
        """Give the status of these feeds."""

    def left(self, reader: Reader, code: CloseCode | None) -> None:
        """Count a reader that left, with the code it was given if it was told to go."""


GroupKey = str
"""The slugs and the encoding. A text: hashing an enumeration takes a call."""


def group_key(tails: Sequence[Tail], encoding: Encoding) -> GroupKey:
    """Give what tells the crowd of these feeds in this encoding from others."""
    slugs = tails[0].feed.slug if len(tails) == 1 else ",".join([tail.feed.slug for tail in tails])
    if encoding is Encoding.WEBSOCKET:
        return slugs + "/ws"
    return slugs + ("/sse" if encoding is Encoding.SSE else "/bare")


class ReaderGroup(ABC):
    """Some readers, in the order in which they joined."""

    def __init__(self, around: Surroundings, encoding: Encoding, key: GroupKey) -> None:
        self.key = key
        """What tells this crowd from others."""
        self.around = around
        self.loop = around.loop
        self.poller = around.poller
        self.close_grace_s = around.close_grace_s
        self.full = around.full
        self.encoding = encoding
        self.readers: dict[Reader, None] = {}
        self._flock = Flock()
        self._apart: dict[Reader, None] = {}
        """Who is not in the flock, the newest last."""
        self._roster: Sequence[Reader] | None = None
        """Who is advanced alone in this pass, once that is clear."""
        self._at = 0
        self.retry_ms: Callable[[], int] = around.retry_ms

    @property
    @abstractmethod
    def tails(self) -> tuple[Tail, ...]:
        """Give the feeds that these readers read."""

    def begin_pass(self) -> None:
        """Begin to advance everybody."""
        self._roster, self._at = None, 0

    def advance(self, until: float) -> bool:
        """Go on with the pass until the clock says ``until``; say whether it is over."""
        if self._roster is None:
            self._roster = list(self._apart)  # whoever joins from now on has what there is
        roster, end, now = self._roster, len(self._roster), self.loop.time
        while self._at < end:
            stop = min(self._at + _READERS_PER_LOOK, end)
            for reader in roster[self._at : stop]:
                if reader.state is ReaderState.LIVE:
                    advance_or_drop(reader)
            self._at = stop
            if now() >= until:
                break
        return self._at >= end

    def treat_alone(self, reader: Reader) -> None:
        """Take a reader out of the flock until the next pass is over: it is about to get what others do not."""
        if reader.rank != APART:
            self._flock.part(reader)
            self._apart[reader] = None

    def status(self) -> bytes:
        """Give the bytes of the status of these feeds."""
        return self.encoding.take(self.around.status(self.tails))

    def join(self, reader: Reader) -> None:
        """Take in a reader; it is alone until it has what all have."""
        self.readers[reader] = self._apart[reader] = None

    def leave(self, reader: Reader, code: CloseCode | None) -> None:
        """Forget a reader; again is allowed."""
        self.treat_alone(reader)
        self._apart.pop(reader, None)
        if self.readers.pop(reader, reader) is None:
            self.full.pop(reader, None)
            self.around.left(reader, code)


class FeedGroup(ReaderGroup):
    """The readers of one feed in one encoding."""

    def __init__(self, around: Surroundings, encoding: Encoding, tail: Tail) -> None:
        super().__init__(around, encoding, group_key([tail], encoding))
        self.tail = tail

    @property
    def tails(self) -> tuple[Tail, ...]:
        """Give the one feed."""
        return (self.tail,)

    def due(self, cursor: int) -> Chunk:
        """Give what a reader with this cursor needs next."""
        tail = self.tail
        if cursor >= tail.floor:
            return tail.catch_up(cursor, self.encoding)
        snapshot = self.encoding.take(tail.snapshot(self.around.now_ms()))
        if cursor == SNAPSHOT_DUE:
            return Chunk(snapshot, ((len(snapshot), tail.head),))
        gap = self.encoding.take(tail.gap(tail.gap_reason(cursor)))
        return Chunk(gap + snapshot, ((len(gap), SNAPSHOT_DUE), (len(gap) + len(snapshot), tail.head)))

    def advance(self, until: float) -> bool:
        """Write to the flock what all need, then let the others advance by themselves."""
        if not self._advance_flock(until) or not super().advance(until):
            return False
        self._gather()
        return True

    def _advance_flock(self, until: float) -> bool:
        flock, tail = self._flock, self.tail
        while flock.size and flock.cursor != tail.head:
            chunk = self.due(flock.cursor)
            if flock.is_overtaken_by(chunk):
                # News came in the middle of the pass: two groups want two pieces, so each goes by itself this time.
                self._apart.update(dict.fromkeys(flock.scatter()))
                self.begin_pass()
                break
            writes, parted = flock.write(chunk, until=until, now=self.loop.time)
            self.around.writes += writes
            for reader, taken in parted:
                self._apart[reader] = None
                if taken:
                    reader.wrote(chunk, taken)
                else:
                    advance_or_drop(reader)
            if not flock.end_pass():
                return False
        return True

    def _gather(self) -> None:
        """Take whoever has what all have into the flock."""
        flock, head = self._flock, self.tail.head
        if not flock.size:
            flock.close_ranks()
            flock.cursor = head
        elif flock.cursor != head:
            return  # more has come since; this is done after the next pass
        for reader in list(self._apart):
            if reader.cursor == head and reader.is_caught_up and not reader.status_due:
                del self._apart[reader]
                flock.admit(reader)


class MultiFeedGroup(ReaderGroup):
    """The readers of the same several feeds in one encoding."""

    def __init__(self, around: Surroundings, encoding: Encoding, tails: Sequence[Tail]) -> None:
        super().__init__(around, encoding, group_key(tails, encoding))
        self._tails = tuple(tails)

    @property
    def tails(self) -> tuple[Tail, ...]:
        """Give the feeds, in the order of their slugs."""
        return self._tails


def advance_or_drop(reader: Reader) -> None:
    """Advance one reader; a fault of ours must not keep the others from their news, nor this one in silence."""
    try:
        reader.advance()
    except Exception:  # whatever it is, it is logged, and the reader comes back with its cursor
        log.exception("a reader is dropped for a fault of ours", extra={"crowd": reader.group.key})
        reader.drop()
