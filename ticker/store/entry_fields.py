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
_KINDS: Final = {kind.value: kind for kind in EntryKind}
_BRING_WORDS: Final = frozenset({EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.RELEASE})
_TEXTS: Final = ("statement", "headline", "language", "dir")
_URGENCIES: Final = frozenset(range(1, 10))
assert {level.urgency for level in Level} <= _URGENCIES


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
    update_id, said = fields.get("id", ""), fields.get("type", "")
    if not UPDATE_ID.match(update_id):
        return ReadEntry(None, "its update is not named")
    kind = _KINDS.get(said) or _kind_of_unknown(fields)
    version, order = _number(fields, "version"), _number(fields, "order")
    first_ms, at_ms, expires_ms = _time(fields, "first"), _time(fields, "at"), _time(fields, "expires")
    words = _words(fields.get("words", "")) if kind in _BRING_WORDS else None
    why = None
    is_there = {
        "version": version,
        "kind": said,
        "order": order,
        "prev": "prev" in fields,
        "first": first_ms is not None,
        "at": at_ms is not None,
        "expires": expires_ms is not None,
        "words": kind not in _BRING_WORDS or words is not None or fields.get("words"),
    }
    if not all(is_there.values()):
        why = f"it has no {next(name for name, is_so in is_there.items() if not is_so)}"
    elif kind in _BRING_WORDS and words is None:
        why = "its words cannot be read"
    if why is not None:
        kind, words = EntryKind.KILL if kind is EntryKind.KILL else EntryKind.HOLD, None
    entry = Entry(
        seq=seq,
        kind=kind,
        id=UpdateId(update_id),
        version=version or VERSION_UNKNOWN,
        order=order or seq,
        prev=fields.get("prev", ""),
        first_created_ms=first_ms or at_ms or 0,
        version_created_ms=at_ms or 0,
        expires_ms=expires_ms or at_ms or 0,
        words=words,
    )
    if why is None and said not in _KINDS:
        return ReadEntry(entry, f"kind {said[:40]!r}, served as {kind.value}", What.KIND)
    return ReadEntry(entry, why)


def _kind_of_unknown(fields: Mapping[str, str]) -> EntryKind:
    """Return what an entry of a kind that is not known does to its update, by whether it has words to show."""
    if not fields.get("words") or fields.get("pubstatus", "usable") != "usable":
        return EntryKind.HOLD
    return EntryKind.UPDATE if fields.get("version") == "1" else EntryKind.REFILE


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


def _number(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name, "")
    return int(text) if _NUMBER.match(text) else None


def _time(fields: Mapping[str, str], name: str) -> int | None:
    number = _number(fields, name)
    return number if number is not None and number <= TIME_MAX_MS else None
