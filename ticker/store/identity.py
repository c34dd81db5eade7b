"""What a store is: its id, the number of its format, and the other installations that share its database.

The format of what is kept is a number, raised when an older version could not read what a newer one writes. A store
without it is of 0.1.0, whose format is 1. In a rolling update processes of two versions run side by side: one that runs
already goes on when the number rises, and leaves out what it cannot read; one that starts refuses.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis

from ticker.errors import StoreUnsuitable
from ticker.store.names import Names
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.errors import store_call
from ticker.store.unreadable import Unreadable, UnreadableRecords, What

FORMAT: Final = 1
"""What this version reads and writes."""
_TIMEOUT_S: Final = 5.0
_ROUNDS_MAX: Final = 200
"""Of a scan: of a Redis with millions of foreign keys not all are looked at."""


async def read_id(redis: Redis, names: Names, *, usual: str) -> str:
    """Return what names this store, so that two processes can tell whether they share one; ``usual`` after a flush."""
    stored = await read_or_set(redis, names.store_id, usual or secrets.token_hex(8))
    return stored.decode(errors="replace") if isinstance(stored, bytes) else usual


async def check_format(redis: Redis, names: Names, unreadable: UnreadableRecords) -> None:
    """Refuse a store that a newer version has made too new for this one; note the format of one that has none.

    Raises:
        StoreUnsuitable: it is too new.
    """
    found = await _format(redis, names, unreadable)
    if found > FORMAT:
        raise StoreUnsuitable(
            f"this store is of format {found}, and this version of ticker reads formats up to {FORMAT}: install the "
            f"newer version again, or give this one another --redis-prefix ({names.format} has the number)"
        )


async def heed_format(redis: Redis, names: Names, unreadable: UnreadableRecords) -> None:
    """Note a store that has become too new for this version; a process that runs already goes on."""
    found = await _format(redis, names, unreadable)
    if found > FORMAT:
        why = f"format {found} is newer than this version's: it would not start again"
        unreadable.note(Unreadable(What.FORMAT, f"{names.format} {found}", why))


async def _format(redis: Redis, names: Names, unreadable: UnreadableRecords) -> int:
    stored = await read_or_set(redis, names.format, FORMAT)
    text = stored.decode(errors="replace") if isinstance(stored, bytes) else str(stored or FORMAT)
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    unreadable.note(Unreadable(What.FORMAT, names.format, "no number; taken for this version's"))
    return FORMAT


async def read_or_set(redis: Redis, key: str, usual: str | bytes | int) -> Any:
    """Return what a key has; written only where it is absent: a store that takes no writes can be read all the same."""
    stored = await redis.get(key)
    if stored is None:
        await redis.set(key, usual, nx=True)
        stored = await redis.get(key)
    return stored


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
        for node in (await redis.primaries()).values() if isinstance(redis, ClusterRedis) else [redis]:
            for key in await _keys_like(node, Names("*").store_id):
                stored: Any = await node.get(key)
                if isinstance(stored, bytes):
                    prefix = key.decode(errors="replace").rpartition(":")[0]
                    found.append(Installation(prefix, stored.decode(errors="replace")))
    return sorted(found, key=lambda one: one.prefix)


async def _keys_like(node: Redis, pattern: str) -> set[bytes]:
    cursor, found = 0, set()
    for _ in range(_ROUNDS_MAX):
        cursor, keys = await node.scan(cursor, match=pattern, count=1000)
        found |= {key for key in keys if isinstance(key, bytes)}
        if not cursor:
            break
    return found
