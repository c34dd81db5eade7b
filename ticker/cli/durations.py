"""Durations as people write them: ``90s``, ``20m``, ``24h``, ``7d``. Pure."""

import re
from typing import Final

_DURATION: Final = re.compile(r"([0-9]{1,9})([smhd])\Z", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def parse_duration_s(text: str) -> int:
    """Read a duration into seconds.

    Raises:
        ValueError: it is none.
    """
    match = _DURATION.match(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no duration: write 90s, 20m, 24h or 7d")
    return int(match[1]) * _SECONDS[match[2]]


def format_duration(seconds: int) -> str:
    """Write seconds in the largest unit that fits without a rest."""
    for unit, length in reversed(_SECONDS.items()):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    raise AssertionError("unreachable: every number is a number of seconds")
