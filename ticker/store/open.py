"""Opens the store, an external Redis or the embedded Valkey: examined and with its parts to serve, or to administer."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from redis.asyncio import Redis

from ticker.errors import StoreError, StoreUnavailable
from ticker.model import Feed, Slug
from ticker.settings import Settings, Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import EpochReason
from ticker.store.embedded.server import EmbeddedValkey, admin_store
from ticker.store.feeds import FeedRegister, add_feed, list_feeds, order_feeds, renew_epochs
from ticker.store.identity import check_format
from ticker.store.keys import Keyring, add_first_key
from ticker.store.log import Log
from ticker.store.names import Names, names_of
from ticker.store.permissions import DryRun, require_rights
from ticker.store.pubsub import Notices
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.connect import connect
from ticker.store.redis.errors import UNREACHABLE, outage, store_call
from ticker.store.redis.examine import examine, ping
from ticker.store.redis.sentinel import leave_former_primaries
from ticker.store.redis.url import redacted
from ticker.store.surfaces import SurfaceStore
from ticker.store.unreadable import UnreadableRecords

log = logging.getLogger(__name__)

ADMIN_TIMEOUT_S: Final = 5.0
_PINGS: Final = 3


@dataclass(slots=True)
class Stores:
    """Everything that a process needs of Redis."""

    log: Log
    clock: StoreClock
    notices: Notices
    register: FeedRegister
    keyring: Keyring
    surfaces: SurfaceStore
    trial: DryRun
    names: Names
    _redis: Redis
    _clients: Sequence[Redis]
    _embedded: EmbeddedValkey | None
    timing: Timing
    """The settings' times, as they are for a store that is so far away as it is now."""
    _usual: Timing
    torn: Collection[Slug]
    """The feeds that began a new epoch at this start, because the embedded Valkey's file had lost its end."""
    _examination_wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _rewriting_wanted: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self, feeds: Sequence[Feed]) -> None:
        """Make the feeds that are absent, each with its first epoch, and let all stand in this order.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(ADMIN_TIMEOUT_S):
            known = await list_feeds(self._redis, self.names)
            await order_feeds(self._redis, feeds, self.names)
        for feed in feeds:
            async with store_call(ADMIN_TIMEOUT_S):
                if feed.slug not in known:  # a store that takes no writes can be read all the same
                    await add_feed(self._redis, feed, self.names)

    async def first_key(self) -> str | None:
        """Make one key if there is none at all; return its secret.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(ADMIN_TIMEOUT_S):
            return await add_first_key(self._redis, self.names)

    async def supervise(self) -> None:
        """Keep the embedded Valkey alive, follow the primary, look whether a restart could lose anything."""
        async with asyncio.TaskGroup() as group:
            if self._embedded is not None:
                group.create_task(self._embedded.supervise(), name="embedded Valkey")
                group.create_task(self._rewrite(), name="rewriting")
            group.create_task(self._reexamine(), name="examination")
            group.create_task(self._follow_primary(), name="primary")

    def forget_soon(self) -> None:
        """Have what was killed leave the append-only file, too: an external Redis's is its owner's."""
        self._rewriting_wanted.set()

    async def _rewrite(self) -> None:
        """Rewrite the embedded Valkey's file after each kill, but not too often; once at the start, for earlier."""
        self._rewriting_wanted.set()
        while True:
            await self._rewriting_wanted.wait()
            self._rewriting_wanted.clear()
            try:
                await self._redis.bgrewriteaof()
            except UNREACHABLE:
                self._rewriting_wanted.set()  # away, or at it already: then what came since needs another
            await asyncio.sleep(self.timing.rewrite_every_s)

    async def _reexamine(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.timing.reread_every_s):
                    await self._examination_wanted.wait()
            self._examination_wanted.clear()
            for client in self._clients:
                if isinstance(client, ClusterRedis):
                    client.doubt()  # slots may have moved without anybody having run into it
            try:
                self.timing.follow(self._usual, await _round_trip_s(self._redis))
                self.log.vouched = (await examine(self._redis)).aof_always
            except StoreUnavailable:
                continue  # the comparison of heads says so already; what was verified last still holds
            except StoreError as unsuitable:
                log.error("Redis is not fit any more", extra={"reason": str(unsuitable)})  # noqa: TRY400 - no trace needed
                self.log.vouched = False

    async def _follow_primary(self) -> None:
        """Leave a primary that another has taken the place of; only Sentinels can tell."""
        while True:
            await asyncio.sleep(self.timing.check_every_s)
            with contextlib.suppress(*UNREACHABLE):  # the comparison of heads says so already
                if await leave_former_primaries(self._clients):
                    log.warning("another server is the primary now")
                    self.log.vouched = False  # what was verified was the former one
                    self._examination_wanted.set()


async def _round_trip_s(redis: Redis) -> float:
    """Return how long the store takes to answer: the shortest of some, for the longer ones were held up."""
    async with store_call(ADMIN_TIMEOUT_S):
        return min(await ping(redis, times=_PINGS))


async def _settle(clients: Iterable[Redis]) -> None:
    """Have the clients of a cluster learn its layout now, so that all publish and listen in the same way."""
    for client in clients:
        if isinstance(client, ClusterRedis):
            async with store_call(ADMIN_TIMEOUT_S):
                await client.settle()


async def _renew_if_torn(embedded: EmbeddedValkey | None, redis: Redis, names: Names) -> Collection[Slug]:
    """Begin new epochs where the embedded Valkey loaded a file without its end, before anybody reads; return whose."""
    if embedded is None or not embedded.has_lost_its_end:
        return ()
    renewed = await renew_epochs(redis, names, EpochReason.TRUNCATED)
    embedded.has_new_epochs()
    log.warning("the embedded Valkey's file had lost its end", extra={"feeds": len(renewed)})
    return renewed.keys()


@asynccontextmanager
async def open_stores(settings: Settings, *, address: str) -> AsyncIterator[Stores]:
    """Start or reach Redis, examine it, and close everything at the end; the embedded Valkey last.

    Raises:
        InvalidSettings: the URL or the data directory cannot be used.
        StoreUnavailable: Redis cannot be reached.
        StoreUnsuitable: it must not be used as it is set up.
    """
    async with AsyncExitStack() as stack:
        embedded = None
        if settings.redis_url is None:
            embedded = EmbeddedValkey(settings.data_dir, address=address)
            await stack.enter_async_context(embedded)
        url = settings.redis_url or (embedded.url if embedded else "")
        admin = connect(url, timeout_s=ADMIN_TIMEOUT_S)
        stack.push_async_callback(admin.aclose)
        found = await examine(admin)
        timing = settings.timing.at_round_trip(await _round_trip_s(admin))
        filing, trying = (connect(url, timeout_s=lambda: timing.filing_timeout_s) for _ in range(2))
        checking = connect(url, timeout_s=lambda: timing.check_timeout_s)
        others = [filing, checking, trying]
        for client in others:
            stack.push_async_callback(client.aclose)
        await _settle(clients := [admin, *others])
        clock, names, unreadable = StoreClock(), names_of(settings), UnreadableRecords()
        for warning in found.warnings:
            log.warning("store: %s", warning)
        await require_rights(admin, timeout_s=ADMIN_TIMEOUT_S, names=names, feeds=settings.wanted_feeds)
        async with store_call(ADMIN_TIMEOUT_S):
            await check_format(admin, names, unreadable)
        waits = settings.durability == "replicated"
        entries = Log(
            filing, checking, clock=clock, timing=timing, names=names, waits_for_replica=waits, unreadable=unreadable
        )
        entries.vouched = found.aof_always
        register = FeedRegister(checking, timing=timing, names=names, unreadable=unreadable)
        keyring = Keyring(checking, timing=timing, names=names, unreadable=unreadable)
        notices = Notices(checking, timing=timing, names=names, unreadable=unreadable)
        surfaces = SurfaceStore(checking, timing=timing, names=names, unreadable=unreadable)
        torn = await _renew_if_torn(embedded, admin, names)
        trial = DryRun(trying, timing=timing, names=names)
        log.info("store opened", extra={"server": found.server, "version": found.version, "url": redacted(url)})
        parts = (entries, clock, notices, register, keyring, surfaces, trial, names)
        yield Stores(*parts, admin, clients, embedded, timing, settings.timing, torn)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Redis]:
    """Open the store for an administrative command, which may run beside a service: the external one, or the embedded.

    Raises:
        StoreUnavailable: Redis is away, or went away before the work was done.
    """
    try:
        if settings.redis_url is None:
            async with admin_store(settings.data_dir) as redis:
                yield redis
        else:
            async with connect(settings.redis_url, timeout_s=ADMIN_TIMEOUT_S) as redis:
                yield redis
    except UNREACHABLE as failed:
        where = "the embedded Valkey" if settings.redis_url is None else redacted(settings.redis_url)
        raise StoreUnavailable(f"{where}: {outage(failed)}") from failed
