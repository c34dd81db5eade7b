"""Percentiles, spreads and ratios. Pure: values in, values out."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What several rounds gave for one figure."""

    median: float
    least: float
    most: float

    def times(self, factor: float) -> "Spread":
        """Return the same spread in another unit."""
        return Spread(self.median * factor, self.least * factor, self.most * factor)


@dataclass(frozen=True, slots=True)
class Latencies:
    """The four figures of a latency, in milliseconds."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float


def percentile(sorted_values: Sequence[float], percent: float) -> float:
    """Return the smallest value that ``percent`` of all do not exceed (nearest rank, nothing invented).

    Raises:
        ValueError: there are no values.
    """
    if not sorted_values:
        raise ValueError("no values")
    rank = math.ceil(percent / 100 * len(sorted_values))
    return sorted_values[max(rank, 1) - 1]


def latencies_of(values_s: Iterable[float]) -> Latencies | None:
    """Summarise latencies given in seconds; None if there are none."""
    values = sorted(values_s)
    if not values:
        return None
    p50, p95, p99 = (percentile(values, percent) * 1e3 for percent in (50, 95, 99))
    return Latencies(p50, p95, p99, values[-1] * 1e3)


def spread_of(values: Iterable[float | None]) -> Spread | None:
    """Return median, least and most of the values that are there; None if none is."""
    there = [value for value in values if value is not None]
    if not there:
        return None
    return Spread(statistics.median(there), min(there), max(there))


def ratios(values: Sequence[float | None], floors: Sequence[float | None]) -> list[float]:
    """Divide each round's value by the same round's floor; rounds that lack either are left out."""
    pairs = zip(values, floors, strict=True)
    return [value / floor for value, floor in pairs if value is not None and floor]
