"""The installations that one database of Redis has, by what each of them calls its store. Changes nothing."""

from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis

from ticker.store.names import Names
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.errors import store_call

_TIMEOUT_S: Final = 5.0
_LOOKED_AT_MAX: Final = 200
"""Rounds of a scan: of a Redis with millions of foreign keys not all are looked at."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One prefix, and the id of the store under it."""

    prefix: str
    store_id: str


async def find_installations(redis: Redis) -> list[Installation]:
    """Return the installations of this database, by their prefixes.

    Raises:
        StoreUnavailable: Redis did not answer in time.
    """
    found: list[Installation] = []
    async with store_call(_TIMEOUT_S):
        nodes = list((await redis.primaries()).values()) if isinstance(redis, ClusterRedis) else [redis]
        for node in nodes:
            for key in await _keys_like(node, Names("*").store_id):
                stored: Any = await node.get(key)
                if isinstance(stored, bytes):
                    prefix = key.decode(errors="replace").rpartition(":")[0]
                    found.append(Installation(prefix, stored.decode(errors="replace")))
    return sorted(found, key=lambda one: one.prefix)


async def _keys_like(node: Redis, pattern: str) -> set[bytes]:
    cursor, found = 0, set()
    for _ in range(_LOOKED_AT_MAX):
        cursor, keys = await node.scan(cursor, match=pattern, count=1000)
        found |= {key for key in keys if isinstance(key, bytes)}
        if not cursor:
            break
    return found
