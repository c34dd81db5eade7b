"""Followers against every race of pub/sub, readings and new epochs: the tail ends as the log, and never out of order.

The mirror's own comparison runs here, one answer of the log at a time, without an event loop.
"""

import contextlib
import itertools
from collections import deque
from collections.abc import Coroutine, Generator
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.examples import EN
from tests.model_log import ModelLog
from tests.property.model_reader import ModelReader
from ticker.errors import StoreUnavailable
from ticker.fanout.health import Health
from ticker.fanout.replica import FeedReplica, Want
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.model import Entry, Epoch, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import LiveEntry, LogReading, NewEpoch
from ticker.store.log import Log, Place
from ticker.wire.encodings import WEBSOCKET


class Instant:
    """Awaited, it gives the turn back: something else may happen meanwhile."""

    def __await__(self) -> Generator[None]:
        yield


class PaperStore(Log):
    """Reads from paper. Each call is on its way twice: there and back."""

    def __init__(self, paper: ModelLog) -> None:
        self.clock = StoreClock()
        self.paper = paper
        self.published: deque[LiveEntry | NewEpoch] = deque()
        self.written: set[tuple[Epoch, int, str]] = set()
        self.began_at = {paper.epoch: 0}
        self.is_away = False

    def publish(self, live: LiveEntry | NewEpoch) -> None:
        self.published.append(live)
        if isinstance(live, NewEpoch):
            self.began_at[live.epoch] = live.seq
        else:
            self.written.add((live.epoch, live.entry.seq, live.entry.version_id))

    def was_written(self, epoch: Epoch, entry: Entry) -> bool:
        """Report whether the epoch has this entry; what it began with it took over from the one before."""
        return entry.seq <= self.began_at[epoch] or (epoch, entry.seq, entry.version_id) in self.written

    async def read(self, feed: Slug, place: Place, *, fork: bool = False, limit: int = 0) -> LogReading:
        await Instant()
        self._refuse_if_away()
        if fork and place.epoch == self.paper.epoch:
            self.publish(self.paper.begin_epoch(head=place.seq))
        reading = self.paper.reading(place, limit=3)
        await Instant()
        self._refuse_if_away()
        return reading

    async def read_all(self, places: dict[Slug, Place], *, limit: int = 0) -> dict[Slug, LogReading]:
        return {feed: await self.read(feed, place) for feed, place in places.items()}

    def _refuse_if_away(self) -> None:
        if self.is_away:
            raise StoreUnavailable("away")


class FollowerMachine(RuleBasedStateMachine):
    """One process's follower of one feed."""

    @initialize()
    def start(self) -> None:
        self.store = PaperStore(ModelLog(EN))
        self.sync = LogSync(self.store, health=Health(Timing()), timing=Timing(), on_growth=self.grown)
        self.sync.serve(EN)
        self.replica: FeedReplica = self.sync.replicas[EN.slug]
        self.comparison: Coroutine[Any, Any, None] | None = None
        self.names = (f"u{n}" for n in itertools.count())
        self.heard: list[LiveEntry] = []
        self.marks: dict[tuple[Epoch, int], str] = {}
        """What each place was found to be, for ever."""
        self.reader: ModelReader | None = None
        self.forks_due = 0
        self.lost: set[str] = set()
        """What was published and is in no log any more."""
        self.settle()

    @property
    def paper(self) -> ModelLog:
        return self.store.paper

    def grown(self, tail: Tail) -> None:
        """Check that each place of an epoch is what it always was (I2), and let a reader take what is new."""
        for _, held in tail.after(0, limit=99):
            assert self.marks.setdefault((tail.epoch, held.entry.seq), held.entry.version_id) == held.entry.version_id
            assert self.store.was_written(tail.epoch, held.entry)
        if self.reader is None:
            self.reader = ModelReader(tail, WEBSOCKET, SNAPSHOT_DUE)
        while self.reader.cursor != tail.head:
            self.reader.advance(self.paper.now_ms, 99)

    @rule(
        filings=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), min_size=1, max_size=12),
        fate=st.sampled_from(["delivered", "on its way", "lost"]),
        answers=st.integers(0, 3),
    )
    def file(self, filings: list[tuple[int, int]], fate: str, answers: int) -> None:
        """File while the comparison gets on by some answers."""
        for choice, pick in filings:
            ids = list(self.paper.records)[-8:]
            allowed = self.paper.allowed(ids[pick % len(ids)]) if ids else ()
            if choice > 3 or not allowed:
                self.store.publish(self.paper.file(next(self.names)))
            else:
                kind = allowed[choice % len(allowed)]
                self.store.publish(self.paper.act(kind, ids[pick % len(ids)]))
        self.compare(answers)
        if fate == "delivered":
            self.deliver(999)
        elif fate == "lost":
            self.store.published.clear()

    def deliver(self, number: int) -> None:
        for _ in range(min(number, len(self.store.published))):
            live = self.store.published.popleft()
            if isinstance(live, LiveEntry):
                self.heard.append(live)
            self.replica.hear(live)

    @rule(number=st.integers(1, 4))
    def deliver_some(self, number: int) -> None:
        self.deliver(number)

    @precondition(lambda self: self.heard)
    @rule(pick=st.integers(0, 20))
    def deliver_again(self, pick: int) -> None:
        again, before = self.heard[pick % len(self.heard)], self.replica.forks
        self.replica.hear(again)
        if (
            again.entry.version_id in self.lost
        ):  # at its place stands another entry now, and that is a fork however late
            self.forks_due += self.replica.forks - before

    @rule(answers=st.integers(1, 3))
    def compare(self, answers: int) -> None:
        """Let the comparison get on by some answers; begin one if there is none."""
        if self.comparison is None:
            self.comparison = self.sync._compare()
        try:
            for _ in range(answers):
                self.comparison.send(None)
        except (StopIteration, StoreUnavailable):
            self.comparison = None

    @rule(trouble=st.sampled_from(["away", "a new epoch", "flushed", "none"]), beyond=st.integers(0, 3))
    def meet_trouble(self, trouble: str, beyond: int) -> None:
        self.store.is_away = trouble == "away"
        if trouble in ("a new epoch", "flushed"):
            begin = self.paper.forget if trouble == "flushed" else self.paper.begin_epoch
            self.store.publish(begin(head=self.replica.tail.seq + beyond))

    @rule(lost=st.integers(1, 2), new=st.integers(-1, 1), fate=st.sampled_from(["delivered", "lost"]))
    def fail_over(self, lost: int, new: int, fate: str) -> None:
        """Go on from a copy that lacks the last entries, in the same epoch: no guard has seen it."""
        copy = self.paper.copy()
        for _ in range(lost):
            lost_one = self.paper.file(next(self.names))
            self.store.publish(lost_one)
            self.lost.add(lost_one.entry.version_id)
        self.deliver(999)
        self.store.paper = copy
        for _ in range(lost + new):
            self.store.publish(copy.file(next(self.names)))
        if fate == "lost":
            self.store.published.clear()
        self.arrive()
        self.forks_due = self.replica.forks

    @rule()
    def settle(self) -> None:
        """Let everything arrive, and check that no epoch was ended for a mere hole."""
        self.arrive()
        assert self.replica.forks == self.forks_due

    def arrive(self) -> None:
        self.store.is_away = False
        quiet = 0
        for _ in range(12):
            self.deliver(999)
            self.compare(999)
            is_quiet = self.replica.want is Want.NOTHING and not self.store.published
            quiet = quiet + 1 if is_quiet else 0
            if quiet == 2:  # a comparison that was under way may have been of before
                break
        tail, paper = self.replica.tail, self.paper
        assert (tail.epoch, tail.seq, tail.last, tail.trimmed) == (paper.epoch, paper.seq, paper.last, paper.trimmed)
        assert [held.entry for _, held in tail.after(0, limit=99)] == list(paper.entries.values())
        assert self.reader is not None
        newest = [record.last for record in paper.records.values()]
        due = {entry.id: entry.version for entry in newest if entry.seq > self.reader.snapshot_seq}
        assert self.reader.has.items() >= due.items(), "every entry, or a gap and a snapshot"

    def teardown(self) -> None:
        self.settle()

    @invariant()
    def holds_back_no_more_than_it_may(self) -> None:
        assert len(self.replica._held_back) <= 1024


def test_a_fork_is_reported_again_where_there_was_no_answer() -> None:
    store = PaperStore(ModelLog(EN))
    sync = LogSync(store, health=Health(Timing()), timing=Timing(), on_growth=lambda _: None)
    sync.serve(EN)
    replica = sync.replicas[EN.slug]
    to_end(sync._compare())
    copy = store.paper.copy()
    replica.hear(store.paper.file("lost with the primary"))
    store.paper = copy
    replica.hear(copy.file("at the same place"))
    assert replica.want is Want.FORK
    store.is_away = True
    with pytest.raises(StoreUnavailable):
        to_end(sync._compare())
    store.is_away = False
    epoch = copy.epoch
    to_end(sync._compare())
    assert copy.epoch != epoch
    assert replica.tail.epoch == copy.epoch


def to_end(comparison: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(StopIteration):
        while True:
            comparison.send(None)


TestFollower = FollowerMachine.TestCase
TestFollower.settings = settings(stateful_step_count=25, max_examples=60)
