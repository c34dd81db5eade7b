"""Whether a Redis may keep the log, and how it is doing: asks only, and changes nothing."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError, RedisError, ResponseError

from ticker.errors import StoreUnavailable, StoreUnsuitable
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.errors import in_words
from ticker.store.redis.not_redis import PROXY, describe_stranger

VERSION_MIN: Final = (6, 2)
_PINGS: Final = 20
_NO_NODE: Final = "this is no node of a cluster: write redis:// before its host"


@dataclass(frozen=True, slots=True)
class Suitability:
    """What ``examine`` found: this server may be used, and ``warnings`` say at what price."""

    version: str
    server: str
    """``valkey`` or ``redis``."""
    aof_always: bool
    """Verified: whatever was acknowledged is on disk, so a restart loses nothing of the log."""
    warnings: tuple[str, ...]


async def examine(redis: Redis) -> Suitability:
    """Ask the server whether it may keep the log.

    Raises:
        StoreUnavailable: it does not answer, or is still loading.
        StoreUnsuitable: it answers, but must not be used as it is; the text says what to change.
    """
    if isinstance(redis, ClusterRedis):
        try:
            nodes = await redis.primaries()
        except (RedisError, OSError) as failure:
            raise await _explained(redis.seed(), failure) from failure
        return _together({str(host): await _examine_one(node, in_cluster=True) for host, node in nodes.items()})
    return await _examine_one(redis, in_cluster=False)


async def _examine_one(redis: Redis, *, in_cluster: bool) -> Suitability:
    try:
        info = await redis.info()
        config = await _config(redis)
    except (RedisError, OSError) as failure:
        raise await _explained(redis, failure) from failure
    return judge({key: str(value) for key, value in info.items()}, config, in_cluster=in_cluster)


def _together(found: Mapping[str, Suitability]) -> Suitability:
    """Join what was found of every primary of a cluster."""
    each = list(found.values())
    return Suitability(
        min((one.version for one in each), key=parse_version),
        each[0].server,
        all(one.aof_always for one in each),
        tuple(f"{host}: {warning}" for host, one in found.items() for warning in one.warnings),
    )


def judge(info: Mapping[str, str], config: Mapping[str, str] | None, *, in_cluster: bool = False) -> Suitability:
    """Judge what INFO and CONFIG GET said; ``config`` is None where CONFIG is not allowed.

    With ``in_cluster`` a node of a cluster is what is wanted, and nothing else.

    Raises:
        StoreUnavailable, StoreUnsuitable: as ``examine``.
    """
    if info.get("loading", "0") != "0":
        raise StoreUnavailable(f"Redis is still loading its log ({info.get('loading_loaded_perc', '0')} %)")
    server = "valkey" if info.get("server_name") == "valkey" else "redis"
    version = info.get("valkey_version", "") or info.get("redis_version", "")
    # Valkey names itself twice; the Redis version is the one that it is compatible with.
    compatible = info.get("redis_version", "")
    if parse_version(compatible) < VERSION_MIN:
        named = compatible or "of an unknown version"
        raise StoreUnsuitable(f"this is Redis {named}, and the log needs 6.2 or newer: update it")
    _check_place(info, in_cluster=in_cluster)
    policy = _check_policy(info, config)
    lacking = _lacking(info, config)
    warnings = (*policy, *filter(None, [lacking]), *_coverage(config, in_cluster=in_cluster))
    return Suitability(version, server, not lacking, warnings)


def parse_version(text: str) -> tuple[int, ...]:
    """Read the leading numbers of a version: ``7.2.4`` and ``8.0-rc1`` alike; none gives ``()``."""
    leading = re.match(r"\d+(\.\d+)*", text)
    return tuple(int(part) for part in leading[0].split(".")) if leading else ()


async def _explained(redis: Redis, failure: Exception) -> StoreUnavailable | StoreUnsuitable:
    """Return what a failure means, and look at who answers there if it was no Redis."""
    meant = _translated(failure)
    if "DB index is out of range" in str(meant):
        number = redis.connection_pool.connection_kwargs.get("db")
        return StoreUnsuitable(
            f"this Redis has no database {number}: correct the number at the end of TICKER_REDIS_URL"
        )
    stranger = await describe_stranger(redis) if isinstance(meant, StoreUnavailable) else ""
    return StoreUnsuitable(f"what answers there is not what the URL says: {stranger}") if stranger else meant


def _translated(failure: Exception) -> StoreUnavailable | StoreUnsuitable:
    answer = _answer(failure)
    if isinstance(answer, (AuthenticationError, AuthorizationError)):
        return StoreUnsuitable(f"Redis refuses the user or the password: put both into TICKER_REDIS_URL ({answer})")
    if "No such master" in str(answer):
        return StoreUnsuitable(f"the Sentinels know no primary of that name: correct it in TICKER_REDIS_URL ({answer})")
    if "cluster support disabled" in str(answer):
        return StoreUnsuitable(f"{_NO_NODE} ({answer})")
    if isinstance(answer, NoPermissionError) and "cluster" in str(answer):
        return StoreUnsuitable(
            f"Redis does not let this user ask where the slots are: ACL SETUSER … +cluster|slots ({answer})"
        )
    if isinstance(answer, ResponseError) and "command" in str(answer) and not isinstance(answer, NoPermissionError):
        return StoreUnsuitable(f"this is no Redis, or a command of it was renamed away ({answer}): {PROXY}")
    if isinstance(answer, ResponseError):
        return StoreUnsuitable(
            f"Redis does not let this user ask: allow INFO and CLIENT SETNAME, ACL SETUSER … +info +client ({answer})"
        )
    return StoreUnavailable(f"Redis does not answer: {in_words(answer)}")


def _answer(failure: BaseException) -> BaseException:
    """Return what the server answered, where that was wrapped into a failure to connect."""
    answer = failure
    while isinstance(answer.__cause__, RedisError):
        answer = answer.__cause__
    return answer


async def _config(redis: Redis) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    try:
        # One pattern each: several in one call are newer than 6.2.
        for pattern in ("*append*", "maxmemory-policy", "cluster-require-full-coverage"):
            found.update({str(key): str(value) for key, value in (await redis.config_get(pattern)).items()})
    except ResponseError:
        return None  # a managed Redis: forbidden by ACL, or the command was renamed away
    return found


def _check_place(info: Mapping[str, str], *, in_cluster: bool) -> None:
    mode = info.get("redis_mode") or info.get("server_mode", "standalone")  # Valkey has the second
    if mode == "sentinel":
        raise StoreUnsuitable(
            "this is a Sentinel, which keeps no log: write redis+sentinel:// and the primary's name after the hosts"
        )
    if mode == "cluster" and not in_cluster:
        raise StoreUnsuitable("this node is part of a cluster: write redis+cluster:// before its hosts")
    if mode != "cluster" and in_cluster:
        raise StoreUnsuitable(_NO_NODE)
    if info.get("role") == "slave":
        primary = f"{info.get('master_host', '?')}:{info.get('master_port', '?')}"
        raise StoreUnsuitable(f"this is a replica, which takes no writes: give the URL of its primary ({primary})")


def _check_policy(info: Mapping[str, str], config: Mapping[str, str] | None) -> tuple[str, ...]:
    """Refuse a server that may evict keys, also while it has memory to spare: that is set in a second."""
    policy = info.get("maxmemory_policy") or (config or {}).get("maxmemory-policy")
    if policy is None:
        return ("maxmemory-policy could not be checked: make sure that it is noeviction",)
    if policy != "noeviction":
        raise StoreUnsuitable(
            f"maxmemory-policy is {policy}, which may throw the log away when memory runs short: "
            "CONFIG SET maxmemory-policy noeviction, and the same in the server's configuration file"
        )
    return ()


def _coverage(config: Mapping[str, str] | None, *, in_cluster: bool) -> tuple[str, ...]:
    """Warn of a cluster that is away as a whole while one shard of it is."""
    if in_cluster and (config or {}).get("cluster-require-full-coverage") == "yes":
        return ("cluster-require-full-coverage is yes: while one shard is away, all feeds are; set it to no",)
    return ()


def _lacking(info: Mapping[str, str], config: Mapping[str, str] | None) -> str:
    """Return why what is acknowledged may not be on disk; empty where it is."""
    if info.get("aof_enabled", (config or {}).get("appendonly", "0")) not in ("1", "yes"):
        return (
            "THERE IS NO APPEND-ONLY FILE: when this Redis restarts, news that was acknowledged is lost. "
            "Set appendonly yes and appendfsync always"
        )
    if config is None:
        return (
            "appendfsync could not be checked, because CONFIG GET is not allowed here: "
            "each restart of this Redis begins a new epoch, and readers get a snapshot"
        )
    fsync = config.get("appendfsync", "unknown")
    price = "a crash may lose the last seconds of acknowledged news, and each restart of this Redis begins a new epoch"
    if fsync != "always":
        return f"appendfsync is {fsync}: {price}; set it to always"
    if config.get("no-appendfsync-on-rewrite", "no") != "no":
        return f"no-appendfsync-on-rewrite is yes: {price}; set it to no"
    return ""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What was found. Shares are of 1; None where the server has no limit or does not say."""

    suitability: Suitability
    round_trip_s: float
    """The median of some pings."""
    ahead_s: float
    """How far its clock is ahead of this machine's; below zero it is behind."""
    memory_share: float | None
    clients_share: float | None
    writes_well: bool
    """Whether its last writes to disk succeeded."""


async def take_vitals(redis: Redis) -> Vitals:
    """Ask the server how it is. Writes nothing.

    Raises:
        StoreUnavailable: it does not answer.
        StoreUnsuitable: it must not be used as it is; the text says what to change.
    """
    suitability = await examine(redis)
    try:
        trips = await ping(redis, times=_PINGS)
        asked_at = time.time()
        seconds, micros = await redis.time()
        ahead_s = seconds + micros / 1e6 - (asked_at + time.time()) / 2
        info = await redis.info()
    except (RedisError, OSError) as failed:
        raise StoreUnavailable(f"Redis does not answer: {failed}") from failed
    return Vitals(
        suitability=suitability,
        round_trip_s=median(trips),
        ahead_s=ahead_s,
        memory_share=_share(info, "used_memory", "maxmemory"),
        clients_share=_share(info, "connected_clients", "maxclients"),
        writes_well=all(info.get(name, "ok") == "ok" for name in ("aof_last_write_status", "rdb_last_bgsave_status")),
    )


async def ping(redis: Redis, *, times: int) -> list[float]:
    """Return how many seconds each of some pings took."""
    trips = []
    for _ in range(times):
        asked_at = time.perf_counter()
        await redis.ping()
        trips.append(time.perf_counter() - asked_at)
    return trips


def _share(info: dict[str, Any], used: str, limit: str) -> float | None:
    most = int(info.get(limit, 0))
    return int(info.get(used, 0)) / most if most else None
