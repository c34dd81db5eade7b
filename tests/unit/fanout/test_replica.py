"""What a replica does at once with each thing it hears; tests/property/test_replica.py has the races."""

import asyncio

import pytest

from tests.examples import EN, EPOCH, entry
from tests.model_log import ModelLog
from tests.waiting import until
from ticker.fanout.replica import HELD_BACK_MAX, FeedReplica, Want
from ticker.fanout.tail import Tail
from ticker.model import Cursor, Entry, Epoch
from ticker.store.codec import LiveEntry, NewEpoch
from ticker.store.log import NOWHERE, Place

OTHER = Epoch("zzzzzzzz")


class Followed:
    """A replica of a log as a model that has three entries, and what it told its owner."""

    def __init__(self, *, is_loaded: bool = True) -> None:
        self.paper = ModelLog(EN)
        self.grown: list[int] = []
        self.wanted = 0
        self.replica = FeedReplica(Tail(EN), on_growth=lambda tail: self.grown.append(tail.seq), on_want=self.want)
        for id in "abc":
            self.paper.file(id)
        if is_loaded:
            self.read()

    def want(self) -> None:
        self.wanted += 1

    def read(self, *, fork: bool = False) -> None:
        """Do what the log sync does."""
        place, wants_fork = self.replica.asking()
        assert wants_fork is fork
        if fork:
            self.paper.begin_epoch(head=place.seq)
        reading = self.paper.reading(place)
        self.replica.take(reading, reading.entries, asked=place)

    @property
    def marks(self) -> list[str]:
        return [held.entry.version_id for _, held in self.replica.tail.after(0, limit=99)]

    def hear(self, entry: Entry) -> None:
        self.replica.hear(LiveEntry(self.paper.epoch, 0, entry))


def test_before_it_is_loaded_a_follower_is_nowhere_and_holds_back_what_it_hears() -> None:
    followed = Followed(is_loaded=False)
    assert followed.replica.place == NOWHERE
    followed.replica.hear(followed.paper.file("d"))
    assert (followed.replica.want, followed.wanted, followed.marks) == (Want.READING, 1, [])
    followed.read()
    assert followed.marks == ["a@1", "b@1", "c@1", "d@1"]
    assert followed.replica.place == Place(EPOCH, 4)


def test_the_next_entry_is_taken_at_once() -> None:
    followed = Followed()
    followed.replica.hear(followed.paper.file("d"))
    assert (followed.marks[-1], followed.grown, followed.wanted) == ("d@1", [3, 4], 0)


def test_an_entry_behind_a_hole_waits_for_the_log_and_follows_it_without_another_reading() -> None:
    followed = Followed()
    followed.paper.file("lost")
    place, _ = followed.replica.asking()
    reading = followed.paper.reading(place)
    later = [followed.paper.file("d"), followed.paper.file("e")]
    for live in later:
        followed.replica.hear(live)
    assert (followed.replica.want, followed.marks) == (Want.READING, ["a@1", "b@1", "c@1"])
    followed.replica.take(reading, reading.entries, asked=place)
    assert followed.marks == ["a@1", "b@1", "c@1", "lost@1", "d@1", "e@1"]
    assert followed.grown == [3, 4, 5, 6]


def test_an_entry_that_came_before_is_passed_over() -> None:
    followed = Followed()
    live = followed.paper.file("d")
    for _ in range(3):
        followed.replica.hear(live)
    assert (followed.grown, followed.replica.forks) == ([3, 4], 0)


def test_the_notice_of_a_new_epoch_asks_for_a_reading_and_that_of_the_own_one_does_not() -> None:
    followed = Followed()
    wants = []
    for epoch in (EPOCH, OTHER):
        followed.replica.hear(NewEpoch(epoch, 3))
        wants.append(followed.replica.want)
    assert wants == [Want.NOTHING, Want.READING]


def test_an_entry_of_a_new_epoch_is_not_taken_for_one_of_this() -> None:
    followed = Followed()
    followed.replica.hear(LiveEntry(OTHER, 0, entry(4, "d", prev="c@1")))
    assert (followed.marks[-1], followed.replica.want) == ("c@1", Want.READING)


@pytest.mark.parametrize(
    "heard",
    [entry(2, "x", prev="a@1"), entry(3, "x", prev="b@1"), entry(4, "x", prev="y@1")],
    ids=["another entry at a place", "another entry at the head", "another entry before the next"],
)
def test_a_fork_is_seen_at_once_and_ends_the_epoch(heard: Entry) -> None:
    followed = Followed()
    followed.hear(heard)
    assert (followed.replica.want, followed.replica.forks) == (Want.FORK, 1)
    followed.replica.need_reading()
    assert followed.replica.want is Want.FORK, "a reading alone would not end the epoch"
    followed.read(fork=True)
    assert followed.replica.tail.epoch == followed.paper.epoch != EPOCH


def test_a_log_whose_top_is_below_ours_is_a_fork() -> None:
    followed = Followed()
    copy = followed.paper.copy()
    followed.replica.hear(followed.paper.file("d"))
    followed.paper = copy
    followed.read()
    assert followed.replica.want is Want.FORK


def test_a_log_that_goes_on_from_another_entry_than_ours_is_a_fork() -> None:
    followed = Followed()
    copy = followed.paper.copy()
    followed.replica.hear(followed.paper.file("d"))
    followed.paper = copy
    for id in "xy":
        copy.file(id)
    followed.read()
    assert (followed.replica.want, followed.marks[-1]) == (Want.FORK, "d@1")


def test_a_fork_that_could_not_be_ended_is_still_one() -> None:
    followed = Followed()
    followed.hear(entry(3, "x", prev="b@1"))
    for _ in range(3):
        _, fork = followed.replica.asking()
        assert fork
        followed.replica.failed(fork=fork)


def test_what_is_held_back_is_bounded() -> None:
    followed = Followed()
    for seq in range(10, 10 + 3 * HELD_BACK_MAX):
        followed.hear(entry(seq, f"u{seq}"))
        assert len(followed.replica._held_back) <= HELD_BACK_MAX


async def test_who_waits_for_an_entry_is_told_when_it_stands() -> None:
    followed = Followed()
    replica = followed.replica
    assert await replica.stands(Cursor(EPOCH, 3), within_s=0)
    waiting = asyncio.create_task(replica.stands(Cursor(EPOCH, 4), within_s=60))
    await until(lambda: replica._waiting)
    replica.hear(followed.paper.file("d"))
    assert await waiting
    assert not replica._waiting


async def test_who_waits_too_long_is_told_so_and_forgotten() -> None:
    replica = Followed().replica
    assert not await replica.stands(Cursor(EPOCH, 4), within_s=0.001)
    assert not await replica.stands(Cursor(OTHER, 1), within_s=0.001)
    assert not replica._waiting


async def test_a_follower_that_is_cancelled_while_it_waits_forgets_who_waited() -> None:
    replica = Followed().replica
    waiting = asyncio.create_task(replica.stands(Cursor(EPOCH, 4), within_s=60))
    await until(lambda: replica._waiting)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not replica._waiting
