"""Who is not let in, and how it is told: by close codes, by problems, or with a time to come back."""

import asyncio
import sys
import time
from contextlib import AsyncExitStack

import pytest

from tests.system.readers.conftest import ON_THE_LIST, OpenNewsroom
from tests.system.readers.frames import read_close, read_frame
from tests.system.readers.live import TRANSPORTS, StreamReader, Transport, reading, settled
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import ACCEPTED, Answer, Connection, connection, request, upgrade
from tests.waiting import until
from tests.wires import parse_block

BAD_QUERIES = [
    ("/v1/{transport}", "name a feed"),
    ("/v1/{transport}?after=x", "name a feed"),
    ("/v1/feeds/{feed}/{transport}?after=x&after=y", "after: name it only once"),
    ("/v1/feeds/{feed}/{transport}?" + "x&" * 64, "at most 64 parameters"),
    ("/v1/{transport}?" + "&".join(f"feed=f{number}" for number in range(17)), "at most 16"),
    ("/v1/{transport}?" + "&".join(f"feed=f{number}" for number in range(400)), "at most 64"),
]


async def refused_code(port: int, path: str, **headers: str) -> int:
    """Ask for a socket that is refused; return the close code."""
    async with connection(port) as wire:
        await wire.send(upgrade(path, **headers))
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED, (
            "a browser tells its page only of codes behind a handshake"
        )
        return await read_close(wire)


async def turned_away(wire: Connection, transport: Transport) -> int:
    """Read how a reader is asked to come back; return the close code, or 4013 for a stream's ``retry``."""
    if transport == "socket":
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        return await read_close(wire)
    head = await wire.head()
    assert head.status == 200
    assert head.headers["content-type"].startswith("text/event-stream")
    block = parse_block(await wire.chunked_to_end())
    assert block.raw == b"retry: %d\n\n" % (block.retry_ms or 0)
    assert 1_000 <= (block.retry_ms or 0) <= 5_000
    return 4013


def asking(transport: Transport, path: str, **headers: str) -> bytes:
    return upgrade(path, **headers) if transport == "socket" else request(path, **headers)


async def stream_problem(port: int, path: str, **headers: str) -> tuple[Answer, str]:
    """Ask for a stream that is refused; return the head and what the problem says."""
    async with connection(port) as wire:
        await wire.send(request(path, **headers))
        head, told = await wire.problem()
        return head, str(told.get("detail", ""))


@pytest.mark.parametrize("feed", ["nobody-made-me", "NOT-A-SLUG", "%20", "en%00", "x" * 64])
async def test_a_feed_that_does_not_exist_is_refused_for_good(newsroom: Newsroom, feed: str) -> None:
    assert await refused_code(newsroom.port, f"/v1/feeds/{feed}/socket") == 4501
    assert await refused_code(newsroom.port, f"/v1/socket?feed=en&feed={feed}") == 4501
    for path in (f"/v1/feeds/{feed}/stream", f"/v1/stream?feed=en&feed={feed}"):
        head, _ = await stream_problem(newsroom.port, path)
        assert head.status == 404
        assert head.headers["access-control-allow-origin"] == "*", "a page may see why"


@pytest.mark.parametrize(("path", "why"), BAD_QUERIES)
async def test_a_bad_request_is_refused_for_good(newsroom: Newsroom, path: str, why: str) -> None:
    assert await refused_code(newsroom.port, path.format(feed="en", transport="socket")) == 4504
    head, detail = await stream_problem(newsroom.port, path.format(feed="en", transport="stream"))
    assert head.status == 400
    assert why in detail
    assert head.headers["access-control-allow-origin"] == "*"


async def test_a_close_frame_says_why_in_words_too(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/nobody-made-me/socket"))
        await wire.exactly(len(ACCEPTED))
        assert (await read_frame(wire)).payload[2:] == b"no such feed"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://news.example", "https://news.example.evil", "null"])
async def test_a_page_that_is_not_on_the_list_may_not_read(choosy: Newsroom, origin: str) -> None:
    assert await refused_code(choosy.port, "/v1/feeds/en/socket", Origin=origin) == 4503
    head, _ = await stream_problem(choosy.port, "/v1/feeds/en/stream", Origin=origin)
    assert [head.status, head.headers.get("vary")] == [403, "Origin"]
    assert "access-control-allow-origin" not in head.headers


@pytest.mark.parametrize("origin", [ON_THE_LIST, "https://NEWS.example:443", "http://tv.example:81"])
async def test_a_page_on_the_list_may_read(choosy: Newsroom, origin: str) -> None:
    async with connection(choosy.port) as wire:
        await wire.send(request("/v1/feeds/en/stream", Origin=origin))
        head = await wire.head()
    assert [head.status, head.headers["access-control-allow-origin"], head.headers["vary"]] == [200, origin, "Origin"]
    async with connection(choosy.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket", Origin=origin))
        await wire.exactly(len(ACCEPTED))
        assert (await read_frame(wire)).json["type"] == "snapshot"


async def test_our_own_page_may_read_whatever_the_list_says(choosy: Newsroom) -> None:
    async with connection(choosy.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket", Host="ticker.example:8000", Origin="http://ticker.example:8000"))
        await wire.exactly(len(ACCEPTED))
        assert (await read_frame(wire)).json["type"] == "snapshot"


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_what_is_no_browser_may_read_whatever_the_list_says(choosy: Newsroom, transport: Transport) -> None:
    async with reading(choosy, transport, "en") as reader:
        assert (await settled(reader))[0]["type"] == "snapshot"


async def test_limits_turn_readers_away_and_let_them_in_again(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom("--max-readers", "3", "--max-readers-per-address", "2")

    async def tries(transport: Transport, source: str, stays: AsyncExitStack) -> int:
        wire = await stays.enter_async_context(connection(newsroom.port, source=source))
        await wire.send(asking(transport, f"/v1/feeds/en/{transport}"))
        if transport == "stream":
            head = await wire.head()
            first = await StreamReader(wire, head).block()
            return head.status if first.comment else 4013
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        received = await read_frame(wire)
        return 101 if received.opcode == 1 else received.close_code

    async with AsyncExitStack() as stays:
        assert await tries("socket", "127.0.0.1", stays) == 101
        assert await tries("stream", "127.0.0.1", stays) == 200
        assert await tries("socket", "127.0.0.1", stays) == 4013, "two of one address are enough"
        assert await tries("stream", "127.0.0.1", stays) == 4013
        async with AsyncExitStack() as third:
            assert await tries("socket", "127.0.0.2", third) == 101
            assert await tries("socket", "127.0.0.3", stays) == 4013, "three are enough"
            assert await newsroom.readers() == 3
        await until(lambda: newsroom.has_readers(2), what="the third to be forgotten")
        assert await tries("stream", "127.0.0.3", stays) == 200
    await until(lambda: newsroom.has_readers(0), what="all to be forgotten")
    assert await newsroom.metric("ticker_turned_away_total") == 3


async def test_whoever_comes_too_fast_is_asked_to_come_back(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom("--joins-per-second", "0.01")
    async with reading(newsroom, "socket", "en") as reader:
        assert (await settled(reader))[0]["type"] == "snapshot"
    for transport in TRANSPORTS:
        async with connection(newsroom.port) as wire:
            await wire.send(asking(transport, f"/v1/feeds/en/{transport}"))
            assert await turned_away(wire, transport) == 4013


async def test_a_refusal_reaches_also_whoever_has_sent_more_already(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket?after=&after=") + b"\x89\x80\x11\x22\x33\x44")
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        assert await read_close(wire) == 4504


async def test_a_feed_that_is_made_while_serving_can_be_read_at_once(newsroom: Newsroom) -> None:
    for transport in TRANSPORTS:
        feed = await newsroom.feed()
        async with reading(newsroom, transport, feed) as reader:
            assert (await settled(reader))[0]["feed"] == feed


async def test_a_feed_that_was_just_made_by_the_command_can_be_read_at_once(newsroom: Newsroom) -> None:
    slug = f"made-{newsroom.port}"
    assert await refused_code(newsroom.port, f"/v1/feeds/{slug}/socket") == 4501
    command = [
        "-m",
        "ticker",
        "feeds",
        "add",
        slug,
        "--language",
        "en",
        "--title",
        "Made",
        "--redis-url",
        newsroom.served.valkey.url,
    ]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0
    async with reading(newsroom, "socket", slug) as reader:
        assert (await settled(reader))[0]["title"] == "Made"


async def test_an_unknown_feed_asks_redis_at_most_once_a_second(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom()

    async def lookups() -> int:
        async with newsroom.served.valkey.connect() as store:
            return int((await store.info("commandstats")).get("cmdstat_hgetall", {"calls": 0})["calls"])

    before, started = await lookups(), time.monotonic()
    for number in range(40):
        assert await refused_code(newsroom.port, f"/v1/feeds/nobody-{number}/socket") == 4501
        assert (await newsroom.get(f"/v1/feeds/nobody-{number}")).status_code == 404
        assert (await stream_problem(newsroom.port, f"/v1/stream?feed=nobody-{number}"))[0].status == 404
    flood = [refused_code(newsroom.port, f"/v1/socket?feed=nobody-else-{number}") for number in range(40)]
    assert await asyncio.gather(*flood) == [4501] * 40
    passed_s = time.monotonic() - started
    # A look reads two hashes. Beside those for unknown feeds there is one every five seconds, whatever is asked.
    looks = (await lookups() - before) / 2
    assert looks <= passed_s + 1 + passed_s / 5 + 1, f"160 requests in {passed_s:.1f} s"
