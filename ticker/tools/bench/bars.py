"""The bars of the design, and how a report stands against them. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.plan import BenchReport, StepName, Subject, SubjectPart
from ticker.tools.bench.statistics import Spread, latencies_of, ratios, spread_of

_KIB = 1024


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, for one transport."""

    name: str
    transport: WireFormat
    limit: float
    unit: str
    spread: Spread | None
    """None where it could not be measured."""

    @property
    def is_met(self) -> bool | None:
        """Report whether the rounds' median is within the limit; None if that is not known."""
        return None if self.spread is None else self.spread.median <= self.limit


def cpu_per_delivery_us(parts: Iterable[SubjectPart], step: StepName) -> list[float | None]:
    """Return each round's CPU per delivery."""
    return [_us(part.phases[step].cpu_per_delivery_s) if step in part.phases else None for part in parts]


def fan_out_ratios(report: BenchReport, transport: WireFormat, subject: Subject = Subject.TICKER) -> list[float]:
    """Divide each round's CPU per delivery by its own floor's, over the first step."""
    first = report.plan.steps[0].name
    of_subject = cpu_per_delivery_us(report.of(subject, transport), first)
    of_floor = cpu_per_delivery_us(report.of(Subject.FLOOR, transport), first)
    return ratios(of_subject, of_floor)


def cpu_per_join_us(parts: Iterable[SubjectPart]) -> list[float | None]:
    """Return each round's CPU per join."""
    return [_us(part.joined.cpu_s / part.joined.readers) if part.joined.cpu_s is not None else None for part in parts]


def rss_per_reader_kib(parts: Iterable[SubjectPart]) -> list[float | None]:
    """Return each round's resident memory per idle reader."""
    return [
        part.joined.rss_bytes / part.joined.readers / _KIB if part.joined.rss_bytes is not None else None
        for part in parts
    ]


def latency_p99_ms(parts: Iterable[SubjectPart], step: StepName) -> list[float | None]:
    """Return each round's p99 from filing to the last reader."""
    return _p99_ms(parts, lambda part: part.phases[step].latencies_s)


def filing_p99_ms(parts: Iterable[SubjectPart], step: StepName) -> list[float | None]:
    """Return each round's p99 of a filing's answer."""
    return _p99_ms(parts, lambda part: part.phases[step].filed_s)


def bars_of(report: BenchReport) -> list[Bar]:
    """Hold a suite's report against the bars; none for any other plan."""
    if not report.plan.with_bars:
        return []
    return [bar for transport in report.plan.transports for bar in _bars_for(report, transport)]


def _bars_for(report: BenchReport, transport: WireFormat) -> list[Bar]:
    parts = report.of(Subject.TICKER, transport)
    steps = {step.name: step for step in report.plan.steps}
    everyone, some = f"{steps[StepName.FAN_OUT].readers:,}", f"{steps[StepName.STEADY].readers:,}"

    def bar(name: str, limit: float, unit: str, values: Iterable[float | None]) -> Bar:
        return Bar(name, transport, limit, unit, spread_of(values))

    return [
        bar(f"fan-out to {everyone} readers, 10/s", 1.2, "× floor", fan_out_ratios(report, transport)),
        bar("memory per idle reader", 2, "KiB", rss_per_reader_kib(parts)),
        bar("CPU per join, snapshot of 10 included", 120, "µs", cpu_per_join_us(parts)),
        bar(f"file → last of {some} readers, 20/s, p99", 50, "ms", latency_p99_ms(parts, StepName.STEADY)),
        bar(f"filing while {everyone} are served 10/s, p99", 25, "ms", filing_p99_ms(parts, StepName.FAN_OUT)),
        bar(f"burst of 200/s to {some} readers", 4, "µs per delivery", cpu_per_delivery_us(parts, StepName.BURST)),
    ]


def _p99_ms(parts: Iterable[SubjectPart], values_of: Callable[[SubjectPart], Iterable[float]]) -> list[float | None]:
    found = (latencies_of(values_of(part)) for part in parts)
    return [latencies.p99_ms if latencies else None for latencies in found]


def _us(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1e6
