"""The format of what is kept in Redis: a number, raised when an older version could not read what a newer one writes.

A store without the number is of 0.1.0, whose format is 1. In a rolling update processes of two versions run side by
side: one that runs already goes on when the number rises, and leaves out what it cannot read; one that starts refuses.
"""

import logging
from typing import Final

from redis.asyncio import Redis

from ticker.errors import StoreUnsuitable
from ticker.store.names import USUAL, Names
from ticker.store.unreadable import Unreadable, UnreadableRecords, What

log = logging.getLogger(__name__)

FORMAT: Final = 1
"""What this version reads and writes."""


async def check_format(redis: Redis, names: Names = USUAL, *, unreadable: UnreadableRecords | None = None) -> None:
    """Refuse a store that a newer version has made too new for this one; note the format of one that has none.

    Raises:
        StoreUnsuitable: it is too new.
    """
    found = await _read(redis, names, unreadable)
    if found > FORMAT:
        raise StoreUnsuitable(
            f"this store is of format {found}, and this version of ticker reads formats up to {FORMAT}: install the "
            f"newer version again, or give this one another --redis-prefix ({names.format} has the number)"
        )


async def heed_format(redis: Redis, names: Names, unreadable: UnreadableRecords) -> None:
    """Note a store that has become too new for this version; a process that runs already goes on."""
    found = await _read(redis, names, unreadable)
    if found > FORMAT:
        why = f"format {found} is newer than this version's: it would not start again"
        unreadable.note(Unreadable(What.FORMAT, f"{names.format} {found}", why))


async def _read(redis: Redis, names: Names, unreadable: UnreadableRecords | None) -> int:
    stored = await redis.get(names.format)
    if stored is None:  # written only where it is absent: a store that takes no writes can be read all the same
        await redis.set(names.format, FORMAT, nx=True)
        stored = await redis.get(names.format)
    text = stored.decode(errors="replace") if isinstance(stored, bytes) else str(stored or FORMAT)
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    if unreadable is not None:
        unreadable.note(Unreadable(What.FORMAT, names.format, "no number; taken for this version's"))
    return FORMAT
