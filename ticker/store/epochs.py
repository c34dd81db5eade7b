"""New epochs for every feed, where the log may not be the one that readers know: after a backup was put back."""

from redis.asyncio import Redis

from ticker.model import Epoch, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import EpochReason
from ticker.store.feeds import list_feeds
from ticker.store.log import Log
from ticker.store.names import Names
from ticker.store.redis.connect import examine


async def renew_epochs(redis: Redis, names: Names, reason: EpochReason = EpochReason.RENEWED) -> dict[Slug, Epoch]:
    """Begin a new epoch in every feed and return them; a running service takes them over by itself.

    Raises:
        StoreUnavailable: Redis did not answer in time; some feeds may have theirs.
        StoreUnsuitable: it must not be used as it is set up.
    """
    log = Log(redis, redis, clock=StoreClock(), timing=Timing(), names=names)
    log.vouched = (await examine(redis)).aof_always
    return {feed: await log.renew(feed, reason) for feed in await list_feeds(redis, names)}
