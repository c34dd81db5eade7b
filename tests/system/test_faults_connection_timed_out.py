"""A connection to Redis ends with ETIMEDOUT, as the kernel ends one whose network was cut for too long."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection

from tests.servers import ValkeyServer
from tests.waiting import until
from ticker.errors import StoreUnavailable
from ticker.settings import Timing
from ticker.store.pubsub import Confirmed, Published, Subscriptions
from ticker.store.redis.connect import connect
from ticker.store.subscriber import Heard, Subscriber

CHANNEL = "ticker:{en}:live"


def connections(redis: Redis) -> list[AbstractConnection]:
    """Return every connection that is open, in use or not."""
    pool = redis.connection_pool
    every = [*pool._get_free_connections(), *pool._get_in_use_connections()]
    return [connection for connection in every if connection.is_connected]


def time_out(redis: Redis) -> int:
    """End every connection as the kernel does when nothing was acknowledged for too long; give how many there were."""
    ended = connections(redis)
    for connection in ended:
        assert connection._reader is not None
        connection._reader.set_exception(TimeoutError(errno.ETIMEDOUT, "Connection timed out"))
    return len(ended)


@asynccontextmanager
async def listening(redis: Redis, heard: list[Heard], breaks: list[StoreUnavailable]) -> AsyncIterator[None]:
    """Listen to the channel until the end of the block."""
    ears = Subscriber(
        Subscriptions(redis),
        channels=lambda: [CHANNEL],
        on_heard=lambda _, one: heard.append(one),
        on_break=lambda _, failed: breaks.append(failed),
        timing=Timing(),
    )
    task = asyncio.create_task(ears.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_subscription_that_timed_out_is_a_break_and_not_silence(valkey: ValkeyServer) -> None:
    async with connect(valkey.url, timeout_s=5) as redis, Subscriptions(redis).open("", [CHANNEL]) as subscription:
        assert await subscription.next() == Confirmed(CHANNEL)
        assert time_out(redis) == 1
        with pytest.raises(StoreUnavailable, match="the network was cut"):
            await subscription.next()


async def test_a_subscription_that_times_out_while_it_waits_is_opened_anew_and_hears_again(
    valkey: ValkeyServer,
) -> None:
    heard: list[Heard] = []
    breaks: list[StoreUnavailable] = []
    async with connect(valkey.url, timeout_s=5) as redis, valkey.connect() as other, listening(redis, heard, breaks):
        await until(lambda: heard == [Confirmed(CHANNEL)])
        assert time_out(redis) == 1
        await until(lambda: heard == [Confirmed(CHANNEL)] * 2, within_s=2, what="a second confirmation")
        await other.publish(CHANNEL, b"news")
        await until(lambda: heard[2:] == [Published(CHANNEL, b"news")])
    assert len(breaks) == 1


async def test_a_connection_that_timed_out_while_it_lay_idle_is_replaced_without_an_error(valkey: ValkeyServer) -> None:
    async with connect(valkey.url, timeout_s=5) as redis:
        await asyncio.gather(*(redis.ping() for _ in range(5)))
        assert time_out(redis) > 1
        assert await asyncio.gather(*(redis.ping() for _ in range(5))) == [True] * 5
