"""One reader's recording cut into segments without a gap, and what came where it may not come. Pure."""

from dataclasses import dataclass, field

from ticker.model import Cursor
from ticker.tools.stress.history import Given, Recording


@dataclass(slots=True)
class Segment:
    """What a reader had after ``start`` up to ``at``; between gaps nothing may be missing."""

    start: Cursor
    at: Cursor
    ended: float
    had: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Cut:
    """A testimony in stretches."""

    whole: list[Segment] = field(default_factory=list)
    faults: list[tuple[float, str, str]] = field(default_factory=list)
    """When, what, and of which update."""


def segments(recording: Recording) -> Cut:
    """Follow what a reader was given, visit by visit."""
    walk = _Walk(recording)
    for given in recording.given:
        walk.take(given)
    return walk.cut


class _Walk:
    """Where a reader stands while its testimony is read."""

    def __init__(self, recording: Recording) -> None:
        self.cut = Cut()
        self._visits = recording.visits
        self._visit = -1
        self._is_behind_gap = False
        self._has_brought = False
        self._had_snapshot = False

    def take(self, given: Given) -> None:
        if given.visit != self._visit:
            if self._is_behind_gap:
                self._is_behind_gap = False  # cut off between gap and snapshot: it comes again with its old cursor
            self._visit = given.visit
            self._has_brought = bool(self._visits[given.visit].brought)
            self._had_snapshot = False
        match given.wire["type"]:
            case "status":
                if self._is_behind_gap:
                    self._fault(given, "a status between a gap and its snapshot")
            case "gap":
                if self._is_behind_gap:
                    self._fault(given, "a gap behind a gap")
                self._is_behind_gap = True
            case "snapshot":
                self._take_snapshot(given)
            case _:
                self._take_entry(given)

    def _take_snapshot(self, given: Given) -> None:
        if not self._is_behind_gap and (self._has_brought or self._had_snapshot):
            self._fault(given, f"a snapshot at {given.wire['cursor']} without a gap")
        self._is_behind_gap, self._had_snapshot = False, True
        place = Cursor.parse(given.wire["cursor"])
        self.cut.whole.append(Segment(place, place, given.at))

    def _take_entry(self, given: Given) -> None:
        place = Cursor.parse(given.wire["cursor"])
        if self._is_behind_gap:
            self._fault(given, f"an entry at {place} between a gap and its snapshot")
        if not self.cut.whole:
            self._fault(given, f"an entry at {place} before any snapshot")
            self.cut.whole.append(Segment(place, place, given.at))
            return
        segment = self.cut.whole[-1]
        if place.epoch != segment.at.epoch:
            self._fault(given, f"an entry at {place} after {segment.at}, and no gap between")
        elif place.seq <= segment.at.seq:
            how = "again" if place.seq in segment.had else "out of order"
            self._fault(given, f"an entry at {place} {how}, after {segment.at}")
        segment.at, segment.ended = place, given.at
        segment.had.add(place.seq)

    def _fault(self, given: Given, what: str) -> None:
        self.cut.faults.append((given.at, what, given.wire.get("id", "")))
