"""What redis-py raises when Redis is away or too slow, and how it leaves this package."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import redis.exceptions

from ticker.errors import StoreUnavailable

UNREACHABLE: Final = (redis.exceptions.RedisError, OSError, TimeoutError)


@asynccontextmanager
async def store_call(timeout_s: float, *, may_stand: bool = False) -> AsyncIterator[None]:
    """Bound what is awaited inside, and translate every failure of Redis.

    Raises:
        StoreUnavailable: Redis is away, refuses, or does not answer within ``timeout_s``.
    """
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except UNREACHABLE as failed:
        raise StoreUnavailable(str(failed) or "Redis did not answer in time", may_stand=may_stand) from failed
