"""A reader as a model: a cursor into a tail, and the fold of what it got. It holds what it gets to I1 and I5."""

from tests.examples import EPOCH
from tests.wires import Json, jsons
from ticker.fanout.tail import SNAPSHOT_DUE, Chunk, Tail
from ticker.model import Cursor, UpdateId
from ticker.tools.fold import Folded, fold
from ticker.wire.encodings import Encoding


class ModelReader:
    """A cursor into a tail, and the fold of what it received."""

    def __init__(self, tail: Tail, encoding: Encoding, cursor: int) -> None:
        self.tail = tail
        self.encoding = encoding
        self.cursor = cursor
        self.folded = Folded(tail.feed.snapshot)
        self.has: dict[str, int] = {}
        """The version received of each update since the last snapshot."""
        self.at = Cursor(EPOCH, 0)
        self.snapshot_seq = 0

    def due(self, now_ms: int) -> Chunk:
        """Return what the reader needs next, as a crowd does."""
        if self.cursor >= self.tail.floor:
            return self.tail.catch_up(self.cursor, self.encoding)
        snapshot = self.encoding.take(self.tail.snapshot(now_ms))
        if self.cursor == SNAPSHOT_DUE:
            return Chunk(snapshot, ((len(snapshot), self.tail.head),))
        gap = self.encoding.take(self.tail.gap(self.tail.gap_reason(self.cursor)))
        return Chunk(gap + snapshot, ((len(gap), SNAPSHOT_DUE), (len(gap) + len(snapshot), self.tail.head)))

    def advance(self, now_ms: int, parts: int) -> None:
        """Take at most so many parts of the next piece, as a socket that becomes full does."""
        if self.cursor == self.tail.head:
            return
        chunk = self.due(now_ms)
        end, cursor = chunk.ends[min(parts, len(chunk.ends)) - 1]
        assert cursor > self.cursor or cursor == SNAPSHOT_DUE
        for received in jsons(chunk.data[:end]):
            self.receive(received)
        self.cursor = cursor

    def receive(self, received: Json) -> None:
        if received["type"] == "snapshot":
            self.at = Cursor.parse(received["cursor"])
            self.snapshot_seq = self.at.seq
            self.has = {update["id"]: update["version"] for update in received["updates"]}
        elif "cursor" in received:
            at = Cursor.parse(received["cursor"])
            assert (at.epoch, at.seq > self.at.seq) == (self.at.epoch, True), "in order, none twice"
            self.at = at
            self.has[received["id"]] = received["version"]
        self.folded = fold(self.folded, received)


def agree(held: Folded, fresh: Folded, *, log: set[UpdateId]) -> None:
    """Hold I5: the newest N of both agree for every update not below the horizon that the log still holds."""
    assert (held.epoch, held.seq) == (fresh.epoch, fresh.seq)
    newest = [row for row in fresh.shown(held.at_ms) if row["order"] > held.horizon]
    assert all(held.rows.get(row["id"]) == row for row in newest)
    shown = [row for row in held.shown(held.at_ms) if row["id"] in log and row["order"] > fresh.horizon]
    assert all(fresh.rows.get(row["id"]) == row for row in shown)
