"""Redis's clock, as this process estimates it: the one clock that all times of the service are by."""

import time


class StoreClock:
    """Time by Redis, carried on between answers by this machine's monotonic clock.

    Before the first answer it is this machine's own wall clock.
    """

    __slots__ = ("_offset_min_ms", "_offset_ms")

    def __init__(self) -> None:
        self._offset_ms = self._offset_min_ms = time.time() * 1000 - time.monotonic() * 1000

    def now_ms(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(time.monotonic() * 1000 + self._offset_ms)

    def deadline_ms(self, left_s: float) -> int:
        """Return what Redis's time will be in ``left_s`` seconds; rather too little than too much.

        Past it we have given up: what Redis does until then, it must not do a moment later.
        """
        return int((time.monotonic() + left_s) * 1000 + self._offset_min_ms)

    def hear(self, told_ms: int, *, asked_at: float, heard_at: float) -> None:
        """Note the time that Redis reported, between two readings of ``time.monotonic``."""
        self._offset_ms = told_ms - (asked_at + heard_at) / 2 * 1000
        self._offset_min_ms = told_ms - heard_at * 1000
