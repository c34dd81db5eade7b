"""A whole run: scenario after scenario of a seed on reused processes, each judged as soon as it is over."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ticker.model import Cursor
from ticker.stress.checks import violations
from ticker.stress.history import History, places
from ticker.stress.house import shared_house
from ticker.stress.plan import Scenario, Wishes, scenarios
from ticker.stress.scene import Scene
from ticker.stress.stamps import StampedSelector
from ticker.stress.violation import Violation


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
    strikes: dict[str, int] = field(default_factory=dict)
    failed: Scenario | None = None
    history: History | None = None
    violations: Sequence[Violation] = ()
    """Of the scenario that failed, in the order of time."""

    def count(self, history: History) -> None:
        """Add a scenario's numbers."""
        self.scenarios += 1
        self.filed += sum(filing.acked is not None for filing in history.filings)
        self.tries += sum(len(filing.tries) for filing in history.filings)
        self.given += sum(len(testimony.given) for testimony in history.testimonies)
        self.visits += sum(len(testimony.visits) for testimony in history.testimonies)
        self.gaps += sum(given.wire["type"] == "gap" for testimony in history.testimonies for given in testimony.given)
        for struck in history.struck:
            self.strikes[struck.fault] = self.strikes.get(struck.fault, 0) + 1


Tell = Callable[[Scenario, Outcome], None]
"""Is told of each scenario before it is played."""


async def run(
    seed: int,
    wishes: Wishes,
    bounds: Bounds,
    *,
    folder: Path,
    selector: StampedSelector,
    executable: str | None = None,
    tell: Tell = lambda _scenario, _outcome: None,
) -> Outcome:
    """Play scenarios until a promise is broken or the bounds are reached.

    Raises:
        StressError: the deployment could not be started.
    """
    outcome = Outcome(seed)
    former: dict[Cursor, tuple[str, int]] = {}
    async with shared_house(folder, processes=wishes.processes, executable=executable) as house:
        began = time.monotonic()
        for scenario in scenarios(seed, wishes):
            outcome.seconds = time.monotonic() - began
            if _is_over(outcome, bounds):
                break
            tell(scenario, outcome)
            history = await Scene(scenario, house, selector, former).play()
            outcome.count(history)
            outcome.violations = violations(history)
            if outcome.violations:
                outcome.failed, outcome.history = scenario, history
                outcome.seconds = time.monotonic() - began
                break
            former |= places(history.filings, history.testimonies)
    return outcome


def _is_over(outcome: Outcome, bounds: Bounds) -> bool:
    if bounds.scenarios is not None and outcome.scenarios >= bounds.scenarios:
        return True
    return bounds.seconds is not None and outcome.seconds >= bounds.seconds
