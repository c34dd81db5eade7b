"""What a service holds when everybody has gone, time after time, and whether that grows. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ticker.store.redis.connect import CONNECTIONS_MAX

FEED: Final = "en-soak"
HISTORY: Final = 300
RSS_MAY_GROW_BYTES: Final = 4 << 20
OBJECTS_MAY_GROW: Final = 100
OBJECTS_MOST: Final = 1_000
"""In a long run too, however many joined."""
JOINS_FOR_AN_OBJECT: Final = 3
"""Less than one object for each reader who came: what a leak of readers would be."""
STORE_BYTES_PER_ENTRY: Final = 2_048
"""An update's record is kept for eight days and its idempotency record for one: that much and no more may stay."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, and how many."""

    rounds: int = 10
    """The first is the warm-up."""
    round_s: float = 60.0
    divided_by: float = 6.0
    """How many times faster the service's own clocks run."""
    visitors: int = 60
    filers: int = 3
    pace_s: float = 0.25
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Rest:
    """What was there when everybody had gone."""

    at_s: float
    rss_bytes: int
    files: int
    """Descriptors, without the connections to the Valkey: of those there is a pool, which fills as it is needed."""
    pooled: int
    tasks: tuple[str, ...]
    objects: int
    entries: int
    """In the service's tail of the feed."""
    head: int
    joins: int
    log_length: int
    store_bytes: int

    @property
    def told(self) -> str:
        """Say it in one line."""
        parts = (
            f"{self.at_s:6.0f} s",
            f"RSS {mib(self.rss_bytes)}",
            f"{self.files}+{self.pooled} files",
            f"{len(self.tasks)} tasks",
            f"{self.objects:,} objects",
            f"{self.entries} entries up to {self.head:,}",
            f"Valkey {mib(self.store_bytes)}",
        )
        return "  ".join(parts)


@dataclass(slots=True)
class Soaked:
    """What a soak gave."""

    plan: Plan
    rests: list[Rest] = field(default_factory=list)
    """The first is before anybody came, the second after the warm-up, at whose end the log is full."""
    done: Counter[str] = field(default_factory=Counter)
    """What visitors did, and how often."""
    filed: Counter[str] = field(default_factory=Counter)
    closed_as_too_slow: int = 0
    cpu_s: float = 0
    output: str = ""
    status: int | None = None

    @property
    def settled(self) -> list[Rest]:
        """Return the rests after the warm-up."""
        return self.rests[2:]

    @property
    def growths(self) -> Mapping[str, float]:
        """Return by how much each thing grew from the first rest after the warm-up to the last."""
        rests = self.settled
        return {
            "rss_bytes": growth([rest.rss_bytes for rest in rests]),
            "objects": growth([rest.objects for rest in rests]),
            "store_bytes": growth([rest.store_bytes for rest in rests]),
        }

    @property
    def store_bytes_per_entry(self) -> float:
        """Return what stays in the Valkey for each entry that was written after the warm-up."""
        rests = self.settled
        return self.growths["store_bytes"] / max(1, rests[-1].head - rests[0].head)

    def troubles(self) -> Iterator[str]:
        """Say what is not as it should be."""
        yield from self._grown()
        yield from self._left_behind()
        if not self.closed_as_too_slow:
            yield "nobody was closed as too slow: the stalled did not stall"
        if self.status != 0:
            yield f"it ended with {self.status}"
        if any(words in self.output for words in ("Traceback", '"level":"error"', "never retrieved")):
            yield f"it complained:\n{self.output[-4000:]}"

    def _grown(self) -> Iterator[str]:
        joins = self.settled[-1].joins - self.settled[0].joins
        objects = min(OBJECTS_MAY_GROW + joins / JOINS_FOR_AN_OBJECT, OBJECTS_MOST)
        for name, most in (("rss_bytes", RSS_MAY_GROW_BYTES), ("objects", objects)):
            if self.growths[name] > most:
                yield f"{name} grew by {self.growths[name]:.0f}: {[getattr(rest, name) for rest in self.rests]}"
        if self.store_bytes_per_entry > STORE_BYTES_PER_ENTRY:
            yield f"the Valkey keeps {self.store_bytes_per_entry:.0f} bytes for each entry"
        for rest in self.settled:
            if (rest.entries, rest.log_length) != (HISTORY, HISTORY):
                yield f"{rest.entries} entries in the tail and {rest.log_length} in the log after {rest.at_s:.0f} s"

    def _left_behind(self) -> Iterator[str]:
        first = self.rests[0]
        for rest in self.rests[1:]:
            if rest.files != first.files:
                yield f"{rest.files} descriptors after {rest.at_s:.0f} s, and {first.files} at first"
            if rest.tasks != first.tasks:
                yield f"tasks after {rest.at_s:.0f} s: {rest.tasks}, and at first {first.tasks}"
            if rest.pooled > first.pooled + CONNECTIONS_MAX:
                yield f"{rest.pooled} connections to the Valkey after {rest.at_s:.0f} s"


def mib(count: int) -> str:
    """Write a number of bytes."""
    return f"{count / 2**20:.2f} MiB"


def growth(values: Sequence[float]) -> float:
    """Return by how much a straight line through these values rises from the first to the last."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    spread = sum((at - middle) ** 2 for at in range(count))
    slope = sum((at - middle) * (value - mean) for at, value in enumerate(values)) / spread if spread else 0.0
    return slope * (count - 1)
