"""Whether the store would take what the service sends: the commands that this user may run, and a filing on trial."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from ticker.errors import StoreRefused, StoreUnsuitable
from ticker.model import Feed, Slug
from ticker.settings import Timing
from ticker.store.feeds import list_feeds
from ticker.store.log import RIGHTS
from ticker.store.names import USUAL, Names
from ticker.store.redis.cluster import ClusterRedis, by_node, publishing
from ticker.store.redis.errors import store_call

EXAMPLE: Final = Slug("en")
"""Stands for every feed where there is none yet."""
_LACKING: Final = """
local lacking = {}
for _, command in ipairs(redis.acl_check_cmd and cjson.decode(ARGV[1]) or {}) do
  local is_known, may = pcall(redis.acl_check_cmd, unpack(command))
  if is_known and not may then lacking[#lacking + 1] = command[1] .. ' ' .. command[2] end
end
return lacking
"""
"""Returns which of these commands, each a list of its words, this user may not run. Runs none of them.

Servers before 7.0 cannot tell, and say none."""
_TRIAL: Final = (
    RIGHTS
    + """
if redis.call('HGET', KEYS[1], 'epoch') then
  redis.call('HSETNX', KEYS[1], 'epoch', '')
else
  redis.call('SET', KEYS[5], '', 'PX', '1000')
  redis.call('DEL', KEYS[5])
end
"""
)
"""Leaves nothing behind: it writes what stands already, which Redis neither logs nor tells its replicas, but refuses as
it would refuse a filing. The fifth key is one that nobody else uses, for a feed that has nothing yet."""
_NAMED: Final = re.compile(r"(?<=run the ')[^']+(?=' command)|(?<=this user may not run ).+")
"""What an answer of Redis, or of our own scripts, says about what may not be run."""


class DryRun:
    """Tries the store as a filing would. Its client is to be its own: it closes every connection of it."""

    def __init__(self, redis: Redis, *, timing: Timing, names: Names = USUAL) -> None:
        self._redis = redis
        self._names = names
        self._timing = timing
        self._try = redis.register_script(_TRIAL)

    async def run(self, feeds: Iterable[Slug]) -> None:
        """Try every server that has one of these feeds, over a connection that is made for it.

        A password that was changed, or too many connections, stop new connections only.

        Raises:
            StoreRefused: a server refuses; the text says why.
            StoreUnavailable: one did not answer in time.
        """
        feed_of = {self._names.log_keys(feed)[0]: feed for feed in feeds}
        try:
            async with store_call(self._timing.filing_timeout_s):
                for node, keys in (await by_node(self._redis, feed_of)).items():
                    await self._try_one(node, feed_of[keys[0]])
        finally:
            await self._redis.aclose()

    async def _try_one(self, node: Redis, feed: Slug) -> None:
        keys = [*self._names.log_keys(feed), self._names.trial(feed)]
        unused = [""] * 5  # where append.lua has what the guard goes by
        await self._try(keys=keys, args=[*unused, self._names.live(feed), publishing(self._redis)], client=node)


async def require_rights(redis: Redis, *, timeout_s: float, names: Names = USUAL, feeds: Iterable[Feed] = ()) -> None:
    """Make sure that this user may do everything; a store that refuses for another reason is no matter of rights.

    A filing is tried at each server that has one of the ``feeds`` or of those that the store has.

    Raises:
        StoreUnsuitable: the user may not; the text names the commands.
        StoreUnavailable: no answer in time.
    """
    lacking = await _lacking(redis, names, timeout_s=timeout_s)
    if lacking:
        raise _unsuitable(lacking)
    try:
        await _try_filings(redis, timeout_s=timeout_s, names=names, feeds=feeds)
    except StoreRefused as refused:
        if refused.code == "NOPERM":
            raise _unsuitable(_named(refused)) from refused


async def try_a_filing(redis: Redis, *, timeout_s: float, names: Names = USUAL) -> None:
    """Make sure that the store would take a filing to each of its feeds; write nothing. Ends every connection.

    Raises:
        StoreUnsuitable: the user may not do everything.
        StoreRefused: the store refuses; the text says why.
        StoreUnavailable: no answer in time.
    """
    await require_rights(redis, timeout_s=timeout_s, names=names)
    await _try_filings(redis, timeout_s=timeout_s, names=names)


async def _try_filings(redis: Redis, *, timeout_s: float, names: Names, feeds: Iterable[Feed] = ()) -> None:
    async with store_call(timeout_s):
        tried = [*(feed.slug for feed in feeds), *await list_feeds(redis, names)]
    await DryRun(redis, timing=Timing(filing_timeout_s=timeout_s), names=names).run(tried or [EXAMPLE])


def _unsuitable(lacking: list[str]) -> StoreUnsuitable:
    """Return the error that says what the user may not do, and what to change."""
    return StoreUnsuitable(
        f"Redis does not let this user run {', '.join(lacking)}: allow it, "
        "ACL SETUSER … ~ticker:* &ticker:* +@read +@write +@pubsub +@scripting +@connection +info +time"
    )


def _named(refused: StoreRefused) -> list[str]:
    """Return the commands that an answer names; the whole answer where it names none."""
    return _NAMED.findall(str(refused)) or [str(refused)]


async def _lacking(redis: Redis, names: Names, *, timeout_s: float) -> list[str]:
    """Return the commands that this user may not run, each with what it was to be run on."""
    found: dict[str, None] = {}
    try:
        async with store_call(timeout_s):
            for node in (await redis.primaries()).values() if isinstance(redis, ClusterRedis) else [redis]:
                answer: Any = await node.register_script(_LACKING)(args=[orjson.dumps(list(_commands(names)))])
                found |= dict.fromkeys(command.decode() for command in answer)
    except StoreRefused as refused:
        if refused.code != "NOPERM":
            raise
        return _named(refused)
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
