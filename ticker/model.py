"""The values of the service: feeds, entries, cursors. Pure: no I/O, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from typing import Any, Final, Literal, NewType

from ticker.errors import InvalidCursor

Slug = NewType("Slug", str)
UpdateId = NewType("UpdateId", str)
Epoch = NewType("Epoch", str)
Dir = Literal["ltr", "rtl"]
Words = Mapping[str, Any]
"""The public words of an update, ready for the wire: level, urgency, attribution, statement, …"""

SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
SURFACE_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\*?\Z")
"""What a surface key names: one surface, or with ``*`` at its end all whose names begin so."""
EPOCH: Final = re.compile(r"[a-z0-9]{8}\Z")
UPDATE_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}\Z")
_CURSOR: Final = re.compile(r"([a-z0-9]{8})\.(0|[1-9][0-9]{0,14})\Z", re.ASCII)


class Level(StrEnum):
    """How loud an update is; ``urgency`` is IPTC's number for it (1 highest, 9 lowest)."""

    FLASH = "flash"
    ALERT = "alert"
    URGENT = "urgent"
    ROUTINE = "routine"

    @property
    def urgency(self) -> int:
        return {"flash": 1, "alert": 2, "urgent": 3, "routine": 5}[self.value]


class SourceKind(StrEnum):
    """What kind of source an attribution names."""

    CORRESPONDENT = "correspondent"
    OFFICIAL = "official"
    SPOKESPERSON = "spokesperson"
    PARTY = "party"
    AGENCY = "agency"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class EntryKind(StrEnum):
    """What a line of the log does to its update."""

    UPDATE = "update"
    CORRECTION = "correction"
    REFILE = "refile"
    HOLD = "hold"
    RELEASE = "release"
    KILL = "kill"

    @property
    def pubstatus(self) -> "Pubstatus":
        """Return the state that an entry of this kind leaves its update in."""
        match self:
            case EntryKind.HOLD:
                return Pubstatus.WITHHELD
            case EntryKind.KILL:
                return Pubstatus.CANCELED
            case _:
                return Pubstatus.USABLE


class Pubstatus(StrEnum):
    """IPTC's publishing status; ``canceled`` is final."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


class Role(StrEnum):
    """What a key may do; PROTOCOL part 4 has the table."""

    CORRESPONDENT = "correspondent"
    EDITOR = "editor"
    ADMIN = "admin"
    SURFACE = "surface"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its settings, as Redis keeps them."""

    slug: Slug
    title: str
    language: str
    history: int = 2_000
    """How many updates the log holds."""
    snapshot: int = 30
    """How many updates a snapshot shows."""
    expires_s: int = 86_400
    """When an update expires that does not say it, in seconds after filing."""

    @property
    def dir(self) -> Dir:
        """Return the base direction of the feed's language: ``rtl`` or ``ltr``."""
        return language_dir(self.language)


_RTL_LANGUAGES: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])


def language_dir(language: str) -> Dir:
    """Return the direction in which a language (BCP 47) is written: ``rtl`` or ``ltr``. A script subtag decides."""
    subtags = language.lower().split("-")
    plain = list(takewhile(lambda subtag: len(subtag) > 1, subtags))  # after a singleton they mean something else
    script = next((subtag for subtag in plain[1:] if len(subtag) == 4 and subtag.isalpha()), None)
    is_rtl = subtags[0] in _RTL_LANGUAGES if script is None else script in _RTL_SCRIPTS
    return "rtl" if is_rtl else "ltr"


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in one feed's log: ``epoch.seq``. Opaque to clients."""

    epoch: Epoch
    seq: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read a cursor.

        Raises:
            InvalidCursor: the text is none.
        """
        match = _CURSOR.match(text)
        if match is None:
            raise InvalidCursor(text[:80])
        return cls(Epoch(match[1]), int(match[2]))

    def __str__(self) -> str:
        """Return the text that goes on the wire."""
        return f"{self.epoch}.{self.seq}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed's log. All times are milliseconds since 1970 by Redis's clock."""

    seq: int
    kind: EntryKind
    id: UpdateId
    version: int
    order: int
    """The ``seq`` of the update's first entry: its place in a snapshot."""
    prev: str
    """``id@version`` of the entry that came before this one; empty for the first."""
    first_created_ms: int
    version_created_ms: int
    expires_ms: int
    words: Words | None
    """None for ``hold`` and ``kill``: neither carries any."""

    @property
    def pubstatus(self) -> Pubstatus:
        """Return the state in which this entry leaves its update."""
        return self.kind.pubstatus

    @property
    def version_id(self) -> str:
        """Return ``id@version``, by which the next entry names this one."""
        return f"{self.id}@{self.version}"


TIME_MAX_MS: Final = 253_402_300_799_999
"""The end of the year 9999, the last that RFC 3339 can write."""


@lru_cache(maxsize=256)  # one filing writes each of its times several times over
def rfc3339(at_ms: int) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds and ``Z``."""
    seconds, milliseconds = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


@dataclass(frozen=True, slots=True)
class Key:
    """What a bearer key may do. The secret itself is nowhere: Redis keeps its hash."""

    id: str
    name: str
    role: Role
    feeds: tuple[str, ...]
    """The feeds it is for; ``*`` means all."""
    created_ms: int
    surfaces: tuple[str, ...] | None = None
    """The surfaces that a surface key speaks for; None for those that were made before keys named any: all."""

    def speaks_for(self, surface: str) -> bool:
        """Report whether a surface key may report in the name of this surface."""
        return self.surfaces is None or any(_fits(pattern, surface) for pattern in self.surfaces)


def _fits(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
