"""The cursors that readers bring, one for a feed or ``en~CURSOR,ar~CURSOR`` for several, and what each is in the tails.

Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ticker.errors import InvalidCursor
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.model import Cursor
from ticker.readers.queries import Parameters, last_of
from ticker.wire.json_objects import GapReason

_TEXT_MAX: Final = 16 * 96
_NAMES: Final = ("lastEventId", "Last-Event-ID", "after")
"""Polyfills of ``EventSource`` cannot set a header: they add the first or the second to an address that may have an
older ``after`` already."""


@dataclass(frozen=True, slots=True)
class Requested:
    """The cursors that a reader brought; garbage is no refusal, but a gap."""

    by_feed: Mapping[str, Cursor]
    garbage: frozenset[str] = frozenset()
    """The feeds for which there was a text that is no cursor: each of them gets a gap and a snapshot."""

    def resolve(self, tail: Tail) -> tuple[int, GapReason | None]:
        """Return from which index of a tail the reader goes on, and which gap it is told of first, if any."""
        cursor = self.by_feed.get(tail.feed.slug)
        if cursor is None:
            return SNAPSHOT_DUE, GapReason.UNKNOWN if tail.feed.slug in self.garbage else None
        place = tail.resume(cursor)
        return (SNAPSHOT_DUE, place) if isinstance(place, GapReason) else (place, None)

    def is_ahead_of(self, tail: Tail) -> bool:
        """Report whether a cursor is not of what the tail holds: the log must be asked before it is called unknown."""
        cursor = self.by_feed.get(tail.feed.slug)
        return cursor is not None and (cursor.epoch != tail.epoch or cursor.seq > tail.seq)


NONE_REQUESTED: Final = Requested({})


def cursor_text(parameters: Parameters, *, header: str = "") -> str:
    """Return the cursor that a request brings: ``Last-Event-ID`` as a header, in the query, ``after``; or nothing."""
    return header or next(filter(None, (last_of(parameters, name) for name in _NAMES)), "")


def read_cursors(text: str, feeds: Sequence[str]) -> Requested:
    """Read what came as ``after`` or ``Last-Event-ID``; empty is none. Cursors of other feeds are passed over.

    Each feed stands for itself: what is no cursor for one takes nothing from the others. A text that names no feed is
    the one feed's, and of several it is garbage for all that have none of their own.
    """
    if not text:
        return NONE_REQUESTED
    by_feed: dict[str, Cursor] = {}
    garbage = set[str]()
    for feed, cursor in _named(text, feeds):
        try:
            by_feed[feed] = Cursor.parse(cursor if feed else "")
        except InvalidCursor:
            garbage.update([feed] if feed else feeds)
    found = {feed: cursor for feed, cursor in by_feed.items() if feed in feeds}
    return Requested(found, frozenset(garbage) & frozenset(feeds) - found.keys())


def _named(text: str, feeds: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Return each text that should be a cursor with the feed that it is for; the empty name is for nobody's and all."""
    if len(text) > _TEXT_MAX:
        yield "", ""
    elif "~" not in text:
        yield feeds[0] if len(feeds) == 1 else "", text
    else:
        for part in text.split(","):
            feed, named, cursor = part.partition("~")
            yield (feed, cursor) if named else ("", "")
