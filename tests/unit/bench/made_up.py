"""A report with round numbers, for tests of what is made from one."""

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.plan import About, BenchReport, Joined, Phase, Plan, Step, StepName, Subject, SubjectPart
from ticker.tools.bench.valkey import StoreReading

ABOUT = About(
    "2026-01-02", "A CPU", "Linux 6", "CPython 3.11", {"ticker": "0.1.0"}, "server on core 0", "C send() loop", 0.1
)


def phase(step: Step, cpu_us: float | None) -> Phase:
    updates = round(step.rate * step.seconds)
    deliveries = updates * step.readers
    return Phase(
        step=step,
        updates=updates,
        deliveries=deliveries,
        foreign=0,
        wall_s=step.seconds,
        cpu_s=None if cpu_us is None else cpu_us * deliveries / 1e6,
        client_cpu_s=0.5,
        late_max_s=0.001,
        latencies_s=tuple(n / 1000 for n in range(1, updates + 1)),
        filed_s=tuple(n / 10_000 for n in range(1, updates + 1)),
        store=StoreReading(0.01, 0.02),
    )


def report(*, is_local: bool = True, is_suite: bool = True) -> BenchReport:
    """Return three rounds: the floor takes 8 µs per delivery, ticker 8, 9 and 10, and in a suite nchan 12."""
    readers = 5_000
    plan = Plan.suite(readers=readers, seconds=1, transports=tuple(WireFormat), rounds=3, feed="en")
    if not is_suite:
        plan = Plan(readers, (Step(StepName.FAN_OUT, readers, 10, 1),), tuple(WireFormat), 3)
    made = BenchReport(plan, ABOUT)
    for number in range(1, 4):
        for transport in plan.transports:
            first = plan.steps[0]
            floor = Joined(readers, 0.5, 0.1, None)
            made.parts.append(SubjectPart(Subject.FLOOR, transport, number, floor, {first.name: phase(first, 8)}, 500))
            joined = Joined(readers, 1.0, 0.4 if is_local else None, 5_000 * 1_024 if is_local else None)
            phases = {step.name: phase(step, 7.0 + number if is_local else None) for step in plan.steps}
            bare_s = 0.001 if is_local else None
            made.parts.append(SubjectPart(Subject.TICKER, transport, number, joined, phases, 500, bare_s))
            if is_suite:
                nchan = Joined(readers, 0.5, 0.1, 50_000 * 1_024)
                made.parts.append(
                    SubjectPart(Subject.NCHAN, transport, number, nchan, {first.name: phase(first, 12)}, 480)
                )
    return made
