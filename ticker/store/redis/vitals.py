"""How a Redis that may keep the log is doing now: what an operator would want to know before readers do."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from ticker.errors import StoreUnavailable
from ticker.store.redis.examine import Suitability, examine

_PINGS: Final = 20


@dataclass(frozen=True, slots=True)
class Vitals:
    """What was found. Shares are of 1; None where the server has no limit or does not say."""

    suitability: Suitability
    round_trip_s: float
    """The median of some pings."""
    ahead_s: float
    """How far its clock is ahead of this machine's; below zero it is behind."""
    memory_share: float | None
    clients_share: float | None
    writes_well: bool
    """Whether its last writes to disk succeeded."""


async def take_vitals(redis: Redis) -> Vitals:
    """Ask the server how it is. Writes nothing.

    Raises:
        StoreUnavailable: it does not answer.
        StoreUnsuitable: it must not be used as it is; the text says what to change.
    """
    suitability = await examine(redis)
    try:
        trips = [await _ping(redis) for _ in range(_PINGS)]
        asked_at = time.time()
        seconds, micros = await redis.time()
        ahead_s = seconds + micros / 1e6 - (asked_at + time.time()) / 2
        info = await redis.info()
    except (RedisError, OSError) as failed:
        raise StoreUnavailable(f"Redis does not answer: {failed}") from failed
    return Vitals(
        suitability=suitability,
        round_trip_s=median(trips),
        ahead_s=ahead_s,
        memory_share=_share(info, "used_memory", "maxmemory"),
        clients_share=_share(info, "connected_clients", "maxclients"),
        writes_well=all(info.get(name, "ok") == "ok" for name in ("aof_last_write_status", "rdb_last_bgsave_status")),
    )


async def _ping(redis: Redis) -> float:
    asked_at = time.perf_counter()
    await redis.ping()
    return time.perf_counter() - asked_at


def _share(info: dict[str, Any], used: str, limit: str) -> float | None:
    most = int(info.get(limit, 0))
    return int(info.get(used, 0)) / most if most else None
