"""Pub/sub connections, one for each shard of the store, each opened anew by itself whenever it breaks.

Knows nothing of what is received: that is its callbacks' concern.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection, Iterable

from ticker.errors import StoreUnavailable
from ticker.settings import Timing
from ticker.store.pubsub import Confirmed, Published, Subscription, Subscriptions

Heard = Confirmed | Published


class Subscriber:
    """Listens to some channels, wherever in the store they are."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        *,
        channels: Callable[[], Iterable[str]],
        on_heard: Callable[[str, Heard], None],
        on_break: Callable[[str, StoreUnavailable], None],
        timing: Timing,
        patience_s: float | None = None,
        on_shards: Callable[[Collection[str]], None] = lambda _: None,
    ) -> None:
        """Hold the channels and the callbacks; a connection silent for ``patience_s`` is as good as broken."""
        self.breaks = 0
        self._subscriptions = subscriptions
        self._channels = channels
        self._on_heard = on_heard
        self._on_break = on_break
        self._on_shards = on_shards
        self._timing = timing
        self._patience_s = patience_s
        self._shard_subscribers: dict[str, _ShardSubscriber] = {}
        self._arranging = asyncio.Lock()
        self._group: asyncio.TaskGroup | None = None

    def wanted_at(self, shard: str) -> list[str]:
        """Return the channels that a shard brings; empty for one that is none any more."""
        shard_subscriber = self._shard_subscribers.get(shard)
        return [] if shard_subscriber is None else shard_subscriber.wanted

    def has_all(self, shard: str) -> bool:
        """Report whether a shard has confirmed every channel that is wanted of it."""
        shard_subscriber = self._shard_subscribers.get(shard)
        return shard_subscriber is not None and shard_subscriber.confirmed.issuperset(shard_subscriber.wanted)

    async def run(self) -> None:
        """Listen for ever; look again and again at which shard has which channels."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                while True:
                    await self.follow()
                    await asyncio.sleep(self._timing.check_every_s)
            finally:
                self._group = None

    async def follow(self) -> None:
        """Listen to the channels that there are by now, at the shards that have them by now."""
        async with self._arranging:
            if self._group is None:
                return
            try:
                shards = await self._subscriptions.shards(self._channels())
            except StoreUnavailable:
                return  # the comparison of heads says so already
            if shards.keys() != self._shard_subscribers.keys():
                self._on_shards(shards.keys())
            for shard in self._shard_subscribers.keys() - shards.keys():
                self._shard_subscribers.pop(shard).end()
            for shard, channels in shards.items():
                if shard in self._shard_subscribers:
                    await self._shard_subscribers[shard].want(channels)
                else:
                    shard_subscriber = self._shard_subscribers[shard] = _ShardSubscriber(self, shard, channels)
                    shard_subscriber.task = self._group.create_task(
                        shard_subscriber.run(), name=f"subscriber {shard}".strip()
                    )

    def renew(self) -> None:
        """Open every connection anew: one that has lived through an outage may bring what was sent late, or nothing."""
        for shard_subscriber in self._shard_subscribers.values():
            if shard_subscriber.waiting is not None:
                shard_subscriber.waiting.reschedule(asyncio.get_running_loop().time())

    async def listen(self, shard_subscriber: "_ShardSubscriber") -> None:
        """Open the connection to a shard and listen until it breaks.

        Raises:
            StoreUnavailable: it broke, or could not be opened.
        """
        async with self._subscriptions.open(shard_subscriber.shard, shard_subscriber.begin()) as subscription:
            shard_subscriber.subscription = subscription
            try:
                await shard_subscriber.want(shard_subscriber.wanted)  # what came to be wanted while it was being opened
                while True:
                    heard = await self._next(shard_subscriber, subscription)
                    if isinstance(heard, Confirmed):
                        shard_subscriber.confirmed.add(heard.channel)
                    if heard is not None:
                        self._on_heard(shard_subscriber.shard, heard)
            finally:
                shard_subscriber.subscription = None

    async def _next(self, shard_subscriber: "_ShardSubscriber", subscription: Subscription) -> Heard | None:
        try:
            async with asyncio.timeout(self._patience_s) as shard_subscriber.waiting:
                return await subscription.next()
        except TimeoutError:
            raise StoreUnavailable("nothing came, not even our own probes, or Redis was away") from None
        finally:
            shard_subscriber.waiting = None

    def broke(self, shard_subscriber: "_ShardSubscriber", failed: StoreUnavailable) -> None:
        """Count a break and tell it."""
        self.breaks += 1
        self._on_break(shard_subscriber.shard, failed)

    @property
    def delays_s(self) -> tuple[float, float]:
        """Return the shortest and the longest wait before a connection is opened anew."""
        return self._timing.reconnect_min_s, self._timing.reconnect_max_s


class _ShardSubscriber:
    """The connection to one shard."""

    def __init__(self, shard_subscribers: Subscriber, shard: str, channels: list[str]) -> None:
        self.shard = shard
        self.wanted = channels
        self.subscription: Subscription | None = None
        self.task: asyncio.Task[None] | None = None
        self.confirmed: set[str] = set()
        self.waiting: asyncio.Timeout | None = None
        """Ends the wait for what comes next."""
        self._shard_subscribers = shard_subscribers
        self._has: set[str] = set()

    def begin(self) -> list[str]:
        """Return what a new connection begins with."""
        self._has, self.confirmed = set(self.wanted), set()
        return self.wanted

    async def want(self, channels: list[str]) -> None:
        """Listen to these from now on."""
        self.wanted = channels
        new = [channel for channel in channels if channel not in self._has]
        if new and self.subscription is not None:
            self._has.update(new)
            with contextlib.suppress(StoreUnavailable):  # who listens on it finds out too, and opens it anew
                await self.subscription.add(new)

    def end(self) -> None:
        """Close the connection for good."""
        if self.task is not None:
            self.task.cancel()

    async def run(self) -> None:
        """Listen for ever."""
        shortest_s, longest_s = self._shard_subscribers.delays_s
        delay_s = shortest_s
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await self._shard_subscribers.listen(self)
            except StoreUnavailable as failed:
                self._shard_subscribers.broke(self, failed)
            if asyncio.get_running_loop().time() - started > longest_s:
                delay_s = shortest_s
            await asyncio.sleep(random.uniform(0, delay_s))
            delay_s = min(delay_s * 2, longest_s)
