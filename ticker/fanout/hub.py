"""When a tail grows, advance its readers, in slices between which everything else gets its turn.

A callback, not a task. Between two slices the loop runs empty a few times, because one HTTP request needs about three
iterations; while a filing waits the slices are shorter and the pauses longer.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from ticker.fanout.feed_view import FeedView, ViewKey, view_key
from ticker.fanout.group import ReaderGroup
from ticker.fanout.heartbeat import Heartbeat
from ticker.fanout.poller import open_poller
from ticker.fanout.reader import Reader, Shared
from ticker.fanout.tail import Tail
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import Encoding
from ticker.wire.json_objects import LiveState

log = logging.getLogger(__name__)

SLICE_S: Final = 0.005
SLICE_WHILE_FILING_S: Final = 0.002
PAUSE_WHILE_FILING_S: Final = 0.0005
HOPS: Final = 3


class Hub:
    """All readers of this process, by what they read."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, clock: StoreClock, timing: Timing) -> None:
        self.loop = loop
        self.shared = Shared(loop, open_poller(loop), timing.close_grace_s, left=self._left)
        self.filings = 0
        """How many filings wait for their answer now."""
        self.count = 0
        self.count_by_address: Counter[str] = Counter()
        self.joined: Counter[Encoding] = Counter()
        self.closed: Counter[CloseCode] = Counter()
        self.on_pass: Callable[[float], None] = lambda _: None
        """Is told how long after the tail grew the last reader was written to, in seconds."""
        self.heartbeat = Heartbeat(loop, clock=clock, timing=timing)
        self._clock = clock
        self._groups: dict[ViewKey, ReaderGroup] = {}
        """Those that have readers."""
        self._due: dict[ReaderGroup, float] = {}
        """Groups with readers to advance, since when."""
        self._since = 0.0
        self._group: ReaderGroup | None = None
        """Whose readers are being advanced."""
        self._is_scheduled = False

    def view(self, tails: Sequence[Tail], encoding: Encoding) -> FeedView:
        """Return the view of these feeds in this encoding; its readers share it."""
        group = self._groups.get(view_key(tails, encoding))
        if group is not None:
            return group.view
        return FeedView(tails, encoding, now_ms=self._clock.now_ms, status_of=self.heartbeat.of)

    def join(self, reader: Reader) -> None:
        """Count a reader in. Its socket is watched already, and it owns it from now on."""
        view = reader.view
        group = self._groups.get(view.key)
        if group is None:
            group = self._groups[view.key] = ReaderGroup(view, self.shared)
        group.readers[reader] = None
        self.count += 1
        self.count_by_address[reader.address] += 1
        self.joined[view.encoding] += 1
        self.heartbeat.add(reader)
        self.shared.poller.hand_on(reader.fd, reader)

    def _left(self, reader: Reader, code: CloseCode | None) -> None:
        """Count a reader out; again is allowed."""
        group = self._groups.get(reader.view.key)
        if group is None or group.readers.pop(reader, reader) is not None:
            return
        self.shared.full.pop(reader, None)
        self.count -= 1
        self.count_by_address[reader.address] -= 1
        if not self.count_by_address[reader.address]:
            del self.count_by_address[reader.address]
        if code is not None:
            self.closed[code] += 1
        self.heartbeat.remove(reader)
        if not group.readers:
            del self._groups[reader.view.key]

    def groups(self) -> list[ReaderGroup]:
        """Return every group that has readers."""
        return list(self._groups.values())

    def readers(self) -> list[Reader]:
        """Return every reader, group by group."""
        return [reader for group in self._groups.values() for reader in group.readers]

    def wake(self, tail: Tail) -> None:
        """Advance the readers of a tail that has grown."""
        now = self.loop.time()
        for group in self._groups.values():
            if tail in group.view.tails:
                self._due.setdefault(group, now)
        if self._due and not self._is_scheduled:
            self._is_scheduled = True
            self.loop.call_soon(self._slice)

    def announce(self, state: LiveState) -> None:
        """Tell every reader soon that the state of this process changed."""
        self.heartbeat.announce(state)

    def _slice(self) -> None:
        until = self.loop.time() + (SLICE_WHILE_FILING_S if self.filings else SLICE_S)
        while self._next_group():
            assert self._group is not None
            try:
                is_over = self._group.advance(until)
            except Exception:  # a fault of ours: the others' news must go on, and the next entry tries these again
                log.exception("a pass over readers failed", extra={"crowd": self._group.view.key})
                is_over = True
            if is_over:
                self._group = None
                self.on_pass(self.loop.time() - self._since)
            if self.loop.time() >= until:
                break
        if self._group is None and not self._due:
            self._is_scheduled = False
        elif self.filings:
            self.loop.call_later(PAUSE_WHILE_FILING_S, self._slice)
        else:
            self._hop(HOPS)

    def _next_group(self) -> bool:
        if self._group is None and self._due:
            self._group = next(iter(self._due))
            self._since = self._due.pop(self._group)
            self._group.begin_pass()
        return self._group is not None

    def _hop(self, hops: int) -> None:
        if hops:
            self.loop.call_soon(self._hop, hops - 1)
        else:
            self._slice()
