"""What a history must be: every promise as a function that gives the violations it finds. Pure: values alone.

Each takes the history and its ``Ledger``, and knows nothing of how the history came about.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ticker.model import Cursor, EntryKind, Pubstatus
from ticker.tools.fold import Wire
from ticker.tools.stress.faults import NATURES
from ticker.tools.stress.final_checks import acknowledged_stands_at_the_end, logs_are_one, nothing_fell
from ticker.tools.stress.history import Filing, Given, History, Recording, Try
from ticker.tools.stress.ledger import Ledger, Mark
from ticker.tools.stress.segments import Segment, segments
from ticker.tools.stress.violation import Violation, name

WITHDRAWN_S: Final = 1.0
"""How long a process that reaches Redis may still begin to write words that another process took back (I6)."""
CAUGHT_UP_S: Final = 1.0
"""After being cut off a process has as long again."""
_LOSSES: Final = frozenset({"epoch", "loss"})
"""Reasons of gaps that only a loss explains."""


Check = Callable[[History, Ledger], Iterator[Violation]]


def violations(history: History) -> list[Violation]:
    """Return every violation in the order of time."""
    ledger = Ledger.of(history)
    found = [violation for check in CHECKS for violation in check(history, ledger)]
    return sorted(found, key=lambda violation: violation.at)


def one_place_one_content(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I2: a cursor names one entry, word for word, for ever; an entry has one cursor; an update has one order."""
    contents: dict[Cursor, Wire] = {}
    cursors: dict[tuple[str, Mark], Cursor] = {}
    orders: dict[str, int] = {}
    for at, cursor, mark, reader in ledger.said:
        known = history.former.get(cursor) or ledger.marks[cursor]
        if known != mark:
            yield Violation(at, "I2", f"{cursor} names {name(mark)} and {name(known)}", mark[0], reader)
        other = cursors.setdefault((cursor.epoch, mark), cursor)
        if other != cursor:
            yield Violation(at, "I2", f"{name(mark)} stands at {other} and at {cursor}", mark[0], reader)
    for recording, given in ledger.entries:
        wire, reader = given.wire, recording.name
        cursor = Cursor.parse(wire["cursor"])
        if contents.setdefault(cursor, wire) != wire:
            yield Violation(given.at, "I2", f"{cursor} has two contents", wire["id"], reader)
        order = orders.setdefault(wire["id"], wire["order"])
        is_first = wire["type"] == EntryKind.UPDATE
        if order != wire["order"] or (is_first and order != cursor.seq):
            yield Violation(given.at, "I2", f"order {wire['order']} at {cursor} is not the log's", wire["id"], reader)


def in_order_and_once(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1, I3: each reader gets entries in order, none twice, and a gap before a snapshot that it did not ask for."""
    for recording in ledger.recordings:
        for at, what, update in segments(recording).faults:
            yield Violation(at, "I1", what, update, recording.name)
        for at, what in recording.broken:
            yield Violation(at, "I1", what, reader=recording.name)


def nothing_left_out(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1, I3: between two places of one stretch a reader had every entry but those that were replaced."""
    for recording in ledger.recordings:
        for segment in segments(recording).whole:
            yield from _left_out(segment, recording, ledger)


def _left_out(segment: Segment, recording: Recording, ledger: Ledger) -> Iterator[Violation]:
    for cursor in ledger.between(segment.start, segment.at):
        update, version = ledger.marks[cursor]
        newest = ledger.newest_in(cursor.epoch, update)
        if cursor.seq in segment.had or newest > version:
            continue
        what = f"{cursor}, {name((update, version))}, was left out between {segment.start} and {segment.at}"
        yield Violation(segment.ended, "I1", what, update, recording.name)


def nothing_invented(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1: whatever a reader was given was filed so: this kind, these words, on this version."""
    for recording, given in ledger.entries:
        if why := ledger.invented(given.wire):
            yield Violation(given.at, "I1", why, given.wire["id"], recording.name)
    for recording, given in ledger.snapshots:
        for row in given.wire["updates"]:
            if why := ledger.invented(row):
                yield Violation(given.at, "I1", f"in a snapshot: {why}", row["id"], recording.name)


def snapshots_are_the_log(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: a snapshot has of each update what stood at its place, and leaves out nothing that was acknowledged."""
    told = [(given.at, recording.name, given.wire) for recording, given in ledger.snapshots]
    told += [
        (history.mended, f"server {server}, at the end", wire)
        for server, feeds in history.endings.items()
        for wire in feeds.values()
    ]
    seen: dict[str, Wire] = {}
    for at, reader, snapshot in told:
        if seen.setdefault(snapshot["cursor"], snapshot) is not snapshot:
            if seen[snapshot["cursor"]] != snapshot:
                yield Violation(at, "I5", f"two snapshots at {snapshot['cursor']}", reader=reader)
            continue
        for update, what in _wrong_in(snapshot, ledger, history.caps.get(snapshot["feed"])):
            yield Violation(at, "I5", what, update, reader)


def _wrong_in(snapshot: Wire, ledger: Ledger, cap: int | None) -> Iterator[tuple[str, str]]:
    place, rows = Cursor.parse(snapshot["cursor"]), {row["id"]: row for row in snapshot["updates"]}
    orders = [row["order"] for row in snapshot["updates"]]
    if orders != sorted(orders, reverse=True):
        yield "", f"the snapshot at {place} is not in order"
    for update, (version, pubstatus, order) in ledger.standing_at(place, cap=cap).items():
        row = rows.get(update)
        if row is not None and (row["version"] < version or pubstatus is not Pubstatus.USABLE):
            yield update, f"the snapshot at {place} has version {row['version']} of {update}; {version} stood"
        is_due = order is not None and (len(rows) < ledger.snapshot_size or order > min(orders))
        if row is None and pubstatus is Pubstatus.USABLE and is_due:
            yield update, f"the snapshot at {place} lacks {name((update, version))}"


def words_taken_back_are_gone(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I6: after a kill or a hold was acknowledged no write of the words begins.

    In the process that answered not at all; in another one that reaches Redis and is not stopped, not later than 1 s
    after the answer.
    """
    withdrawals = ledger.withdrawals
    for recording in ledger.recordings:
        for given in recording.given:
            for update, version in _words_in(given.wire):
                for withdrawal in withdrawals.get(update, ()):
                    is_of_epoch = withdrawal.cursor.epoch == Cursor.parse(given.wire["cursor"]).epoch
                    is_after = withdrawal.at <= given.begun < withdrawal.until
                    if not (is_of_epoch and is_after and version < withdrawal.version):
                        continue
                    if given.server == withdrawal.server or _is_late(history, given, withdrawal.at):
                        late_s = given.begun - withdrawal.at
                        what = f"words of {name((update, version))} {late_s:.3f} s after they had been taken back"
                        yield Violation(given.at, "I6", f"{what}, by server {given.server}", update, recording.name)


def _words_in(wire: Wire) -> Iterator[Mark]:
    if wire["type"] == "snapshot":
        yield from ((row["id"], row["version"]) for row in wire["updates"])
    elif "statement" in wire:
        yield wire["id"], wire["version"]


def _is_late(history: History, given: Given, since: float) -> bool:
    """Report whether a process has had its second; each moment of being cut off gives it a new one."""
    free_since = since
    for struck in history.struck:
        is_its = struck.server is None or struck.server == given.server
        if NATURES[struck.fault].cuts_off and is_its and struck.began < given.begun and struck.ended > since:
            free_since = max(free_since, min(struck.ended, given.begun) + CAUGHT_UP_S)
    return given.begun - free_since > WITHDRAWN_S


def one_key_one_write(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I4: every answer to one idempotency key names the same write, and its words stand under one name only."""
    for filing in history.filings:
        acked = [(one, one.ack) for one in filing.tries if one.ack is not None]
        for one, ack in acked[1:]:
            first = acked[0][1]
            if ack != first and (ack.cursor.epoch == first.cursor.epoch or not ledger.may_lose):
                what = f"one key, two writes: {ack.id}, version {ack.version} at {ack.cursor}; before that {first.id}, "
                yield Violation(one.ended, "I4", f"{what}version {first.version} at {first.cursor}", ack.id)
    names: dict[tuple[str, str], str] = {}
    for recording, given in ledger.entries:
        wire = given.wire
        if wire["type"] == EntryKind.UPDATE:
            key = (Cursor.parse(wire["cursor"]).epoch, wire["statement"])
            if names.setdefault(key, wire["id"]) != wire["id"]:
                what = f"filed once, written twice: as {names[key]} and as {wire['id']}"
                yield Violation(given.at, "I4", what, wire["id"], recording.name)


def refused_for_a_reason(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I4: a filer that acts on what it was told stands is refused only if something was lost since."""
    if ledger.may_lose:
        return
    for filing in history.filings:
        if filing.acked is None:
            for one in _refusals(filing):
                yield Violation(one.ended, "I4", f"{filing.kind} refused with {one.status}: {one.why}", filing.on)


def _refusals(filing: Filing) -> Sequence[Try]:
    return [one for one in filing.tries if 400 <= one.status < 500 and one.status != 429]


def lost_only_with_a_cause(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I2, I3: no new epoch, and no gap for a loss, where no fault can have lost anything."""
    if ledger.may_lose:
        return
    for recording in ledger.recordings:
        for given in recording.given:
            if given.wire["type"] == "gap" and given.wire["reason"] in _LOSSES:
                what = f"a gap for {given.wire['reason']!r}, and nothing can have been lost"
                yield Violation(given.at, "I3", what, reader=recording.name)


CHECKS: Final[tuple[Check, ...]] = (
    one_place_one_content,
    in_order_and_once,
    nothing_left_out,
    nothing_invented,
    snapshots_are_the_log,
    words_taken_back_are_gone,
    one_key_one_write,
    refused_for_a_reason,
    lost_only_with_a_cause,
    acknowledged_stands_at_the_end,
    logs_are_one,
    nothing_fell,
)
"""Every check; the order says nothing."""
