"""A feed's log as a model: PROTOCOL part 1's rules in the plainest form, to hold tails and the scripts to them.

It is no store: nothing is served from it. ``tests/system`` compares it with the scripts on a real Valkey.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tests.examples import DAY_MS, EN, EPOCH, NOW_MS, words
from ticker.model import Entry, EntryKind, Epoch, Feed, Pubstatus, UpdateId, Words
from ticker.store.codec import LiveEntry, LogReading, NewEpoch
from ticker.store.log import Place

ALLOWED = {
    Pubstatus.USABLE: (EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.HOLD, EntryKind.KILL),
    Pubstatus.WITHHELD: (EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.RELEASE, EntryKind.KILL),
    Pubstatus.CANCELED: (),
}


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an update, whether or not the log still holds an entry of it."""

    last: Entry
    held_words: Words | None
    is_held_by_owner: bool = False


class ModelLog:
    """One feed's log."""

    def __init__(self, feed: Feed = EN) -> None:
        self.feed = feed
        self.epoch = EPOCH
        self.seq = 0
        self.last = ""
        self.trimmed = 0
        self.now_ms = NOW_MS
        self.entries: dict[int, Entry] = {}
        self.records: dict[UpdateId, Record] = {}
        self._epochs = 1

    def allowed(self, id: UpdateId, *, by_owner: bool = False) -> tuple[EntryKind, ...]:
        """Name the acts that the update's state allows, also to its owner, who may act on nothing else."""
        record = self.records[id]
        acts = ALLOWED[record.last.pubstatus]
        if by_owner and not record.is_held_by_owner:
            acts = tuple(act for act in acts if act is not EntryKind.RELEASE)
        if record.held_words is None or record.last.expires_ms <= self.now_ms:
            return tuple(act for act in acts if act is not EntryKind.RELEASE)
        return acts

    def file(self, id: str, *, statement: str = "", expires_ms: int | None = None) -> LiveEntry:
        """File an update."""
        return self._write(EntryKind.UPDATE, UpdateId(id), statement or f"{id}, version 1", expires_ms)

    def act(
        self, kind: EntryKind, id: str, *, statement: str = "", expires_ms: int | None = None, by_owner: bool = False
    ) -> LiveEntry:
        """Act on an update that allows it; ``by_owner``: as its filer, who may act on nothing else."""
        assert kind in self.allowed(UpdateId(id), by_owner=by_owner)
        record = self.records[UpdateId(id)]
        statement = statement or f"{id}, version {record.last.version + 1}"
        is_held = record.last.pubstatus is Pubstatus.WITHHELD
        if is_held and by_owner and not record.is_held_by_owner and kind in (EntryKind.CORRECTION, EntryKind.REFILE):
            live = self._write(EntryKind.HOLD, UpdateId(id), "", expires_ms, brings_words=True)
            self.records[UpdateId(id)] = replace(self.records[UpdateId(id)], held_words=words(statement))
            return live
        live = self._write(kind, UpdateId(id), statement, expires_ms)
        is_held_by_owner = kind is EntryKind.HOLD and by_owner
        self.records[UpdateId(id)] = replace(self.records[UpdateId(id)], is_held_by_owner=is_held_by_owner)
        return live

    def begin_epoch(self, *, head: int = 0) -> NewEpoch:
        """Begin a new epoch over what stands, as after a failover; ``head`` is the caller's."""
        self._epochs += 1
        self.epoch, self.seq = Epoch(f"epoch{self._epochs:03}"), max(self.seq, head)
        return NewEpoch(self.epoch, self.seq)

    def forget(self, *, head: int = 0) -> NewEpoch:
        """Lose everything, as by FLUSHALL."""
        self.entries.clear()
        self.records.clear()
        self.seq, self.last = 0, ""
        notice = self.begin_epoch(head=head)
        self.trimmed = self.seq
        return notice

    def copy(self) -> "ModelLog":
        """Return what a replica would hold that has got this far."""
        copied = ModelLog(self.feed)
        copied.__dict__.update(self.__dict__)
        copied.entries, copied.records = dict(self.entries), dict(self.records)
        return copied

    def reading(self, place: Place, *, limit: int = 1_000) -> LogReading:
        """Read what stands after ``place``."""
        whole = place.epoch != self.epoch or not self.trimmed <= place.seq <= self.seq
        after = [held for seq, held in self.entries.items() if whole or seq > place.seq]
        given = tuple(after[:limit])
        return LogReading(
            self.epoch, self.seq, self.last, self.trimmed, self.now_ms, whole, given, complete=len(given) < limit,
            read_to=given[-1].seq if given else 0,
        )  # fmt: skip

    def check(self) -> None:
        """Hold the paper to its own rules."""
        standing: Sequence[Entry] = list(self.entries.values())
        assert all(earlier.seq < later.seq for earlier, later in pairwise(standing))
        assert len({held.id for held in standing}) == len(standing) <= self.feed.history
        assert all(self.trimmed < held.seq <= self.seq for held in standing)

    def _write(
        self, kind: EntryKind, id: UpdateId, statement: str, expires_ms: int | None, *, brings_words: bool = False
    ) -> LiveEntry:
        self.seq += 1
        record = self.records.get(id)
        former = None if record is None else self.entries.pop(record.last.seq, None)
        says_words = kind in (EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE)
        said = words(statement) if says_words else None
        if kind is EntryKind.RELEASE and record is not None:
            said = record.held_words
        expires_ms = expires_ms or (self.now_ms + DAY_MS if record is None else record.last.expires_ms)
        if (brings_words or kind.pubstatus is Pubstatus.USABLE) and expires_ms <= self.now_ms:
            expires_ms = self.now_ms + DAY_MS
        written = Entry(
            seq=self.seq,
            kind=kind,
            id=id,
            version=1 if record is None else record.last.version + 1,
            order=self.seq if record is None else record.last.order,
            prev=self.last,
            first_created_ms=self.now_ms if record is None else record.last.first_created_ms,
            version_created_ms=self.now_ms,
            expires_ms=expires_ms,
            words=said,
        )
        kept = former.words if kind is EntryKind.HOLD and former is not None else None
        self.entries[self.seq] = written
        self.records[id] = Record(replace(written, words=None), kept)
        self.last = written.version_id
        while len(self.entries) > self.feed.history:
            self.trimmed = next(iter(self.entries))
            del self.entries[self.trimmed]
        return LiveEntry(self.epoch, self.trimmed, written)
