"""A log under test, on a real Valkey: filings in one line each, and a look at everything that Redis holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from redis.asyncio import Redis

from tests.examples import EN, words
from ticker.errors import LogChanged
from ticker.model import EntryKind, Feed, UpdateId
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import Attempt, LogReading, Written
from ticker.store.log import NOWHERE, Log, Place
from ticker.store.redis.connect import connect

KEY = "key-of-amal"
OTHER_KEY = "key-of-basim"


def attempt(kind: EntryKind, id: str, *, if_match: int | None = None, **changes: Any) -> Attempt:
    """Return an attempt as the newsroom makes it."""
    brings_words = kind in (EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE)
    usual = Attempt(
        feed=EN.slug,
        kind=kind,
        id=UpdateId(id),
        if_match=if_match,
        words=words(f"{id}, version {(if_match or 0) + 1}") if brings_words else None,
        expires_ms=None,
        key_id=KEY,
        own_only=False,
        idempotency=None,
        body_hash="a-hash",
        status=201 if kind is EntryKind.UPDATE else 200,
    )
    return replace(usual, **changes)


PATIENT: Final = Timing(filing_timeout_s=10, check_timeout_s=10)
"""What a machine with much to do answers late is right all the same."""


class Logbook:
    """One process's view of the log of one feed."""

    def __init__(self, redis: Redis, feed: Feed, timing: Timing) -> None:
        self.redis = redis
        self.feed = feed
        self.log = Log(redis, redis, clock=StoreClock(), timing=timing)
        self.place: Place = NOWHERE

    async def file(self, id: str, **changes: Any) -> Written:
        """File an update."""
        return await self.append(attempt(EntryKind.UPDATE, id, **changes))

    async def act(self, kind: EntryKind, id: str, version: int, **changes: Any) -> Written:
        """Act on the version of an update."""
        return await self.append(attempt(kind, id, if_match=version, **changes))

    async def append(self, attempt: Attempt) -> Written:
        """Append; once more under the epoch that there is by now, as a process does that has looked again."""
        attempt = replace(attempt, feed=self.feed.slug)
        try:
            return await self.log.append(self.feed, attempt, place=self.place)
        except LogChanged:
            epoch = (await self.reading(self.place)).epoch
            return await self.log.append(self.feed, attempt, place=Place(epoch, self.place.seq))

    async def reading(self, place: Place = NOWHERE, **how: Any) -> LogReading:
        """Read the log, from its start unless told otherwise."""
        return await self.log.read(self.feed.slug, place, **how)

    async def marks(self) -> list[str]:
        """Name the entries that stand, oldest first."""
        return [entry.version_id for entry in (await self.reading()).entries]

    def key(self, name: str) -> str:
        """Name one of the feed's keys in Redis."""
        return f"ticker:{{{self.feed.slug}}}:{name}"


@asynccontextmanager
async def logbook(url: str, *, feed: Feed = EN, timing: Timing | None = None) -> AsyncIterator[Logbook]:
    """Open a log with clients of its own."""
    async with connect(url, timeout_s=10) as redis:
        yield Logbook(redis, feed, timing or PATIENT)


async def everything(redis: Redis) -> bytes:
    """Read all that any command gives of any key, as one text to search in."""
    found = []
    async for key in redis.scan_iter():
        match await redis.type(key):
            case b"string":
                value: Any = await redis.get(key)
            case b"hash":
                value = await redis.hgetall(key)
            case b"stream":
                value = await redis.xrange(key)
            case b"zset":
                value = await redis.zrange(key, 0, -1, withscores=True)
            case kind:
                raise AssertionError(f"a key of type {kind!r}")
        found.append(b"%r = %r" % (key, value))
    return b"\n".join(found)
