"""A task that is told to end while it talks to Redis ends: a lost cancellation is a process that never goes down."""

import asyncio

import pytest

from tests.servers import ValkeyServer
from ticker.store.redis.connect import connect
from ticker.store.redis.errors import UNREACHABLE


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
