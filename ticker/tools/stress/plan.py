"""What a run does, drawn from its seed. Pure: the same seed and the same wishes give the same plan, for ever."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ticker.tools.bench.frame_scanner import Transport
from ticker.tools.stress.faults import NATURES, Deployment, Fault, Need, Target

SCENARIO_S: Final = (1.2, 2.0)
"""How long filers file and faults strike; then everything is mended, and readers have to arrive."""
_STRIKES_FROM_S: Final = 0.2
_MORE_STRIKES_MAX: Final = 2
_JUMP_MAX_S: Final = 3_600
"""Updates live for a day: nothing may expire by a jump."""


FEEDS: Final = ("en", "ar")
"""What is filed to and read; some readers read both on one connection."""
_SHARES: Final = {("en",): 0.4, ("ar",): 0.25, ("en", "ar"): 0.35}


class Temper(StrEnum):
    """How somebody reads."""

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


_TEMPERS: Final = {
    Temper.STEADY: 0.35,
    Temper.SLOW: 0.15,
    Temper.FLAPPING: 0.20,
    Temper.LINKED: 0.15,
    Temper.POLLING: 0.05,
    Temper.HOSTILE: 0.10,
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the plan is asked for beside its seed."""

    readers: int = 40
    processes: int = 3
    filers: int = 4
    faults: tuple[Fault, ...] = tuple(Fault)


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault: when it strikes, counted from the scenario's start, and for how long."""

    fault: Fault
    at_s: float
    lasts_s: float
    target: int
    """Which server; 0 where the fault is not a server's."""
    by_s: int
    """How far a clock jumps; 0 where the fault is none of a clock."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reader's part."""

    name: str
    transport: Transport
    temper: Temper
    feeds: tuple[str, ...]
    server: int
    """Where it begins."""
    seed: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One stretch of a run: some people, some faults, and an end at which everything must be right again."""

    number: int
    house: Deployment
    seconds: float
    parts: tuple[Part, ...]
    filers: tuple[int, ...]
    """Each filer's seed."""
    strikes: tuple[Strike, ...]


def scenarios(seed: int, wishes: Wishes) -> Iterator[Scenario]:
    """Give the scenarios of a seed, without end. Each fault comes once before any of them leads a second time."""
    number = 0
    while True:
        leading = list(wishes.faults)
        _random(seed, f"round {number}").shuffle(leading)
        for fault in leading:
            yield _scenario(seed, number, fault, wishes)
            number += 1


def _scenario(seed: int, number: int, leading: Fault, wishes: Wishes) -> Scenario:
    rng = _random(seed, f"scenario {number}")
    house = NATURES[leading].house
    servers = 1 if house is Deployment.EMBEDDED else wishes.processes
    seconds = round(rng.uniform(*SCENARIO_S), 2)
    suited = [fault for fault in wishes.faults if _may_join(fault, house)]
    more = rng.randint(0, _MORE_STRIKES_MAX)
    faults = [leading, *(rng.choice(suited) for _ in range(more if suited else 0))]
    strikes = sorted((_strike(rng, fault, seconds, servers) for fault in faults), key=lambda strike: strike.at_s)
    return Scenario(
        number,
        house,
        seconds,
        tuple(_part(rng, reader, servers) for reader in range(wishes.readers)),
        tuple(rng.randrange(1 << 32) for _ in range(wishes.filers)),
        tuple(strikes),
    )


def _may_join(fault: Fault, house: Deployment) -> bool:
    """Report whether a fault may strike beside the one that leads: Sentinel takes its time between two failovers."""
    if house is Deployment.REPLICATED:
        return NATURES[fault].beside_failover
    return NATURES[fault].house is house


def _strike(rng: random.Random, fault: Fault, seconds: float, servers: int) -> Strike:
    nature = NATURES[fault]
    at_s, lasts_s = rng.uniform(_STRIKES_FROM_S, seconds), rng.uniform(*nature.lasts_s)
    target = rng.randrange(servers) if nature.target is Target.SERVER else 0
    by_s = rng.choice((-1, 1)) * rng.randint(1, _JUMP_MAX_S) if nature.needs is Need.FAKETIME else 0
    return Strike(fault, round(at_s, 3), round(lasts_s, 3), target, by_s)


def _part(rng: random.Random, number: int, servers: int) -> Part:
    [temper] = rng.choices(list(_TEMPERS), list(_TEMPERS.values()))
    transport = rng.choice(list(Transport))
    [feeds] = rng.choices(list(_SHARES), list(_SHARES.values()))
    name = f"{temper} {transport} {number}"
    return Part(name, transport, temper, feeds, rng.randrange(servers), rng.randrange(1 << 32))


def _random(seed: int, of: str) -> random.Random:
    return random.Random(f"ticker stress, seed {seed}, {of}")


def described(scenario: Scenario) -> Mapping[str, Any]:
    """Give a scenario for machines; readers as how many of each kind."""
    return {
        "scenario": scenario.number,
        "house": scenario.house.value,
        "seconds": scenario.seconds,
        "readers": _census(scenario.parts),
        "filers": len(scenario.filers),
        "strikes": [
            {
                "fault": strike.fault.value,
                "at_s": strike.at_s,
                "lasts_s": strike.lasts_s,
                "target": target_of(strike),
                **({"by_s": strike.by_s} if strike.by_s else {}),
            }
            for strike in scenario.strikes
        ],
    }


def target_of(strike: Strike) -> str:
    """Name what a strike hits."""
    target = NATURES[strike.fault].target
    return f"server {strike.target}" if target is Target.SERVER else target.value


def _census(parts: Sequence[Part]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for part in sorted(parts, key=lambda part: (list(Temper).index(part.temper), part.transport)):
        kind = f"{part.temper} {part.transport}"
        found[kind] = found.get(kind, 0) + 1
    return found
