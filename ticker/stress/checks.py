"""What a history must be: every promise as a function that gives the violations it finds. Pure: values alone.

Each takes the history and its ``Ledger``, and knows nothing of how the history came about.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final

from ticker.fanout.snapshot import Wire
from ticker.model import Cursor, EntryKind, Pubstatus
from ticker.stress.faults import NATURES
from ticker.stress.history import Filing, Given, History, Testimony, Try
from ticker.stress.ledger import Ledger, Mark
from ticker.stress.stretches import Stretch, stretches

WITHDRAWN_S: Final = 1.0
"""How long a process that reaches Redis may still begin to write words that another process took back (I6)."""
CAUGHT_UP_S: Final = 1.0
"""After being cut off a process has as long again."""
_LOSSES: Final = frozenset({"epoch", "loss"})
"""Reasons of gaps that only a loss explains."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that was not kept."""

    at: float
    promise: str
    """Its name in the design."""
    what: str
    update: str = ""
    reader: str = ""


Check = Callable[[History, Ledger], Iterator[Violation]]


def violations(history: History) -> list[Violation]:
    """Give every violation in the order of time."""
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
            yield Violation(at, "I2", f"{cursor} names {_name(mark)} and {_name(known)}", mark[0], reader)
        other = cursors.setdefault((cursor.epoch, mark), cursor)
        if other != cursor:
            yield Violation(at, "I2", f"{_name(mark)} stands at {other} and at {cursor}", mark[0], reader)
    for testimony, given in ledger.entries:
        wire, reader = given.wire, testimony.name
        cursor = Cursor.parse(wire["cursor"])
        if contents.setdefault(cursor, wire) != wire:
            yield Violation(given.at, "I2", f"{cursor} has two contents", wire["id"], reader)
        order = orders.setdefault(wire["id"], wire["order"])
        is_first = wire["type"] == EntryKind.UPDATE
        if order != wire["order"] or (is_first and order != cursor.seq):
            yield Violation(given.at, "I2", f"order {wire['order']} at {cursor} is not the log's", wire["id"], reader)


def in_order_and_once(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1, I3: each reader gets entries in order, none twice, and a gap before a snapshot that it did not ask for."""
    for testimony in ledger.testimonies:
        for at, what, update in stretches(testimony).faults:
            yield Violation(at, "I1", what, update, testimony.name)
        for at, what in testimony.broken:
            yield Violation(at, "I1", what, reader=testimony.name)


def nothing_left_out(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1, I3: between two places of one stretch a reader had every entry but those that were replaced."""
    for testimony in ledger.testimonies:
        for stretch in stretches(testimony).whole:
            yield from _left_out(stretch, testimony, ledger)


def _left_out(stretch: Stretch, testimony: Testimony, ledger: Ledger) -> Iterator[Violation]:
    for cursor in ledger.between(stretch.start, stretch.at):
        update, version = ledger.marks[cursor]
        newest = ledger.newest_in(cursor.epoch, update)
        if cursor.seq in stretch.had or newest > version:
            continue
        what = f"{cursor}, {_name((update, version))}, was left out between {stretch.start} and {stretch.at}"
        yield Violation(stretch.ended, "I1", what, update, testimony.name)


def nothing_invented(_: History, ledger: Ledger) -> Iterator[Violation]:
    """I1: whatever a reader was given was filed so: this kind, these words, on this version."""
    for testimony, given in ledger.entries:
        if why := ledger.invented(given.wire):
            yield Violation(given.at, "I1", why, given.wire["id"], testimony.name)
    for testimony, given in ledger.snapshots:
        for row in given.wire["updates"]:
            if why := ledger.invented(row):
                yield Violation(given.at, "I1", f"in a snapshot: {why}", row["id"], testimony.name)


def snapshots_are_the_log(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: a snapshot has of each update what stood at its place, and leaves out nothing that was acknowledged."""
    told = [(given.at, testimony.name, given.wire) for testimony, given in ledger.snapshots]
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
        for update, what in _wrong_in(snapshot, ledger):
            yield Violation(at, "I5", what, update, reader)


def _wrong_in(snapshot: Wire, ledger: Ledger) -> Iterator[tuple[str, str]]:
    place, rows = Cursor.parse(snapshot["cursor"]), {row["id"]: row for row in snapshot["updates"]}
    orders = [row["order"] for row in snapshot["updates"]]
    if orders != sorted(orders, reverse=True):
        yield "", f"the snapshot at {place} is not in order"
    for update, (version, pubstatus, order) in ledger.standing_at(place).items():
        row = rows.get(update)
        if row is not None and (row["version"] < version or pubstatus is not Pubstatus.USABLE):
            yield update, f"the snapshot at {place} has version {row['version']} of {update}; {version} stood"
        is_due = order is not None and (len(rows) < ledger.snapshot_size or order > min(orders))
        if row is None and pubstatus is Pubstatus.USABLE and is_due:
            yield update, f"the snapshot at {place} lacks {_name((update, version))}"


def words_taken_back_are_gone(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I6: after a kill or a hold was acknowledged no write of the words begins.

    In the process that answered not at all; in another one that reaches Redis and is not stopped, not later than 1 s
    after the answer.
    """
    withdrawals = ledger.withdrawals
    for testimony in ledger.testimonies:
        for given in testimony.given:
            for update, version in _words_in(given.wire):
                for withdrawal in withdrawals.get(update, ()):
                    is_of_epoch = withdrawal.cursor.epoch == Cursor.parse(given.wire["cursor"]).epoch
                    is_after = withdrawal.at <= given.begun < withdrawal.until
                    if not (is_of_epoch and is_after and version < withdrawal.version):
                        continue
                    if given.server == withdrawal.server or _is_late(history, given, withdrawal.at):
                        late_s = given.begun - withdrawal.at
                        what = f"words of {_name((update, version))} {late_s:.3f} s after they had been taken back"
                        yield Violation(given.at, "I6", f"{what}, by server {given.server}", update, testimony.name)


def _words_in(wire: Wire) -> Iterator[Mark]:
    if wire["type"] == "snapshot":
        yield from ((row["id"], row["version"]) for row in wire["updates"])
    elif "statement" in wire:
        yield wire["id"], wire["version"]


def _is_late(history: History, given: Given, since: float) -> bool:
    """Say whether a process has had its second; each moment of being cut off gives it a new one."""
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
    for testimony, given in ledger.entries:
        wire = given.wire
        if wire["type"] == EntryKind.UPDATE:
            key = (Cursor.parse(wire["cursor"]).epoch, wire["statement"])
            if names.setdefault(key, wire["id"]) != wire["id"]:
                what = f"filed once, written twice: as {names[key]} and as {wire['id']}"
                yield Violation(given.at, "I4", what, wire["id"], testimony.name)


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
    for testimony in ledger.testimonies:
        for given in testimony.given:
            if given.wire["type"] == "gap" and given.wire["reason"] in _LOSSES:
                what = f"a gap for {given.wire['reason']!r}, and nothing can have been lost"
                yield Violation(given.at, "I3", what, reader=testimony.name)


def acknowledged_stands_at_the_end(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: at the end all servers have the same, above all that was acknowledged, and every reader's fold is that."""
    for feeds in history.endings.values():
        for feed, snapshot in feeds.items():
            top = Cursor.parse(snapshot["cursor"])
            for one, ack in ledger.acks(feed):
                if ack.cursor.epoch != top.epoch and not ledger.may_lose:
                    what = f"{_name((ack.id, ack.version))} was acknowledged at {ack.cursor}; the log ends at {top}"
                    yield Violation(one.ended, "I2", what, ack.id)
                elif ack.cursor.epoch == top.epoch and ack.cursor.seq > top.seq:
                    what = f"{_name((ack.id, ack.version))} was acknowledged at {ack.cursor}, above the end {top}"
                    yield Violation(one.ended, "I5", what, ack.id)
    for testimony in ledger.testimonies:
        ending = _ending_for(testimony, history)
        if ending is not None:
            yield from _unlike(testimony, ending, history.mended)


def logs_are_one(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: at the end all servers hold the same log, and in it the newest acknowledged version of each update."""
    first: tuple[int, Sequence[Wire]] | None = None
    for server, log in history.logs.items():
        first = first or (server, log)
        for here, there in zip_longest(log, first[1]):
            if here != there:
                what = f"server {server}'s log has {_brief(here)} where server {first[0]}'s has {_brief(there)}"
                yield Violation(history.mended, "I5", what, (here or there)["id"])
                break
        standing = {entry["id"]: entry["version"] for entry in log}
        for mark in ledger.newest_acks(_epoch_at_end(history)):
            if standing.get(mark[0], 0) < mark[1]:
                what = f"{_name(mark)} was acknowledged, and server {server}'s log has {_brief_version(standing, mark)}"
                yield Violation(history.mended, "I5", what, mark[0])


def _epoch_at_end(history: History) -> str:
    return next((wire["epoch"] for feeds in history.endings.values() for wire in feeds.values()), "")


def _brief_version(standing: Mapping[str, int], mark: Mark) -> str:
    return f"version {standing[mark[0]]}" if mark[0] in standing else "nothing of it"


def _ending_for(testimony: Testimony, history: History) -> Wire | None:
    server = testimony.visits[-1].server if testimony.visits else None
    return None if server is None else history.endings.get(server, {}).get(testimony.feed)


def _unlike(testimony: Testimony, snapshot: Wire, at: float) -> Iterator[Violation]:
    held = testimony.held
    if (held.epoch, held.seq) != (snapshot["epoch"], snapshot["seq"]):
        what = f"stands at {held.epoch}.{held.seq}, its server at {snapshot['cursor']}"
        yield Violation(at, "I8", what, reader=testimony.name)
        return
    expected = [row for row in snapshot["updates"] if row["order"] > held.horizon]
    for showing, due in zip_longest(held.shown(None), expected):
        if showing != due:
            what = f"its fold at {snapshot['cursor']} shows {_brief(showing)}, the snapshot {_brief(due)}"
            yield Violation(at, "I5", what, (due or showing)["id"], testimony.name)
            return


def _brief(row: Mapping[str, Any] | None) -> str:
    return "nothing" if row is None else _name((row["id"], row["version"]))


def nothing_fell(history: History, _: Ledger) -> Iterator[Violation]:
    """Servers end only when they are told to or killed, and everything heals by itself."""
    for at, what in history.troubles:
        yield Violation(at, "I9", what)


def _name(mark: Mark) -> str:
    return f"{mark[0]}, version {mark[1]}"


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
