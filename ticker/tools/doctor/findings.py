"""What a check found. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it is with one thing."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """It works, at a price."""
    BAD = "bad"
    """Something does not work, or will not when it matters."""
    UNKNOWN = "unknown"
    """It could not be looked at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    health: Verdict
    found: str
    advice: str = ""
    """What to change; empty where nothing is to be done."""


def good(check: str, found: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(check, Verdict.GOOD, found)


def doubtful(check: str, found: str, advice: str) -> Finding:
    """Return a finding that it works at a price."""
    return Finding(check, Verdict.DOUBTFUL, found, advice)


def bad(check: str, found: str, advice: str) -> Finding:
    """Return a finding of what does not work, and what to change."""
    return Finding(check, Verdict.BAD, found, advice)


def unknown(check: str, found: str, advice: str = "") -> Finding:
    """Return a finding that it could not be examined."""
    return Finding(check, Verdict.UNKNOWN, found, advice)
