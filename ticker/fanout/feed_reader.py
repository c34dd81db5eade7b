"""A reader of one feed: one cursor into its tail."""

from collections.abc import Sequence

from ticker.fanout.reader import Reader, ReaderState
from ticker.fanout.tail import Chunk
from ticker.wire.json_objects import GapReason


class FeedReader(Reader):
    """A reader of one feed."""

    __slots__ = ()

    def advance(self) -> None:
        """Write what is due; gap and snapshot where the tail no longer covers the cursor."""
        view, tail = self.view, self.view.tail
        while self.state is ReaderState.LIVE and self.cursor != tail.head:
            if not self.send(view.due(self.cursor)):
                return
        self.send_status()

    def begin(self, prefix: bytes, gaps: Sequence[GapReason | None]) -> None:
        """Write head, snapshot or entries, and status, in one write."""
        view, head = self.view, self.view.tail.head
        if gaps[0] is not None:
            prefix += view.encoding.take(view.tail.gap(gaps[0]))
        start = len(prefix)
        first = view.due(self.cursor) if self.cursor != head else Chunk(b"", ((0, head),))
        data, ends = prefix + first.data, [(start + end, cursor) for end, cursor in first.ends]
        if ends[-1][1] == head:
            data += view.status()
            ends[-1] = (len(data), head)
        took_all = self.send(Chunk(data, ((start, self.cursor), *ends)))
        self.status_due = self.cursor != head  # the status is part of what brings the cursor there
        if took_all:
            self.advance()
