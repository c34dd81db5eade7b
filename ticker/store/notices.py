"""What this process tells every process, and the pub/sub connections on which it hears the same."""

import orjson
from redis.asyncio import Redis

from ticker.store.names import USUAL, Names
from ticker.store.outage import store_call
from ticker.store.subscription import Subscriptions
from ticker.store.unreadable import UnreadableRecords


class Notices:
    """Publishes probes and opens subscriptions."""

    def __init__(
        self, redis: Redis, *, timeout_s: float, names: Names = USUAL, unreadable: UnreadableRecords | None = None
    ) -> None:
        self.subscriptions = Subscriptions(redis)
        self.names = names
        self.unreadable = unreadable or UnreadableRecords()
        self._redis = redis
        self._timeout_s = timeout_s

    async def probe(self, channel: str, name: str) -> None:
        """Publish what comes back to whoever listens to a channel.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timeout_s):
            await self._redis.publish(channel, orjson.dumps({"type": "probe", "probe": name}))
