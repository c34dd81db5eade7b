"""Behind nginx, HAProxy and Caddy as Debian has them, compressing, with the files of ``deploy/``: live and resuming."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.editor import draft
from tests.served import Served, served
from tests.servers import http
from tests.system.readers.conftest import OpenNewsroom, newsroom_of
from tests.system.readers.frames import PING, PONG, closing, frame, read_close, read_frame
from tests.system.readers.live import TRANSPORTS, Transport, address, reading, settled, streaming, take_entries
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.proxies import PROXIES, Proxy, start_proxy
from tests.system.readers.raw import connection, request, upgrade
from tests.waiting import until

LIVE_WITHIN_S = 5.0
"""On a busy machine. Whatever waited in a buffer would come with the next status only, after 15 s, or never."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def _behind() -> AsyncIterator[Served]:
    async with served(trusted_proxies="127.0.0.1", max_readers_per_address="2") as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def _proxies(_behind: Served, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Proxy]]:
    with ExitStack() as ending:
        started = {}
        for name in PROXIES:
            started[name] = await start_proxy(name, tmp_path_factory.mktemp(name), _behind.process.port, ending=ending)
        yield started


@pytest.fixture
async def behind(_behind: Served, clients: AsyncExitStack) -> AsyncIterator[Newsroom]:
    """Return the ticker that stands behind all proxies and believes them; two readers of an address are enough."""
    newsroom = await newsroom_of(_behind, clients)
    yield newsroom
    await until(lambda: newsroom.has_readers(0), what="every reader forgotten")


@pytest.fixture(params=PROXIES)
def proxy(_proxies: dict[str, Proxy], request: pytest.FixtureRequest) -> Proxy:
    return _proxies[str(request.param)]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_what_happens_arrives_at_once(behind: Newsroom, proxy: Proxy, transport: Transport) -> None:
    feed = await behind.feed()
    async with reading(behind, transport, feed, port=proxy.port) as reader:
        async with asyncio.timeout(LIVE_WITHIN_S):
            assert [told["type"] for told in await settled(reader)] == ["snapshot", "status"]
        for number in range(5):
            filed = await behind.file(feed, f"Line {number}.")
            async with asyncio.timeout(LIVE_WITHIN_S):
                assert await take_entries(reader, 1) == [filed]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_whoever_returns_goes_on_where_it_was(behind: Newsroom, proxy: Proxy, transport: Transport) -> None:
    feed = await behind.feed()
    filed = await behind.file_many(feed, 4)
    async with reading(behind, transport, feed, after=filed[0]["cursor"], port=proxy.port) as reader:
        assert (await settled(reader))[:-1] == filed[1:]
    async with reading(
        behind, transport, feed, after=filed[0]["cursor"], last_event_id=filed[2]["cursor"], port=proxy.port
    ) as reader:
        assert (await settled(reader))[:-1] == filed[3:]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_several_feeds_pass_and_resume(behind: Newsroom, proxy: Proxy, transport: Transport) -> None:
    feeds = [await behind.feed(), await behind.feed()]
    first, second = [await behind.file(feed) for feed in feeds]
    third = await behind.file(feeds[1])
    after = f"{second['feed']}~{second['cursor']},{first['feed']}~{first['cursor']}"
    async with reading(behind, transport, feeds, after=after, port=proxy.port) as reader:
        assert (await settled(reader))[:-1] == [third]


async def test_a_stream_is_live_also_for_who_would_take_it_compressed(behind: Newsroom, proxy: Proxy) -> None:
    feed = await behind.feed()
    async with streaming(proxy.port, address("stream", feed), Accept_Encoding="gzip, br") as stream:
        assert "content-encoding" not in stream.head.headers
        assert stream.head.headers["cache-control"] == "no-store, no-transform"
        await settled(stream)
        filed = await behind.file(feed)
        async with asyncio.timeout(LIVE_WITHIN_S):
            assert await take_entries(stream, 1) == [filed]


async def test_snapshots_are_compressed_and_still_compared(behind: Newsroom, proxy: Proxy) -> None:
    feed = await behind.feed()
    filed = await behind.file_many(feed, 20)
    async with http(f"http://127.0.0.1:{proxy.port}") as client:
        answer = await client.get(f"/v1/feeds/{feed}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.json()["updates"] == filed[::-1]
        again = await client.get(f"/v1/feeds/{feed}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_filing_passes(behind: Newsroom, proxy: Proxy) -> None:
    feed = await behind.feed()
    async with http(f"http://127.0.0.1:{proxy.port}") as client:
        headers = {"Authorization": f"Bearer {behind.key}"}
        answer = await client.post(f"/v1/feeds/{feed}/updates", json=draft("Through."), headers=headers)
        assert answer.status_code == 201
        too_large = await client.post(f"/v1/feeds/{feed}/updates", json=draft("x" * 20_000), headers=headers)
        assert [too_large.status_code, too_large.headers["content-type"]] == [413, "application/problem+json"]


async def test_refusals_pass_as_they_are(behind: Newsroom, proxy: Proxy) -> None:
    async with connection(proxy.port) as wire:
        await wire.send(upgrade("/v1/feeds/nobody-made-me/socket"))
        assert (await wire.head()).status == 101
        assert await read_close(wire) == 4501
    async with connection(proxy.port) as wire:
        await wire.send(request("/v1/feeds/nobody-made-me/stream"))
        head, _ = await wire.problem()
        assert head.status == 404


async def test_pings_and_closes_pass_both_ways(behind: Newsroom, proxy: Proxy) -> None:
    async with connection(proxy.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket"))
        assert (await wire.head()).status == 101
        await wire.send(frame(PING, b"through"))
        received = await read_frame(wire)
        while received.opcode != PONG:
            received = await read_frame(wire)
        assert received.payload == b"through"
        await wire.send(closing(1000))
        assert await read_close(wire) == 1000


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_reader_that_goes_is_forgotten_behind_a_proxy_too(
    behind: Newsroom, proxy: Proxy, transport: Transport
) -> None:
    async with reading(behind, transport, "en", port=proxy.port) as reader:
        await settled(reader)
        assert await behind.readers() == 1
    await until(lambda: behind.has_readers(0), what="a reader forgotten")


async def test_our_own_page_may_read_through_a_proxy(open_newsroom: OpenNewsroom, tmp_path: Path) -> None:
    newsroom = await open_newsroom(read_origins="https://news.example")
    with ExitStack() as ending:
        for name in PROXIES:
            (tmp_path / name).mkdir()
            proxy = await start_proxy(name, tmp_path / name, newsroom.port, ending=ending)
            async with connection(proxy.port) as wire:
                host = f"ticker.example:{proxy.port}"
                await wire.send(upgrade("/v1/feeds/en/socket", Host=host, Origin=f"http://{host}"))
                assert (await wire.head()).status == 101
                assert (await read_frame(wire)).json["type"] == "snapshot"


async def joins(port: int, source: str, stays: AsyncExitStack, **headers: str) -> bool:
    """Join from an address, and stay; report whether that was granted."""
    wire = await stays.enter_async_context(connection(port, source=source))
    await wire.send(upgrade("/v1/feeds/en/socket", **headers))
    assert (await wire.head()).status == 101
    return (await read_frame(wire)).opcode == 1


async def test_a_trusted_proxy_says_whose_address_it_is(behind: Newsroom, proxy: Proxy) -> None:
    async with AsyncExitStack() as stays:
        assert await joins(proxy.port, "127.0.0.2", stays)
        assert await joins(proxy.port, "127.0.0.2", stays)
        assert not await joins(proxy.port, "127.0.0.2", stays), "two of one address are enough"
        assert await joins(proxy.port, "127.0.0.3", stays), "and this is another"


async def test_what_a_client_claims_of_its_address_is_written_over(behind: Newsroom, proxy: Proxy) -> None:
    async with AsyncExitStack() as stays:
        for claimed in ("198.51.100.1", "198.51.100.2"):
            assert await joins(proxy.port, "127.0.0.2", stays, X_Forwarded_For=claimed)
        assert not await joins(proxy.port, "127.0.0.2", stays, X_Forwarded_For="198.51.100.3")


async def test_who_is_no_trusted_proxy_is_not_believed(behind: Newsroom) -> None:
    async with AsyncExitStack() as stays:
        for claimed in ("198.51.100.1", "198.51.100.2"):
            assert await joins(behind.port, "127.0.0.2", stays, X_Forwarded_For=claimed)
        assert not await joins(behind.port, "127.0.0.2", stays, X_Forwarded_For="198.51.100.3")
        assert await joins(behind.port, "127.0.0.1", stays, X_Forwarded_For="198.51.100.3"), "but this one is"


async def test_of_several_hops_the_last_that_is_not_trusted_counts(behind: Newsroom) -> None:
    async with AsyncExitStack() as stays:
        for forged in ("198.51.100.1", "198.51.100.2"):
            assert await joins(behind.port, "127.0.0.1", stays, X_Forwarded_For=f"{forged}, 203.0.113.9, 127.0.0.1")
        assert not await joins(behind.port, "127.0.0.1", stays, X_Forwarded_For="x, 203.0.113.9")


async def test_a_drain_reaches_readers_behind_a_proxy(open_newsroom: OpenNewsroom, tmp_path: Path) -> None:
    newsroom = await open_newsroom(drain_seconds="0.3")
    with ExitStack() as ending:
        async with AsyncExitStack() as stays:
            sockets, streams = [], []
            for name in PROXIES:
                (tmp_path / name).mkdir()
                proxy = await start_proxy(name, tmp_path / name, newsroom.port, ending=ending)
                wire = await stays.enter_async_context(connection(proxy.port))
                await wire.send(upgrade("/v1/feeds/en/socket"))
                await wire.head()
                sockets.append(wire)
                stream = await stays.enter_async_context(streaming(proxy.port, "/v1/feeds/en/stream"))
                await settled(stream)
                streams.append(stream)
            newsroom.process.send(signal.SIGTERM)
            for wire in sockets:
                assert await read_close(wire) == 4012
            for stream in streams:
                while (block := await stream.block()).event is not None:
                    pass
                assert (block.retry_ms or 0) >= 1_000
            assert await newsroom.process.ended() == 0


async def answered_later(client: httpx.AsyncClient, path: str) -> bool:
    """Report whether a stream is answered with nothing but the time after which to ask again."""
    answer = await client.get(path, headers={"Accept": "text/event-stream", "Origin": "https://page.example"})
    return (
        answer.status_code == 200
        and answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        and answer.headers["access-control-allow-origin"] == "*"
        and "no-store" in answer.headers["cache-control"]
        and answer.text == "retry: 3000\n\n"
    )


@pytest.mark.long
@pytest.mark.parametrize("name", PROXIES)
async def test_while_no_server_is_there_a_stream_is_told_when_to_come_back(
    open_newsroom: OpenNewsroom, tmp_path: Path, name: str
) -> None:
    newsroom = await open_newsroom()
    with ExitStack() as ending:
        proxy = await start_proxy(name, tmp_path, newsroom.port, ending=ending)
        async with http(f"http://127.0.0.1:{proxy.port}") as client:
            await until(lambda: answers(client), what=f"a ticker behind {name}")
            newsroom.process.kill()
            for _ in range(2):  # at once, and once health checks have noticed
                for path in ("/v1/feeds/en/stream", "/v1/stream?feed=en&feed=ar", "/v1/feeds/en/surfaces/stream"):
                    assert await answered_later(client, path), path
                await until(lambda: is_known_to_be_down(client), within_s=15, what="a plain refusal")
            assert (await client.get("/v1/feeds/en")).status_code in (502, 503), "whoever does not stream is told"


async def answers(client: httpx.AsyncClient) -> bool:
    return (await client.get("/healthz")).status_code == 200


async def is_known_to_be_down(client: httpx.AsyncClient) -> bool:
    return (await client.get("/v1/feeds/en")).status_code in (502, 503)
