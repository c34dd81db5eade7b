"""Drops slow readers: one whose socket has taken nothing for too long is closed, and may come back with its cursor."""

import asyncio
import time

from ticker.fanout.reader import Shared
from ticker.wire.close_codes import CloseCode


async def drop_slow_readers(shared: Shared, *, stalled_s: float) -> None:
    """Close readers that have stood still for ``stalled_s``, for as long as the service runs."""
    while True:
        await asyncio.sleep(min(1.0, stalled_s / 10))
        close_stalled(shared, stalled_s=stalled_s)


def close_stalled(shared: Shared, *, stalled_s: float) -> None:
    """Close readers whose sockets have been full for ``stalled_s`` seconds."""
    oldest = time.monotonic() - stalled_s
    for reader in list(shared.full):
        if reader.full_since < oldest:
            reader.close(CloseCode.TOO_SLOW)
