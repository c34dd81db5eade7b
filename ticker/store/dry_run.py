"""Whether the store would take a filing now: asks it for everything that a filing takes, and leaves nothing behind."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from redis.asyncio import Redis

from ticker.model import Slug
from ticker.settings import Timing
from ticker.store.log import RIGHTS
from ticker.store.names import USUAL, Names
from ticker.store.redis.cluster import by_node, publishing
from ticker.store.redis.errors import store_call

_TRIAL: Final = RIGHTS + (files("ticker.store") / "dry_run.lua").read_text(encoding="utf-8")


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
        keys = self._names.log_keys(feed)
        unused = [""] * 5  # where append.lua has what the guard goes by
        arguments = [*unused, self._names.live(feed), publishing(self._redis)]
        await self._try(keys=[*keys, self._names.trial(feed)], args=arguments, client=node)
