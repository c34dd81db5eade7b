"""Replay files: one act per line, in the order of time. Pure: the whole file is checked before anything is filed.

A line is a JSON object: ``at`` (seconds from the start), ``feed``, ``ref`` (the file's own name for an update),
``act`` (update, correction, refile, hold, release, kill), ``draft`` (for the first three) and ``note`` (for a
correction). ``replaces`` in a draft names a ref too.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ticker.cli.console import CommandFailed, Status
from ticker.model import SLUG, EntryKind

_FIELDS: Final = frozenset({"at", "feed", "ref", "act", "draft", "note"})
_WITH_WORDS: Final = frozenset({EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE})
_AT_MAX_S: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a replay file."""

    line: int
    at_s: float
    feed: str
    ref: str
    kind: EntryKind
    draft: dict[str, Any] | None = None
    note: str | None = None


class BadScript(CommandFailed):
    """A line of a replay file is wrong; nothing was filed."""

    status = Status.USAGE

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line = line


def parse_script(lines: Iterable[bytes]) -> list[Act]:
    """Read a replay file; empty lines are passed over, and a byte order mark before the first.

    Raises:
        BadScript: a line is no act, or does not follow from those before it.
    """
    acts: list[Act] = []
    refs: dict[tuple[str, str], EntryKind] = {}
    for number, line in enumerate(lines, 1):
        plain = line.removeprefix(BOM_UTF8) if number == 1 else line
        if not plain.strip():
            continue
        act = _parse_line(number, plain)
        if acts and act.at_s < acts[-1].at_s:
            raise BadScript(
                number, f'"at" goes back, from {acts[-1].at_s:g} to {act.at_s:g}: lines stand in order of time'
            )
        _follow(act, refs)
        acts.append(act)
    if not acts:
        raise BadScript(1, "the file is empty")
    return acts


def _parse_line(number: int, line: bytes) -> Act:
    try:
        fields = json.loads(line.decode())
    except ValueError as broken:
        raise BadScript(number, f"{_what_else(line)}: {broken}") from broken
    if not isinstance(fields, dict):
        raise BadScript(number, "that is no JSON object")
    if unknown := sorted(fields.keys() - _FIELDS):
        raise BadScript(number, f'"{unknown[0]}" is no field; there are {", ".join(sorted(_FIELDS))}')
    kind = _kind(number, fields.get("act"))
    at_s, draft, note = fields.get("at"), fields.get("draft"), fields.get("note")
    if isinstance(at_s, bool) or not isinstance(at_s, int | float) or not 0 <= at_s <= _AT_MAX_S:
        raise BadScript(number, '"at" is missing or no number of seconds from the start')
    if not isinstance(fields.get("feed"), str) or not SLUG.match(fields["feed"]):
        raise BadScript(number, '"feed" is missing or no slug')
    if not isinstance(fields.get("ref"), str) or not fields["ref"]:
        raise BadScript(number, '"ref" is missing: a name of your own for the update')
    if kind in _WITH_WORDS and not isinstance(draft, dict):
        raise BadScript(number, f'a {kind} needs a "draft", an object')
    if kind not in _WITH_WORDS and draft is not None:
        raise BadScript(number, f'a {kind} has no "draft"')
    if (kind is EntryKind.CORRECTION) != isinstance(note, str):
        raise BadScript(number, 'a correction, and only a correction, has a "note": what was wrong')
    return Act(number, float(at_s), fields["feed"], fields["ref"], kind, draft, note)


def _what_else(line: bytes) -> str:
    """Return what a line seems to be that is no JSON."""
    if line.lstrip().startswith(b"<"):
        return "that looks like XML, as RSS is; a replay file has a JSON object in each line"
    if not line.lstrip().startswith(b"{") and (b"," in line or b";" in line or b"\t" in line):
        return "that looks like CSV; a replay file has a JSON object in each line"
    return "that is no JSON in UTF-8"


def _kind(number: int, act: object) -> EntryKind:
    try:
        return EntryKind(str(act))
    except ValueError:
        raise BadScript(number, f'"act" is {json.dumps(act)}, but must be one of {", ".join(EntryKind)}') from None


def _follow(act: Act, refs: dict[tuple[str, str], EntryKind]) -> None:
    """Check that an act is possible after what happened to its update before."""
    name, before = (act.feed, act.ref), refs.get((act.feed, act.ref))
    if act.kind is EntryKind.UPDATE:
        if before is not None:
            raise BadScript(act.line, f'there is an update "{act.ref}" in {act.feed} already')
    elif before is None:
        raise BadScript(act.line, f'there is no update "{act.ref}" in {act.feed} before this line')
    elif before is EntryKind.KILL:
        raise BadScript(act.line, f'"{act.ref}" was killed before: nothing can follow')
    elif (act.kind is EntryKind.RELEASE) != (before is EntryKind.HOLD) and act.kind in (
        EntryKind.RELEASE,
        EntryKind.HOLD,
    ):
        raise BadScript(act.line, f'"{act.ref}" is {before.pubstatus}: no {act.kind} can follow')
    refs[name] = act.kind
