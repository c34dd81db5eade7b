"""A whole run: scenario after scenario of a seed on reused processes, each judged as soon as it is over."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from ticker.model import Cursor
from ticker.tools.stress.checks import violations
from ticker.tools.stress.deployment import DeploymentUnderTest
from ticker.tools.stress.disks import can_mount
from ticker.tools.stress.faults import NATURES, Deployment, Fault, Need
from ticker.tools.stress.history import History, places
from ticker.tools.stress.plan import Scenario, Wishes, scenarios
from ticker.tools.stress.processes import can_jump, faketime_library
from ticker.tools.stress.scenario import ScenarioRun
from ticker.tools.stress.timeouts import can_time_out
from ticker.tools.stress.timing import StampedSelector
from ticker.tools.stress.topologies import embedded_deployment, replicated_deployment, shared_deployment
from ticker.tools.stress.violation import Violation


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a run is over: whatever comes first, and always behind a whole scenario."""

    scenarios: int | None
    seconds: float | None


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    seed: int
    scenarios: int = 0
    seconds: float = 0.0
    filed: int = 0
    """Acknowledged filings."""
    tries: int = 0
    given: int = 0
    """Objects that readers were given, statuses included."""
    visits: int = 0
    gaps: int = 0
    planned_faults: dict[str, int] = field(default_factory=dict)
    left_out: dict[Fault, str] = field(default_factory=dict)
    """Planned, and not possible on this machine: what it lacks."""
    failed: Scenario | None = None
    history: History | None = None
    violations: Sequence[Violation] = ()
    """Of the scenario that failed, in the order of time."""

    def count(self, history: History) -> None:
        """Add a scenario's numbers."""
        self.scenarios += 1
        self.filed += sum(filing.acked is not None for filing in history.filings)
        self.tries += sum(len(filing.tries) for filing in history.filings)
        self.given += sum(len(recording.given) for recording in history.recordings)
        self.visits += sum(len(recording.visits) for recording in history.recordings)
        self.gaps += sum(given.wire["type"] == "gap" for recording in history.recordings for given in recording.given)
        for struck in history.struck:
            self.planned_faults[struck.fault] = self.planned_faults.get(struck.fault, 0) + 1


Tell = Callable[[Scenario, Outcome], None]
"""Called with each scenario before it runs."""


@dataclass(frozen=True, slots=True)
class Means:
    """What this machine gives to a run."""

    folder: Path
    selector: StampedSelector
    executable: str | None = None
    """Another Redis or Valkey than the bundled one."""
    clocks: Path | None = None
    """The library that gives processes another time."""
    store_can_jump: bool = False
    """Whether the store can have another time."""
    can_mount: bool = False
    can_time_out: bool = False
    """Whether the kernel can be told to end connections of children."""
    beside: Path | None = None
    """The folder of another version's package, to which servers change and from which they come back."""

    @classmethod
    def here(cls, folder: Path, selector: StampedSelector, *, executable: str | None, beside: Path | None) -> "Means":
        """Try what is possible on this machine."""
        library = faketime_library()
        return cls(
            folder,
            selector,
            executable,
            clocks=library,
            store_can_jump=can_jump(library, executable),
            can_mount=can_mount(),
            can_time_out=can_time_out(),
            beside=beside,
        )

    def lacks(self, fault: Fault) -> str:
        """Return what this machine lacks for a fault; empty if nothing."""
        need = NATURES[fault].needs
        if fault is Fault.JUMP_STORE_CLOCK and self.clocks is not None and not self.store_can_jump:
            return "a store that can have another time"
        is_there = {
            Need.NOTHING: True,
            Need.FAKETIME: self.clocks is not None,
            Need.TMPFS: self.can_mount,
            Need.DESCRIPTORS: self.can_time_out,
            Need.OTHER_VERSION: self.beside is not None,
            Need.ONE_VERSION: self.beside is None,
        }[need]
        return "" if is_there else need.value


async def run(
    seed: int, wishes: Wishes, bounds: Bounds, means: Means, *, tell: Tell = lambda _scenario, _outcome: None
) -> Outcome:
    """Play scenarios until a promise is broken or the bounds are reached.

    Raises:
        StressError: the deployment could not be started.
    """
    outcome = Outcome(seed)
    former: dict[Cursor, tuple[str, int]] = {}
    began = time.monotonic()
    async with AsyncExitStack() as stack:
        shared: DeploymentUnderTest | None = None
        for scenario in scenarios(seed, wishes):
            outcome.seconds = time.monotonic() - began
            if _is_over(outcome, bounds):
                break
            tell(scenario, outcome)
            possible = _possible(scenario, means, outcome)
            async with AsyncExitStack() as for_this:
                if scenario.deployment is Deployment.EMBEDDED:
                    own = means.folder / f"embedded-{scenario.number}"
                    deployment = await for_this.enter_async_context(embedded_deployment(own, is_small=means.can_mount))
                elif scenario.deployment is Deployment.REPLICATED:
                    own = means.folder / f"replicated-{scenario.number}"
                    replicated = replicated_deployment(own, processes=wishes.processes, executable=means.executable)
                    deployment = await for_this.enter_async_context(replicated)
                else:
                    if shared is None:
                        shared = await stack.enter_async_context(_shared(wishes, means))
                    deployment = shared
                history = await ScenarioRun(possible, deployment, means.selector, former).play()
            outcome.count(history)
            outcome.violations = violations(history)
            outcome.seconds = time.monotonic() - began
            if outcome.violations:
                outcome.failed, outcome.history = scenario, history
                break
            former |= places(history.filings, history.recordings)
    return outcome


def _shared(wishes: Wishes, means: Means) -> AbstractAsyncContextManager[DeploymentUnderTest]:
    may_jump = {fault for fault in (Fault.JUMP_SERVER_CLOCK, Fault.JUMP_STORE_CLOCK) if fault in wishes.faults}
    return shared_deployment(
        means.folder,
        processes=wishes.processes,
        executable=means.executable,
        clocks=means.clocks if may_jump else None,
        store_can_jump=means.store_can_jump,
        beside=means.beside,
    )


def _possible(scenario: Scenario, means: Means, outcome: Outcome) -> Scenario:
    """Leave out the faults that are not possible here; the plan is the same everywhere."""
    planned_faults = tuple(
        planned_fault for planned_fault in scenario.planned_faults if not means.lacks(planned_fault.fault)
    )
    lacking = {planned_fault.fault: means.lacks(planned_fault.fault) for planned_fault in scenario.planned_faults}
    outcome.left_out |= {fault: why for fault, why in lacking.items() if why}
    return replace(scenario, planned_faults=planned_faults)


def _is_over(outcome: Outcome, bounds: Bounds) -> bool:
    if bounds.scenarios is not None and outcome.scenarios >= bounds.scenarios:
        return True
    return bounds.seconds is not None and outcome.seconds >= bounds.seconds
