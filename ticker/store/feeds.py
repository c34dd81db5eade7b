"""The feeds and their settings, in one hash of Redis."""

import dataclasses
from typing import Final

import orjson
from redis.asyncio import Redis

from ticker.model import Feed, Slug

FEEDS_KEY: Final = "ticker:feeds"
CONTROL_CHANNEL: Final = "ticker:control"
FEEDS_CHANGED: Final = b'{"changed":"feeds"}'


async def list_feeds(redis: Redis) -> dict[Slug, Feed]:
    """Read every feed, in the order of their slugs."""
    feeds = [Feed(**orjson.loads(settings)) for settings in (await redis.hgetall(FEEDS_KEY)).values()]
    return {feed.slug: feed for feed in sorted(feeds, key=lambda feed: feed.slug)}


async def add_feed(redis: Redis, feed: Feed) -> bool:
    """Make a feed if it is absent; say whether it was. Tells every process."""
    made = bool(await redis.hsetnx(FEEDS_KEY, feed.slug, _stored(feed)))
    if made:
        await redis.publish(CONTROL_CHANNEL, FEEDS_CHANGED)
    return made


async def change_feed(redis: Redis, feed: Feed) -> None:
    """Write a feed's settings over what was there. Tells every process."""
    await redis.hset(FEEDS_KEY, feed.slug, _stored(feed))
    await redis.publish(CONTROL_CHANNEL, FEEDS_CHANGED)


def _stored(feed: Feed) -> bytes:
    return orjson.dumps(dataclasses.asdict(feed))
