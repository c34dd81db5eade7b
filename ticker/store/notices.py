"""What this process tells every process, and the pub/sub connections on which it hears the same."""

import orjson
from redis.asyncio import Redis

from ticker.settings import Timing
from ticker.store.names import USUAL, Names
from ticker.store.pubsub import Subscriptions
from ticker.store.redis.errors import store_call
from ticker.store.unreadable import UnreadableRecords


class Notices:
    """Publishes probes and opens subscriptions."""

    def __init__(
        self, redis: Redis, *, timing: Timing, names: Names = USUAL, unreadable: UnreadableRecords | None = None
    ) -> None:
        self.subscriptions = Subscriptions(redis)
        self.names = names
        self.unreadable = unreadable or UnreadableRecords()
        self._redis = redis
        self._timing = timing

    async def probe(self, channel: str, name: str) -> None:
        """Publish what comes back to whoever listens to a channel.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timing.check_timeout_s):
            await self._redis.publish(channel, orjson.dumps({"type": "probe", "probe": name}))
