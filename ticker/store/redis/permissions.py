"""Whether this user may run every command that the service sends: asked at the start, and by the doctor."""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from ticker.errors import StoreRefused, StoreUnsuitable
from ticker.model import Feed, Slug
from ticker.settings import Timing
from ticker.store.dry_run import DryRun
from ticker.store.feeds import list_feeds
from ticker.store.names import USUAL, Names
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.errors import store_call

EXAMPLE: Final = Slug("en")
"""Stands for every feed where there is none yet."""
_LACKING: Final = (files("ticker.store") / "missing_permissions.lua").read_text(encoding="utf-8")
_NAMED: Final = re.compile(r"(?<=run the ')[^']+(?=' command)|(?<=this user may not run ).+")
"""What an answer of Redis, or of our own scripts, says about what may not be run."""


async def try_a_filing(redis: Redis, *, timeout_s: float, names: Names = USUAL) -> None:
    """Make sure that the store would take a filing to each of its feeds; write nothing. Ends every connection.

    Raises:
        StoreUnsuitable: the user may not do everything.
        StoreRefused: the store refuses; the text says why.
        StoreUnavailable: no answer in time.
    """
    await require_rights(redis, timeout_s=timeout_s, names=names)
    async with store_call(timeout_s):
        feeds = await list_feeds(redis, names)
    await DryRun(redis, timing=Timing(filing_timeout_s=timeout_s), names=names).run(feeds or [EXAMPLE])


async def require_rights(redis: Redis, *, timeout_s: float, names: Names = USUAL, feeds: Iterable[Feed] = ()) -> None:
    """Make sure that this user may do everything; a store that refuses for another reason is no matter of rights.

    A filing is tried at each server that has one of the ``feeds`` or of those that the store has.

    Raises:
        StoreUnsuitable: the user may not; the text names the commands.
        StoreUnavailable: no answer in time.
    """
    try:
        async with store_call(timeout_s):
            lacking = await _lacking(redis, names)
    except StoreRefused as refused:
        if refused.code != "NOPERM":
            raise
        lacking = _named(refused)
    if not lacking:
        async with store_call(timeout_s):
            tried = [*(feed.slug for feed in feeds), *await list_feeds(redis, names)]
        try:
            await DryRun(redis, timing=Timing(filing_timeout_s=timeout_s), names=names).run(tried or [EXAMPLE])
        except StoreRefused as refused:
            if refused.code == "NOPERM":
                raise unsuitable(_named(refused)) from refused
    if lacking:
        raise unsuitable(lacking)


def unsuitable(lacking: list[str]) -> StoreUnsuitable:
    """Return the error that says what the user may not do, and what to change."""
    return StoreUnsuitable(
        f"Redis does not let this user run {', '.join(lacking)}: allow it, "
        "ACL SETUSER … ~ticker:* &ticker:* +@read +@write +@pubsub +@scripting +@connection +info +time"
    )


def _named(refused: StoreRefused) -> list[str]:
    """Return the commands that an answer names; the whole answer where it names none."""
    return _NAMED.findall(str(refused)) or [str(refused)]


async def _lacking(redis: Redis, names: Names) -> list[str]:
    nodes = (await redis.primaries()).values() if isinstance(redis, ClusterRedis) else [redis]
    found: dict[str, None] = {}
    for node in nodes:
        answer: Any = await node.register_script(_LACKING)(args=[orjson.dumps(list(_commands(names)))])
        found |= dict.fromkeys(command.decode() for command in answer)
    return list(found)


def _commands(names: Names) -> Iterator[list[str]]:
    """Return every command outside of the scripts of the logs, each on a key or channel of its own kind."""
    for key in (names.store_id, names.session_secret, names.format):
        yield from (["GET", key], ["SET", key, "v"])
    for key in (names.feeds, names.keys, names.surfaces(EXAMPLE)):
        yield from (["HGETALL", key], ["HSET", key, "f", "v"])
    yield from (["ZRANGE", names.feed_order, "0", "1"], ["ZADD", names.feed_order, "1", "m"])
    yield from (["HSETNX", names.feeds, "f", "v"], ["EXISTS", names.keys], ["HDEL", names.keys, "f"])
    yield from (["HDEL", names.surfaces(EXAMPLE), "f"], ["EXPIRE", names.surfaces(EXAMPLE), "1"])
    yield from (["ZADD", names.sessions_ended, "1", "m"], ["EXPIRE", names.sessions_ended, "1"])
    yield from (["ZRANGEBYSCORE", names.sessions_ended, "0", "1"], ["ZREMRANGEBYSCORE", names.sessions_ended, "0", "1"])
    for channel in (names.control, names.live(EXAMPLE), names.desk(EXAMPLE)):
        yield from (["SUBSCRIBE", channel], ["PUBLISH", channel, "m"])
