"""A cluster of three primaries, each with a replica if wanted, all real: breaks nothing itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot

from tests.processes import PORTS
from tests.servers import FreshValkey, ValkeyServer
from tests.waiting import until

PRIMARIES: Final = 3
FEEDS: Final = ("zh", "ar", "en")
"""One for each primary, in their order."""
_PATIENCE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Clustered:
    """A cluster that is complete."""

    url: str
    primaries: tuple[ValkeyServer, ...]
    """Each has a third of the slots, to begin with."""
    replicas: tuple[ValkeyServer, ...]
    """Of the primaries, in their order; empty where none were wanted."""

    def at(self, feed: str) -> int:
        """Return the number of the primary that has a feed."""
        return _owner(key_slot(feed.encode()))

    async def move(self, feed: str, *, to: int) -> None:
        """Move a feed's slot to another primary, as an operator does: its keys one by one, then the slot."""
        slot, at = key_slot(feed.encode()), self.at(feed)
        source, target = self.primaries[at], self.primaries[to]
        names = []
        for server in (source, target):
            async with server.connect() as redis:
                names.append((await redis.cluster("MYID")).decode())
        async with source.connect() as redis, target.connect() as other:
            await other.cluster("SETSLOT", slot, "IMPORTING", names[0])
            await redis.cluster("SETSLOT", slot, "MIGRATING", names[1])
            port = int(target.url.rpartition(":")[2].removesuffix("/0"))
            while keys := await redis.cluster("GETKEYSINSLOT", slot, 100):
                await redis.migrate("127.0.0.1", port, keys, 0, 5_000)
            for server in (target, *self.primaries):
                async with server.connect() as one:
                    await one.cluster("SETSLOT", slot, "NODE", names[1])


@asynccontextmanager
async def clustered(
    fresh_valkey: FreshValkey, *flags: str, binary: str, with_replicas: bool = False
) -> AsyncIterator[Clustered]:
    """Start the nodes, join them, and wait until each knows of all."""
    nodes = [await _node(fresh_valkey, *flags, binary=binary) for _ in range(PRIMARIES * (1 + with_replicas))]
    for number, (node, _) in enumerate(nodes):
        async with node.connect() as redis:
            await redis.cluster("SET-CONFIG-EPOCH", number + 1)
            for _, (port, bus_port) in nodes[:number]:
                await redis.cluster("MEET", "127.0.0.1", port, bus_port)
            if number < PRIMARIES:
                await redis.cluster("ADDSLOTSRANGE", *_slots(number))
    servers = [node for node, _ in nodes]
    await until(lambda: _all_know(servers, len(servers)), within_s=_PATIENCE_S, what="nodes that know each other")
    primaries, replicas = servers[:PRIMARIES], servers[PRIMARIES:]
    for primary, replica in zip(primaries, replicas, strict=False):
        async with primary.connect() as redis:
            name = await redis.cluster("MYID")
        async with replica.connect() as redis:
            await redis.cluster("REPLICATE", name)
    if replicas:
        await until(lambda: _are_in_step(replicas), within_s=_PATIENCE_S, what="replicas in step")
    await until(lambda: _all_are_well(servers), within_s=_PATIENCE_S, what="a cluster that is well")
    hosts = ",".join(node.url.removeprefix("redis://").removesuffix("/0") for node in primaries)
    found = Clustered(f"redis+cluster://{hosts}", tuple(primaries), tuple(replicas))
    assert [found.at(feed) for feed in FEEDS] == list(range(PRIMARIES))
    yield found


def _slots(number: int) -> tuple[int, int]:
    each = REDIS_CLUSTER_HASH_SLOTS // PRIMARIES
    return number * each, REDIS_CLUSTER_HASH_SLOTS - 1 if number == PRIMARIES - 1 else (number + 1) * each - 1


def _owner(slot: int) -> int:
    return min(slot // (REDIS_CLUSTER_HASH_SLOTS // PRIMARIES), PRIMARIES - 1)


async def _node(fresh_valkey: FreshValkey, *flags: str, binary: str) -> tuple[ValkeyServer, tuple[int, int]]:
    port, bus_port = next(PORTS), next(PORTS)
    settings = ("--cluster-enabled", "yes", "--cluster-port", str(bus_port), "--cluster-node-timeout", "1000")
    more = ("--cluster-require-full-coverage", "no", "--cluster-allow-pubsubshard-when-down", "no")
    return await fresh_valkey(*settings, *more, *flags, binary=binary, port=port), (port, bus_port)


async def _all_know(servers: list[ValkeyServer], count: int) -> bool:
    for server in servers:
        async with server.connect() as redis:
            info = await redis.cluster("INFO")
        if int(info["cluster_known_nodes"]) < count:
            return False
    return True


async def _all_are_well(servers: list[ValkeyServer]) -> bool:
    for server in servers:
        async with server.connect() as redis:
            info = await redis.cluster("INFO")
            ranges = await redis.cluster("SLOTS")
        if info["cluster_state"] != "ok" or len(ranges) < PRIMARIES:
            return False
    return True


async def _are_in_step(replicas: list[ValkeyServer]) -> bool:
    for replica in replicas:
        async with replica.connect() as redis:
            info = await redis.info("replication")
        if info["role"] != "slave" or info["master_link_status"] != "up":
            return False
    return True
