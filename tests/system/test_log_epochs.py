"""The guard on a real Valkey: when a log begins a new epoch, and when it must not (I2)."""

import asyncio
from contextlib import AsyncExitStack

import orjson

from tests.examples import EN, words
from tests.servers import FreshValkey, ValkeyServer
from tests.system.logbook import Logbook, everything, logbook
from tests.waiting import until
from ticker.model import EPOCH, Entry, EntryKind, Epoch
from ticker.store.log import NOWHERE, Place
from ticker.store.names import USUAL

FOREIGN = Epoch("zzzzzzzz")


async def test_a_log_begins_with_an_epoch_at_seq_0(book: Logbook) -> None:
    reading = await book.reading()
    assert EPOCH.match(reading.epoch)
    assert (reading.seq, reading.last, reading.trimmed, reading.entries) == (0, "", 0, ())
    assert reading.whole
    assert (await book.reading()).epoch == reading.epoch


async def test_processes_that_come_at_once_find_one_epoch(valkey: ValkeyServer) -> None:
    async with AsyncExitStack() as stack:
        books = [await stack.enter_async_context(logbook(valkey.url)) for _ in range(8)]
        readings = await asyncio.gather(*(book.reading() for book in books))
    assert len({reading.epoch for reading in readings}) == 1


async def test_each_feed_has_an_epoch_of_its_own(book: Logbook) -> None:
    other = await book.log.read(type(EN.slug)("ar"), NOWHERE)
    assert other.epoch != (await book.reading()).epoch


async def test_a_flush_makes_a_new_epoch_above_the_callers_head_and_nothing_of_before_is_known(book: Logbook) -> None:
    for id in "abc":
        await book.file(id, idempotency=f"k-{id}")
    before = await book.reading()
    await book.redis.flushall()
    after = await book.reading(Place(before.epoch, before.seq))
    assert after.epoch != before.epoch
    assert (after.seq, after.trimmed, after.last, after.entries, after.whole) == (3, 3, "", (), True)
    written = await book.file("a", idempotency="k-a")
    assert (written.cursor.epoch, written.cursor.seq, written.repeated) == (after.epoch, 4, False)
    [entry] = (await book.reading(Place(after.epoch, 3))).entries
    assert (entry.prev, entry.order) == ("", 4)


async def test_an_append_that_finds_the_log_gone_begins_the_epoch_itself(book: Logbook) -> None:
    await book.file("a")
    book.place = Place((await book.reading()).epoch, 7)
    await book.redis.flushall()
    written = await book.file("b")
    assert written.cursor.epoch != book.place.epoch
    assert written.cursor.seq == 8
    assert (await book.reading()).trimmed == 7


async def test_a_log_that_was_evicted_is_a_new_epoch_and_its_updates_can_still_be_acted_on(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    before = await book.reading()
    book.place = Place(before.epoch, before.seq)
    await book.redis.delete(book.key("log"))
    killed = await book.act(EntryKind.KILL, "a", 1)
    after = await book.reading(book.place)
    assert after.epoch == killed.cursor.epoch != before.epoch
    assert (after.seq, after.trimmed, after.last, after.whole) == (3, 2, "a@2", True)
    [entry] = after.entries
    assert (entry.version_id, entry.prev, entry.order) == ("a@2", "", 1)
    assert (await book.reading()).epoch == after.epoch


async def test_a_log_that_lost_its_newest_entry_is_a_new_epoch_with_what_is_left(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    before = await book.reading()
    await book.redis.xdel(book.key("log"), "2-0")
    after = await book.reading(Place(before.epoch, before.seq))
    assert after.epoch != before.epoch
    assert (after.seq, after.trimmed, after.last) == (2, 0, "a@1")
    assert [entry.version_id for entry in after.entries] == ["a@1"]
    assert (await book.reading()).epoch == after.epoch


async def test_what_was_left_of_a_log_without_its_meta_is_deleted(book: Logbook) -> None:
    for id in "ab":
        await book.file(id, words=words("left over"))
    await book.act(EntryKind.HOLD, "a", 1)
    await book.redis.zadd(book.key("due"), {"a": 5e12})
    await book.redis.delete(book.key("meta"))
    assert (await book.reading()).entries == ()
    assert b"left over" not in await everything(book.redis)
    assert await book.redis.keys() == [book.key("meta").encode()]


async def test_a_new_epoch_is_published_once_with_its_seq(book: Logbook) -> None:
    await book.file("a")
    async with book.redis.pubsub() as pubsub:
        await pubsub.subscribe(USUAL.live("en"))
        heard = []

        async def hear() -> bool:
            told = await pubsub.get_message(timeout=0)
            heard.extend([told] if told else [])
            return len(heard) == 2

        await book.redis.delete(book.key("meta"))
        reading = await book.reading(Place(FOREIGN, 5))
        await book.reading()
        await until(hear)
        assert orjson.loads(heard[1]["data"]) == {"type": "epoch", "epoch": reading.epoch, "seq": "5"}
        assert await pubsub.get_message(timeout=0.01) is None


async def restarted(fresh_valkey: FreshValkey, *, vouched: bool) -> tuple[bool, tuple[Entry, ...], int]:
    """Kill a Valkey and start it again; report whether the epoch stands, and give the entries and the top."""
    server = await fresh_valkey()
    async with logbook(server.url) as book:
        book.log.vouched = vouched
        for id in "ab":
            await book.file(id)
        before = await book.reading()
        server.kill()
        await server.start()
        async with logbook(server.url) as again:
            again.log.vouched = vouched
            after = await again.reading(Place(before.epoch, 5))
            assert (await again.reading()).epoch == after.epoch
            assert (await again.file("c")).cursor == type((await again.file("d")).cursor)(after.epoch, after.seq + 1)
            return after.epoch == before.epoch, (await again.reading()).entries, after.seq


async def test_a_restart_keeps_the_epoch_where_somebody_vouches_that_all_was_on_disk(fresh_valkey: FreshValkey) -> None:
    stands, entries, seq = await restarted(fresh_valkey, vouched=True)
    assert stands
    assert seq == 2
    assert [entry.version_id for entry in entries] == ["a@1", "b@1", "c@1", "d@1"]


async def test_a_restart_that_nobody_vouches_for_is_a_new_epoch_over_what_is_left(fresh_valkey: FreshValkey) -> None:
    stands, entries, seq = await restarted(fresh_valkey, vouched=False)
    assert not stands
    assert seq == 5, "the caller's head, so that order stays comparable"
    assert [(entry.version_id, entry.seq) for entry in entries] == [("a@1", 1), ("b@1", 2), ("c@1", 6), ("d@1", 7)]
    assert entries[2].prev == "b@1"


async def test_a_promoted_replica_begins_a_new_epoch_once_also_where_somebody_vouches(
    fresh_valkey: FreshValkey, free_port: int
) -> None:
    primary = await fresh_valkey(port=free_port)
    replica = await fresh_valkey("--replicaof", "127.0.0.1", str(free_port))
    async with logbook(primary.url) as first, logbook(replica.url) as second:
        first.log.vouched = second.log.vouched = True
        for id in "ab":
            await first.file(id)
        before = await first.reading()
        await until(lambda: second.redis.hget(second.key("meta"), "seq"), within_s=20)
        await until(lambda: in_step(first, second), within_s=20)
        primary.kill()
        await second.redis.replicaof("NO", "ONE")
        after = await second.reading(Place(before.epoch, 9))
        assert after.epoch != before.epoch
        assert (after.seq, [entry.version_id for entry in after.entries]) == (9, ["a@1", "b@1"])
        again = await second.reading(Place(after.epoch, 9))
        assert (again.epoch, again.seq) == (after.epoch, 9)
        assert (await second.file("c")).cursor.seq == 10


async def in_step(first: Logbook, second: Logbook) -> bool:
    return await first.redis.hgetall(first.key("meta")) == await second.redis.hgetall(second.key("meta"))


async def test_who_sees_a_fork_ends_the_epoch_and_the_entries_stay(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    before = await book.reading()
    after = await book.reading(Place(before.epoch, 4), fork=True)
    assert after.epoch != before.epoch
    assert (after.seq, after.last, after.trimmed, after.entries) == (4, "b@1", 0, before.entries)


async def test_of_two_processes_that_see_the_same_fork_both_find_one_epoch(book: Logbook, valkey: ValkeyServer) -> None:
    await book.file("a")
    place = Place((await book.reading()).epoch, 1)
    async with logbook(valkey.url) as other:
        readings = await asyncio.gather(*(one.reading(place, fork=True) for one in (book, other) for _ in range(10)))
    assert len({reading.epoch for reading in readings}) == 1
    assert readings[0].epoch != place.epoch


async def test_a_fork_seen_in_an_epoch_that_has_ended_changes_nothing(book: Logbook) -> None:
    await book.file("a")
    before = await book.reading()
    assert (await book.reading(Place(FOREIGN, 9), fork=True)).epoch == before.epoch
    assert (await book.reading(NOWHERE, fork=True)).epoch == before.epoch


async def test_a_foreign_head_does_not_move_a_log_that_stands(book: Logbook) -> None:
    await book.file("a")
    assert (await book.reading(Place(FOREIGN, 900))).seq == 1
    book.place = Place(FOREIGN, 900)
    assert (await book.file("b")).cursor.seq == 2
