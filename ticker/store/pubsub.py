"""Pub/sub in Redis: subscribe, and publish probes. No connection reconnects in silence: a break is raised."""

import contextlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import orjson
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as NoConnection

from ticker.errors import StoreUnavailable
from ticker.settings import Timing
from ticker.store.names import USUAL, Names
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.errors import UNREACHABLE, outage, store_call
from ticker.store.unreadable import UnreadableRecords


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Redis confirmed a subscription. A second one for the same channel means that the connection was new."""

    channel: str


@dataclass(frozen=True, slots=True)
class Published:
    """Something was published on a channel."""

    channel: str
    payload: bytes


class Subscription:
    """The channels that one connection listens to."""

    def __init__(self, pubsub: PubSub, *, is_sharded: bool = False) -> None:
        self._pubsub = pubsub
        self._is_sharded = is_sharded

    async def add(self, channels: Iterable[str]) -> None:
        """Listen to more channels; each is confirmed by what ``next`` gives.

        Raises:
            StoreUnavailable: the connection broke.
        """
        try:
            if not self._is_sharded:
                await self._pubsub.subscribe(*channels)
            else:
                for channel in channels:  # one command takes only those of one slot
                    await self._pubsub.ssubscribe(channel)
        except UNREACHABLE as failed:
            raise outage(failed) from failed

    async def next(self) -> Confirmed | Published | None:
        """Wait for the next thing that Redis says; None for a message of no use.

        Raises:
            StoreUnavailable: the connection broke, or a channel is elsewhere now.
        """
        try:
            heard = await self._pubsub.get_message(ignore_subscribe_messages=False, timeout=None)
        except UNREACHABLE as failed:
            raise outage(failed) from failed
        if heard is None:  # redis-py has given up waiting, and would do so again at once
            raise StoreUnavailable("the pub/sub connection broke")
        channel = heard["channel"].decode()
        match heard["type"]:
            case "message" | "smessage":
                return Published(channel, heard["data"])
            case "subscribe" | "ssubscribe":
                return Confirmed(channel)
            case "sunsubscribe":
                raise StoreUnavailable(f"{channel} has moved to another shard")
            case _:
                return None

    async def aclose(self) -> None:
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped


class Subscriptions:
    """Where channels can be listened to, and the way there.

    A *shard* is one server of a cluster that brings what is published in its own slots. Everywhere else there is one,
    without a name, that brings all channels.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def shards(self, channels: Iterable[str]) -> dict[str, list[str]]:
        """Sort channels by the shard that brings them.

        Raises:
            StoreUnavailable: the cluster cannot be asked.
        """
        listed = list(channels)
        try:
            if not isinstance(self._redis, ClusterRedis) or not await self._redis.shards_channels():
                return {"": listed} if listed else {}
            sorted_out: dict[str, list[str]] = {}
            for channel in listed:
                with contextlib.suppress(NoConnection):  # nobody has its slot
                    sorted_out.setdefault(str(await self._redis.host_of(channel)), []).append(channel)
        except UNREACHABLE as failed:
            raise outage(failed) from failed
        return sorted_out

    @asynccontextmanager
    async def open(self, shard: str, channels: Iterable[str]) -> AsyncIterator[Subscription]:
        """Open a connection to a shard and subscribe; closed at the end.

        Raises:
            StoreUnavailable: it cannot be reached.
        """
        subscription = Subscription((await self._server(shard)).pubsub(), is_sharded=shard != "")
        try:
            await subscription.add(channels)
            yield subscription
        finally:
            await subscription.aclose()

    async def _server(self, shard: str) -> Redis:
        if not isinstance(self._redis, ClusterRedis):
            return self._redis
        try:
            node = self._redis.node_at(shard) if shard else await self._redis.any_node()
        except UNREACHABLE as failed:
            raise outage(failed) from failed
        if node is None:
            raise StoreUnavailable(f"{shard} has no part of the cluster any more")
        return node


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
        """Publish a probe, which comes back on a subscription of the channel.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with store_call(self._timing.check_timeout_s):
            await self._redis.publish(channel, orjson.dumps({"type": "probe", "probe": name}))
