"""How readers come back: how many in the fullest second, and over how long. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

GRAINS_S: Final = (1.0, 0.1)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """So many came within so long."""

    count: int
    over_s: float
    peaks: tuple[int, ...]
    """The most within any stretch of each of ``GRAINS_S``."""

    @property
    def mean_per_s(self) -> float:
        """Return how many came in a second, from the first to the last."""
        return self.count / self.over_s if self.over_s else float(self.count)


def arrivals_of(times_s: Iterable[float], *, since_s: float = 0.0, until_s: float = float("inf")) -> Arrivals:
    """Count what happened between two times."""
    times = sorted(time_s for time_s in times_s if since_s <= time_s < until_s)
    over_s = times[-1] - times[0] if times else 0.0
    return Arrivals(len(times), over_s, tuple(most_within(times, grain_s) for grain_s in GRAINS_S))


def most_within(times_s: Sequence[float], grain_s: float) -> int:
    """Return the most that happened within any stretch of this length, wherever it begins; times are sorted."""
    return max((bisect_left(times_s, first + grain_s) - at for at, first in enumerate(times_s)), default=0)
