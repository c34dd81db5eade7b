"""The feeds and their settings, in one hash of Redis."""

import dataclasses
import time
from collections.abc import Iterable
from typing import Final

import orjson
from pydantic import TypeAdapter
from redis.asyncio import Redis

from ticker.model import SLUG, Epoch, Feed, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import EpochReason
from ticker.store.identity import heed_format, read_id
from ticker.store.log import Log
from ticker.store.names import USUAL, Names
from ticker.store.redis.errors import store_call
from ticker.store.redis.examine import examine
from ticker.store.unreadable import Unreadable, UnreadableRecords, What, decode

_FEED: Final = TypeAdapter(Feed)
FEEDS_CHANGED: Final = b'{"changed":"feeds"}'


async def list_feeds(redis: Redis, names: Names = USUAL) -> dict[Slug, Feed]:
    """Read every feed that can be read, in the configured order; those added since come after, oldest first."""
    feeds, _ = await _read_feeds(redis, names)
    return feeds


async def _read_feeds(redis: Redis, names: Names) -> tuple[dict[Slug, Feed], dict[str, str]]:
    """Read every feed that can be read, in the configured order; return also why others cannot, by the field."""
    feeds: dict[Slug, Feed] = {}
    unreadable: dict[str, str] = {}
    for name, settings in (await redis.hgetall(names.feeds)).items():
        slug = name.decode(errors="replace") if isinstance(name, bytes) else name
        try:
            feeds[Slug(slug)] = decode_feed(slug, settings)
        except ValueError as broken:
            unreadable[slug] = str(broken)
    ordered = list(await redis.zrange(names.feed_order, 0, -1))
    places = {slug: place for place, slug in enumerate(ordered)}
    in_order = sorted(feeds.values(), key=lambda feed: (places.get(feed.slug.encode(), len(places)), feed.slug))
    return {feed.slug: feed for feed in in_order}, unreadable


async def order_feeds(redis: Redis, feeds: Iterable[Feed], names: Names = USUAL) -> None:
    """Let these feeds stand first, in this order."""
    places: dict[str, float] = {feed.slug: place for place, feed in enumerate(feeds)}
    first = list(await redis.zrange(names.feed_order, 0, len(places) - 1))
    # Written only where it is another: a store that takes no writes can be read all the same.
    if first != [slug.encode() for slug in places]:
        await redis.zadd(names.feed_order, places)


async def add_feed(redis: Redis, feed: Feed, names: Names = USUAL) -> bool:
    """Make a feed if it is absent; report whether it was. Every process is notified."""
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

    def __init__(
        self, redis: Redis, *, timing: Timing, names: Names = USUAL, unreadable: UnreadableRecords | None = None
    ) -> None:
        self._redis = redis
        self._names = names
        self._unreadable = unreadable or UnreadableRecords()
        self.damaged: frozenset[str] = frozenset()
        """The feeds that are there, but could not be read the last time: they are not lost."""
        self._timing = timing
        self.store_id = ""
        """Names this store; empty before the first reading."""

    async def read(self) -> dict[Slug, Feed]:
        """Read every feed.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timing.check_timeout_s):
            self.store_id = await read_id(self._redis, self._names, usual=self.store_id)
            await heed_format(self._redis, self._names, self._unreadable)
            feeds, unreadable = await _read_feeds(self._redis, self._names)
        for slug, why in unreadable.items():
            self._unreadable.note(Unreadable(What.FEED, f"{self._names.feeds} {slug}", why))
        self.damaged = frozenset(unreadable)
        return feeds

    async def write_back(self, feeds: Iterable[Feed]) -> None:
        """Make feeds that are absent.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timing.check_timeout_s):
            for feed in feeds:
                await add_feed(self._redis, feed, self._names)


def decode_feed(slug: str, settings: bytes | str) -> Feed:
    """Read a feed; settings that only a newer version knows are passed over.

    Raises:
        ValueError: it is none.
    """
    feed = decode(_FEED, settings)
    if not SLUG.match(slug) or feed.slug != slug:
        raise ValueError("no feed of this name")
    if not (feed.title and feed.language and min(feed.history, feed.snapshot, feed.expires_s) > 0):
        raise ValueError("one of its settings is empty or not above zero")
    return feed


def _stored(feed: Feed) -> bytes:
    return orjson.dumps(dataclasses.asdict(feed))


async def renew_epochs(redis: Redis, names: Names, reason: EpochReason = EpochReason.RENEWED) -> dict[Slug, Epoch]:
    """Begin a new epoch in every feed and return them; a running service takes them over by itself.

    Raises:
        StoreUnavailable: Redis did not answer in time; some feeds may have theirs.
        StoreUnsuitable: it must not be used as it is set up.
    """
    log = Log(redis, redis, clock=StoreClock(), timing=Timing(), names=names)
    log.vouched = (await examine(redis)).aof_always
    return {feed: await log.renew(feed, reason) for feed in await list_feeds(redis, names)}
