"""The tail against the log as a model: whatever is filed, it holds the same, serves every cursor, forgets the rest."""

import itertools
from dataclasses import replace

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.examples import EN
from tests.model_log import ModelLog
from tests.property.model_reader import ModelReader, agree
from tests.wires import Json, jsons
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.model import Cursor, Entry, Epoch, Pubstatus, rfc3339
from ticker.store.codec import LiveEntry
from ticker.store.log import NOWHERE, Place
from ticker.tools.fold import Folded, fold
from ticker.wire.encodings import ENCODINGS, Encoding
from ticker.wire.json_objects import GapReason, entry_json

FEED = replace(EN, history=4, snapshot=2)
MINUTES_MS = 60_000


def wire(paper: ModelLog, entry: Entry) -> Json:
    """Return an entry as readers get it."""
    parsed: Json = orjson.loads(entry_json(paper.feed.slug, Cursor(paper.epoch, entry.seq), entry))
    return parsed


def caught_up(tail: Tail, index: int, encoding: Encoding) -> list[Json]:
    """Return all that a reader at ``index`` gets until it is at the head."""
    received: list[Json] = []
    while index != tail.head:
        chunk = tail.catch_up(index, encoding)
        assert [end for end, _ in chunk.ends] == sorted({end for end, _ in chunk.ends})
        start = 0
        for end, cursor in chunk.ends:
            assert cursor > index
            received += jsons(chunk.data[start:end])
            start, index = end, cursor
        assert start == len(chunk.data)
    return received


class TailMachine(RuleBasedStateMachine):
    """Filings, repairs, new epochs and readers in any order."""

    @initialize(encoding=st.sampled_from(ENCODINGS))
    def load(self, encoding: Encoding) -> None:
        self.paper = ModelLog(FEED)
        self.tail = Tail(FEED)
        self.encoding = encoding
        self.names = (f"u{n}" for n in itertools.count())
        self.pending: list[LiveEntry] = []
        self.readers: list[ModelReader] = []
        self.restart(GapReason.EPOCH)
        self.join()

    def restart(self, reason: GapReason) -> None:
        reading = self.paper.reading(NOWHERE)
        self.tail.restart(
            reading.epoch,
            reading.entries,
            seq=reading.seq,
            last=reading.last,
            trimmed=reading.trimmed,
            reason=reason,
        )
        self.pending.clear()

    @rule(
        filings=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), min_size=1, max_size=20),
        delivery=st.sampled_from(["live", "by a reading", "not yet"]),
    )
    def file(self, filings: list[tuple[int, int]], delivery: str) -> None:
        """File, and act on the last eight updates: some of them have left the log."""
        for choice, pick in filings:
            ids = list(self.paper.records)[-8:]
            allowed = self.paper.allowed(ids[pick % len(ids)]) if ids else ()
            if choice > 3 or not allowed:
                expires_ms = None if pick > 2 else self.paper.now_ms + pick * MINUTES_MS
                self.pending.append(self.paper.file(next(self.names), expires_ms=expires_ms))
            else:
                self.pending.append(self.paper.act(allowed[choice % len(allowed)], ids[pick % len(ids)]))
        if delivery == "live":
            for live in self.pending:
                self.tail.apply(live.entry, trimmed=live.trimmed)
            self.pending.clear()
        elif delivery == "by a reading":
            self.repair()

    def repair(self) -> None:
        reading = self.paper.reading(Place(self.tail.epoch, self.tail.seq))
        if reading.whole:
            self.restart(GapReason.LOSS)
        else:
            self.tail.extend(reading.entries, seq=reading.seq, last=reading.last, trimmed=reading.trimmed)
        self.pending.clear()

    @rule(how=st.integers(0, 9), beyond=st.integers(0, 3))
    def begin_epoch(self, how: int, beyond: int) -> None:
        """Begin a new epoch, but not too often."""
        if how > 1:
            return
        (self.paper.forget if how else self.paper.begin_epoch)(head=self.tail.seq + beyond)
        self.restart(GapReason.EPOCH)

    @rule(minutes=st.integers(1, 4))
    def wait(self, minutes: int) -> None:
        self.paper.now_ms += minutes * MINUTES_MS

    @precondition(lambda self: len(self.readers) < 4)
    @rule()
    def join(self) -> None:
        self.readers.append(ModelReader(self.tail, self.encoding, SNAPSHOT_DUE))

    @rule(pick=st.integers(0, 3), parts=st.sampled_from([1, 2, 3, 99]))
    def advance(self, pick: int, parts: int) -> None:
        """Let a reader take a part of what is due to it, or all."""
        reader = self.readers[pick % len(self.readers)]
        reader.advance(self.paper.now_ms, parts)
        while parts == 99 and reader.cursor != self.tail.head:
            reader.advance(self.paper.now_ms, parts)

    @invariant()
    def is_bounded(self) -> None:
        assert len(self.tail) <= FEED.history
        assert len(self.tail._usable_orders) == len(self.tail._usable_by_order) <= len(self.tail)
        assert len(self.tail._index_by_id) == len(self.tail._indexes) == len(self.tail)

    @precondition(lambda self: not self.pending)
    @invariant()
    def mirrors_the_log(self) -> None:
        tail, paper = self.tail, self.paper
        assert (tail.epoch, tail.seq, tail.last, tail.trimmed) == (paper.epoch, paper.seq, paper.last, paper.trimmed)
        assert [held.entry for _, held in tail.after(0, limit=99)] == list(paper.entries.values())
        for id, record in paper.records.items():
            held = tail.standing(id)
            assert (held and held.entry) == paper.entries.get(record.last.seq)
        for seq, entry in paper.entries.items():
            assert tail.version_id_at(seq) == entry.version_id
        assert tail.version_id_at(paper.trimmed - 1) is None

    @precondition(lambda self: not self.pending)
    @invariant()
    def serves_every_cursor_of_the_log(self) -> None:
        tail, paper = self.tail, self.paper
        assert tail.resume(Cursor(Epoch("zzzzzzzz"), paper.seq)) is GapReason.EPOCH
        assert tail.resume(Cursor(paper.epoch, paper.seq + 1)) is GapReason.UNKNOWN
        for seq in range(paper.seq + 1):
            index = tail.resume(Cursor(paper.epoch, seq))
            if seq < paper.trimmed:
                assert index is GapReason.TRIMMED
                continue
            assert isinstance(index, int)
            assert tail.floor <= index <= tail.head
            due = [wire(paper, entry) for entry in paper.entries.values() if entry.seq > seq]
            assert [caught_up(tail, index, encoding) for encoding in ENCODINGS] == [due] * len(ENCODINGS)

    @precondition(lambda self: not self.pending)
    @invariant()
    def snapshot_is_what_stands(self) -> None:
        usable = sorted(
            (entry for entry in self.paper.entries.values() if entry.pubstatus is Pubstatus.USABLE),
            key=lambda entry: -entry.order,
        )
        standing = [entry for entry in usable if entry.expires_ms > self.paper.now_ms][: FEED.snapshot]
        [snapshot] = jsons(self.tail.snapshot(self.paper.now_ms).frame)
        assert (snapshot["epoch"], snapshot["seq"]) == (self.paper.epoch, self.paper.seq)
        assert snapshot["updates"] == [wire(self.paper, entry) for entry in standing]

    @precondition(lambda self: not self.pending)
    @invariant()
    def readers_that_catch_up_hold_what_stands(self) -> None:
        """Hold I1 and I5."""
        now_ms = self.paper.now_ms
        status = {"type": "status", "at": rfc3339(now_ms)}
        [snapshot] = jsons(self.tail.snapshot(now_ms).frame)
        fresh = fold(fold(Folded(FEED.snapshot), snapshot), status)
        for reader in self.readers:
            if reader.cursor != self.tail.head:
                continue
            newest = [record.last for record in self.paper.records.values()]
            due = {entry.id: entry.version for entry in newest if entry.seq > reader.snapshot_seq}
            assert reader.has.items() >= due.items()
            agree(fold(reader.folded, status), fresh, log={entry.id for entry in self.paper.entries.values()})


TestTail = TailMachine.TestCase
TestTail.settings = settings(stateful_step_count=25)
