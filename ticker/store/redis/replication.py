"""Whether a replica has what was written. Asks only when told to: the usual filing does not wait for one."""

import asyncio
from typing import Final

from redis.asyncio import Redis

from ticker.store.redis.errors import UNREACHABLE

REPLICAS: Final = 1
"""How many must have it."""
_MARK_KEPT_S: Final = 60
_SLACK_S: Final = 0.1
"""How much longer than it was told to Redis may take to say that the time is over."""


async def is_replicated(connection: Redis, *, within_s: float, mark: str | None = None) -> bool:
    """Wait until a replica has what was last written on this one connection; report whether it did in time.

    With ``mark`` that key is written first: WAIT goes by what its own connection has written, and a replica that has
    the mark has everything that any connection had written before it. Never raises for a Redis that is away: what was
    written may stand all the same.
    """
    wait_ms = int(within_s * 1000)
    if wait_ms < 1:  # WAIT takes 0 for ever
        return False
    try:
        async with asyncio.timeout(within_s + _SLACK_S):
            if mark is not None:
                await connection.set(mark, 1, ex=_MARK_KEPT_S)
            have_it: int = await connection.wait(REPLICAS, wait_ms)
    except UNREACHABLE:
        return False
    return have_it >= REPLICAS
