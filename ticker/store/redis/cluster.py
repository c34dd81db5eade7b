"""A Redis Cluster as one client: each command goes to the node that has its key. Knows nothing of feeds and logs.

redis-py's own cluster client closes every connection when the cluster says that a part of it is down, retries in
silence, and fails instead of waiting when its connections are all in use. Here each node has the same client as a
single server has, so that one node's trouble is that node's alone.
"""

import asyncio
import contextlib
import math
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from redis.asyncio import Redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import AuthenticationError, MovedError, RedisError, ResponseError
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as TooLate

from ticker.errors import StoreUnavailable
from ticker.store.redis.url import Host

T = TypeVar("T")

_LEARN_EVERY_S: Final = 0.05
"""However much trouble there is, the layout is not asked for more often."""
_KEYLESS: Final = frozenset({"PING", "INFO", "TIME", "CONFIG GET", "CLIENT GETNAME", "PUBLISH"})
"""Commands that any node may answer."""
_COUNTED_KEYS: Final = frozenset({"EVAL", "EVALSHA"})


class ClusterRedis(Redis):
    """The nodes of a cluster, and which of them has which keys."""

    def __init__(self, seeds: Sequence[Host], make: Callable[[Host, Callable[[], None]], Redis]) -> None:
        super().__init__()
        self.is_sharded = False
        """Whether every node knows sharded pub/sub; said by the first layout."""
        self._seeds = frozenset(seeds)
        self._make = make
        self._nodes: dict[Host, Redis] = {}
        self._layout: list[Host | None] = []
        self._is_sure = False
        self._learned_at = -math.inf
        self._learning = asyncio.Lock()

    def doubt(self) -> None:
        """Have the layout learned again before the next use. Every node calls this when anything goes wrong."""
        self._is_sure = False

    async def settle(self) -> None:
        """Learn the layout, unless it is known and nothing has spoken against it.

        Raises:
            redis.exceptions.ConnectionError: no node answers.
        """
        if self._is_settled():
            return
        async with self._learning:
            if self._is_settled() or time.monotonic() - self._learned_at < _LEARN_EVERY_S:
                return
            layout = await self._learn()
            if not self._layout:
                # Before anybody may go on: what is published the other way is not heard.
                with contextlib.suppress(ResponseError):  # not allowed to ask: what every cluster has will do
                    self.is_sharded = await self._knows_sharded(layout)
            self._layout, self._is_sure, self._learned_at = layout, True, time.monotonic()
            await self._leave_all_but({*self._seeds, *self._layout})

    async def primaries(self) -> dict[Host, Redis]:
        """Return every node that has slots.

        Raises:
            redis.exceptions.ConnectionError: no node answers.
        """
        await self.settle()
        hosts = sorted({host for host in self._layout if host is not None}, key=str)
        return {host: self._node(host) for host in hosts}

    def seed(self) -> Redis:
        """Return one of the nodes that the URL names, whether it answers or not."""
        return self._node(min(self._seeds, key=str))

    async def host_of(self, key: str) -> Host:
        """Return the place of the node that has a key, or a sharded channel.

        Raises:
            redis.exceptions.ConnectionError: no node answers, or none has it.
        """
        await self.settle()
        host = self._layout[key_slot(key.encode())]
        if host is None:
            self.doubt()
            raise NoConnection(f"no node of the cluster has the slot of {key}")
        return host

    async def node_of(self, key: str) -> Redis:
        """Return the node that has a key.

        Raises:
            redis.exceptions.ConnectionError: as ``host_of``.
        """
        return self._node(await self.host_of(key))

    async def shards_channels(self) -> bool:
        """Report whether what is published stays within a shard."""
        await self.settle()
        return self.is_sharded

    async def any_node(self) -> Redis:
        return random.choice(list((await self.primaries()).values()))

    def node_at(self, host: str) -> Redis | None:
        """Return the node at a place that ``host_of`` gave; None once it has no slots any more."""
        return next((node for place, node in self._nodes.items() if str(place) == host), None)

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Have the right node do it; once more if its key has moved."""
        await self.settle()
        if args[0] == "PUBLISH":
            args = (publishing(self), *args[1:])
        if args[0] in _KEYLESS:
            return await (await self.any_node()).execute_command(*args, **options)  # type: ignore[no-untyped-call]
        key = args[3 if args[0] in _COUNTED_KEYS else 1]

        async def execute(node: Redis) -> Any:
            return await node.execute_command(*args, **options)  # type: ignore[no-untyped-call]

        return await on_node(self, key, execute)

    async def aclose(self, close_connection_pool: bool | None = None) -> None:  # noqa: FBT001 - redis-py's signature
        """Close the connections to every node."""
        for node in self._nodes.values():
            await node.aclose()
        await super().aclose(close_connection_pool)

    def _node(self, host: Host) -> Redis:
        if host not in self._nodes:
            self._nodes[host] = self._make(host, self.doubt)
        return self._nodes[host]

    def _is_settled(self) -> bool:
        return self._is_sure

    async def _learn(self) -> list[Host | None]:
        """Ask every node that is known; the first who answers is believed, and contradicted by MOVED if it is wrong."""
        hosts = {*self._seeds, *(host for host in self._layout if host is not None)}
        asking = {asyncio.create_task(self._ask(host), name="layout") for host in hosts}
        failed: Exception | None = None
        try:
            for coming in asyncio.as_completed(asking):
                try:
                    return await coming
                except (RedisError, OSError) as failure:
                    failed = failure
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        # An answer that refuses says more than that there was none.
        refusal = failed if isinstance(failed, ResponseError | AuthenticationError) else None
        raise NoConnection(f"no node of the cluster answers: {failed}") from refusal

    async def _ask(self, host: Host) -> list[Host | None]:
        ranges = await self._node(host).execute_command("CLUSTER SLOTS")  # type: ignore[no-untyped-call]
        if not ranges:
            raise NoConnection(f"{host} knows of no slots")
        layout: list[Host | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        for first, last, primary, *_ in ranges:
            name = primary[0].decode() if primary[0] else host.name  # where it does not know its own address
            layout[first : last + 1] = [Host(name, int(primary[1]))] * (last - first + 1)
        return layout

    async def _knows_sharded(self, layout: list[Host | None]) -> bool:
        answers = []
        for host in {host for host in layout if host is not None}:
            with contextlib.suppress(NoConnection, TooLate, OSError):  # who is away says nothing
                answers.append(await self._node(host).execute_command("COMMAND INFO", "SPUBLISH"))  # type: ignore[no-untyped-call]
        return bool(answers) and all(answer and answer[0] for answer in answers)

    async def _leave_all_but(self, hosts: set[Host | None]) -> None:
        for host in [host for host in self._nodes if host not in hosts]:
            await self._nodes.pop(host).aclose()


async def on_node(redis: Redis, key: str, call: Callable[[Redis], Awaitable[T]]) -> T:
    """Have the server that has a key do something; once more if the key has moved to another.

    With a single server that is the server.
    """
    if not isinstance(redis, ClusterRedis):
        return await call(redis)
    try:
        return await call(await redis.node_of(key))
    except (MovedError, StoreUnavailable) as failed:
        if not has_moved(failed):
            raise
    return await call(await redis.node_of(key))


async def by_node(redis: Redis, keys: Iterable[str]) -> dict[Redis, list[str]]:
    """Sort keys by the server that has them; leave out those that no server has.

    Raises:
        redis.exceptions.ConnectionError: no node of the cluster answers.
    """
    if not isinstance(redis, ClusterRedis):
        return {redis: list(keys)}
    await redis.settle()
    sorted_out: dict[Redis, list[str]] = {}
    for key in keys:
        with contextlib.suppress(NoConnection):  # nobody has its slot
            sorted_out.setdefault(await redis.node_of(key), []).append(key)
    return sorted_out


def has_moved(failed: BaseException | None) -> bool:
    """Report whether something failed because a key is at another node."""
    return isinstance(failed, MovedError) or (failed is not None and has_moved(failed.__cause__))


def publishing(redis: Redis) -> str:
    """Name the command that publishes: within a shard where the servers can."""
    return "SPUBLISH" if isinstance(redis, ClusterRedis) and redis.is_sharded else "PUBLISH"
