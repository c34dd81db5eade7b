"""A feed's log as one process keeps it in memory: bytes that are ready to send. Pure: no I/O, no clock.

Inside the process every applied entry has an ``index``: 1, 2, 3 … without holes and never reused, whatever the
epoch. A reader's cursor is the index of the last entry it has. What was replaced or trimmed leaves the tail at once,
bytes and all, so indexes in between are missing and lagging readers pass over them.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from ticker.model import Cursor, Entry, Epoch, Feed, Pubstatus, UpdateId
from ticker.wire.encodings import Encoded, Encoding, encode
from ticker.wire.json_objects import GapReason, entry_json, gap_json, snapshot_json

CATCH_UP_ENTRIES: Final = 64
"""The most entries in one write: a reader that is far behind takes several."""
_CATCH_UP_BYTES: Final = 65_536
"""A write ends with the entry that passes this."""
_CATCH_UPS_KEPT: Final = 64
SNAPSHOT_DUE: Final = -1
"""The cursor of a reader that has heard of its gap and not had its snapshot yet."""


@dataclass(frozen=True, slots=True)
class TailEntry:
    """An entry in the tail, with its bytes."""

    entry: Entry
    encoded: Encoded


class Chunk(NamedTuple):
    """Bytes for one write, and which cursor a reader has after each part of them."""

    data: bytes
    ends: tuple[tuple[int, int], ...]
    """``(offset behind the part, cursor once it is written)``, in order."""


class Tail:
    """One feed's log, ready to send."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.epoch = Epoch("")
        self.seq = 0
        self.last = ""
        self.trimmed = 0
        self.head = 0
        """The index of the newest entry applied."""
        self.floor = 0
        """A cursor below it has missed entries that are not here any more."""
        self.reset_floor = 0
        """A cursor below it is of another epoch or from before a loss."""
        self.reset_reason = GapReason.EPOCH
        self.is_loaded = False
        self._held: dict[int, TailEntry] = {}
        self._indexes: list[int] = []
        self._index_by_id: dict[UpdateId, int] = {}
        self._usable_by_order: dict[int, int] = {}
        self._usable_orders: list[int] = []
        self._catch_ups: dict[tuple[int, Encoding], Chunk] = {}
        self._snapshot: Encoded | None = None
        self._shown: Sequence[TailEntry] | None = None
        self._shown_until_ms = 0

    @property
    def cursor(self) -> Cursor:
        """Return the head as it goes on the wire."""
        return Cursor(self.epoch, self.seq)

    def __len__(self) -> int:
        """Count the entries that are kept."""
        return len(self._held)

    def apply(self, entry: Entry, *, trimmed: int) -> None:
        """Take the next entry of this epoch and drop what it replaces and what the log trimmed for it."""
        self._append(entry)
        self.trim(trimmed)
        self._changed()

    def extend(self, entries: Iterable[Entry], *, seq: int, last: str, trimmed: int) -> None:
        """Take what a reading of the same epoch found after our head; the head becomes ``seq``."""
        for entry in entries:
            self._append(entry)
        self.seq, self.last = seq, last
        self.trim(trimmed)
        self._changed()

    def restart(
        self,
        epoch: Epoch,
        entries: Iterable[Entry],
        *,
        seq: int,
        last: str,
        trimmed: int,
        reason: GapReason,
    ) -> None:
        """Replace everything with the log as it stands; connected readers get ``gap`` and a snapshot."""
        self._held.clear()
        self._indexes.clear()
        self._index_by_id.clear()
        self._usable_by_order.clear()
        self._usable_orders.clear()
        self.head += 1  # no cursor of before is at the head, nor one behind it
        self.floor = self.reset_floor = self.head
        self.reset_reason = reason
        self.epoch, self.trimmed, self.is_loaded = epoch, trimmed, True
        self.extend(entries, seq=seq, last=last, trimmed=trimmed)

    def trim(self, trimmed: int) -> None:
        """Drop every entry whose seq is not above ``trimmed``."""
        self.trimmed = max(self.trimmed, trimmed)
        while self._indexes:
            oldest = self._indexes[0]
            if self._held[oldest].entry.seq > self.trimmed:
                break
            self._drop(oldest)
            self.floor = max(self.floor, oldest)

    def standing(self, update_id: UpdateId) -> TailEntry | None:
        """Return the newest entry of an update, if the log still holds one."""
        index = self._index_by_id.get(update_id)
        return None if index is None else self._held[index]

    def version_id_at(self, seq: int) -> str | None:
        """Return ``id@version`` of the entry at ``seq``, if it is here."""
        if seq == self.seq:
            return self.last
        at = bisect_right(self._indexes, seq, key=lambda index: self._held[index].entry.seq) - 1
        if at < 0:
            return None
        entry = self._held[self._indexes[at]].entry
        return entry.version_id if entry.seq == seq else None

    def resume(self, cursor: Cursor) -> int | GapReason:
        """Turn a cursor from the wire into an index, or say why it cannot be served."""
        if cursor.epoch != self.epoch:
            return GapReason.EPOCH
        if cursor.seq > self.seq:
            return GapReason.UNKNOWN
        if cursor.seq < self.trimmed:
            return GapReason.TRIMMED
        if cursor.seq == self.seq:
            return self.head
        at = bisect_right(self._indexes, cursor.seq, key=lambda index: self._held[index].entry.seq)
        return self._indexes[at - 1] if at else self.floor

    def gap_reason(self, index: int) -> GapReason:
        """Return why a connected reader at ``index``, below the floor, cannot be served."""
        return self.reset_reason if index < self.reset_floor else GapReason.TRIMMED

    def after(self, index: int, *, limit: int) -> Sequence[tuple[int, TailEntry]]:
        """Return the entries after ``index`` with their own indexes, oldest first, at most ``limit``."""
        at = bisect_right(self._indexes, index)
        return [(kept, self._held[kept]) for kept in self._indexes[at : at + limit]]

    def cursor_at(self, held: TailEntry) -> Cursor:
        """Return the cursor on the wire that names an entry of this tail."""
        return Cursor(self.epoch, held.entry.seq)

    def catch_up(self, index: int, encoding: Encoding) -> Chunk:
        """Return what a reader at ``index`` (not below the floor) needs next: one write of at most 64 entries."""
        key = (index, encoding)
        chunk = self._catch_ups.get(key)
        if chunk is None:
            chunk = self._join(index, encoding)
            if len(self._catch_ups) >= _CATCH_UPS_KEPT:
                self._catch_ups.clear()
            self._catch_ups[key] = chunk
        return chunk

    def snapshot(self, now_ms: int) -> Encoded:
        """Return the snapshot: the newest usable, unexpired updates by ``order``. Cached until one of them expires."""
        shown = self.shown(now_ms)
        if self._snapshot is None:
            cursor = self.cursor
            updates = (held.encoded.json for held in shown)
            self._snapshot = encode("snapshot", snapshot_json(self.feed, cursor, updates), cursor=str(cursor))
        return self._snapshot

    def shown(self, now_ms: int) -> Sequence[TailEntry]:
        """Return what the snapshot shows; the same object until something of it changes."""
        if self._shown is None or now_ms >= self._shown_until_ms:
            self._snapshot = None
            self._shown = self._fold(now_ms)
        return self._shown

    def gap(self, reason: GapReason) -> Encoded:
        """Return the gap that precedes a snapshot."""
        return encode("gap", gap_json(self.feed.slug, reason))

    def replace_settings(self, feed: Feed) -> None:
        """Take changed settings of the feed."""
        self.feed = feed
        self._snapshot = self._shown = None

    def _append(self, entry: Entry) -> None:
        former = self._index_by_id.get(entry.id)
        if not entry.version:  # a tombstone of a broken entry: it takes off whatever stood
            stood = 0 if former is None else self._held[former].entry.version
            entry = replace(entry, version=stood + 1)
        if former is not None:
            self._drop(former)
        self.head += 1
        cursor = Cursor(self.epoch, entry.seq)
        encoded = encode(entry.kind.value, entry_json(self.feed.slug, cursor, entry), cursor=str(cursor))
        self._held[self.head] = TailEntry(entry, encoded)
        self._indexes.append(self.head)
        self._index_by_id[entry.id] = self.head
        if entry.pubstatus is Pubstatus.USABLE:
            if entry.order not in self._usable_by_order:  # two updates at one place are a fault in the log
                insort(self._usable_orders, entry.order)
            self._usable_by_order[entry.order] = self.head
        self.seq, self.last = entry.seq, entry.version_id

    def _drop(self, index: int) -> None:
        entry = self._held.pop(index).entry
        del self._indexes[bisect_right(self._indexes, index) - 1]
        del self._index_by_id[entry.id]
        if self._usable_by_order.get(entry.order) == index:
            del self._usable_by_order[entry.order]
            del self._usable_orders[bisect_right(self._usable_orders, entry.order) - 1]

    def _changed(self) -> None:
        self._catch_ups.clear()
        self._snapshot = self._shown = None

    def _join(self, index: int, encoding: Encoding) -> Chunk:
        parts, ends, offset = [], [], 0
        at = bisect_right(self._indexes, index)
        for kept in self._indexes[at : at + CATCH_UP_ENTRIES]:
            part = encoding.take(self._held[kept].encoded)
            offset += len(part)
            parts.append(part)
            ends.append((offset, kept))
            if offset > _CATCH_UP_BYTES:
                break
        if at + len(parts) == len(self._indexes):
            # Nothing stands between here and the head, even if the head's own entry has left again.
            ends = [*ends[:-1], (offset, self.head)]
        return Chunk(b"".join(parts), tuple(ends))

    def _fold(self, now_ms: int) -> Sequence[TailEntry]:
        shown: list[TailEntry] = []
        until_ms = 1 << 62
        for order in reversed(self._usable_orders):
            if len(shown) == self.feed.snapshot:
                break
            held = self._held[self._usable_by_order[order]]
            if held.entry.expires_ms > now_ms:
                shown.append(held)
                until_ms = min(until_ms, held.entry.expires_ms)
        self._shown_until_ms = until_ms
        return shown
