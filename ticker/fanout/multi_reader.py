"""A reader of several feeds on one connection: a cursor for each, and one joint SSE id over all."""

from collections.abc import Mapping, Sequence

from ticker.fanout.feed_view import FeedView
from ticker.fanout.reader import Reader, ReaderState, Shared
from ticker.fanout.tail import CATCH_UP_ENTRIES, SNAPSHOT_DUE, Chunk, Tail
from ticker.wire.encodings import Encoded
from ticker.wire.json_objects import GapReason


class MultiReader(Reader):
    """A reader of several feeds. Its ``cursor`` is that of the feed which is being written."""

    __slots__ = ("_gaps", "_ids", "_indexes", "_place", "_sent")

    def __init__(
        self,
        view: FeedView,
        shared: Shared,
        fd: int,
        *,
        address: str,
        indexes: Sequence[int],
        sent: Mapping[str, str],
    ) -> None:
        super().__init__(view, shared, fd, address=address, cursor=indexes[0])
        self._indexes = list(indexes)
        self._place = 0
        self._sent = dict(sent)
        """The joint SSE id: the cursor on the wire of each feed of which this reader has something."""
        self._ids: dict[int, str] = {}
        """Index to cursor on the wire, for the piece that is being written."""
        self._gaps: dict[int, GapReason] = {}
        """Why a feed's cursor could not be served, by place, until that was said."""

    def begin(self, prefix: bytes, gaps: Sequence[GapReason | None]) -> None:
        """Write the answer's head, then what is due of each feed, then the status."""
        took_all = self.send(Chunk(prefix, ((len(prefix), self.cursor),)))
        self._gaps = {place: gap for place, gap in enumerate(gaps) if gap is not None}
        if took_all:
            self.advance()

    def advance(self) -> None:
        """Write what is due of each feed, one feed after the other."""
        for place, tail in enumerate(self.view.tails):
            self._place, self.cursor = place, self._indexes[place]
            self._ids = {}  # indexes are each tail's own: the same number is another place in another feed
            while self.state is ReaderState.LIVE and self.cursor != tail.head:
                if not self.send(self._due(tail)):
                    return
        self.send_status()

    def move(self, cursor: int) -> None:
        """Set the cursor of the feed that is being written, and its part of the joint id."""
        self.cursor = self._indexes[self._place] = cursor
        self._gaps.pop(self._place, None)
        sent = self._ids.get(cursor)
        if sent is not None:
            self._sent[self.view.tails[self._place].feed.slug] = sent

    def _due(self, tail: Tail) -> Chunk:
        encoding = self.view.encoding
        if self.cursor >= tail.floor:
            return self._joined(tail) if encoding.has_own_ids else tail.catch_up(self.cursor, encoding)
        reason = self._gaps.get(self._place) if self.cursor == SNAPSHOT_DUE else tail.gap_reason(self.cursor)
        gap = b"" if reason is None else encoding.take(tail.gap(reason))
        snapshot = self._with_id(tail, str(tail.cursor), tail.snapshot(self.view.now_ms()))
        self._ids = {tail.head: str(tail.cursor)}
        ends = ((len(gap) + len(snapshot), tail.head),)
        return Chunk(gap + snapshot, ((len(gap), SNAPSHOT_DUE), *ends) if gap else ends)

    def _joined(self, tail: Tail) -> Chunk:
        """Join entries, each behind an id line that is this reader's own."""
        parts, ends, offset = [], [], 0
        self._ids = {}
        for index, held in tail.after(self.cursor, limit=CATCH_UP_ENTRIES):
            cursor = str(tail.cursor_at(held))
            part = self._with_id(tail, cursor, held.encoded)
            offset += len(part)
            parts.append(part)
            ends.append((offset, index))
            self._ids[index] = cursor
        if len(parts) < CATCH_UP_ENTRIES:
            if ends:
                self._ids[tail.head] = self._ids[ends[-1][1]]
            ends = [*ends[:-1], (offset, tail.head)]
        return Chunk(b"".join(parts), tuple(ends))

    def _with_id(self, tail: Tail, cursor: str, encoded: Encoded) -> bytes:
        sent = {**self._sent, tail.feed.slug: cursor}
        return self.view.encoding.take_with_id(encoded, ",".join(f"{feed}~{at}" for feed, at in sent.items()))
