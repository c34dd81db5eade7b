"""A primary, its replica and three Sentinels over them, all real: breaks nothing itself."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.processes import PORTS, Process
from tests.servers import FreshValkey, ValkeyServer
from tests.waiting import until

NAME: Final = "news"
DOWN_AFTER_MS: Final = 500
SENTINELS: Final = 3
REPLICATING: Final = ("--masteruser", "replica", "--masterauth", "pw")
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
            await redis.acl_setuser("replica", enabled=False)
            await redis.client_kill_filter(_type="replica")


async def role(server: ValkeyServer) -> str:
    """Give what a server is now: ``master``, ``slave``, or nothing while it does not answer."""
    with contextlib.suppress(RedisError, OSError):
        async with server.connect() as redis:
            return str((await redis.info("replication"))["role"])
    return ""


async def is_in_step(primary: ValkeyServer, replica: ValkeyServer) -> bool:
    """Say whether a replica has everything that its primary has."""
    async with primary.connect() as redis, replica.connect() as other:
        has, wanted = await other.info("replication"), await redis.info("replication")
    same = has["master_repl_offset"] == wanted["master_repl_offset"]
    return bool(same and has.get("master_link_status") == "up")


@asynccontextmanager
async def watched(fresh_valkey: FreshValkey, folder: Path, *, binary: str) -> AsyncIterator[Watched]:
    """Start everything, and wait until the Sentinels know each other and could fail over."""
    ports = next(PORTS), next(PORTS)
    one = await fresh_valkey(*REPLICATING, binary=binary, port=ports[0])
    other = await fresh_valkey(*REPLICATING, binary=binary, port=ports[1])
    for server in (one, other):
        async with server.connect() as redis:
            await redis.acl_setuser(
                "replica", enabled=True, passwords=["+pw"], commands=["+psync", "+replconf", "+ping"]
            )
    async with other.connect() as redis:
        await redis.replicaof("127.0.0.1", str(ports[0]))
    with ExitStack() as ending:
        sentinels = [next(PORTS) for _ in range(SENTINELS)]
        for number, port in enumerate(sentinels):
            settings = folder / f"sentinel-{number}.conf"
            settings.write_text(
                f"port {port}\nbind 127.0.0.1\ndir {folder}\n"
                f"sentinel monitor {NAME} 127.0.0.1 {ports[0]} {SENTINELS // 2 + 1}\n"
                f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}\n"
                f"sentinel failover-timeout {NAME} 6000\n"
            )
            process = Process([binary, str(settings), "--sentinel"], log=folder / f"sentinel-{number}.log")
            ending.callback(process.kill)

        await until(lambda: is_in_step(one, other), within_s=_PATIENCE_S, what="a replica in step")

        async def are_at_work() -> bool:
            return all([await _knows_all(port) for port in sentinels])

        await until(are_at_work, within_s=_PATIENCE_S, what="Sentinels that know each other and the replica")
        hosts = ",".join(f"127.0.0.1:{port}" for port in sentinels)
        yield Watched(f"redis+sentinel://{hosts}/{NAME}", one, other)


async def _knows_all(port: int) -> bool:
    with contextlib.suppress(RedisError, OSError):
        async with Redis(port=port) as sentinel:
            primaries: Any = await sentinel.sentinel_masters()
            [primary] = primaries.values()
            [replica] = await sentinel.sentinel_slaves(NAME) or [{"flags": "unknown"}]
            return bool(
                primary["num-other-sentinels"] == SENTINELS - 1
                and primary["flags"] == "master"
                and replica["flags"] == "slave"
                and int(replica["slave-repl-offset"]) > 0
            )
    return False
