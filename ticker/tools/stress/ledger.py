"""What a history says, indexed as the checks need it: by place, by update, by text. Pure, and judges nothing."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ticker.model import Cursor, EntryKind, Pubstatus
from ticker.tools.fold import Wire
from ticker.tools.stress.faults import NATURES
from ticker.tools.stress.history import Ack, Filing, Given, History, Recording, Try

Mark = tuple[str, int]
"""An update's id and version."""
_FOR_EVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A kill or a hold that was acknowledged, and how long the words had to stay away."""

    at: float
    until: float
    server: int
    version: int
    cursor: Cursor


@dataclass(slots=True)
class Ledger:
    """A history's index."""

    recordings: Sequence[Recording]
    filings: Sequence[Filing]
    may_lose: bool
    """A fault of this scenario can lose what was acknowledged."""
    snapshot_size: int
    former: frozenset[str]
    """Updates of earlier scenarios."""
    said: list[tuple[float, Cursor, Mark, str]] = field(default_factory=list)
    """When it was first heard what a place names: an answer or a reader, whose name comes last."""
    marks: dict[Cursor, Mark] = field(default_factory=dict)
    entries: list[tuple[Recording, Given]] = field(default_factory=list)
    snapshots: list[tuple[Recording, Given]] = field(default_factory=list)
    _places: dict[str, list[int]] = field(default_factory=dict)
    _newest: dict[tuple[str, str], int] = field(default_factory=dict)
    _kinds: dict[Cursor, Pubstatus] = field(default_factory=dict)
    _orders: dict[str, int] = field(default_factory=dict)
    _by_statement: dict[str, Filing] = field(default_factory=dict)
    _by_act: dict[tuple[str, int], list[Filing]] = field(default_factory=dict)

    @classmethod
    def of(cls, history: History) -> "Ledger":
        """Write a history's index."""
        sizes = [recording.held.size for recording in history.recordings]
        ledger = cls(
            history.recordings,
            history.filings,
            any(NATURES[struck.fault].may_lose for struck in history.struck),
            max(sizes, default=0),
            frozenset(update for update, _ in history.former.values()),
        )
        for filing in history.filings:
            ledger._enter_filing(filing)
        for recording in history.recordings:
            for given in recording.given:
                ledger._enter_given(recording, given)
        ledger.said.sort(key=lambda said: said[0])
        for _, cursor, mark, _ in ledger.said:
            if cursor not in ledger.marks:
                ledger.marks[cursor] = mark
                ledger._places.setdefault(cursor.epoch, []).append(cursor.seq)
                key = (cursor.epoch, mark[0])
                ledger._newest[key] = max(mark[1], ledger._newest.get(key, 0))
        for seqs in ledger._places.values():
            seqs.sort()
        return ledger

    def _enter_filing(self, filing: Filing) -> None:
        if filing.statement:
            self._by_statement[filing.statement] = filing
        if filing.on:
            self._by_act.setdefault((filing.on, filing.if_match + 1), []).append(filing)
        for one in filing.tries:
            if one.ack is not None:
                self.said.append((one.ended, one.ack.cursor, (one.ack.id, one.ack.version), ""))
                self._kinds.setdefault(one.ack.cursor, filing.makes.pubstatus)
                if filing.kind is EntryKind.UPDATE:
                    self._orders.setdefault(one.ack.id, one.ack.cursor.seq)

    def _enter_given(self, recording: Recording, given: Given) -> None:
        wire = given.wire
        if wire["type"] == "snapshot":
            self.snapshots.append((recording, given))
            for row in wire["updates"]:
                self._orders.setdefault(row["id"], row["order"])
        elif "order" in wire:
            self.entries.append((recording, given))
            cursor = Cursor.parse(wire["cursor"])
            self.said.append((given.at, cursor, (wire["id"], wire["version"]), recording.name))
            self._kinds.setdefault(cursor, Pubstatus(wire["pubstatus"]))
            self._orders.setdefault(wire["id"], wire["order"])

    def between(self, start: Cursor, end: Cursor) -> Iterator[Cursor]:
        """Return the known places after ``start`` up to ``end``, of one epoch."""
        seqs = self._places.get(end.epoch, [])
        for seq in seqs[bisect_right(seqs, start.seq) : bisect_right(seqs, end.seq)]:
            yield Cursor(end.epoch, seq)

    def newest_in(self, epoch: str, update: str) -> int:
        """Return the highest version of an update that was heard of in an epoch."""
        return self._newest.get((epoch, update), 0)

    def standing_at(self, place: Cursor, *, cap: int | None) -> Mapping[str, tuple[int, Pubstatus, int | None]]:
        """Return what stood of each update at a place, as far as it was heard of: version, state and order.

        Only of the newest ``cap`` updates: the log keeps no more.
        """
        standing: dict[str, tuple[int, Pubstatus, int | None]] = {}
        seqs = self._places.get(place.epoch, [])
        for seq in reversed(seqs[: bisect_right(seqs, place.seq)]):
            cursor = Cursor(place.epoch, seq)
            update, version = self.marks[cursor]
            if update not in standing:
                if cap is not None and len(standing) == cap:
                    break
                standing[update] = (version, self._kinds[cursor], self._orders.get(update))
        return standing

    def invented(self, wire: Wire) -> str:
        """Return why this cannot have been filed; empty if it was."""
        kind, mark = EntryKind(wire["type"]), (wire["id"], wire["version"])
        if "statement" not in wire:
            is_filed = any(filing.makes is kind for filing in self._by_act.get(mark, ()))
            return "" if is_filed else f"nobody filed a {kind} as version {mark[1]}"
        filing = self._by_statement.get(wire["statement"])
        if filing is None:
            return "" if wire["id"] in self.former else f"nobody filed {wire['statement'][:60]!r}"
        acked = filing.acked
        owner = filing.on or (acked.ack.id if acked is not None and acked.ack is not None else mark[0])
        if owner != mark[0] and not self.may_lose:
            return f"{filing.statement[:40]!r} is of {owner}"
        if kind is EntryKind.RELEASE:
            is_filed = any(filing.kind is kind for filing in self._by_act.get(mark, ()))
            return "" if is_filed else f"nobody released version {mark[1]}"
        if filing.makes is not kind or mark[1] != filing.if_match + 1:
            return f"{filing.kind} {filing.statement[:40]!r}, due as {filing.makes}, came as {kind}, version {mark[1]}"
        return ""

    @property
    def withdrawals(self) -> Mapping[str, Sequence[Withdrawal]]:
        """Return the acknowledged kills and holds of each update; a hold counts until something else is tried."""
        found: dict[str, list[Withdrawal]] = {}
        for filing in self.filings:
            if filing.makes not in (EntryKind.KILL, EntryKind.HOLD):
                continue
            for one in filing.tries:
                if one.ack is not None:
                    update, version = one.ack.id, one.ack.version
                    acts = self._by_act.get((update, version + 1), ())
                    until = min((later.began for act in acts for later in act.tries), default=_FOR_EVER)
                    withdrawal = Withdrawal(one.ended, until, one.server, version, one.ack.cursor)
                    found.setdefault(update, []).append(withdrawal)
        return found

    def newest_acks(self, epoch: str) -> Iterator[tuple[Mark, Cursor]]:
        """Return the newest version of each update that was acknowledged in an epoch, and its place."""
        newest: dict[str, Ack] = {}
        for filing in self.filings:
            for one in filing.tries:
                if one.ack is not None and one.ack.cursor.epoch == epoch:
                    known = newest.get(one.ack.id)
                    if known is None or one.ack.version > known.version:
                        newest[one.ack.id] = one.ack
        yield from (((ack.id, ack.version), ack.cursor) for ack in newest.values())

    def acks(self, feed: str) -> Iterator[tuple[Try, Ack]]:
        """Return every acknowledgment of a feed."""
        for filing in self.filings:
            for one in filing.tries:
                if one.ack is not None and filing.feed == feed:
                    yield one, one.ack
