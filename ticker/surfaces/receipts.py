"""The surfaces of one feed: what each reported, and which of them no longer show what was killed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ticker.model import Cursor, Entry, EntryKind, UpdateId
from ticker.store.surfaces import FORGOTTEN_AFTER_S, REMOVED, SurfaceReport

KILLS_KEPT: Final = 50
SURFACES_MAX: Final = 200
"""More surfaces than this in one feed are a mistake, and refused."""
SETTLED_MS: Final = 5_000
"""A report of that long ago is in the store: where a reading does not find it, the surface was removed."""
REMOVAL_KEPT_MS: Final = 60_000
"""How long a removal is remembered, for readings and announcements that it overtook."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a kill on the surfaces that were there when it came."""

    id: UpdateId
    version: int
    cursor: Cursor
    at_ms: int
    clear: int
    of: int
    """How many are counted: all that are clear, and those that still report without being so."""
    waiting: tuple[str, ...]
    """Those that report and are not clear."""
    silent: tuple[str, ...]
    """Those of which nothing is known: they are not clear, and do not report."""
    after_ms: int | None
    """From the kill until the last of those that are clear was so; None where that was not seen."""


@dataclass(slots=True)
class _Kill:
    id: UpdateId
    version: int
    cursor: Cursor
    at_ms: int
    is_history: bool
    """It was there before this process looked."""
    awaited: set[str] = field(default_factory=set)
    """The surfaces that this process has seen not to be clear."""
    cleared: dict[str, int | None] = field(default_factory=dict)
    """When each surface was first seen to be clear; None where that was before we looked."""


class FeedReceipts:
    """The surfaces and the kills of one feed."""

    def __init__(self, *, silent_after_ms: float) -> None:
        self.reports: dict[str, SurfaceReport] = {}
        self.is_loaded = False
        """Whether what the store keeps was read: before that an unknown surface may be an old one."""
        self._silent_after_ms = silent_after_ms
        self._kills: dict[UpdateId, _Kill] = {}
        self._removed_ms: dict[str, int] = {}
        """When each surface was removed, by its last report."""

    def load(self, reports: Iterable[SurfaceReport], *, as_of_ms: int) -> bool:
        """Replace what is known by what the store kept at ``as_of_ms``; report whether that changed anything."""
        kept = {report.name: report for report in reports}
        gone = [
            report.name
            for report in self.reports.values()
            if report.name not in kept and report.at_ms < as_of_ms - SETTLED_MS
        ]
        for name in gone:
            del self.reports[name]
        is_news = [self.hear(report) for report in kept.values()]
        self.is_loaded = True
        return bool(gone) or any(is_news)

    def hear(self, report: SurfaceReport) -> bool:
        """Apply a report, unless it is known or an older one; report whether it was applied."""
        if report.state == REMOVED:
            return self._remove(report)
        known = self.reports.get(report.name)
        known_ms = self._removed_ms.get(report.name, -1) if known is None else known.at_ms
        if known_ms >= report.at_ms:
            return False
        self.reports[report.name] = report
        for kill in self._kills.values():
            _compare(kill, report)
        return True

    def note(self, entry: Entry, cursor: Cursor, *, is_history: bool = False) -> bool:
        """Note an entry of the feed's log; report whether it was a kill that was not known.

        For a kill that is history it is not known when the screens that are clear of it now became so.
        """
        if entry.kind is not EntryKind.KILL:
            return False
        known = self._kills.get(entry.id)
        if known is not None:
            known.cursor = cursor  # the same kill, in the log of a new epoch
            return False
        kill = _Kill(entry.id, entry.version, cursor, entry.version_created_ms, is_history)
        self._kills[entry.id] = kill
        for report in self.reports.values():
            _compare(kill, report)
        while len(self._kills) > KILLS_KEPT:
            del self._kills[min(self._kills.values(), key=lambda one: one.at_ms).id]
        return True

    def forget(self, now_ms: int) -> None:
        """Forget surfaces and kills of more than a day ago."""
        self._removed_ms = {name: at_ms for name, at_ms in self._removed_ms.items() if at_ms > now_ms - REMOVAL_KEPT_MS}
        oldest_ms = now_ms - FORGOTTEN_AFTER_S * 1000
        self.reports = {name: report for name, report in self.reports.items() if report.at_ms > oldest_ms}
        self._kills = {id: kill for id, kill in self._kills.items() if kill.at_ms > oldest_ms}

    def is_silent(self, report: SurfaceReport, now_ms: int) -> bool:
        """Report whether the surface has not reported for too long."""
        return now_ms - report.at_ms > self._silent_after_ms

    def has_room(self, name: str) -> bool:
        """Report whether a surface of this name may report here."""
        return name in self.reports or len(self.reports) < SURFACES_MAX

    def receipts(self, now_ms: int) -> list[Receipt]:
        """Return the receipt of each kill, the newest first."""
        kills = sorted(self._kills.values(), key=lambda kill: -kill.at_ms)
        return [self._receipt(kill, now_ms) for kill in kills]

    def _remove(self, last: SurfaceReport) -> bool:
        """Remove a surface, unless it has reported since; report whether it was there."""
        known = self.reports.get(last.name)
        if known is not None and known.at_ms > last.at_ms:
            return False
        self._removed_ms[last.name] = max(last.at_ms, self._removed_ms.get(last.name, 0))
        for kill in self._kills.values():
            kill.awaited.discard(last.name)
            kill.cleared.pop(last.name, None)
        return self.reports.pop(last.name, None) is not None

    def _receipt(self, kill: _Kill, now_ms: int) -> Receipt:
        counted = [report for report in self.reports.values() if _is_concerned(report, kill)]
        clear = [kill.cleared[report.name] for report in counted if report.name in kill.cleared]
        others = sorted((report for report in counted if report.name not in kill.cleared), key=lambda one: one.name)
        waiting = tuple(report.name for report in others if not self.is_silent(report, now_ms))
        silent = tuple(report.name for report in others if self.is_silent(report, now_ms))
        seen_ms = [at_ms for at_ms in clear if at_ms is not None]
        is_seen = bool(clear) and len(seen_ms) == len(clear)
        return Receipt(
            id=kill.id,
            version=kill.version,
            cursor=kill.cursor,
            at_ms=kill.at_ms,
            clear=len(clear),
            of=len(clear) + len(waiting),
            waiting=waiting,
            silent=silent,
            after_ms=max(0, max(seen_ms) - kill.at_ms) if is_seen else None,
        )


def _compare(kill: _Kill, report: SurfaceReport) -> None:
    """Note whether a surface is clear of a kill, and since when if this process can know that.

    It can where the kill came after it began to look, or the surface was seen not to be clear. How it came by the
    report does not matter: what is read back from the store is what was announced, with the same time.
    """
    if _shows(report, kill):
        kill.cleared.pop(report.name, None)  # it may have been clear: two screens that use one name
        kill.awaited.add(report.name)
    elif report.name in kill.cleared:
        return
    elif _has_read(report, kill):
        is_seen = not kill.is_history or report.name in kill.awaited
        kill.cleared[report.name] = report.at_ms if is_seen else None
    else:
        kill.awaited.add(report.name)


def _shows(report: SurfaceReport, kill: _Kill) -> bool:
    return any(shown.id == kill.id for shown in report.shown)


def _has_read(report: SurfaceReport, kill: _Kill) -> bool:
    """Report whether the surface has come as far as the kill. A cursor of another epoch says nothing about that."""
    cursor = report.cursor
    return cursor is not None and cursor.epoch == kill.cursor.epoch and cursor.seq >= kill.cursor.seq


def _is_concerned(report: SurfaceReport, kill: _Kill) -> bool:
    """Report whether a surface was there when the kill came, or shows what was killed all the same."""
    return report.since_ms <= kill.at_ms or _shows(report, kill)
