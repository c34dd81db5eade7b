"""The feeds and their settings, in one hash of Redis."""

import dataclasses
import secrets
import time
from collections.abc import Iterable
from typing import Final

import orjson
from redis.asyncio import Redis

from ticker.model import Feed, Slug
from ticker.store.names import USUAL, Names
from ticker.store.outage import store_call

_SETTINGS: Final = tuple(field.name for field in dataclasses.fields(Feed))
FEEDS_CHANGED: Final = b'{"changed":"feeds"}'


async def list_feeds(redis: Redis, names: Names = USUAL) -> dict[Slug, Feed]:
    """Read every feed, in the configured order; those that were added since come after, oldest first."""
    feeds = [_feed(settings) for settings in (await redis.hgetall(names.feeds)).values()]
    ordered = list(await redis.zrange(names.feed_order, 0, -1))
    places = {slug: place for place, slug in enumerate(ordered)}
    feeds.sort(key=lambda feed: (places.get(feed.slug.encode(), len(places)), feed.slug))
    return {feed.slug: feed for feed in feeds}


async def order_feeds(redis: Redis, feeds: Iterable[Feed], names: Names = USUAL) -> None:
    """Let these feeds stand first, in this order."""
    places: dict[str, float] = {feed.slug: place for place, feed in enumerate(feeds)}
    if places:
        await redis.zadd(names.feed_order, places)


async def add_feed(redis: Redis, feed: Feed, names: Names = USUAL) -> bool:
    """Make a feed if it is absent; say whether it was. Tells every process."""
    made = bool(await redis.hsetnx(names.feeds, feed.slug, _stored(feed)))
    if made:
        await redis.zadd(names.feed_order, {feed.slug: time.time()}, nx=True)
        await redis.publish(names.control, FEEDS_CHANGED)
    return made


async def change_feed(redis: Redis, feed: Feed, names: Names = USUAL) -> None:
    """Write a feed's settings over what was there. Tells every process."""
    await redis.hset(names.feeds, feed.slug, _stored(feed))
    await redis.publish(names.control, FEEDS_CHANGED)


class FeedRegister:
    """The feeds, as a serving process reads them and writes them back."""

    def __init__(self, redis: Redis, *, timeout_s: float, names: Names = USUAL) -> None:
        self._redis = redis
        self._names = names
        self._timeout_s = timeout_s
        self.store_id = ""
        """Names this store, so that two processes can tell whether they share one."""

    async def read(self) -> dict[Slug, Feed]:
        """Read every feed.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timeout_s):
            await self._redis.set(self._names.store_id, self.store_id or secrets.token_hex(8), nx=True)
            stored = await self._redis.get(self._names.store_id)
            self.store_id = stored.decode() if isinstance(stored, bytes) else self.store_id
            return await list_feeds(self._redis, self._names)

    async def write_back(self, feeds: Iterable[Feed]) -> None:
        """Make feeds that are absent.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timeout_s):
            for feed in feeds:
                await add_feed(self._redis, feed, self._names)


def _feed(settings: bytes | str) -> Feed:
    """Read a feed; settings that only a newer version knows are passed over."""
    stored = orjson.loads(settings)
    return Feed(**{name: stored[name] for name in _SETTINGS if name in stored})


def _stored(feed: Feed) -> bytes:
    return orjson.dumps(dataclasses.asdict(feed))
