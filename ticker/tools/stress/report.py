"""A violation in words: what was filed to the update, what the reader received, and which faults were on. Pure."""

from collections.abc import Iterator

from ticker.tools.fold import Wire
from ticker.tools.stress.history import BROKE, Filing, Given, History, Recording
from ticker.tools.stress.violation import Violation

_WIRES_BEFORE: int = 12
_WIRES_AFTER: int = 3
_LINE_MAX: int = 220


def explain(violation: Violation, history: History) -> list[str]:
    """Return everything that led to a violation, in lines; times count from the scenario's start."""
    lines = [f"{_time(violation.at, history)} {violation.promise} broken: {violation.what}"]
    if violation.reader:
        lines[0] += f" (reader {violation.reader})"
    lines += ["", "faults:"]
    lines += [
        f"{_time(struck.began, history)} {struck.fault} of {struck.target}, until {_time(struck.ended, history)}"
        for struck in sorted(history.struck, key=lambda struck: struck.began)
    ] or ["  none"]
    lines += [f"{_time(history.mended, history)} all mended"]
    if violation.update:
        lines += ["", f"filed to {violation.update}:", *_filed(violation.update, history)]
    recording = next((one for one in history.recordings if one.name == violation.reader), None)
    if recording is not None:
        lines += ["", f"what {recording.name} got:", *_got(violation, recording, history)]
    return [line if len(line) <= _LINE_MAX else f"{line[:_LINE_MAX]}…" for line in lines]


def _filed(update: str, history: History) -> Iterator[str]:
    told = []
    for filing in history.filings:
        if filing.on == update or any(one.ack is not None and one.ack.id == update for one in filing.tries):
            told += [(one.ended, _try(filing, one.began, history), one) for one in filing.tries]
    for ended, beginning, one in sorted(told, key=lambda entry: entry[0]):
        answer = "broke" if one.status == BROKE else str(one.status)
        if one.ack is not None:
            answer += f", version {one.ack.version} at {one.ack.cursor}"
        elif one.why:
            answer += f", {one.why}"
        yield f"{beginning} at server {one.server}; {_time(ended, history).strip()} {answer}"


def _try(filing: Filing, began: float, history: History) -> str:
    condition = f" if version {filing.if_match}" if filing.if_match else ""
    return f"{_time(began, history)} {filing.kind}{condition}, key {filing.key!r}"


def _got(violation: Violation, recording: Recording, history: History) -> Iterator[str]:
    told: list[tuple[float, int, str]] = []
    for number, visit in enumerate(recording.visits):
        with_what = f"with {visit.brought}" if visit.brought else "without a cursor"
        told.append(
            (visit.began, 0, f"{_time(visit.began, history)} visit {number}: to server {visit.server}, {with_what}")
        )
        if visit.ended is not None:
            told.append((visit.ended, 2, f"{_time(visit.ended, history)} visit {number}: {visit.how}"))
    told += [(given.at, 1, _given(given, violation.update, history)) for given in recording.given if _tells(given)]
    told.sort(key=lambda entry: entry[:2])
    last = sum(at <= violation.at for at, _, _ in told) + _WIRES_AFTER
    first = max(0, last - _WIRES_BEFORE - _WIRES_AFTER)
    if first:
        yield f"  … {first} lines before"
    for _, _, line in told[first:last]:
        yield line


def _tells(given: Given) -> bool:
    return str(given.wire["type"]) != "status"


def _given(given: Given, update: str, history: History) -> str:
    begun = _time(given.begun, history).strip()
    return f"{_time(given.at, history)} {_wire(given.wire, update)} (not written before {begun})"


def _wire(wire: Wire, update: str) -> str:
    match wire["type"]:
        case "gap":
            return f"gap, {wire['reason']}"
        case "snapshot":
            row = next((row for row in wire["updates"] if row["id"] == update), None)
            having = (
                ""
                if not update
                else f", without {update}"
                if row is None
                else f", {update} in version {row['version']}"
            )
            return f"snapshot at {wire['cursor']}{having}"
        case kind:
            mark = " <<<" if wire["id"] == update else ""
            return f"{kind} at {wire['cursor']}: {wire['id']}, version {wire['version']}{mark}"


def _time(at: float, history: History) -> str:
    return f"  {at - history.began:8.3f} s"
