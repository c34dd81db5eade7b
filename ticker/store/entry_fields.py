"""The fields of one log entry, read so that nothing in them can stop anybody. Pure.

An entry of a kind that only a newer version knows is served as what it does to its update. One that is broken takes its
update off: what it would have said nobody knows, and what stood before it may be what it took back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from ticker.model import TIME_MAX_MS, UPDATE_ID, Entry, EntryKind, Level, UpdateId, Words
from ticker.store.unreadable import What

_NUMBER: Final = re.compile(r"[0-9]{1,15}\Z", re.ASCII)
VERSION_UNKNOWN: Final = 0
"""Of a tombstone whose own version cannot be read: one above whatever stands."""
_FIVE_NUMBERS: Final = re.compile(r"[0-9]{1,15}(?: [0-9]{1,15}){4}\Z", re.ASCII)
_KINDS: Final = {kind.value: kind for kind in EntryKind}
_BRING_WORDS: Final = frozenset({EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.RELEASE})
_TEXTS: Final = ("statement", "headline", "language", "dir")


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What could be read of an entry."""

    entry: Entry | None
    """None where not even its update is known."""
    why: str | None = None
    """What is wrong with it; None where nothing is."""
    what: What = What.ENTRY


def read_number(text: Any) -> int:
    """Read a number of the log.

    Raises:
        ValueError: it is none, or larger than any.
    """
    if not isinstance(text, str) or not _NUMBER.match(text):
        raise ValueError("no number")
    return int(text)


def read_entry(seq: int, fields: Mapping[str, str]) -> ReadEntry:
    """Read the entry at a place of the log. Never raises."""
    try:
        return ReadEntry(_whole_entry(seq, fields))
    except (KeyError, ValueError):
        return read_broken_entry(seq, fields)


def _whole_entry(seq: int, fields: Mapping[str, str]) -> Entry:
    """Read an entry in which nothing is wrong, as nearly all are, in two thirds of the time.

    Raises:
        KeyError, ValueError: something is wrong.
    """
    kind, words = _KINDS[fields["type"]], None
    numbers = f"{fields['version']} {fields['order']} {fields['first']} {fields['at']} {fields['expires']}"
    if not _FIVE_NUMBERS.match(numbers) or not UPDATE_ID.match(fields["id"]):
        raise ValueError("something is wrong with it")
    version, order, first_ms, at_ms, expires_ms = map(int, numbers.split())
    if kind in _BRING_WORDS:
        words = _words(fields["words"])
    if (words is None and kind in _BRING_WORDS) or not version or not order:
        raise ValueError("something is wrong with it")
    if first_ms > TIME_MAX_MS or at_ms > TIME_MAX_MS or expires_ms > TIME_MAX_MS:
        raise ValueError("something is wrong with it")
    return Entry(
        seq=seq,
        kind=kind,
        id=UpdateId(fields["id"]),
        version=version,
        order=order,
        prev=fields["prev"],
        first_created_ms=first_ms,
        version_created_ms=at_ms,
        expires_ms=expires_ms,
        words=words,
    )


def read_broken_entry(seq: int, fields: Mapping[str, str]) -> ReadEntry:
    """Read an entry in which anything may be wrong, and say what is. Never raises."""
    if not UPDATE_ID.match(fields.get("id", "")):
        return ReadEntry(None, "its update is not named")
    said = fields.get("type", "")
    kind, version = _kind(fields), _number(fields, "version")
    words = _words(fields.get("words", "")) if kind in _BRING_WORDS else None
    why = _fault(fields, kind, version, words)
    if why is not None:
        kind, words = EntryKind.KILL if kind is EntryKind.KILL else EntryKind.HOLD, None
    at_ms = _time(fields, "at")
    entry = Entry(
        seq=seq,
        kind=kind,
        id=UpdateId(fields["id"]),
        version=version or VERSION_UNKNOWN,
        order=_number(fields, "order") or seq,
        prev=fields.get("prev", ""),
        first_created_ms=_time(fields, "first") or at_ms or 0,
        version_created_ms=at_ms or 0,
        expires_ms=_time(fields, "expires") or at_ms or 0,
        words=words,
    )
    if why is None and said not in _KINDS:
        return ReadEntry(entry, f"kind {said[:40]!r}, served as {kind.value}", What.KIND)
    return ReadEntry(entry, why)


def _kind(fields: Mapping[str, str]) -> EntryKind:
    """Return what an entry does to its update; of a kind that is not known, by whether it has words to show."""
    said = fields.get("type", "")
    if said in _KINDS:
        return _KINDS[said]
    if not fields.get("words") or fields.get("pubstatus", "usable") != "usable":
        return EntryKind.HOLD
    return EntryKind.UPDATE if fields.get("version") == "1" else EntryKind.REFILE


def _fault(fields: Mapping[str, str], kind: EntryKind, version: int | None, words: Words | None) -> str | None:
    if not version:
        return "it has no version"
    if not fields.get("type"):
        return "it has no kind"
    lacking = [
        name for name in ("order", "prev") if name not in fields or (name == "order" and not _number(fields, name))
    ]
    lacking += [name for name in ("first", "at", "expires") if _time(fields, name) is None]
    if lacking:
        return f"it has no {lacking[0]}"
    if kind in _BRING_WORDS and words is None:
        return "its words cannot be read" if fields.get("words") else "it has no words"
    return None


def _words(text: str) -> Words | None:
    """Return the words, if every surface finds in them what each entry has to say."""
    try:
        words = orjson.loads(text)
        source = words["attribution"]["name"]
        told = [words[name] for name in _TEXTS]
    except (ValueError, KeyError, TypeError):
        return None
    is_whole = all(isinstance(one, str) for one in (source, *told)) and isinstance(words.get("level"), str)
    return words if is_whole and words.get("urgency", 3) in _URGENCIES else None


_URGENCIES: Final = frozenset(range(1, 10))
assert {level.urgency for level in Level} <= _URGENCIES


def _number(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name, "")
    return int(text) if _NUMBER.match(text) else None


def _time(fields: Mapping[str, str], name: str) -> int | None:
    number = _number(fields, name)
    return number if number is not None and number <= TIME_MAX_MS else None
