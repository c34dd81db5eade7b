"""A primary, its replica and the Sentinels over them: how they are set up, and what they say of each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ticker.store.redis.connect import connect
from ticker.store.redis.errors import UNREACHABLE

NAME: Final = "news"
SENTINELS: Final = 3
DOWN_AFTER_MS: Final = 500
REPLICATING: Final = ("--masteruser", "replica", "--masterauth", "pw", "--repl-diskless-sync-delay", "0")
"""What a server must be started with to be either."""
_FAILOVER_TIMEOUT_MS: Final = 6_000
_ASK_WITHIN_S: Final = 2.0


def sentinel_url(ports: Sequence[int]) -> str:
    """Return the address of the primary that the Sentinels on these ports know."""
    return f"redis+sentinel://{','.join(f'127.0.0.1:{port}' for port in ports)}/{NAME}"


def sentinel_settings(folder: Path, *, port: int, primary: int) -> str:
    """Return the settings of one Sentinel over the primary on that port; it writes its file anew."""
    return (
        f"port {port}\nbind 127.0.0.1\ndir {folder}\n"
        f"sentinel monitor {NAME} 127.0.0.1 {primary} {SENTINELS // 2 + 1}\n"
        f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER_MS}\n"
        f"sentinel failover-timeout {NAME} {_FAILOVER_TIMEOUT_MS}\n"
    )


async def begin_replication(primary: Any, replica: Any, *, port: int) -> None:
    """Have one server follow another, which listens on that port, and each ready to be the primary."""
    for redis in (primary, replica):
        await redis.acl_setuser("replica", enabled=True, passwords=["+pw"], commands=["+psync", "+replconf", "+ping"])
    await replica.replicaof("127.0.0.1", str(port))


async def turn_replica_away(primary: Any) -> None:
    """Have the primary turn its replica away: from now on that lags, and nothing else tells so."""
    await primary.acl_setuser("replica", enabled=False)
    await primary.client_kill_filter(_type="replica")


async def role(redis: Any) -> str:
    """Return what a server is now: ``master``, ``slave``, or nothing while it does not answer."""
    try:
        return str((await redis.info("replication"))["role"])
    except UNREACHABLE:
        return ""


async def follows(redis: Any) -> bool:
    """Report whether a server is a replica that is connected to its primary, and has loaded what that had."""
    try:
        replication = await redis.info("replication")
    except UNREACHABLE:
        return False
    return bool(replication["role"] == "slave" and replication["master_link_status"] == "up")


async def knows_all(sentinel: Any) -> bool:
    """Report whether a Sentinel knows the others and the replica, and could fail over."""
    try:
        primaries = await sentinel.sentinel_masters()
        [primary] = primaries.values()
        [replica] = await sentinel.sentinel_slaves(NAME) or [{"flags": "unknown"}]
    except UNREACHABLE:
        return False
    return bool(
        primary["num-other-sentinels"] == SENTINELS - 1
        and primary["flags"] == "master"
        and replica["flags"] == "slave"
        and int(replica["slave-repl-offset"]) > 0
    )


async def has_been_replaced(sentinels: Sequence[int], primary: int) -> bool:
    """Report whether every Sentinel on these ports names another primary than the one on that port."""
    for port in sentinels:
        async with connect(f"redis://127.0.0.1:{port}", timeout_s=_ASK_WITHIN_S) as sentinel:
            try:
                primaries: Any = await sentinel.sentinel_masters()
            except UNREACHABLE:
                return False
            [state] = primaries.values()
            if int(state["port"]) == primary:
                return False
    return True


async def servers_at(redis: Any) -> int | None:
    """Return how many connections over TCP servers of ours have there; None while it does not answer."""
    try:
        clients: Sequence[Any] = await redis.client_list()
    except UNREACHABLE:
        return None
    over_tcp = [one for one in clients if one["name"] == "ticker" and "/" not in one["addr"]]
    return len(over_tcp)
