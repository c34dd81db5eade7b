"""A report as tables of text, the same in the terminal and in the docs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ticker.tools.bench.bars import (
    Bar,
    bars_of,
    cpu_per_delivery_us,
    cpu_per_join_us,
    fan_out_ratios,
    rss_per_reader_kib,
)
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.plan import BenchReport, StepName, Subject, SubjectPart
from ticker.tools.bench.statistics import Spread, latencies_of, spread_of

_NOT_LOCAL = "not local"
_NONE = "–"
_QUIET_LOAD_MAX = 0.7


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: cells are ready to be shown."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(report: BenchReport) -> list[ReportTable]:
    """Return the tables that have rows."""
    tables = [_bars(bars_of(report)), _joins(report), _deliveries(report), _latencies(report), _filings(report)]
    return [table for table in tables if table.rows]


def notes_of(report: BenchReport) -> list[str]:
    """Return where and how the figures were made."""
    about, plan = report.about, report.plan
    versions = ", ".join(f"{name} {number}" for name, number in about.versions.items())
    sizes = {(part.transport, part.frame_bytes) for part in report.parts if part.subject is Subject.TICKER}
    phases = [phase for part in report.parts for phase in part.phases.values()]
    busy = max((phase.client_cpu_s / phase.wall_s for phase in phases), default=0)
    late_ms = max((phase.late_max_s for phase in phases), default=0) * 1e3
    in_turn = (
        "floor, ticker and nchan" if Subject.NCHAN in {part.subject for part in report.parts} else "floor and ticker"
    )
    return [
        f"{about.date}; {about.cpu}; {about.kernel}; {about.python}; {versions}.",
        f"{about.cores}. Floor: {about.floor}. Load average before: {about.load:.1f}{_verdict_on(about.load)}.",
        f"Rounds: {plan.rounds}, {in_turn} in turn; medians, [least–most]; ratios are of the same round.",
        "An entry on the wire: " + ", ".join(f"{transport} {size} bytes" for transport, size in sorted(sizes)) + ".",
        "Every reader was checked for every entry, in order and once.",
        f"The load client was at most {busy:.0%} busy; filing was at most {late_ms:.0f} ms behind its pace.",
        *(f"Left out: {what}." for what in report.left_out),
    ]


def _bars(bars: Iterable[Bar]) -> ReportTable:
    rows = tuple(
        (bar.name, bar.transport.value, f"≤ {bar.limit:g} {bar.unit}", _show(bar.spread), _verdict(bar)) for bar in bars
    )
    return ReportTable("The bars", ("bar", "by", "limit", "measured", ""), rows)


def _joins(report: BenchReport) -> ReportTable:
    rows = []
    for subject, transport, parts in _lines(report):
        per_s = spread_of(part.joined.readers / part.joined.wall_s for part in parts)
        rss = _show(spread_of(rss_per_reader_kib(parts)), missing=_absent(report, subject))
        cpu = _show(spread_of(cpu_per_join_us(parts)), missing=_NOT_LOCAL)
        rows.append((_name(subject, transport), f"{parts[0].joined.readers:,}", _show(per_s), cpu, rss))
    headings = ("joining", "readers", "joins/s", "CPU per join, µs", "RSS per idle reader, KiB")
    return ReportTable("Joining", headings, tuple(rows))


def _deliveries(report: BenchReport) -> ReportTable:
    rows = []
    for step in report.plan.steps:
        for subject, transport, parts in _lines(report, step.name):
            phases = [part.phases[step.name] for part in parts]
            is_compared = subject is not Subject.FLOOR and step is report.plan.steps[0]
            ratio = spread_of(fan_out_ratios(report, transport, subject)) if is_compared else None
            rows.append(
                (
                    f"{step.name}: {_name(subject, transport)}",
                    f"{step.readers:,} × {step.rate:g}/s",
                    _show(spread_of(phase.updates / phase.wall_s for phase in phases)),
                    _show(spread_of(phase.deliveries / phase.wall_s for phase in phases)),
                    _show(spread_of(cpu_per_delivery_us(parts, step.name)), missing=_NOT_LOCAL),
                    _show(ratio),
                )
            )
    return ReportTable(
        "Delivery", ("", "offered", "filed/s", "deliveries/s", "CPU per delivery, µs", "× floor"), tuple(rows)
    )


def _latencies(report: BenchReport) -> ReportTable:
    rows = []
    for step in report.plan.steps:
        for subject, transport, parts in _lines(report, step.name):
            label = f"{step.name}: {_name(subject, transport)}"
            rows.append((label, *_four(part.phases[step.name].latencies_s for part in parts)))
    return ReportTable("From filing to the last reader, ms", ("", "p50", "p95", "p99", "max"), tuple(rows))


def _filings(report: BenchReport) -> ReportTable:
    rows = []
    for step in report.plan.steps:
        for subject, transport, parts in _lines(report, step.name):
            if subject is not Subject.TICKER:
                continue
            phases = [part.phases[step.name] for part in parts]
            p50, _, p99, most = _four(phase.filed_s for phase in phases)
            bare = spread_of(part.filing_cpu_s and part.filing_cpu_s * 1e6 for part in parts)
            log = _show(spread_of(phase.store.log_s * 1e3 / phase.updates for phase in phases if phase.store))
            cpu = _show(spread_of(phase.store.cpu_s * 1e6 / phase.updates for phase in phases if phase.store))
            rows.append((f"{step.name}: {_name(subject, transport)}", p50, p99, most, log, cpu, _show(bare)))
    headings = ("", "p50", "p99", "max", "write + fsync", "Valkey CPU, µs", "server CPU alone, µs")
    return ReportTable("A filing, ms", headings, tuple(rows))


def _lines(
    report: BenchReport, step: StepName | None = None
) -> Iterable[tuple[Subject, WireFormat, list[SubjectPart]]]:
    for transport in report.plan.transports:
        for subject in Subject:
            parts = report.of(subject, transport)
            if parts and (step is None or step in parts[0].phases):
                yield subject, transport, parts


def _four(rounds: Iterable[Iterable[float]]) -> tuple[str, str, str, str]:
    """Show each percentile's median over the rounds."""
    found = [latencies for values_s in rounds if (latencies := latencies_of(values_s))]
    return (
        _show(spread_of(latencies.p50_ms for latencies in found)),
        _show(spread_of(latencies.p95_ms for latencies in found)),
        _show(spread_of(latencies.p99_ms for latencies in found)),
        _show(spread_of(latencies.max_ms for latencies in found)),
    )


def _name(subject: Subject, transport: WireFormat) -> str:
    return f"{subject} {transport}"


def _absent(report: BenchReport, subject: Subject) -> str:
    if subject is not Subject.TICKER:
        return _NONE
    is_local = any(part.joined.cpu_s is not None for part in report.parts if part.subject is Subject.TICKER)
    return _NONE if is_local else _NOT_LOCAL


def _verdict_on(load: float) -> str:
    return " (other work was under way, and disturbed every figure)" if load > _QUIET_LOAD_MAX else ""


def _verdict(bar: Bar) -> str:
    return {True: "pass", False: "MISS", None: _NOT_LOCAL}[bar.is_met]


def _show(spread: Spread | None, *, missing: str = _NONE) -> str:
    if spread is None:
        return missing
    median = _number(spread.median)
    if spread.least == spread.most:
        return median
    return f"{median} [{_number(spread.least)}–{_number(spread.most)}]"


def _number(value: float) -> str:
    """Write a number with as many digits as it deserves."""
    digits = 2 - min(2, max(0, len(str(int(abs(value)))) - 1))
    return f"{value:,.{digits}f}"
