"""A comparison with the log whose answer is late: what happened meanwhile is neither missed nor undone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from tests.examples import EN
from tests.servers import ValkeyServer
from tests.system.logbook import Logbook, logbook
from tests.waiting import until
from ticker.fanout.health import Health
from ticker.fanout.replica import FeedReplica
from ticker.fanout.sync import LogSync
from ticker.model import Feed, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import LiveEntry, NewEpoch, Probe, decode_live
from ticker.store.log import Log
from ticker.store.names import USUAL
from ticker.store.pubsub import Published, Subscription, Subscriptions
from ticker.store.redis.connect import connect
from ticker.store.unreadable import Unreadable
from ticker.tools.stress.fault_proxy import FaultProxy

pytestmark = pytest.mark.long

FEEDS, ENTRIES = 6, 1_100
PATIENT = Timing(check_every_s=60, check_timeout_s=10)
"""Compares only when asked to, and waits for the answer."""


@asynccontextmanager
async def replicas_behind(
    proxy: FaultProxy, *feeds: Feed, timing: Timing = PATIENT
) -> AsyncIterator[tuple[LogSync, list[FeedReplica]]]:
    """Run replicas of feeds whose Redis is behind a proxy, and have it load their logs."""
    async with connect(proxy.redis_url, timeout_s=timing.check_timeout_s) as redis, asyncio.TaskGroup() as group:
        log = Log(redis, redis, clock=StoreClock(), timing=timing)
        sync = LogSync(log, health=Health(timing), timing=timing, on_growth=lambda _: None)
        for feed in feeds:
            sync.serve(feed)
        running = group.create_task(sync.run())
        replicas = list(sync.replicas.values())
        await until(lambda: all(replica.tail.is_loaded for replica in replicas), within_s=20, what="logs loaded")
        yield sync, replicas
        running.cancel()


@asynccontextmanager
async def proxied_replica(valkey: ValkeyServer) -> AsyncIterator[tuple[FaultProxy, Logbook, LogSync, FeedReplica]]:
    """Run a replica of one feed behind a proxy, beside a logbook that writes past it."""
    async with (
        FaultProxy(valkey.dial).running() as proxy,
        logbook(valkey.url) as book,
        replicas_behind(proxy, EN) as (sync, [replica]),
    ):
        yield proxy, book, sync, replica


async def hold_an_answer(proxy: FaultProxy, sync: LogSync, redis: Redis) -> None:
    """Have the logs compared now, and hold the answer."""

    async def readings() -> int:
        return int((await redis.info("commandstats"))["cmdstat_evalsha"]["calls"])

    before = await readings()
    proxy.hold_answers(once_sent=b"EVALSHA")
    sync.compare_now()

    async def has_read() -> bool:
        return await readings() > before

    await until(has_read)


async def test_who_asks_for_a_comparison_sees_what_was_written_before_they_asked(valkey: ValkeyServer) -> None:
    async with proxied_replica(valkey) as (proxy, book, sync, replica):
        await hold_an_answer(proxy, sync, book.redis)
        written = await book.file("a")
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(sync.compared(within_s=5))
            await until(asked.get_stack)
            proxy.mend()
        assert asked.result()
        assert replica.tail.cursor == written.cursor


async def test_a_late_answer_does_not_take_back_what_pub_sub_has_brought(valkey: ValkeyServer) -> None:
    async with proxied_replica(valkey) as (proxy, book, sync, replica):
        async with Subscriptions(book.redis).open("", [USUAL.live(EN.slug)]) as subscription:
            assert await subscription.next()
            first, *_ = written = [await book.file(id) for id in "abcdefgh"]
            replica.hear(await live(subscription))
            assert replica.tail.cursor == first.cursor
            # The log holds the newest six: what is read now begins behind a hole after the first.
            await hold_an_answer(proxy, sync, book.redis)
            resets = replica.tail.reset_floor
            written.append(await book.file("i"))
            for _ in written[1:]:
                replica.hear(await live(subscription))
        assert replica.tail.cursor == written[-1].cursor
        proxy.mend()
        assert await sync.compared(within_s=5)
        assert replica.tail.cursor == written[-1].cursor
        assert replica.tail.reset_floor == resets


async def test_logs_that_are_more_together_than_one_answer_can_bring_in_time_are_loaded_all_the_same(
    valkey: ValkeyServer,
) -> None:
    feeds = [Feed(Slug(f"feed-{number}"), "A long log", "en") for number in range(FEEDS)]
    async with FaultProxy(valkey.dial).running() as proxy:
        for feed in feeds:
            await fill(valkey.url, feed, ENTRIES)
        proxy.bytes_per_s = 1_500_000  # all of it would take two seconds, and each answer may take one
        async with replicas_behind(proxy, *feeds, timing=Timing()) as (_, replicas):
            assert [len(replica.tail) for replica in replicas] == [ENTRIES] * FEEDS


async def fill(url: str, feed: Feed, count: int) -> None:
    """Write a log's entries as ``append.lua`` does, but all at once."""
    async with logbook(url, feed=feed) as book:
        await book.file("the-first")
        [(_, fields)] = await book.redis.xrange(book.key("log")) or []
        assert fields is not None
        async with book.redis.pipeline() as pipe:
            for seq in range(2, count + 1):
                prev = b"the-first@1" if seq == 2 else b"id-%d@1" % (seq - 1)
                one = {**fields, b"id": b"id-%d" % seq, b"prev": prev, b"order": b"%d" % seq}
                pipe.xadd(book.key("log"), dict(one.items()), id=f"{seq}-0")
            pipe.hset(book.key("meta"), mapping={"seq": count, "last": f"id-{count}@1"})
            await pipe.execute()


async def live(subscription: Subscription) -> LiveEntry | NewEpoch:
    """Wait for what pub/sub brings next."""
    heard = await subscription.next()
    assert isinstance(heard, Published)
    decoded = decode_live(heard.payload)
    assert not isinstance(decoded, Unreadable)
    assert not isinstance(decoded, Probe)
    return decoded
