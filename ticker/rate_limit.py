"""How often a client may do something: a bucket of tokens for each name. Knows no HTTP; the clock is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

NAMES_MAX: Final = 4_096
"""Names that are kept; a full bucket needs no keeping."""


@dataclass(slots=True)
class RateLimit:
    """Lets through ``per_second`` in the long run, and ``burst`` at once."""

    per_second: float
    burst: float
    """Tokens that can be saved up, and that a name begins with."""
    clock: Callable[[], float]
    """Seconds that only go up."""
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    """What is left of each name's tokens, and when that was."""

    def take(self, name: str) -> bool:
        """Take one token; report whether there was one."""
        now = self.clock()
        left = self._left(self._buckets.get(name, (self.burst, now)), now)
        if name not in self._buckets and len(self._buckets) >= NAMES_MAX:
            self._forget_full(now)
            if len(self._buckets) >= NAMES_MAX:
                return False
        self._buckets[name] = (left - 1 if left >= 1 else left, now)
        return left >= 1

    def _left(self, bucket: tuple[float, float], now: float) -> float:
        left, at = bucket
        return min(self.burst, left + (now - at) * self.per_second)

    def _forget_full(self, now: float) -> None:
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if self._left(bucket, now) < self.burst}
