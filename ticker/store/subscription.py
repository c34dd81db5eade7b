"""One pub/sub connection to Redis. It never reconnects in silence: a break is raised, and the listener begins anew."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from ticker.errors import StoreUnavailable
from ticker.store.outage import UNREACHABLE


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

    def __init__(self, pubsub: PubSub) -> None:
        self._pubsub = pubsub

    async def add(self, channels: Iterable[str]) -> None:
        """Listen to more channels; each is confirmed by what ``next`` gives.

        Raises:
            StoreUnavailable: the connection broke.
        """
        try:
            await self._pubsub.subscribe(*channels)
        except UNREACHABLE as failed:
            raise StoreUnavailable(str(failed)) from failed

    async def next(self) -> Confirmed | Published | None:
        """Wait for the next thing that Redis says; None is what does not concern anybody.

        Raises:
            StoreUnavailable: the connection broke.
        """
        try:
            heard = await self._pubsub.get_message(ignore_subscribe_messages=False, timeout=None)
        except UNREACHABLE as failed:
            raise StoreUnavailable(str(failed) or "the pub/sub connection broke") from failed
        if heard is None:
            return None
        channel = heard["channel"].decode()
        match heard["type"]:
            case "message":
                return Published(channel, heard["data"])
            case "subscribe":
                return Confirmed(channel)
            case _:
                return None


@asynccontextmanager
async def subscribed(redis: Redis, channels: Iterable[str]) -> AsyncIterator[Subscription]:
    """Open a connection and subscribe; closed at the end.

    Raises:
        StoreUnavailable: Redis cannot be reached.
    """
    pubsub = redis.pubsub()
    subscription = Subscription(pubsub)
    try:
        await subscription.add(channels)
        yield subscription
    finally:
        await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
