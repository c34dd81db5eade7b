"""One or several feeds in one encoding: which bytes a reader at a cursor needs next. Knows no reader and no socket."""

from collections.abc import Callable, Sequence

from ticker.fanout.tail import SNAPSHOT_DUE, Chunk, Tail
from ticker.wire.encodings import Encoded, Encoding

ViewKey = str
"""The slugs and the encoding."""


def view_key(tails: Sequence[Tail], encoding: Encoding) -> ViewKey:
    """Return what tells the view of these feeds in this encoding from others."""
    slugs = tails[0].feed.slug if len(tails) == 1 else ",".join([tail.feed.slug for tail in tails])
    return f"{slugs}/{encoding.key}"


class FeedView:
    """What the readers of the same feeds share: the feeds, in the order of their slugs, and their encoding."""

    def __init__(
        self,
        tails: Sequence[Tail],
        encoding: Encoding,
        *,
        now_ms: Callable[[], int],
        status_of: Callable[[Sequence[Tail]], Encoded],
    ) -> None:
        self.key = view_key(tails, encoding)
        self.encoding = encoding
        self.tails = tuple(tails)
        self.tail = tails[0]
        """The first feed, mostly the only one."""
        self.now_ms = now_ms
        self._status_of = status_of

    def status(self) -> bytes:
        """Return the bytes of the status of these feeds."""
        return self.encoding.take(self._status_of(self.tails))

    def due(self, cursor: int) -> Chunk:
        """Return what a reader of the one feed with this cursor needs next."""
        tail = self.tail
        if cursor >= tail.floor:
            return tail.catch_up(cursor, self.encoding)
        snapshot = self.encoding.take(tail.snapshot(self.now_ms()))
        if cursor == SNAPSHOT_DUE:
            return Chunk(snapshot, ((len(snapshot), tail.head),))
        gap = self.encoding.take(tail.gap(tail.gap_reason(cursor)))
        return Chunk(gap + snapshot, ((len(gap), SNAPSHOT_DUE), (len(gap) + len(snapshot), tail.head)))
