"""Pub/sub connections, one for each shard of the store, each opened anew by itself whenever it breaks.

Knows nothing of what is received: that is its callbacks' concern.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from ticker.errors import StoreUnavailable
from ticker.settings import Timing
from ticker.store.pubsub import Confirmed, Published, Subscription, Subscriptions

Heard = Confirmed | Published


@dataclass(slots=True)
class _ShardConnection:
    """What is wanted of one shard, and the connection over which it comes."""

    shard: str
    wanted: list[str]
    subscription: Subscription | None = None
    task: asyncio.Task[None] | None = None
    confirmed: set[str] = field(default_factory=set)
    asked_for: set[str] = field(default_factory=set)
    waiting: asyncio.Timeout | None = None
    """Ends the wait for what comes next."""

    async def want(self, channels: list[str]) -> None:
        """Listen to these from now on."""
        self.wanted = channels
        new = [channel for channel in channels if channel not in self.asked_for]
        if new and self.subscription is not None:
            self.asked_for.update(new)
            with contextlib.suppress(StoreUnavailable):  # who listens on it finds out too, and opens it anew
                await self.subscription.add(new)


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
        self._connections: dict[str, _ShardConnection] = {}
        self._arranging = asyncio.Lock()
        self._group: asyncio.TaskGroup | None = None

    def wanted_at(self, shard: str) -> list[str]:
        """Return the channels that a shard brings; empty for one that is none any more."""
        connection = self._connections.get(shard)
        return [] if connection is None else connection.wanted

    def has_all(self, shard: str) -> bool:
        """Report whether a shard has confirmed every channel that is wanted of it."""
        connection = self._connections.get(shard)
        return connection is not None and connection.confirmed.issuperset(connection.wanted)

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
            if shards.keys() != self._connections.keys():
                self._on_shards(shards.keys())
            for shard in self._connections.keys() - shards.keys():
                task = self._connections.pop(shard).task
                if task is not None:
                    task.cancel()
            for shard, channels in shards.items():
                if shard in self._connections:
                    await self._connections[shard].want(channels)
                else:
                    connection = self._connections[shard] = _ShardConnection(shard, channels)
                    listening = self._listen_for_ever(connection)
                    connection.task = self._group.create_task(listening, name=f"subscriber {shard}".strip())

    def renew(self) -> None:
        """Open every connection anew: one that has lived through an outage may bring what was sent late, or nothing."""
        for connection in self._connections.values():
            if connection.waiting is not None and not connection.waiting.expired():
                connection.waiting.reschedule(asyncio.get_running_loop().time())

    async def _listen_for_ever(self, connection: _ShardConnection) -> None:
        delay_s = self._timing.reconnect_min_s
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await self._listen(connection)
            except StoreUnavailable as failed:
                self.breaks += 1
                self._on_break(connection.shard, failed)
            if asyncio.get_running_loop().time() - started > self._timing.reconnect_max_s:
                delay_s = self._timing.reconnect_min_s
            await asyncio.sleep(random.uniform(0, delay_s))
            delay_s = min(delay_s * 2, self._timing.reconnect_max_s)

    async def _listen(self, connection: _ShardConnection) -> None:
        """Open the connection to a shard and listen until it breaks.

        Raises:
            StoreUnavailable: it broke, or could not be opened.
        """
        connection.asked_for, connection.confirmed = set(connection.wanted), set()
        async with self._subscriptions.open(connection.shard, connection.wanted) as subscription:
            connection.subscription = subscription
            try:
                await connection.want(connection.wanted)  # what came to be wanted while it was being opened
                while True:
                    heard = await self._next(connection, subscription)
                    if isinstance(heard, Confirmed):
                        connection.confirmed.add(heard.channel)
                    if heard is not None:
                        self._on_heard(connection.shard, heard)
            finally:
                connection.subscription = None

    async def _next(self, connection: _ShardConnection, subscription: Subscription) -> Heard | None:
        try:
            async with asyncio.timeout(self._patience_s) as connection.waiting:
                return await subscription.next()
        except TimeoutError:
            raise StoreUnavailable("nothing came, not even our own probes, or Redis was away") from None
        finally:
            connection.waiting = None
