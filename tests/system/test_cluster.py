"""A cluster of three: feeds on different shards, two processes, each shard heard by itself; and one shard that dies."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.editor import post
from tests.processes import PORTS, program
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer, http, valkey_binary
from tests.system.clients import (
    SLACK_S,
    Filer,
    Reader,
    SocketReader,
    StreamReader,
    at_work,
    finish,
    first,
    metric,
    over_socket,
    over_stream,
    told,
    write_more,
)
from tests.system.cluster import FEEDS, clustered
from tests.waiting import until
from ticker.errors import StoreUnavailable, StoreUnsuitable
from ticker.model import Feed, Role, Slug
from ticker.settings import Settings, Timing
from ticker.store.feeds import add_feed, list_feeds
from ticker.store.keys import add_key, revoke_key
from ticker.store.names import USUAL
from ticker.store.open import open_store
from ticker.store.pubsub import Confirmed, Published, Subscriptions
from ticker.store.redis.connect import connect
from ticker.store.redis.examine import examine, take_vitals
from ticker.store.surfaces import NAMES_MAX, SurfaceReport, SurfaceStore

TOLD = 200
SPORT = Feed(Slug("ar-sport"), "رياضة", "ar")
RIGHTS = (
    *("ticker", "on", ">pw", "~ticker:*", "&ticker:*", "+@read", "+@write", "+@scripting", "+@pubsub", "+@connection"),
    *("+info", "+time", "+config|get", "+cluster|slots"),
)
"""Those that the documentation names, and no other."""
SERVED = {"TICKER_FEEDS": ",".join(FEEDS)}


def binary_of(kind: str) -> str:
    return program("redis-server") if kind == "redis" else valkey_binary()


async def serve_both(serve: Serve, url: str, **environment: str) -> tuple[TickerProcess, TickerProcess, str]:
    """Start two processes on the cluster; give them and the key that one of them printed."""
    processes = [await serve(redis_url=url, environment=SERVED | environment, wait=False) for _ in range(2)]
    await asyncio.gather(*(process.ready() for process in processes))
    [key] = [process.key for process in processes if process.made_key]
    return processes[0], processes[1], key


def readers_of(feed: str, *processes: TickerProcess) -> list[Reader]:
    """Return a reader of each transport at each process."""
    return [kind(process, feed) for process in processes for kind in (SocketReader, StreamReader)]


async def shard_channels(server: ValkeyServer) -> set[str]:
    """Return the sharded channels that somebody listens to at a node."""
    async with server.connect() as redis:
        return {str(channel, "utf-8") for channel in await redis.pubsub_shardchannels() if isinstance(channel, bytes)}


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "flags", "is_sharded"),
    [("redis", (), True), ("valkey", (), True), ("redis", ("--rename-command", "SPUBLISH", ""), False)],
    ids=["redis", "valkey", "without SPUBLISH"],
)
async def test_feeds_on_different_shards_are_filed_read_corrected_and_joined_late_by_two_processes(
    fresh_valkey: FreshValkey, serve: Serve, kind: str, flags: Sequence[str], *, is_sharded: bool
) -> None:
    async with clustered(fresh_valkey, *flags, binary=binary_of(kind)) as cluster:
        one, other, key = await serve_both(serve, cluster.url)
        filers = [
            Filer(process, key, name=f"{feed}-{n}", feed=feed)
            for feed in FEEDS
            for n, process in enumerate((one, other))
        ]
        readers = [reader for feed in FEEDS for reader in readers_of(feed, one, other)]
        async with at_work(*filers, *readers):
            await write_more(*filers)
            heard = [await shard_channels(node) for node in cluster.primaries]
            for number, feed in enumerate(FEEDS):
                assert (USUAL.live(feed) in heard[number]) == is_sharded
            late = [reader for feed in FEEDS for reader in readers_of(feed, one, other)]
            async with at_work(*late):
                await write_more(*filers)
                await finish(filers, [*readers, *late])
            for reader in readers:  # returns with a cursor
                [*missed, status] = await first(
                    over_socket(reader.process, f"/v1/feeds/{reader.feed}/socket?after={reader.at}")
                )
                assert (missed, status["type"]) == ([], "status")
            query = "&".join(f"feed={feed}" for feed in FEEDS)
            for joint in (over_socket(one, f"/v1/socket?{query}"), over_stream(other, f"/v1/stream?{query}")):
                assert {wire["feed"] for wire in await first(joint) if wire["type"] == "snapshot"} == set(FEEDS)
        assert [reader.gaps for reader in readers] == [[]] * len(readers)
        assert {state for reader in readers for _, state in reader.states} == {"live"}
        for process in (one, other):
            assert await metric(process, "ticker_holes_total") == 0
            assert await metric(process, "ticker_subscriptions_broken_total") == 0


@pytest.mark.long
@pytest.mark.parametrize("kind", ["redis", "valkey"])
async def test_while_one_shard_is_away_the_others_go_on_and_its_promoted_replica_begins_new_epochs(
    fresh_valkey: FreshValkey, serve: Serve, kind: str
) -> None:
    flags = ("--cluster-replica-validity-factor", "0")
    async with clustered(fresh_valkey, *flags, binary=binary_of(kind), with_replicas=True) as cluster:
        one, other, key = await serve_both(serve, cluster.url)
        away, *others = FEEDS
        struck = Filer(one, key, feed=away)
        filers = [Filer(process, key, name=feed, feed=feed) for feed, process in zip(others, (one, other), strict=True)]
        of_struck, of_others = (
            readers_of(away, one, other),
            [r for feed in others for r in readers_of(feed, one, other)],
        )
        async with at_work(struck, *filers, *of_struck, *of_others):
            await write_more(struck, *filers)
            struck.told.set()
            await until(lambda: not struck.is_at_work)
            before = struck.filed[-1].cursor
            await until(lambda: all(reader.at == before for reader in of_struck))

            cluster.replicas[0].freeze()  # nobody takes over yet
            cluster.primaries[0].kill()
            killed_at = time.monotonic()
            await told("degraded", *of_struck, since=killed_at, within_s=3 + SLACK_S)
            assert not any([await process.is_ready() for process in (one, other)])
            refused = await struck.attempt("", struck.draft("To nobody"), key="refused")
            assert refused.status == httpx.codes.SERVICE_UNAVAILABLE
            seen = [len(reader.given) for reader in of_others]
            await write_more(*filers, by=20)
            assert all(len(reader.given) > count for reader, count in zip(of_others, seen, strict=True))
            assert not any(reader.gaps for reader in of_struck)

            cluster.replicas[0].thaw()
            await until(lambda: all(reader.gaps for reader in of_struck), within_s=20, what="gaps")
            struck.told.clear()
            await struck.file("To nobody", key="refused")
            await asyncio.gather(one.ready(), other.ready())
            await told("live", *of_struck, *of_others, since=killed_at, within_s=3 + SLACK_S)
            await write_more(*filers)

            await cluster.primaries[0].start()  # as a replica of its own
            await write_more(*filers)
            await struck.file("With everybody back")
            await finish([struck, *filers], [*of_struck, *of_others])
        assert struck.filed[-1].cursor.epoch != before.epoch
        assert [reader.gaps for reader in of_struck] == [["epoch"]] * len(of_struck)
        assert [reader.gaps for reader in of_others] == [[]] * len(of_others)
        assert {reader.connections for reader in (*of_struck, *of_others)} == {1}


@pytest.mark.long
async def test_slots_that_move_to_another_shard_take_their_feed_along(fresh_valkey: FreshValkey, serve: Serve) -> None:
    async with clustered(fresh_valkey, binary=program("redis-server")) as cluster:
        for node in cluster.primaries:
            async with node.connect() as redis:
                await redis.execute_command("ACL SETUSER", *RIGHTS)  # type: ignore[no-untyped-call]
        one, other, key = await serve_both(serve, cluster.url.replace("://", "://ticker:pw@"))
        filers = [Filer(one, key, name=feed, feed=feed) for feed in FEEDS]
        readers = [reader for feed in FEEDS for reader in readers_of(feed, one, other)]
        async with at_work(*filers, *readers):
            await write_more(*filers)
            await cluster.move(FEEDS[0], to=1)
            await write_more(*filers)
            assert USUAL.live(FEEDS[0]) in await shard_channels(cluster.primaries[1])
            await asyncio.gather(one.ready(), other.ready())
            await finish(filers, readers)
        for reader in readers:  # another server, which cannot vouch for what the first had
            assert set(reader.gaps) <= ({"epoch"} if reader.feed == FEEDS[0] else set())


@pytest.mark.long
async def test_keys_sessions_surfaces_and_replicas_are_those_of_one_store(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    async with clustered(fresh_valkey, binary=program("redis-server"), with_replicas=True) as cluster:
        one, other, _ = await serve_both(serve, cluster.url, TICKER_DURABILITY="replicated")
        async with open_store(Settings.load({}, {"redis_url": cluster.url, "data_dir": tmp_path})) as store:
            found = (await take_vitals(store)).suitability
            assert (found.server, found.aof_always, found.warnings) == ("redis", True, ())
            assert set(await list_feeds(store)) == set(FEEDS)
            await add_feed(store, SPORT)
            _, editor = await add_key(store, name="editor", role=Role.EDITOR, feeds=("*",))
            _, surface = await add_key(store, name="screen", role=Role.SURFACE, feeds=("*",))
            filers = [Filer(process, editor, feed=SPORT.slug, pace_s=None) for process in (one, other)]
            async with at_work(*filers):
                for filer in filers:  # both learn of feed and key by notices, or by their next reading
                    filed = await filer.insist("", filer.draft("A new feed"), key="new feed")
                    assert (filed.status, filed.headers["Ticker-Replicated"]) == (httpx.codes.CREATED, "true")
                    again = await filer.insist("", filer.draft("A new feed"), key="new feed")
                    assert again.headers["Ticker-Replicated"] == "true"
            reports: dict[str, list[dict[str, object]]] = {}
            for feed in FEEDS:
                async with http(one.url, Authorization=f"Bearer {surface}") as screen:
                    report: dict[str, object] = {
                        "kind": "lower-third",
                        "cursor": None,
                        "shown": [],
                        "state": "auto",
                        "delay_s": 0,
                    }
                    answer = await post(screen, f"/v1/feeds/{feed}/surfaces/screen", report)
                    assert answer.is_success, answer.text

            async def are_seen() -> bool:
                async with http(other.url, Authorization=f"Bearer {editor}") as desk:
                    for feed in FEEDS:
                        reports[feed] = (await desk.get(f"/v1/feeds/{feed}/surfaces")).json()["surfaces"]
                return all([one["name"] for one in found] == ["screen"] for found in reports.values())

            await until(are_seen, what="the reports in the other process")
            revoked = await revoke_key(store, "editor")
            assert len(revoked) == 1

            async def is_refused() -> bool:
                async with http(other.url, Authorization=f"Bearer {editor}") as desk:
                    return (await desk.get(f"/v1/feeds/{FEEDS[0]}/surfaces")).status_code == httpx.codes.UNAUTHORIZED

            await until(is_refused, what="the key revoked in the other process")


@pytest.mark.long
async def test_a_surface_key_s_names_count_on_all_shards(fresh_valkey: FreshValkey) -> None:
    async with (
        clustered(fresh_valkey, binary=program("redis-server")) as cluster,
        connect(cluster.url, timeout_s=5) as redis,
    ):
        store, feeds = SurfaceStore(redis, timing=Timing()), [Slug(feed) for feed in FEEDS]

        async def is_kept(name: str, feed: Slug, *, key_id: str = "k1") -> bool:
            report = SurfaceReport(name, "strip", None, (), "live", 0, 1, 1)
            return await store.write(feed, report, key_id=key_id, others=feeds)

        for number in range(NAMES_MAX):
            assert await is_kept(f"ob-{number}", feeds[number % len(feeds)])
        assert [await is_kept("one-more", feed) for feed in feeds] == [False] * len(feeds)
        assert [await is_kept("ob-0", feed) for feed in feeds] == [True] * len(feeds)
        assert await is_kept("one-more", feeds[0], key_id="k2")


@pytest.mark.long
async def test_whoever_comes_first_all_at_once_publishes_where_it_is_heard(
    fresh_valkey: FreshValkey, free_port: int
) -> None:
    node = await fresh_valkey("--cluster-enabled", "yes", "--cluster-port", str(next(PORTS)), port=free_port)
    url = f"redis+cluster://127.0.0.1:{free_port}"
    async with node.connect() as redis:
        await redis.cluster("ADDSLOTSRANGE", 0, 16_383)

        async def is_well() -> bool:
            return bool((await redis.cluster("INFO"))["cluster_state"] == "ok")

        await until(is_well)
    channel = USUAL.live("en")
    async with connect(url, timeout_s=5) as hearing, connect(url, timeout_s=5) as telling:
        subscriptions = Subscriptions(hearing)
        [shard] = await subscriptions.shards([channel, USUAL.live("ar")])
        async with subscriptions.open(shard, [channel]) as subscription:
            assert await subscription.next() == Confirmed(channel)

            async def tell(number: int) -> int:
                for _ in range(number):  # one comes at each step of whoever learns the layout
                    await asyncio.sleep(0)
                return int(await telling.publish(channel, str(number)))

            assert set(await asyncio.gather(*map(tell, range(TOLD)))) == {1}
            published = [await subscription.next() for _ in range(TOLD)]
        assert {one.payload for one in published if isinstance(one, Published)} == {b"%d" % n for n in range(TOLD)}


async def test_a_node_of_a_cluster_is_refused_by_its_own_url_and_a_single_server_by_that_of_a_cluster(
    fresh_valkey: FreshValkey, free_port: int
) -> None:
    node = await fresh_valkey("--cluster-enabled", "yes", "--cluster-port", str(next(PORTS)), port=free_port)
    async with connect(node.url, timeout_s=5) as redis:
        with pytest.raises(StoreUnsuitable, match=r"redis\+cluster://"):
            await examine(redis)
    single = await fresh_valkey(port=next(PORTS))
    for server in (node, single):  # one without slots, one without a cluster
        async with connect(server.url.removesuffix("/0").replace("redis://", "redis+cluster://"), timeout_s=5) as redis:
            with pytest.raises((StoreUnavailable, StoreUnsuitable)):
                await examine(redis)
