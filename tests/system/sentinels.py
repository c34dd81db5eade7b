"""A primary, its replica and three Sentinels over them, all real: breaks nothing itself."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redis.asyncio import Redis

from tests.processes import PORTS, Process
from tests.servers import FreshValkey, ValkeyServer
from tests.waiting import until
from ticker.tools.stress import sentinels

_PATIENCE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Watched:
    """Two servers of which Sentinels make one the primary."""

    url: str
    one: ValkeyServer
    """The primary, to begin with."""
    other: ValkeyServer

    async def cut_replication(self) -> None:
        """Have the primary turn its replica away: from now on it lags, and nothing else tells so."""
        async with self.one.connect() as redis:
            await sentinels.turn_replica_away(redis)


async def role(server: ValkeyServer) -> str:
    """Return what a server is now: ``master``, ``slave``, or nothing while it does not answer."""
    async with server.connect() as redis:
        return await sentinels.role(redis)


async def is_in_step(primary: ValkeyServer, replica: ValkeyServer) -> bool:
    """Report whether a replica has everything that its primary has."""
    async with primary.connect() as redis, replica.connect() as other:
        has, wanted = await other.info("replication"), await redis.info("replication")
        return bool(has["master_repl_offset"] == wanted["master_repl_offset"] and await sentinels.follows(other))


@asynccontextmanager
async def watched(fresh_valkey: FreshValkey, folder: Path, *, binary: str) -> AsyncIterator[Watched]:
    """Start everything, and wait until the Sentinels know each other and could fail over."""
    ports = next(PORTS), next(PORTS)
    one = await fresh_valkey(*sentinels.REPLICATING, binary=binary, port=ports[0])
    other = await fresh_valkey(*sentinels.REPLICATING, binary=binary, port=ports[1])
    async with one.connect() as redis, other.connect() as its_replica:
        await sentinels.begin_replication(redis, its_replica, port=ports[0])
    with ExitStack() as ending:
        watching = [next(PORTS) for _ in range(sentinels.SENTINELS)]
        for number, port in enumerate(watching):
            settings = folder / f"sentinel-{number}.conf"
            settings.write_text(sentinels.sentinel_settings(folder, port=port, primary=ports[0]))
            process = Process([binary, str(settings), "--sentinel"], log=folder / f"sentinel-{number}.log")
            ending.callback(process.kill)

        await until(lambda: is_in_step(one, other), within_s=_PATIENCE_S, what="a replica in step")

        async def are_at_work() -> bool:
            return all([await _knows_all(port) for port in watching])

        await until(are_at_work, within_s=_PATIENCE_S, what="Sentinels that know each other and the replica")
        yield Watched(sentinels.sentinel_url(watching), one, other)


async def _knows_all(port: int) -> bool:
    async with Redis(port=port) as sentinel:
        return await sentinels.knows_all(sentinel)
