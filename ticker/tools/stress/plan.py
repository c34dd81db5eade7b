"""What a run does, drawn from its seed. Pure: the same seed and the same wishes give the same plan, for ever."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.stress.faults import NATURES, Deployment, Fault, FaultTarget, Need

SCENARIO_S: Final = (1.2, 2.0)
"""How long filers file and faults are injected; then everything is mended, and readers must catch up."""
_STRIKES_FROM_S: Final = 0.2
_MORE_STRIKES_MAX: Final = 2
_JUMP_MAX_S: Final = 3_600
"""Updates live for a day: nothing may expire by a jump."""


FEEDS: Final = ("en", "ar")
"""What is filed to and read; some readers read both on one connection."""
_SHARES: Final = {("en",): 0.4, ("ar",): 0.25, ("en", "ar"): 0.35}


class Behaviour(StrEnum):
    """How a reader behaves."""

    STEADY = "steady"
    """Takes everything at once and stays."""
    SLOW = "slow"
    """Pauses again and again, with a small buffer."""
    FLAPPING = "flapping"
    """Leaves and comes back, often by a reset, often to another server."""
    LINKED = "linked"
    """Comes through a link that may be reset, stall or go half-open."""
    POLLING = "polling"
    """Has no connection: asks for a snapshot, then for the entries after it, again and again."""
    HOSTILE = "hostile"
    """Breaks the rules; nobody asks what it was given, but the others must not suffer."""


_BEHAVIOURS: Final = {
    Behaviour.STEADY: 0.35,
    Behaviour.SLOW: 0.15,
    Behaviour.FLAPPING: 0.20,
    Behaviour.LINKED: 0.15,
    Behaviour.POLLING: 0.05,
    Behaviour.HOSTILE: 0.10,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the plan is asked for beside its seed."""

    readers: int = 40
    processes: int = 3
    filers: int = 4
    faults: tuple[Fault, ...] = tuple(Fault)


@dataclass(frozen=True, slots=True)
class PlannedFault:
    """One fault: when it strikes, counted from the scenario's start, and for how long."""

    fault: Fault
    at_s: float
    lasts_s: float
    target: int
    """Which server; 0 where the fault is not a server's."""
    by_s: int
    """How far a clock jumps; 0 where the fault is none of a clock."""


@dataclass(frozen=True, slots=True)
class PlannedReader:
    """One reader's part."""

    name: str
    transport: WireFormat
    behaviour: Behaviour
    feeds: tuple[str, ...]
    server: int
    """Where it begins."""
    seed: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One stretch of a run: some people, some faults, and an end at which everything must be right again."""

    number: int
    deployment: Deployment
    seconds: float
    parts: tuple[PlannedReader, ...]
    filers: tuple[int, ...]
    """Each filer's seed."""
    planned_faults: tuple[PlannedFault, ...]


def scenarios(seed: int, wishes: Wishes) -> Iterator[Scenario]:
    """Return the scenarios of a seed, without end. Each fault comes once before any of them leads a second time."""
    number = 0
    while True:
        leading = list(wishes.faults)
        _random(seed, f"round {number}").shuffle(leading)
        for fault in leading:
            yield _scenario(seed, number, fault, wishes)
            number += 1


def _scenario(seed: int, number: int, leading: Fault, wishes: Wishes) -> Scenario:
    rng = _random(seed, f"scenario {number}")
    deployment = NATURES[leading].deployment
    servers = 1 if deployment is Deployment.EMBEDDED else wishes.processes
    seconds = round(rng.uniform(*SCENARIO_S), 2)
    suited = [fault for fault in wishes.faults if _may_join(fault, deployment)]
    more = rng.randint(0, _MORE_STRIKES_MAX)
    faults = [leading, *(rng.choice(suited) for _ in range(more if suited else 0))]
    planned_faults = sorted(
        (_planned_fault(rng, fault, seconds, servers) for fault in faults), key=lambda planned_fault: planned_fault.at_s
    )
    return Scenario(
        number,
        deployment,
        seconds,
        tuple(_part(rng, reader, servers) for reader in range(wishes.readers)),
        tuple(rng.randrange(1 << 32) for _ in range(wishes.filers)),
        tuple(planned_faults),
    )


def _may_join(fault: Fault, deployment: Deployment) -> bool:
    """Report whether a fault may strike beside the one that leads: Sentinel takes its time between two failovers."""
    if deployment is Deployment.REPLICATED:
        return NATURES[fault].beside_failover
    return NATURES[fault].deployment is deployment


def _planned_fault(rng: random.Random, fault: Fault, seconds: float, servers: int) -> PlannedFault:
    nature = NATURES[fault]
    at_s, lasts_s = rng.uniform(_STRIKES_FROM_S, seconds), rng.uniform(*nature.lasts_s)
    target = rng.randrange(servers) if nature.target is FaultTarget.SERVER else 0
    by_s = rng.choice((-1, 1)) * rng.randint(1, _JUMP_MAX_S) if nature.needs is Need.FAKETIME else 0
    return PlannedFault(fault, round(at_s, 3), round(lasts_s, 3), target, by_s)


def _part(rng: random.Random, number: int, servers: int) -> PlannedReader:
    [behaviour] = rng.choices(list(_BEHAVIOURS), list(_BEHAVIOURS.values()))
    transport = rng.choice(list(WireFormat))
    [feeds] = rng.choices(list(_SHARES), list(_SHARES.values()))
    name = f"{behaviour} {transport} {number}"
    return PlannedReader(name, transport, behaviour, feeds, rng.randrange(servers), rng.randrange(1 << 32))


def _random(seed: int, of: str) -> random.Random:
    return random.Random(f"ticker stress, seed {seed}, {of}")


def described(scenario: Scenario) -> Mapping[str, Any]:
    """Return a scenario for machines; readers as how many of each kind."""
    return {
        "scenario": scenario.number,
        "house": scenario.deployment.value,
        "seconds": scenario.seconds,
        "readers": _census(scenario.parts),
        "filers": len(scenario.filers),
        "strikes": [
            {
                "fault": planned_fault.fault.value,
                "at_s": planned_fault.at_s,
                "lasts_s": planned_fault.lasts_s,
                "target": target_of(planned_fault),
                **({"by_s": planned_fault.by_s} if planned_fault.by_s else {}),
            }
            for planned_fault in scenario.planned_faults
        ],
    }


def target_of(planned_fault: PlannedFault) -> str:
    """Name what a strike hits."""
    target = NATURES[planned_fault.fault].target
    return f"server {planned_fault.target}" if target is FaultTarget.SERVER else target.value


def _census(parts: Sequence[PlannedReader]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for part in sorted(parts, key=lambda part: (list(Behaviour).index(part.behaviour), part.transport)):
        kind = f"{part.behaviour} {part.transport}"
        found[kind] = found.get(kind, 0) + 1
    return found
