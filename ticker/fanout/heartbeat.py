"""Statuses and pings, spread over the readers: a wheel of buckets, one bucket a tick."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from ticker.fanout.reader import Reader
from ticker.fanout.tail import Tail
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.wire.encodings import Encoded, encode
from ticker.wire.json_objects import LiveState, status_json

BUCKETS: Final = 60
_PING_LOOKS: Final = (0, BUCKETS // 3, 2 * BUCKETS // 3)
_SPREAD_S: Final = 1.0
"""Over how long an announcement is spread. PROTOCOL part 3 allows 3 s from the change on."""


class Heartbeat:
    """What this process says of itself, and when each reader hears it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, clock: StoreClock, timing: Timing) -> None:
        self.state = LiveState.LIVE
        self._loop = loop
        self._clock = clock
        self._timing = timing
        self._tick_s = timing.status_every_s / BUCKETS
        self._buckets: list[dict[Reader, None]] = [{} for _ in range(BUCKETS)]
        self._turn = 0
        self._hurried = 0
        self._next = 0
        self._cache: dict[str, tuple[int | tuple[int, ...], float, LiveState, Encoded]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to turn."""
        self._timer = self._loop.call_later(self._tick_s, self._tick)

    def stop(self) -> None:
        """Stop turning."""
        if self._timer is not None:
            self._timer.cancel()

    def add(self, reader: Reader) -> None:
        """Assign a reader its bucket: the next one, so that joins at the same moment are spread."""
        self._next = (self._next + 1) % BUCKETS
        reader.bucket = self._next
        self._buckets[reader.bucket][reader] = None

    def remove(self, reader: Reader) -> None:
        """Forget a reader."""
        self._buckets[reader.bucket].pop(reader, None)

    def announce(self, state: LiveState) -> None:
        """Tell every reader of a change within the second, spread over it."""
        if state is self.state:
            return
        self.state = state
        self._hurried = BUCKETS
        if self._timer is not None:
            self._timer.cancel()
            self._tick()

    def of(self, tails: Sequence[Tail]) -> Encoded:
        """Return the status of these feeds; shared while nothing changed and the time is about the same."""
        alone = len(tails) == 1  # nearly always, and worth its own line for each join
        key = tails[0].feed.slug if alone else ",".join([tail.feed.slug for tail in tails])
        heads = tails[0].head if alone else tuple([tail.head for tail in tails])
        now = self._loop.time()
        cached = self._cache.get(key)
        if cached is not None and cached[0] == heads and now < cached[1] and cached[2] is self.state:
            return cached[3]
        cursors: dict[str, str] = {tail.feed.slug: str(tail.cursor) for tail in tails}
        built = encode("status", status_json(self.state, cursors, self._clock.now_ms()))
        if len(self._cache) > BUCKETS:
            self._cache.clear()
        self._cache[key] = (heads, now + min(0.25, self._tick_s), self.state, built)
        return built

    def _tick(self) -> None:
        hurried = self._hurried > 0
        self._hurried = max(0, self._hurried - 1)
        self._timer = self._loop.call_later(_SPREAD_S / BUCKETS if self._hurried else self._tick_s, self._tick)
        self._turn = (self._turn + 1) % BUCKETS
        view, status = None, b""
        for reader in list(self._buckets[self._turn]):
            if reader.view is not view:
                view, status = reader.view, reader.view.status()
            reader.take_status(status)
        if not hurried:
            self._ping()

    def _ping(self) -> None:
        quiet_since = time.monotonic() - self._timing.ping_quiet_s
        for look in _PING_LOOKS:
            for reader in list(self._buckets[(self._turn + look) % BUCKETS]):
                if reader.heard_at < quiet_since and reader.view.encoding.ping:
                    reader.send_aside(reader.view.encoding.ping)
                    reader.heard_at = time.monotonic()  # the next one after as much quiet again
