"""The faults that a plan draws from: what each does, to what, and what it excuses. Values only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What can be done to a deployment, by the name that ``--faults`` takes."""

    KILL_SERVER = "kill-server"


class Target(StrEnum):
    """What a fault is done to."""

    SERVER = "server"
    """One of the server processes; the plan says which."""
    STORE = "store"


class House(StrEnum):
    """Which deployment a scenario runs on."""

    SHARED = "shared"
    """Several servers on one Valkey, each with a link of ours before and behind it."""
    EMBEDDED = "embedded"
    """One server with its embedded Valkey on a small disk of its own."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What there is to know of a fault."""

    does: str
    target: Target
    lasts_s: tuple[float, float] = (0.0, 0.0)
    """Between these it lasts; then what was broken is mended."""
    house: House = House.SHARED
    cuts_off: bool = False
    """While it lasts its target does not reach Redis, or is stopped: the bound for words that were taken back waits."""
    may_lose: bool = False
    """What was acknowledged may be lost with it, if readers are told so by a gap and a snapshot of a new epoch."""


NATURES: Final[dict[Fault, Nature]] = {
    Fault.KILL_SERVER: Nature("kill -9 of a server, which is started again", Target.SERVER, (0.05, 0.4), cuts_off=True),
}
"""Every fault, in the order of the list."""
