"""The store for administrative commands, beside a running service or without one. Never for the service itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from redis.asyncio import Redis

from ticker.errors import StoreUnavailable
from ticker.settings import Settings
from ticker.store.embedded.server import admin_store
from ticker.store.redis.connect import connect, redacted
from ticker.store.redis.errors import UNREACHABLE, outage

TIMEOUT_S: Final = 5.0


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Redis]:
    """Open the external store if the settings name one, else the embedded one of the data directory.

    Raises:
        StoreUnavailable: Redis is away, or went away before the work was done.
    """
    try:
        if settings.redis_url is None:
            async with admin_store(settings.data_dir) as redis:
                yield redis
        else:
            async with connect(settings.redis_url, timeout_s=TIMEOUT_S) as redis:
                yield redis
    except UNREACHABLE as failed:
        where = "the embedded Valkey" if settings.redis_url is None else redacted(settings.redis_url)
        raise StoreUnavailable(f"{where}: {outage(failed)}") from failed
