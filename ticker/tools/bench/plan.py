"""What a bench does and what it found: values only."""

from dataclasses import dataclass, field
from enum import StrEnum

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.valkey import StoreReading

SNAPSHOT_UPDATES = 10
"""Updates filed before the first reader joins: what a joiner's snapshot holds."""


class Subject(StrEnum):
    """What is measured."""

    FLOOR = "floor"
    TICKER = "ticker"
    NCHAN = "nchan"
    """nginx's module, where the machine has it."""


class StepName(StrEnum):
    """What a phase is for."""

    FAN_OUT = "fan-out"
    STEADY = "steady"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Step:
    """One phase: so many readers are sent updates at this rate for this long."""

    name: StepName
    readers: int
    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one round does; the floor does the first step alone."""

    readers: int
    steps: tuple[Step, ...]
    transports: tuple[WireFormat, ...] = tuple(WireFormat)
    rounds: int = 5
    feed: str = "en"
    with_bars: bool = False

    @classmethod
    def suite(
        cls, *, readers: int, seconds: float, transports: tuple[WireFormat, ...], rounds: int, feed: str
    ) -> "Plan":
        """Return the plan behind the bars; they hold for 5,000 readers."""
        some = min(readers, 2_000)
        steps = (
            Step(StepName.FAN_OUT, readers, 10, seconds),
            Step(StepName.STEADY, some, 20, seconds),
            Step(StepName.BURST, some, 200, seconds),
        )
        return cls(readers, steps, transports, rounds, feed, with_bars=True)


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining gave; None where the server is not on this machine."""

    readers: int
    wall_s: float
    cpu_s: float | None
    rss_bytes: int | None


@dataclass(frozen=True, slots=True)
class Phase:
    """What a step gave."""

    step: Step
    updates: int
    deliveries: int
    foreign: int
    wall_s: float
    cpu_s: float | None
    client_cpu_s: float
    late_max_s: float
    latencies_s: tuple[float, ...]
    filed_s: tuple[float, ...]
    store: StoreReading | None

    @property
    def cpu_per_delivery_s(self) -> float | None:
        """Return the server's CPU for one entry to one reader, filing and all else included."""
        return None if self.cpu_s is None or not self.deliveries else self.cpu_s / self.deliveries


@dataclass(frozen=True, slots=True)
class SubjectPart:
    """One subject in one round."""

    subject: Subject
    transport: WireFormat
    round: int
    joined: Joined
    phases: dict[StepName, Phase]
    frame_bytes: int
    filing_cpu_s: float | None = None
    """The server's CPU for one filing while nobody reads."""


@dataclass(frozen=True, slots=True)
class About:
    """Where and with what the figures were made."""

    date: str
    cpu: str
    kernel: str
    python: str
    versions: dict[str, str]
    cores: str
    floor: str
    load: float
    """The system's load average before the bench began: other work disturbs every figure."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """Everything that a bench found."""

    plan: Plan
    about: About
    parts: list[SubjectPart] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What could not be measured, and why."""

    def of(self, subject: Subject, transport: WireFormat) -> list[SubjectPart]:
        """Return one subject's parts, round by round."""
        return [part for part in self.parts if part.subject is subject and part.transport is transport]
