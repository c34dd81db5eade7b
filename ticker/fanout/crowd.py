"""Readers that take the same bytes: those of one feed in one encoding, or of the same several feeds."""

import asyncio
import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from ticker.fanout.reader import Reader, ReaderState
from ticker.fanout.tail import SNAPSHOT_DUE, Encoding, Piece, Tail
from ticker.fanout.watch import Watch
from ticker.wire.close_codes import CloseCode
from ticker.wire.encoded import Encoded

log = logging.getLogger(__name__)

_READERS_PER_LOOK: Final = 16
"""Looking at the clock costs; sixteen writes are about 150 µs."""
_NOWHERE: Final = -2
"""Where no reader stands."""


class Surroundings(Protocol):
    """What a crowd needs of its process."""

    loop: asyncio.AbstractEventLoop
    watch: Watch
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


CrowdKey = str
"""The slugs and the encoding. A text: hashing an enumeration takes a call."""


def crowd_key(tails: Sequence[Tail], encoding: Encoding) -> CrowdKey:
    """Give what tells the crowd of these feeds in this encoding from others."""
    slugs = tails[0].feed.slug if len(tails) == 1 else ",".join([tail.feed.slug for tail in tails])
    return slugs + ("/ws" if encoding is Encoding.WEBSOCKET else "/sse")


class Crowd(ABC):
    """Some readers, in the order in which they joined."""

    def __init__(self, around: Surroundings, encoding: Encoding, key: CrowdKey) -> None:
        self.key = key
        """What tells this crowd from others."""
        self.around = around
        self.loop = around.loop
        self.watch = around.watch
        self.close_grace_s = around.close_grace_s
        self.full = around.full
        self.encoding = encoding
        self.readers: dict[Reader, None] = {}
        self.retry_ms: Callable[[], int] = around.retry_ms

    @property
    @abstractmethod
    def tails(self) -> tuple[Tail, ...]:
        """Give the feeds that these readers read."""

    @abstractmethod
    def advance(self, roster: Sequence[Reader], at: int, until: float) -> int:
        """Advance readers from ``at`` on until the clock says ``until``; give where it stopped."""

    def status(self) -> bytes:
        """Give the bytes of the status of these feeds."""
        return self.encoding.take(self.around.status(self.tails))

    def leave(self, reader: Reader, code: CloseCode | None) -> None:
        """Forget a reader; again is allowed."""
        if self.readers.pop(reader, reader) is None:
            self.full.pop(reader, None)
            self.around.left(reader, code)


class FeedCrowd(Crowd):
    """The readers of one feed in one encoding."""

    def __init__(self, around: Surroundings, encoding: Encoding, tail: Tail) -> None:
        super().__init__(around, encoding, crowd_key([tail], encoding))
        self.tail = tail

    @property
    def tails(self) -> tuple[Tail, ...]:
        """Give the one feed."""
        return (self.tail,)

    def due(self, cursor: int) -> Piece:
        """Give what a reader with this cursor needs next."""
        tail = self.tail
        if cursor >= tail.floor:
            return tail.catch_up(cursor, self.encoding)
        snapshot = self.encoding.take(tail.snapshot(self.around.now_ms()))
        if cursor == SNAPSHOT_DUE:
            return Piece(snapshot, ((len(snapshot), tail.head),))
        gap = self.encoding.take(tail.gap(tail.gap_reason(cursor)))
        return Piece(gap + snapshot, ((len(gap), SNAPSHOT_DUE), (len(gap) + len(snapshot), tail.head)))

    def advance(self, roster: Sequence[Reader], at: int, until: float) -> int:
        """Write the newest entry to whoever is one behind; let the others advance by themselves."""
        tail, now, write, live = self.tail, self.loop.time, os.write, ReaderState.LIVE
        head, newest = tail.head, tail.newest
        frame = b"" if newest is None or head - 1 < tail.floor else self.encoding.take(newest.encoded)
        behind = head - 1 if frame else _NOWHERE
        size, end, writes = len(frame), len(roster), 0
        while at < end:
            stop = min(at + _READERS_PER_LOOK, end)
            # Beside the write itself, each line here is a tenth of a microsecond or two for each reader.
            for reader in roster[at:stop]:
                if reader.cursor == behind and reader.state is live:
                    try:
                        taken = write(reader.fd, frame)
                    except OSError:
                        advance_or_drop(reader)  # full or gone: that finds out which
                        continue
                    if taken == size:
                        reader.cursor = head
                        writes += 1
                    else:
                        reader.wrote(Piece(frame, ((size, head),)), taken)
                elif reader.cursor != head and reader.state is live:
                    advance_or_drop(reader)
            at = stop
            if now() >= until:
                break
        self.around.writes += writes
        return at


class JointCrowd(Crowd):
    """The readers of the same several feeds in one encoding."""

    def __init__(self, around: Surroundings, encoding: Encoding, tails: Sequence[Tail]) -> None:
        super().__init__(around, encoding, crowd_key(tails, encoding))
        self._tails = tuple(tails)

    @property
    def tails(self) -> tuple[Tail, ...]:
        """Give the feeds, in the order of their slugs."""
        return self._tails

    def advance(self, roster: Sequence[Reader], at: int, until: float) -> int:
        """Let each reader advance by itself."""
        for reader in roster[at:]:
            at += 1
            if reader.state is ReaderState.LIVE:
                advance_or_drop(reader)
            if self.loop.time() >= until:
                break
        return at


def advance_or_drop(reader: Reader) -> None:
    """Advance one reader; a fault of ours must not keep the others from their news, nor this one in silence."""
    try:
        reader.advance()
    except Exception:  # whatever it is, it is logged, and the reader comes back with its cursor
        log.exception("a reader is dropped for a fault of ours", extra={"crowd": reader.crowd.key})
        reader.drop()
