"""Cursors as readers bring them: one for a feed, or ``en~CURSOR,ar~CURSOR`` for several. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ticker.errors import InvalidCursor
from ticker.model import Cursor

_TEXT_MAX: Final = 16 * 96


@dataclass(frozen=True, slots=True)
class Brought:
    """The cursors that a reader brought; garbage is no refusal, but a gap."""

    by_feed: Mapping[str, Cursor]
    is_garbage: bool
    """There was a text, and it was no cursor for these feeds: every feed gets a gap and a snapshot."""


NONE_BROUGHT: Final = Brought({}, is_garbage=False)
_GARBAGE: Final = Brought({}, is_garbage=True)


def read_cursors(text: str, feeds: Sequence[str]) -> Brought:
    """Read what came as ``after`` or ``Last-Event-ID``; empty is none. Cursors of other feeds are passed over."""
    if not text:
        return NONE_BROUGHT
    if len(text) > _TEXT_MAX:
        return _GARBAGE
    try:
        if "~" not in text:
            return Brought({feeds[0]: Cursor.parse(text)}, is_garbage=False) if len(feeds) == 1 else _GARBAGE
        pairs = (part.split("~", 1) for part in text.split(","))
        named = {feed: Cursor.parse(cursor) for feed, cursor in pairs}
    except (InvalidCursor, ValueError):
        return _GARBAGE
    return Brought({feed: cursor for feed, cursor in named.items() if feed in feeds}, is_garbage=False)
