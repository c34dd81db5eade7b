"""The log and time: deadlines, clocks that jump, servers that stand still. Nothing is written after it was given up."""

import asyncio
import time

import pytest

from tests.servers import FreshValkey
from tests.system.logbook import Logbook, logbook
from tests.waiting import until
from ticker.errors import StoreUnavailable
from ticker.model import EntryKind
from ticker.settings import Timing
from ticker.store.log import Place

SHORT = Timing(filing_timeout_s=0.3, check_timeout_s=0.3)
"""How long the tests that wait in vain wait."""
MINUTES_MS = 60_000


async def test_a_frozen_server_writes_nothing_when_it_thaws_after_the_deadline(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with logbook(server.url, timing=SHORT) as book:
        await book.file("a")
        server.freeze()
        with pytest.raises(StoreUnavailable) as outage:
            await book.file("b", idempotency="k1")
        assert outage.value.may_stand
        server.thaw()
        await until(server.answers)
        assert await book.marks() == ["a@1"]
        assert (await book.file("b", idempotency="k1")).cursor.seq == 2


async def test_a_paused_server_writes_nothing_after_the_deadline_either(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with logbook(server.url, timing=SHORT) as book:
        await book.file("a")
        await book.redis.client_pause(1_000)
        with pytest.raises(StoreUnavailable):
            await book.file("b")
        async with logbook(server.url) as patient:
            assert await patient.marks() == ["a@1"]
            assert (await patient.file("c")).cursor.seq == 2


async def test_an_outage_of_one_call_leaves_no_answer_for_the_next(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with logbook(server.url, timing=SHORT) as book:
        await book.file("a")
        server.freeze()
        for id in "bcd":
            with pytest.raises(StoreUnavailable):
                await book.file(id)
            with pytest.raises(StoreUnavailable):
                await book.reading()
        server.thaw()
        await until(server.answers)
        for seq, id in enumerate("efg", 2):
            written = await book.file(id)
            assert (written.id, written.cursor.seq) == (id, seq)


async def test_a_server_that_is_away_is_unavailable_to_readings_too(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with logbook(server.url, timing=SHORT) as book:
        await book.reading()
        server.kill()
        for attempt in (book.reading(), book.log.read_all({book.feed.slug: book.place}), book.file("a")):
            with pytest.raises(StoreUnavailable):
                await attempt
        await server.start()
        await book.file("a")


async def test_hundreds_of_filings_at_once_are_all_answered(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey("--appendfsync", "everysec")
    async with logbook(server.url, timing=Timing(filing_timeout_s=20)) as book:
        written = await asyncio.gather(*(book.file(f"u{n}") for n in range(300)))
    assert sorted(one.cursor.seq for one in written) == list(range(1, 301))


@pytest.mark.parametrize("offset_ms", [-10 * MINUTES_MS, 10 * MINUTES_MS])
async def test_a_clock_that_is_minutes_wrong_is_set_right_and_the_filing_is_written(
    book: Logbook, offset_ms: int
) -> None:
    await book.reading()
    right = book.log.clock.now_ms()
    clock = book.log.clock
    clock.hear(right + offset_ms, asked_at=time.monotonic(), heard_at=time.monotonic())
    assert (await book.file("a")).cursor.seq == 1
    assert abs(clock.now_ms() - right) < MINUTES_MS
    [entry] = (await book.reading()).entries
    assert abs(entry.version_created_ms - right) < MINUTES_MS


async def test_every_answer_tells_the_time(book: Logbook) -> None:
    clock = book.log.clock
    for call in (book.reading, lambda: book.file("a"), lambda: book.log.read_all({book.feed.slug: book.place})):
        clock.hear(0, asked_at=time.monotonic(), heard_at=time.monotonic())
        await call()
        assert abs(clock.now_ms() - time.time() * 1000) < MINUTES_MS


async def test_scripts_that_the_server_forgot_are_told_again(book: Logbook) -> None:
    await book.file("a")
    await book.redis.script_flush()
    await book.file("b")
    await book.redis.script_flush()
    assert await book.marks() == ["a@1", "b@1"]
    await book.redis.script_flush()
    readings = await book.log.read_all({book.feed.slug: book.place})
    assert readings[book.feed.slug].seq == 2


async def test_a_reading_is_cut_at_its_limit_and_goes_on_behind_its_last_entry(book: Logbook) -> None:
    for id in "abcde":
        await book.file(id)
    await book.act(EntryKind.CORRECTION, "b", 1)
    first = await book.reading(limit=2)
    assert ([entry.version_id for entry in first.entries], first.complete, first.seq) == (["a@1", "c@1"], False, 6)
    second = await book.reading(Place(first.epoch, first.entries[-1].seq), limit=2)
    assert ([entry.version_id for entry in second.entries], second.complete, second.whole) == (
        ["d@1", "e@1"],
        False,
        False,
    )
    third = await book.reading(Place(first.epoch, second.entries[-1].seq), limit=2)
    assert ([entry.version_id for entry in third.entries], third.complete) == (["b@2"], True)


async def test_a_reading_from_the_top_is_empty_and_whole_readings_begin_at_the_start(book: Logbook) -> None:
    await book.file("a")
    epoch = (await book.reading()).epoch
    top = await book.reading(Place(epoch, 1))
    assert (top.entries, top.whole, top.complete, top.seq, top.last) == ((), False, True, 1, "a@1")
    ahead = await book.reading(Place(epoch, 2))
    assert ([entry.version_id for entry in ahead.entries], ahead.whole) == (["a@1"], True)
