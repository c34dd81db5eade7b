"""A start at Sentinels or a cluster that cannot come to anything ends with a sentence that says what to change."""

from pathlib import Path
from typing import Final

import pytest

from tests.processes import program
from tests.servers import FreshValkey, Serve, ValkeyServer
from tests.system.cluster import FEEDS, clustered
from tests.system.sentinels import watched
from ticker.cli.console import Status

SERVED: Final = {"TICKER_FEEDS": ",".join(FEEDS)}


async def allow(server: ValkeyServer, *rights: str) -> None:
    """Grant the user of the tests every right but some."""
    async with server.connect() as admin:
        commands = ["+@all", *rights]
        await admin.acl_setuser("desk", enabled=True, passwords=["+pw"], keys=["*"], channels=["*"], commands=commands)


def by_user(url: str, userinfo: str = "desk:pw") -> str:
    return url.replace("://", f"://{userinfo}@")


async def refused_start(serve: Serve, url: str) -> str:
    """Start at a store that cannot be used; return what was said."""
    ticker = await serve(redis_url=url, environment=SERVED, wait=False)
    status = await ticker.ended(within_s=20)
    assert status == Status.USAGE, ticker.output
    return ticker.output


@pytest.mark.long
async def test_a_start_behind_sentinels_says_what_is_wrong_with_the_primary(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    async with watched(fresh_valkey, tmp_path, binary=program("redis-server")) as found:
        for right, named in (("-get", "GET ticker:store-id"), ("-xadd", "XADD on"), ("-evalsha", "evalsha")):
            await allow(found.one, right)
            said = await refused_start(serve, by_user(found.url))
            assert "Redis does not let this user run" in said
            assert named in said
        assert "has no database 99" in await refused_start(serve, f"{found.url}?db=99")
        assert "it speaks no TLS" in await refused_start(serve, found.url.replace("redis+", "rediss+"))
        assert "know no primary of that name" in await refused_start(serve, found.url.replace("/news", "/nwes"))


@pytest.mark.long
async def test_a_start_at_a_cluster_says_what_is_wrong_with_any_of_its_nodes(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    async with clustered(fresh_valkey, binary=program("redis-server")) as cluster:
        for node in cluster.primaries:
            await allow(node)
        for feed in FEEDS:
            node = cluster.primaries[cluster.at(feed)]
            for right, named in (("-get", "GET ticker:store-id"), ("-xadd", f"XADD on ticker:{{{feed}}}:log")):
                await allow(node, right)
                said = await refused_start(serve, by_user(cluster.url))
                assert "Redis does not let this user run" in said
                assert named in said
            await allow(node)
        assert "it speaks no TLS" in await refused_start(serve, cluster.url.replace("redis+", "rediss+"))
        assert "refuses the user or the password" in await refused_start(serve, by_user(cluster.url, "desk:wrong"))
        for node in cluster.primaries:
            await allow(node, "-cluster")
        assert "+cluster|slots" in await refused_start(serve, by_user(cluster.url))


async def test_a_start_at_a_single_server_by_a_url_for_a_cluster_says_so(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    await fresh_valkey(port=free_port)
    assert "this is no node of a cluster" in await refused_start(serve, f"redis+cluster://127.0.0.1:{free_port}")
