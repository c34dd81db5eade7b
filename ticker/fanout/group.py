"""The readers of one view, and a pass over them: each gets what is new, most of them the same bytes.

A pass over the readers of one feed is a plain loop: where the socket takes all of it, a delivery costs the
system call, and the reader's cursor is moved. Every other case goes the reader's own way.
"""

import logging
import os
from collections.abc import Sequence
from typing import Final

from ticker.fanout.feed_view import FeedView
from ticker.fanout.reader import Reader, ReaderState, Shared
from ticker.fanout.tail import Chunk

log = logging.getLogger(__name__)

NOTHING: Final = Chunk(b"", ())

_READERS_PER_LOOK: Final = 16
"""Looking at the clock costs, and sixteen writes are about 150 µs."""


class ReaderGroup:
    """Some readers, in the order in which they joined."""

    def __init__(self, view: FeedView, shared: Shared) -> None:
        self.view = view
        self.readers: dict[Reader, None] = {}
        self._shared = shared
        self._advance_some = self._write_to_each if len(view.tails) == 1 else _advance_each
        self._pass: Sequence[Reader] = ()
        """The readers of this pass; one that joins later has what there is."""
        self._at = 0

    def begin_pass(self) -> None:
        """Begin to advance every reader."""
        self._pass, self._at = list(self.readers), 0

    def advance(self, until: float) -> bool:
        """Go on with the pass until the loop's clock says ``until``; report whether it is over."""
        readers, end, now = self._pass, len(self._pass), self._shared.loop.time
        while self._at < end:
            stop = min(self._at + _READERS_PER_LOOK, end)
            some, self._at = readers[self._at : stop], stop
            self._advance_some(some)
            if now() >= until:
                break
        if self._at < end:
            return False
        self._pass = ()
        return True

    def _write_to_each(self, readers: Sequence[Reader]) -> None:
        """Advance some readers of one feed. Each line here that runs for every reader is a part of the bar."""
        head, write, live = self.view.tail.head, os.write, ReaderState.LIVE
        cursor, chunk, data, size, writes = head, NOTHING, b"", 0, 0
        for reader in readers:
            if reader.state is not live:
                continue
            if reader.cursor != cursor:
                cursor = reader.cursor
                chunk = self._due_at_once(cursor)
                data, size = chunk.data, len(chunk.data)
            if not size:
                advance_or_drop(reader)
                continue
            try:
                taken = write(reader.fd, data)
            except OSError:  # full or gone; its own way finds out which
                advance_or_drop(reader)
                continue
            if taken != size:
                reader.wrote(chunk, taken)
                continue
            reader.cursor = head
            writes += 1
            if reader.status_due:
                advance_or_drop(reader)
        self._shared.writes += writes

    def _due_at_once(self, cursor: int) -> Chunk:
        """Return what brings a reader from ``cursor`` to the head in one write; nothing if it needs none or several."""
        head = self.view.tail.head
        if cursor == head:
            return NOTHING
        try:
            chunk = self.view.due(cursor)
        except Exception:  # noqa: BLE001 - each reader there meets it again by itself: dropped, with a line in the log
            return NOTHING
        return chunk if chunk.ends[-1][1] == head else NOTHING


def _advance_each(readers: Sequence[Reader]) -> None:
    for reader in readers:
        if reader.state is ReaderState.LIVE:
            advance_or_drop(reader)


def advance_or_drop(reader: Reader) -> None:
    """Advance one reader; a fault of ours must not keep the others from their news, nor this one in silence."""
    try:
        reader.advance()
    except Exception:  # whatever it is, it is logged, and the reader comes back with its cursor
        log.exception("a reader is dropped for a fault of ours", extra={"crowd": reader.view.key})
        reader.drop()
