"""The control channel: notices to every process, and this process's pub/sub connection."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import orjson
from redis.asyncio import Redis

from ticker.store.feeds import CONTROL_CHANNEL
from ticker.store.outage import store_call
from ticker.store.subscription import Subscription, subscribed


class Notices:
    """Publishes notices and opens subscriptions."""

    def __init__(self, redis: Redis, *, timeout_s: float) -> None:
        self._redis = redis
        self._timeout_s = timeout_s

    async def publish(self, notice: Mapping[str, Any]) -> None:
        """Tell every process.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timeout_s):
            await self._redis.publish(CONTROL_CHANNEL, orjson.dumps(notice))

    def subscribed(self, channels: Iterable[str]) -> AbstractAsyncContextManager[Subscription]:
        """Open a pub/sub connection that listens to these channels."""
        return subscribed(self._redis, channels)
