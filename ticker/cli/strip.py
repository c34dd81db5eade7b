"""What a terminal has shown of one feed, and the next lines it has to show. Pure.

A terminal cannot take a line back, so each later change of what it showed becomes a line of its own.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ticker.cli.text import plain

Wire = Mapping[str, Any]
"""A JSON object as the service sends it (PROTOCOL part 3)."""

KEPT: Final = 1_000
"""How many shown updates are remembered; an older one that is killed is named by its id alone."""


@dataclass(frozen=True, slots=True)
class ShownUpdate:
    """An update as it was last shown. No words: nothing may repeat them."""

    id: str
    version: int
    order: int
    at: str
    """When the words that were shown last were filed, RFC 3339."""
    level: str
    expires: str
    stands: bool


@dataclass(frozen=True, slots=True)
class StripLine:
    """One line to show."""

    at: str
    """RFC 3339; empty where nobody knows when it happened."""
    feed: str
    kind: str
    """The kind of entry, or ``gone`` for what a snapshot no longer has."""
    level: str
    """Empty where there are no words."""
    text: str
    is_rtl: bool = False
    note: str = ""
    """What a correction corrects."""
    is_substitute: bool = False
    """Whether it stands in for an update that was killed."""
    id: str = ""
    of: ShownUpdate | None = None
    """For what takes words back: as what they were shown, if they were."""


class Strip:
    """The lines of one feed in one terminal."""

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._shown: dict[str, ShownUpdate] = {}

    def take_snapshot(self, wire: Wire, *, now: str, newest: int | None = None) -> list[StripLine]:
        """Return what a snapshot has that was not shown, oldest first, after what was shown and no longer stands.

        ``newest`` limits how much of a first snapshot is shown; ``now`` (RFC 3339) tells what simply expired.
        """
        updates = [update for update in wire["updates"] if isinstance(update, dict)]
        gone = self._missing_from(updates, now)
        fresh = [update for update in reversed(updates) if self._is_new(update)]
        for update in reversed(updates):
            self._remember(update)
        return gone + [_line(update) for update in (fresh if newest is None else fresh[max(0, len(fresh) - newest) :])]

    def take_entry(self, wire: Wire) -> StripLine | None:
        """Return the line for an entry; None if this version or a later one was shown."""
        if not self._is_new(wire):
            return None
        before = self._shown.get(wire["id"])
        self._remember(wire)
        return _line(wire) if wire["pubstatus"] == "usable" else _withdrawal(wire, before)

    def _is_new(self, wire: Wire) -> bool:
        shown = self._shown.get(wire["id"])
        return shown is None or wire["version"] > shown.version

    def _remember(self, wire: Wire) -> None:
        if not self._is_new(wire):
            return
        before = self._shown.pop(wire["id"], None)
        is_usable = wire["pubstatus"] == "usable"
        self._shown[wire["id"]] = ShownUpdate(
            wire["id"],
            wire["version"],
            wire["order"],
            wire["version_created"] if is_usable or before is None else before.at,
            wire.get("level") or (before.level if before else ""),
            wire.get("expires") or "",
            is_usable,
        )
        while len(self._shown) > KEPT:
            del self._shown[next(iter(self._shown))]

    def _missing_from(self, updates: list[dict[str, Any]], now: str) -> list[StripLine]:
        """Name what was shown, should still be in a snapshot that reaches so far back, and is not."""
        standing = {update["id"] for update in updates}
        horizon = min((update["order"] for update in updates), default=0)
        lines = []
        for id, shown in self._shown.items():
            expired = bool(shown.expires) and shown.expires < now
            if shown.stands and id not in standing and shown.order >= horizon and not expired:
                lines.append(StripLine("", self._feed, "gone", "", "no longer stands", id=id, of=shown))
                self._shown[id] = dataclasses.replace(shown, stands=False)
        return lines


def _line(wire: Wire) -> StripLine:
    return StripLine(
        wire["version_created"],
        wire["feed"],
        wire["type"],
        wire["level"],
        plain(wire["headline"]),
        is_rtl=wire.get("dir") == "rtl",
        note=plain(wire.get("note") or ""),
        is_substitute="replaces" in wire,
        id=wire["id"],
    )


def _withdrawal(wire: Wire, before: ShownUpdate | None) -> StripLine:
    """Name the update without its words: to show them again would spread them."""
    done = "do not use" if wire["type"] == "kill" else "on hold, do not use until released"
    return StripLine(wire["version_created"], wire["feed"], wire["type"], "", done, id=wire["id"], of=before)
