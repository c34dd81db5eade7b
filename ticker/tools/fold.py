"""The fold: what a reader holds of one feed, as a pure function of what it received.

The same rules as every client's; ``tests/golden/fold.json`` holds all of them to the same answers. The server's own
snapshots come from the tail: this is what they are tested against, and what the readers of a stress run fold with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from ticker.errors import InvalidCursor
from ticker.model import Cursor, EntryKind, Pubstatus

Wire = Mapping[str, Any]
"""A JSON object as readers get it (PROTOCOL part 3)."""

_ENTRIES: Final = frozenset(EntryKind)


@dataclass(frozen=True, slots=True)
class Folded:
    """What is held of one feed. ``size`` is N: the newest N are shown, the newest 2 N kept."""

    size: int
    epoch: str | None = None
    seq: int = -1
    """The highest place folded so far."""
    covered: int = -1
    """The place of the last snapshot: entries up to it are in it, or were replaced before."""
    horizon: int = 0
    """The highest ``order`` that was dropped; at it and below it nothing is taken in."""
    has_gap: bool = False
    """A gap was announced, and its snapshot has not come yet."""
    at_ms: int | None = None
    """The server's clock, as the last status told it."""
    rows: Mapping[str, Wire] = field(default_factory=dict)
    """By id: the entry that stands, or a tombstone without words."""

    def shown(self, now_ms: int | None) -> list[Wire]:
        """Return what is shown, newest first; ``now_ms`` is the server's time, None while it is not known."""
        usable = (row for row in _newest_first(self.rows) if row["pubstatus"] == Pubstatus.USABLE)
        return [row for row in usable if not _is_expired(row, now_ms)][: self.size]


def fold(held: Folded, received: Wire) -> Folded:
    """Apply one received object; what is unknown changes nothing."""
    match received["type"]:
        case "snapshot":
            return _take_snapshot(held, received)
        case "gap":
            return replace(held, has_gap=True)
        case "status":
            return _trimmed(replace(held, at_ms=_milliseconds(received["at"])))
        case kind if kind in _ENTRIES:
            return _take_entry(held, received)
        case _:
            return held


def _take_snapshot(held: Folded, snapshot: Wire) -> Folded:
    epoch, seq, updates = snapshot["epoch"], snapshot["seq"], snapshot["updates"]
    if epoch == held.epoch and seq < held.seq and not held.has_gap:
        return held
    # A full snapshot says nothing of what stands below its last line.
    horizon = min(update["order"] for update in updates) - 1 if len(updates) >= held.size else 0
    rows = {update["id"]: update for update in updates}
    fresh = replace(held, epoch=epoch, seq=seq, covered=seq, horizon=horizon, has_gap=False, rows=rows)
    return _trimmed(fresh)


def _take_entry(held: Folded, entry: Wire) -> Folded:
    try:
        place = Cursor.parse(entry["cursor"])
    except InvalidCursor:
        return held
    if held.epoch not in (None, place.epoch) or place.seq <= held.covered:
        return held
    advanced = replace(held, epoch=place.epoch, seq=max(held.seq, place.seq))
    standing = held.rows.get(entry["id"])
    if entry["order"] <= held.horizon or (standing is not None and standing["version"] >= entry["version"]):
        return advanced
    row = entry if entry["pubstatus"] == Pubstatus.USABLE else _tombstone(entry)
    return _trimmed(replace(advanced, rows={**held.rows, entry["id"]: row}))


def _tombstone(entry: Wire) -> Wire:
    return {name: entry[name] for name in ("id", "version", "order", "pubstatus")}


def _trimmed(held: Folded) -> Folded:
    """Remove what has expired by the last status, then keep the newest 2 N; only the latter raises the horizon."""
    standing = [row for row in _newest_first(held.rows) if not _is_expired(row, held.at_ms)]
    kept, dropped = standing[: 2 * held.size], standing[2 * held.size :]
    horizon = max(held.horizon, dropped[0]["order"]) if dropped else held.horizon
    return replace(held, horizon=horizon, rows={row["id"]: row for row in kept})


def _newest_first(rows: Mapping[str, Wire]) -> list[Wire]:
    return sorted(rows.values(), key=lambda row: -int(row["order"]))


def _is_expired(row: Wire, now_ms: int | None) -> bool:
    return now_ms is not None and "expires" in row and _milliseconds(row["expires"]) <= now_ms


def _milliseconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)
