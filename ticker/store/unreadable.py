"""What this version could not read in Redis: said once and counted, while everything else goes on."""

import logging
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")

log = logging.getLogger(__name__)

_REMEMBERED_MAX: Final = 10_000
"""Of more places than this it is forgotten that they were told of: a flood of them must not fill the memory."""


class What(StrEnum):
    """What kind of record it is."""

    ENTRY = "entry"
    KIND = "kind"
    """An entry that can be read, of a kind that only a newer version knows."""
    PUBLISHED = "published"
    FEED = "feed"
    KEY = "key"
    REPORT = "report"
    FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One record that cannot be read, or not in full."""

    what: What
    place: str
    why: str


class UnreadableRecords:
    """All of them in one process."""

    def __init__(self) -> None:
        self.counts: Counter[What] = Counter(dict.fromkeys(What, 0))
        self._told: set[tuple[What, str]] = set()

    def note(self, found: Unreadable) -> None:
        """Log and count a record, unless it was told of before."""
        if (found.what, found.place) in self._told:
            return
        if len(self._told) >= _REMEMBERED_MAX:
            self._told.clear()
        self._told.add((found.what, found.place))
        self.counts[found.what] += 1
        log.error("a record cannot be read", extra={"what": found.what.value, "place": found.place, "why": found.why})


def decode(record: TypeAdapter[T], text: bytes | str) -> T:
    """Read a record that is kept as JSON; members that only a newer version knows are passed over.

    Raises:
        ValueError: it is none; the text says what is wrong first.
    """
    try:
        return record.validate_json(text, strict=True)
    except ValidationError as broken:
        first = broken.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))} {first['msg']}".strip()) from broken
