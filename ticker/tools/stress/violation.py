"""A promise that was not kept, as a value."""

from dataclasses import dataclass

from ticker.tools.stress.ledger import Mark


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was not kept."""

    at: float
    promise: str
    """Its name in the design."""
    what: str
    update: str = ""
    reader: str = ""


def name(mark: Mark) -> str:
    """Name a version of an update."""
    return f"{mark[0]}, version {mark[1]}"
