"""Calls of Redis and connections end whenever they are told to, and their end is never a failure of its own.

A lost cancellation is a process that never goes down; an error that nobody expects is one that goes down by itself.
"""

import asyncio
from typing import Final

import pytest

from tests.servers import ValkeyServer
from tests.waiting import until
from ticker.settings import Timing
from ticker.store.pubsub import Subscriptions
from ticker.store.redis.connect import connect
from ticker.store.redis.errors import UNREACHABLE
from ticker.store.subscriber import Subscriber

RENEWALS: Final = 20


@pytest.mark.parametrize("turns", range(24))
async def test_a_call_that_is_cancelled_at_any_moment_ends_cancelled(valkey: ValkeyServer, turns: int) -> None:
    async with connect(valkey.url, timeout_s=5) as redis:
        await redis.ping()
        call = asyncio.ensure_future(redis.get("k"))
        for _ in range(turns):
            await asyncio.sleep(0)  # one turn of the loop, not a time
        was_over = call.done()
        call.cancel()
        await asyncio.wait([call])
        assert call.cancelled() or was_over
        assert await redis.ping(), "the connection must not be left with an answer that nobody fetched"


@pytest.mark.parametrize("turns", range(24))
@pytest.mark.parametrize("is_new", [False, True])
async def test_a_call_whose_connection_is_closed_by_another_task_at_any_moment_is_an_outage(
    valkey: ValkeyServer, turns: int, *, is_new: bool
) -> None:
    async with connect(valkey.url, timeout_s=5) as redis:
        if not is_new:
            await redis.ping()
        call = asyncio.ensure_future(redis.get("k"))
        for _ in range(turns):
            await asyncio.sleep(0)  # one turn of the loop, not a time
        pool = redis.connection_pool
        for connection in (*pool._get_free_connections(), *pool._get_in_use_connections()):
            await connection.disconnect(nowait=True)
        await asyncio.wait([call])
        assert isinstance(call.exception(), (*UNREACHABLE, type(None))), repr(call.exception())
        assert await redis.ping()


async def test_a_connection_that_takes_too_long_to_close_is_closed(valkey: ValkeyServer) -> None:
    redis = connect(valkey.url, timeout_s=5)
    await redis.ping()
    [connection] = redis.connection_pool._get_free_connections()
    connection.socket_connect_timeout = 0
    await redis.aclose()
    assert not connection.is_connected


async def test_subscriptions_are_renewed_at_any_moment(valkey: ValkeyServer) -> None:
    async with connect(valkey.url, timeout_s=5) as redis:
        subscriber = Subscriber(
            Subscriptions(redis),
            channels=lambda: ["c"],
            on_heard=lambda _shard, _heard: None,
            on_break=lambda _shard, _failed: None,
            timing=Timing().divided_by(100),
        )
        running = asyncio.create_task(subscriber.run())

        def renewed() -> bool:
            subscriber.renew()
            return running.done() or subscriber.breaks >= RENEWALS

        await until(renewed, every_s=0)  # each turn of the loop
        assert not running.done()
        running.cancel()
        await asyncio.wait([running])
