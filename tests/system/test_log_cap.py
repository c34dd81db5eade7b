"""The log's cap and what is known of an update after it has left the log."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

import ticker.store.log
from tests.examples import EN
from tests.servers import ValkeyServer
from tests.system.logbook import Logbook, everything, logbook
from ticker.errors import NoSuchUpdate
from ticker.model import EntryKind
from ticker.store.log import RECORD_KEPT_MS, Place

CORRECTION, REFILE = EntryKind.CORRECTION, EntryKind.REFILE
HOLD, KILL = EntryKind.HOLD, EntryKind.KILL


@pytest.fixture
async def book(valkey: ValkeyServer) -> AsyncIterator[Logbook]:
    """Return a log that holds two entries."""
    async with logbook(valkey.url, feed=replace(EN, history=2, snapshot=1)) as book:
        yield book


async def test_over_its_cap_the_log_drops_its_oldest_entry_and_says_so(book: Logbook) -> None:
    for id in "abc":
        await book.file(id)
    assert await book.marks() == ["b@1", "c@1"]
    assert (await book.reading()).trimmed == 1


async def test_acts_on_what_the_log_holds_make_no_room_and_trim_nothing(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    for version in range(1, 5):
        await book.act(CORRECTION, "a", version)
        await book.act(CORRECTION, "b", version)
    reading = await book.reading()
    assert (reading.trimmed, reading.seq, len(reading.entries)) == (0, 10, 2)


async def test_the_oldest_is_the_one_that_was_acted_on_longest_ago(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    await book.act(CORRECTION, "a", 1)
    await book.file("c")
    assert await book.marks() == ["a@2", "c@1"]
    assert (await book.reading()).trimmed == 2


@pytest.mark.parametrize("kind", [CORRECTION, REFILE, HOLD, KILL])
async def test_what_has_left_the_log_can_still_be_acted_on_and_comes_back_in_its_place(
    book: Logbook, kind: EntryKind
) -> None:
    for id in "abc":
        await book.file(id)
    await book.act(kind, "a", 1)
    c, a = (await book.reading()).entries
    assert (c.version_id, a.version_id, a.order, a.seq) == ("c@1", "a@2", 1, 4)


async def test_a_record_waits_for_its_end_only_while_its_update_is_out_of_the_log(book: Logbook) -> None:
    for id in "abc":
        await book.file(id)
    assert await book.redis.zrange(book.key("due"), 0, -1) == [b"a"]
    at = await book.redis.zscore(book.key("due"), "a")
    assert at is not None
    assert abs(at - (await book.reading()).now_ms - RECORD_KEPT_MS) < 60_000
    assert RECORD_KEPT_MS == 8 * 24 * 3600 * 1000
    await book.act(CORRECTION, "a", 1)
    assert await book.redis.zrange(book.key("due"), 0, -1) == [b"b"]


async def test_a_record_that_is_due_goes_with_the_next_append_and_its_update_is_unknown_from_then_on(
    book: Logbook,
) -> None:
    for id in "abc":
        await book.file(id)
    await book.redis.zadd(book.key("due"), {"a": 1})
    await book.act(CORRECTION, "c", 1)
    assert await book.redis.hkeys(book.key("updates")) == [b"b", b"c"]
    with pytest.raises(NoSuchUpdate):
        await book.act(KILL, "a", 1)
    assert b"'a'" not in await everything(book.redis)


async def test_an_act_comes_before_the_removal_of_a_record_that_is_due(book: Logbook) -> None:
    for id in "abc":
        await book.file(id)
    await book.redis.zadd(book.key("due"), {"a": 1})
    await book.act(KILL, "a", 1)
    assert await book.redis.hexists(book.key("updates"), "a")


async def test_each_append_removes_ten_records_that_are_due(book: Logbook, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(27):
        await book.file(f"u{n}")
    for n in range(25):
        await book.redis.zadd(book.key("due"), {f"u{n}": n + 1})
    left = []
    for n in range(3):
        await book.file(f"v{n}")
        left.append(await book.redis.hlen(book.key("updates")))
    assert left == [18, 9, 5]
    monkeypatch.setattr(ticker.store.log, "RECORD_KEPT_MS", -1_000)
    await book.file("w")  # what it trims is due at once
    assert await book.redis.hlen(book.key("updates")) == 5


async def test_a_cap_that_was_lowered_is_reached_and_a_raised_one_fills_up(valkey: ValkeyServer) -> None:
    async with logbook(valkey.url, feed=replace(EN, history=150)) as book:
        for n in range(150):
            await book.file(f"u{n}")
        book.feed = replace(EN, history=10)
        for n, left in [(0, 51), (1, 10), (2, 10)]:
            await book.file(f"v{n}")
            reading = await book.reading()
            assert len(reading.entries) == left
            assert reading.trimmed == reading.entries[0].seq - 1
        book.feed = replace(EN, history=12)
        for n in range(3):
            await book.file(f"w{n}")
        assert len((await book.reading()).entries) == 12


async def test_a_place_that_was_trimmed_is_answered_with_the_whole_log(book: Logbook) -> None:
    for id in "abcd":
        await book.file(id)
    epoch = (await book.reading()).epoch
    wholes = {seq: (await book.reading(Place(epoch, seq))).whole for seq in range(6)}
    assert wholes == {0: True, 1: True, 2: False, 3: False, 4: False, 5: True}
