"""A comparison with the log whose answer is late: what happened meanwhile is neither missed nor undone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from tests.examples import EN
from tests.servers import ValkeyServer
from tests.system.cable import Cable, cable
from tests.system.logbook import logbook
from tests.waiting import until
from ticker.fanout.follower import Follower
from ticker.fanout.liveness import Liveness
from ticker.fanout.mirror import Mirror
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.connection import connect
from ticker.store.entries import LiveEntry, NewEpoch, decode_live
from ticker.store.log import Log, live_channel
from ticker.store.subscription import Published, Subscription, subscribed

PATIENT = Timing(check_every_s=60, check_timeout_s=10)
"""Compares only when asked to, and waits for the answer."""


@asynccontextmanager
async def mirror_behind(wire: Cable) -> AsyncIterator[tuple[Mirror, Follower]]:
    """Run a mirror of one empty feed whose Redis is reached by a cable."""
    async with connect(wire.url, timeout_s=10) as redis, asyncio.TaskGroup() as group:
        log = Log(redis, redis, clock=StoreClock(), timing=PATIENT)
        mirror = Mirror(log, liveness=Liveness(PATIENT), timing=PATIENT, on_growth=lambda _: None)
        mirror.serve(EN)
        running = group.create_task(mirror.run())
        follower = mirror.followers[EN.slug]
        await until(lambda: follower.tail.is_loaded)
        yield mirror, follower
        running.cancel()


async def hold_an_answer(wire: Cable, mirror: Mirror, redis: Redis) -> None:
    """Have the logs compared now, and keep the answer in the cable."""

    async def readings() -> int:
        return int((await redis.info("commandstats"))["cmdstat_evalsha"]["calls"])

    before = await readings()
    wire.keeps_answer_to = b"EVALSHA"
    mirror.compare_now()

    async def has_read() -> bool:
        return await readings() > before

    await until(has_read)


async def test_who_asks_for_a_comparison_sees_what_was_written_before_they_asked(valkey: ValkeyServer) -> None:
    async with cable(valkey) as wire, logbook(valkey.url) as book, mirror_behind(wire) as (mirror, follower):
        await hold_an_answer(wire, mirror, book.redis)
        written = await book.file("a")
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(mirror.compared(within_s=5))
            await until(asked.get_stack)
            wire.heal()
        assert asked.result()
        assert follower.tail.cursor == written.cursor


async def test_a_late_answer_does_not_take_back_what_pub_sub_has_brought(valkey: ValkeyServer) -> None:
    async with cable(valkey) as wire, logbook(valkey.url) as book, mirror_behind(wire) as (mirror, follower):
        async with subscribed(book.redis, [live_channel(EN.slug)]) as subscription:
            assert await subscription.next()
            first, *_ = written = [await book.file(id) for id in "abcdefgh"]
            follower.hear(await live(subscription))
            assert follower.tail.cursor == first.cursor
            # The log holds the newest six: what is read now begins behind a hole after the first.
            await hold_an_answer(wire, mirror, book.redis)
            resets = follower.tail.reset_floor
            written.append(await book.file("i"))
            for _ in written[1:]:
                follower.hear(await live(subscription))
        assert follower.tail.cursor == written[-1].cursor
        wire.heal()
        assert await mirror.compared(within_s=5)
        assert follower.tail.cursor == written[-1].cursor
        assert follower.tail.reset_floor == resets


async def live(subscription: Subscription) -> LiveEntry | NewEpoch:
    """Wait for what pub/sub brings next."""
    heard = await subscription.next()
    assert isinstance(heard, Published)
    return decode_live(heard.payload)
