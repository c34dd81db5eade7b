"""Two installations in one Redis, told apart by prefix or by database, never meet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from redis.asyncio import Redis

from tests.editor import post
from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.cli.shell import run
from tests.system.clients import Filer, at_work, over_socket
from tests.waiting import until
from ticker.store.names import Names

QUICK = {"TICKER_TIMES_DIVIDED_BY": "5"}


@dataclass(frozen=True, slots=True)
class Installation:
    """A service with its keys, by what tells it from the other."""

    service: TickerProcess
    names: Names
    store: dict[str, str]
    editor: str
    screen: str

    async def said(self, path: str) -> httpx.Response:
        async with http(self.service.url, Authorization=f"Bearer {self.editor}") as client:
            return await client.get(path)


@asynccontextmanager
async def heard(redis: Redis) -> AsyncIterator[set[str]]:
    """Note on which channels anything is published, in whatever database."""
    channels: set[str] = set()
    async with redis.pubsub() as pubsub:
        await pubsub.psubscribe("*")

        async def listen() -> None:
            async for message in pubsub.listen():
                if message["type"] == "pmessage":
                    channels.add(message["channel"].decode())

        listening = asyncio.create_task(listen())
        try:
            yield channels
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def install(serve: Serve, url: str, names: Names) -> Installation:
    """Start a service; make its keys as an operator does."""
    url = f"{url}?db={names.database}" if names.database else url
    store = {"TICKER_REDIS_URL": url, "TICKER_REDIS_PREFIX": names.prefix}
    service = await serve(redis_url=url, environment=QUICK | {"TICKER_REDIS_PREFIX": names.prefix})
    at = ("--feed", "*", "--redis-url", url, "--redis-prefix", names.prefix)
    made = [
        await run("keys", "add", role, "--role", role, *at, *more)
        for role, more in (("editor", ()), ("surface", ("--surface", "studio-1")))
    ]
    return Installation(service, names, store, *(one.out.strip() for one in made))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(Names("paper"), Names("paper.staging"), id="by prefix"),
        pytest.param(Names(), Names(database=3), id="by database"),
    ],
)
async def test_two_installations_in_one_redis_never_meet(
    valkey: ValkeyServer, serve: Serve, one: Names, other: Names
) -> None:
    async with valkey.connect() as redis, heard(redis) as channels:
        here, there = await install(serve, valkey.url, one), await install(serve, valkey.url, other)
        filer, foreign = Filer(here.service, here.editor, pace_s=None), Filer(there.service, here.editor, pace_s=None)
        reader = over_socket(there.service, "/v1/feeds/en/socket")
        async with at_work(filer, foreign):
            assert (await anext(reader))["updates"] == []
            filed = await filer.file("Only here")
            report = {"kind": "strip", "cursor": str(filed.cursor), "shown": [], "state": "live", "delay_s": 0}
            async with http(here.service.url, Authorization=f"Bearer {here.screen}") as client:
                assert (await post(client, "/v1/feeds/en/surfaces/studio-1", report)).is_success
            assert (await foreign.attempt("", foreign.draft("Nobody may file this"), key="x")).status == 401
        assert (await run("feeds", "add", "en-sport", **here.store)).status == 0

        async def has_both() -> bool:
            return len((await here.said("/v1/feeds")).json()["feeds"]) == 4

        await until(has_both)
        assert [one["name"] for one in (await here.said("/v1/feeds/en/surfaces")).json()["surfaces"]] == ["studio-1"]
        # What is there for both by now has been read again there, and come from every channel, several times.
        for _ in range(3):
            status = await anext(one async for one in reader if one["type"] == "status")
            assert status["heads"]["en"].endswith(".0")
        at_there = await there.said("/v1/feeds/en/surfaces")
        assert at_there.json()["surfaces"] == []
        assert (await there.said("/v1/feeds/en")).json()["updates"] == []
        assert len((await there.said("/v1/feeds")).json()["feeds"]) == 3
        assert [entry["store"] for entry in await stores(here, there)] != [(await stores(here))[0]["store"]] * 2

        mine, theirs = ({channel for channel in channels if is_of(names, channel)} for names in (one, other))
        assert {one.control, one.live("en"), one.desk("en")} <= mine  # news, a report, and probes among the notices
        assert other.control in theirs
        assert mine | theirs == channels
        assert mine & theirs == set()
        for database in {one.database, other.database}:
            async with Redis.from_url(f"{valkey.url}?db={database}") as looking:
                prefixes = {names.prefix for names in (one, other) if names.database == database}
                assert {str(key, "ascii").partition(":")[0] async for key in looking.scan_iter()} == prefixes
    await reader.aclose()


async def stores(*installations: Installation) -> list[dict[str, str]]:
    """Ask services for the ids of their stores."""
    return [(await one.said("/healthz")).json() for one in installations]


def is_of(names: Names, channel: str) -> bool:
    """Report whether a channel is an installation's."""
    feeds = ("en", "ar", "es", "en-sport")
    return channel in {names.control, *map(names.live, feeds), *map(names.desk, feeds)}
