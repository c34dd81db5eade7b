"""The pump: when a tail grows, advance its readers, in slices between which everything else gets its turn.

A callback, not a task. Between two slices the loop runs empty a few times, because one HTTP request needs about three
iterations; while a filing waits the slices are shorter and the pauses longer.
"""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from ticker.fanout.group import Crowd, CrowdKey, FeedCrowd, JointCrowd, crowd_key
from ticker.fanout.heartbeat import Statuses
from ticker.fanout.poller import open_watch
from ticker.fanout.reader import Reader
from ticker.fanout.tail import Encoding, Tail
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import Encoded
from ticker.wire.json_objects import LiveState

log = logging.getLogger(__name__)

SLICE_S: Final = 0.005
SLICE_WHILE_FILING_S: Final = 0.002
PAUSE_WHILE_FILING_S: Final = 0.0005
HOPS: Final = 3
_RETRY_MS: Final = (1_000, 5_000)


class Pump:
    """All readers of this process, by what they read."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, clock: StoreClock, timing: Timing) -> None:
        self.loop = loop
        self.watch = open_watch(loop)
        self.close_grace_s = timing.close_grace_s
        self.full: dict[Reader, None] = {}
        self.closing: set[Reader] = set()
        """Told to go, and not gone yet."""
        self.filings = 0
        """How many filings wait for their answer now."""
        self.count = 0
        self.count_by_address: Counter[str] = Counter()
        self.joined_sockets = 0
        self.joined_streams = 0
        self.closed: Counter[CloseCode] = Counter()
        self.writes = 0
        """Writes that a socket took whole."""
        self.on_pass: Callable[[float], None] = lambda _: None
        """Is told how long after the tail grew the last reader was written to, in seconds."""
        self.statuses = Statuses(loop, clock=clock, timing=timing)
        self._clock = clock
        self._timing = timing
        self._crowds: dict[CrowdKey, Crowd] = {}
        """Those that have readers."""
        self._due: dict[Crowd, float] = {}
        """Crowds with readers to advance, since when."""
        self._since = 0.0
        self._crowd: Crowd | None = None
        """Whose readers are being advanced."""
        self._is_scheduled = False

    def crowd(self, tails: Sequence[Tail], encoding: Encoding) -> Crowd:
        """Give the crowd of readers of these feeds in this encoding."""
        crowd = self._crowds.get(crowd_key(tails, encoding))
        if crowd is None:
            alone = len(tails) == 1
            crowd = FeedCrowd(self, encoding, tails[0]) if alone else JointCrowd(self, encoding, tails)
        return crowd

    def join(self, reader: Reader) -> None:
        """Count a reader in. Its socket is watched already, and it owns it from now on."""
        crowd = reader.crowd
        crowd.join(reader)
        self._crowds[crowd.key] = crowd
        self.count += 1
        self.count_by_address[reader.address] += 1
        if crowd.encoding is Encoding.WEBSOCKET:
            self.joined_sockets += 1
        else:
            self.joined_streams += 1
        self.statuses.add(reader)
        self.watch.hand_on(reader.fd, reader)

    def left(self, reader: Reader, code: CloseCode | None) -> None:
        """Count a reader out; its crowd calls this once."""
        self.count -= 1
        self.count_by_address[reader.address] -= 1
        if not self.count_by_address[reader.address]:
            del self.count_by_address[reader.address]
        if code is not None:
            self.closed[code] += 1
        self.statuses.remove(reader)
        if not reader.crowd.readers:
            self._crowds.pop(reader.crowd.key, None)

    def crowds(self) -> list[Crowd]:
        """Give every crowd that has readers."""
        return list(self._crowds.values())

    def readers(self) -> list[Reader]:
        """Give every reader, crowd by crowd."""
        return [reader for crowd in self._crowds.values() for reader in crowd.readers]

    def wake(self, tail: Tail) -> None:
        """Advance the readers of a tail that has grown."""
        now = self.loop.time()
        for crowd in self._crowds.values():
            if tail in crowd.tails:
                self._due.setdefault(crowd, now)
        if self._due and not self._is_scheduled:
            self._is_scheduled = True
            self.loop.call_soon(self._slice)

    def close_stalled(self) -> None:
        """Close whoever has stood still for too long; call this about once a second."""
        oldest = time.monotonic() - self._timing.stalled_s
        for reader in list(self.full):
            if reader.full_since < oldest:
                reader.close(CloseCode.TOO_SLOW)

    def announce(self, state: LiveState) -> None:
        """Tell every reader soon that the state of this process changed."""
        self.statuses.announce(state)

    def retry_ms(self) -> int:
        """Give a random time after which a reader should come back."""
        return random.randint(*_RETRY_MS)

    def now_ms(self) -> int:
        """Give the time by Redis's clock."""
        return self._clock.now_ms()

    def status(self, tails: Sequence[Tail]) -> Encoded:
        """Give the status of these feeds."""
        return self.statuses.of(tails)

    def _slice(self) -> None:
        until = self.loop.time() + (SLICE_WHILE_FILING_S if self.filings else SLICE_S)
        while self._next_crowd():
            assert self._crowd is not None
            try:
                is_over = self._crowd.advance(until)
            except Exception:  # a fault of ours: the others' news must go on, and the next entry tries these again
                log.exception("a pass over readers failed", extra={"crowd": self._crowd.key})
                is_over = True
            if is_over:
                self._crowd = None
                self.on_pass(self.loop.time() - self._since)
            if self.loop.time() >= until:
                break
        if self._crowd is None and not self._due:
            self._is_scheduled = False
        elif self.filings:
            self.loop.call_later(PAUSE_WHILE_FILING_S, self._slice)
        else:
            self._hop(HOPS)

    def _next_crowd(self) -> bool:
        if self._crowd is None and self._due:
            self._crowd = next(iter(self._due))
            self._since = self._due.pop(self._crowd)
            self._crowd.begin_pass()
        return self._crowd is not None

    def _hop(self, hops: int) -> None:
        if hops:
            self.loop.call_soon(self._hop, hops - 1)
        else:
            self._slice()
