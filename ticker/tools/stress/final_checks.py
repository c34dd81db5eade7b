"""What must hold when all is mended: nothing acknowledged is missing, and all have the same. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from ticker.model import Cursor
from ticker.tools.fold import Wire
from ticker.tools.stress.history import History, Recording
from ticker.tools.stress.ledger import Ledger, Mark
from ticker.tools.stress.violation import Violation, name


def acknowledged_stands_at_the_end(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: at the end all servers have the same, above all that was acknowledged, and every reader's fold is that."""
    for feeds in history.endings.values():
        for feed, snapshot in feeds.items():
            top = Cursor.parse(snapshot["cursor"])
            for one, ack in ledger.acks(feed):
                if ack.cursor.epoch != top.epoch and not ledger.may_lose:
                    what = f"{name((ack.id, ack.version))} was acknowledged at {ack.cursor}; the log ends at {top}"
                    yield Violation(one.ended, "I2", what, ack.id)
                elif ack.cursor.epoch == top.epoch and ack.cursor.seq > top.seq:
                    what = f"{name((ack.id, ack.version))} was acknowledged at {ack.cursor}, above the end {top}"
                    yield Violation(one.ended, "I5", what, ack.id)
    for recording in ledger.recordings:
        ending = _ending_for(recording, history)
        if ending is not None:
            yield from _unlike(recording, ending, history)


def logs_are_one(history: History, ledger: Ledger) -> Iterator[Violation]:
    """I5: at the end all servers hold the same log, and in it the newest acknowledged version of each update."""
    for feed, logs in history.logs.items():
        first: tuple[int, Sequence[Wire]] | None = None
        for server, log in logs.items():
            first = first or (server, log)
            for here, there in zip_longest(log, first[1]):
                if here != there:
                    what = f"server {server}'s log has {_brief(here)} where server {first[0]}'s has {_brief(there)}"
                    yield Violation(history.mended, "I5", what, (here or there)["id"])
                    break
            yield from _missing(feed, server, log, history, ledger)


def _missing(feed: str, server: int, log: Sequence[Wire], history: History, ledger: Ledger) -> Iterator[Violation]:
    ending = next((feeds[feed] for feeds in history.endings.values() if feed in feeds), None)
    standing = {entry["id"]: entry["version"] for entry in log}
    # A log that is full keeps nothing below its first entry.
    lowest = Cursor.parse(log[0]["cursor"]).seq if _is_full(feed, log, history) else 0
    for mark, cursor in ledger.newest_acks("" if ending is None else ending["epoch"]):
        if cursor.seq >= lowest and standing.get(mark[0], 0) < mark[1]:
            what = f"{name(mark)} was acknowledged, and server {server}'s log has {_brief_version(standing, mark)}"
            yield Violation(history.mended, "I5", what, mark[0])


def _is_full(feed: str, log: Sequence[Wire], history: History) -> bool:
    return feed in history.caps and len(log) >= history.caps[feed]


def _brief_version(standing: Mapping[str, int], mark: Mark) -> str:
    return f"version {standing[mark[0]]}" if mark[0] in standing else "nothing of it"


def _ending_for(recording: Recording, history: History) -> Wire | None:
    server = recording.visits[-1].server if recording.visits else None
    return None if server is None else history.endings.get(server, {}).get(recording.feed)


def _unlike(recording: Recording, snapshot: Wire, history: History) -> Iterator[Violation]:
    held, at = recording.held, history.mended
    if (held.epoch, held.seq) != (snapshot["epoch"], snapshot["seq"]):
        what = f"stands at {held.epoch}.{held.seq}, its server at {snapshot['cursor']}"
        yield Violation(at, "I8", what, reader=recording.name)
        return
    shown = held.shown(None)
    expected = [row for row in snapshot["updates"] if row["order"] > held.horizon]
    log = history.logs.get(recording.feed, {}).get(recording.visits[-1].server, ())
    if _is_full(recording.feed, log, history):
        # What has left the log stands in no snapshot, but may stand in a fold, in the place of an older line.
        kept, lowest = {entry["id"] for entry in log}, min((row["order"] for row in shown), default=0)
        expected = [row for row in expected if row["order"] >= lowest or len(shown) < held.size]
        shown = [row for row in shown if row["id"] in kept]
    for showing, due in zip_longest(shown, expected):
        if showing != due:
            what = f"its fold at {snapshot['cursor']} shows {_brief(showing)}, the snapshot {_brief(due)}"
            yield Violation(at, "I5", what, (due or showing)["id"], recording.name)
            return


def _brief(row: Mapping[str, Any] | None) -> str:
    return "nothing" if row is None else name((row["id"], row["version"]))


def nothing_fell(history: History, _: Ledger) -> Iterator[Violation]:
    """Servers end only when they are told to or killed, and everything heals by itself."""
    for at, what in history.troubles:
        yield Violation(at, "I9", what)
