"""A small history in which every promise is kept, made of values, to be doctored by tests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ticker.model import Cursor, EntryKind, Epoch
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.fold import Folded, Wire, fold
from ticker.tools.stress.checks import violations
from ticker.tools.stress.faults import Fault
from ticker.tools.stress.history import Ack, Filing, Given, History, Recording, Struck, Try, Visit
from ticker.tools.stress.plan import Behaviour

EPOCH: Final = "aaaaaaaa"
SIZE: Final = 10
MENDED: Final = 20.0


def cursor(seq: int, epoch: str = EPOCH) -> Cursor:
    return Cursor(Epoch(epoch), seq)


def entry(seq: int, id: str, version: int, kind: str = "update", *, order: int, statement: str = "") -> Wire:
    wire = {"type": kind, "feed": "en", "cursor": str(cursor(seq)), "order": order, "id": id, "version": version}
    if kind in ("hold", "kill"):
        return wire | {"pubstatus": "withheld" if kind == "hold" else "canceled"}
    return wire | {"pubstatus": "usable", "statement": statement}


A1: Final = entry(1, "a", 1, order=1, statement="a, first")
B1: Final = entry(2, "b", 1, order=2, statement="b, first")
A2: Final = entry(3, "a", 2, "correction", order=1, statement="a, corrected")
B2: Final = entry(4, "b", 2, "hold", order=2)
B3: Final = entry(5, "b", 3, "release", order=2, statement="b, first")
C1: Final = entry(6, "c", 1, order=6, statement="c, first")
C2: Final = entry(7, "c", 2, "kill", order=6)
ENTRIES: Final = (A1, B1, A2, B2, B3, C1, C2)
"""Entry ``seq`` was filed at ``seq`` seconds at server 0, and acknowledged a tenth later."""


def snapshot(seq: int, *updates: Wire) -> Wire:
    return {
        "type": "snapshot",
        "feed": "en",
        "cursor": str(cursor(seq)),
        "epoch": EPOCH,
        "seq": seq,
        "updates": list(updates),
    }


def gap(reason: str = "trimmed") -> Wire:
    return {"type": "gap", "feed": "en", "reason": reason}


def filing(wire: Wire) -> Filing:
    at = float(Cursor.parse(wire["cursor"]).seq)
    is_act = wire["version"] > 1
    statement = "" if wire["type"] in ("hold", "release", "kill") else wire["statement"]
    made = Filing(
        f"key of {wire['id']}@{wire['version']}",
        "en",
        EntryKind(wire["type"]),
        statement,
        on=wire["id"] if is_act else "",
        if_match=wire["version"] - 1,
    )
    made.tries = [Try(0, at, at + 0.1, 201, Ack(wire["id"], wire["version"], Cursor.parse(wire["cursor"])))]
    return made


def given(wire: Wire, at: float, *, visit: int = 0, server: int = 0, begun: float | None = None) -> Given:
    return Given(visit, server, at - 0.01 if begun is None else begun, at, wire)


def recording(name: str, visits: Sequence[Visit], told: Sequence[Given]) -> Recording:
    made = Recording(name, WireFormat.WS, Behaviour.STEADY, "en", Folded(SIZE), list(visits), list(told))
    return refolded(made)


def refolded(made: Recording) -> Recording:
    """Return it the fold of what it was given."""
    made.held = Folded(SIZE)
    for one in made.given:
        made.held = fold(made.held, one.wire)
    return made


def stayer() -> Recording:
    """Somebody who was there from the start."""
    told = [given(snapshot(0), 0.5)]
    told += [given(wire, seq + 0.05) for seq, wire in enumerate(ENTRIES, 1)]
    return recording("stayer", [Visit(0, "", 0.4)], told)


def returner() -> Recording:
    """Somebody who came late, left, and came back to another server: what was killed meanwhile was left out."""
    visits = [Visit(0, "", 3.5, 4.5, "left"), Visit(1, str(cursor(4)), 7.5)]
    told = [
        given(snapshot(3, B1, A2), 3.6),
        given(B2, 4.05),
        given(B3, 7.6, visit=1, server=1),
        given(C2, 7.6, visit=1, server=1),
    ]
    return recording("returner", visits, told)


def good() -> History:
    """Return a history without a fault in it."""
    end = snapshot(7, B3, A2)
    return History(
        began=0.0,
        mended=MENDED,
        filings=[filing(wire) for wire in ENTRIES],
        recordings=[stayer(), returner()],
        struck=[Struck(Fault.KILL_SERVER, "server 1", 1, 2.0, 2.5)],
        endings={0: {"en": end}, 1: {"en": end}},
        logs={"en": {0: [A2, B3, C2], 1: [A2, B3, C2]}},
        caps={"en": 20},
    )


def doctored(change: Callable[[list[Given]], object], *, of: int = 0, fold_too: bool = True) -> History:
    """Return the good history with one testimony changed."""
    history = good()
    change(history.recordings[of].given)
    if fold_too:
        refolded(history.recordings[of])
    return history


def promises(history: History) -> set[str]:
    """Return the promises that are found broken."""
    return {violation.promise for violation in violations(history)}


def told(history: History) -> str:
    """Return what is found, as one text."""
    return "\n".join(f"{violation.promise}: {violation.what}" for violation in violations(history))


def changed(wire: Wire, **more: Any) -> Wire:
    return {**wire, **more}


def ending_as(history: History, wire: Wire) -> History:
    endings: Mapping[int, Mapping[str, Wire]] = {server: {"en": wire} for server in history.endings}
    return replace(history, endings=endings)
