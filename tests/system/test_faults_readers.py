"""Readers that come with every kind of cursor, that move between processes, and that never read, in the thick of it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

import psutil

from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import (
    Filer,
    Record,
    SocketReader,
    StreamReader,
    at_work,
    both,
    finish,
    first,
    metric,
    over_socket,
    serve_two,
    write_more,
)
from tests.waiting import until
from ticker.model import Feed, Slug
from ticker.store.feeds import add_feed
from ticker.tools.fold import fold
from ticker.tools.stress.fault_proxy import FaultProxy

SHORT: Final = Feed(Slug("short"), "A short log", "en", history=60)
MOVES: Final = 15
FAMILY: Final = "\N{ZERO WIDTH JOINER}".join(["\N{WOMAN}", "\N{MAN}", "\N{GIRL}", "\N{BOY}"])
LONG_LINE: Final = FAMILY * 160
"""160 grapheme clusters in 4 KB, the most that a line has: what a reader that does not read is soon full of."""
KIB: Final = 1024
MIB: Final = 1024 * KIB
ASK_FOR_STREAM: Final = b"GET /v1/feeds/en/stream HTTP/1.1\r\nHost: t\r\n\r\n"
ASK_FOR_SOCKET: Final = (
    b"GET /v1/feeds/en/socket HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


@asynccontextmanager
async def silent_readers(ticker: TickerProcess, count: int) -> AsyncIterator[None]:
    """Have readers connected, every other one by socket, that ask and never read an answer."""
    loop, sockets = asyncio.get_running_loop(), []
    before = await metric(ticker, "ticker_joins_total")
    try:
        for number in range(count):
            sockets.append(socket.socket())
            sockets[-1].setblocking(False)
            sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * KIB)
            await loop.sock_connect(sockets[-1], ("127.0.0.1", ticker.port))
            await loop.sock_sendall(sockets[-1], ASK_FOR_SOCKET if number % 2 else ASK_FOR_STREAM)

        async def are_in() -> bool:
            return await metric(ticker, "ticker_joins_total") == before + count

        await until(are_in)
        yield
    finally:
        for silent in sockets:
            silent.close()


async def file_long_lines(filers: list[Filer], count: int) -> None:
    """File so many long lines, all filers at once."""
    for number in range(count // len(filers)):
        await asyncio.gather(*(filer.file(f"{filer.name} {number}: {LONG_LINE}") for filer in filers))


async def test_every_kind_of_cursor_under_traffic_ends_in_the_same_truth(valkey: ValkeyServer, serve: Serve) -> None:
    async with valkey.connect() as redis:
        await add_feed(redis, SHORT)
    ticker = await serve(redis_url=valkey.url)
    filer = Filer(ticker, ticker.key, feed="short", pace_s=0)
    async with at_work(filer):
        await asyncio.gather(*(filer.file(f"Earlier line {number}") for number in range(SHORT.history + 5)))
        oldest = min(filed.cursor for filed in filer.filed)  # it has left the log
        async with http(ticker.url) as client:
            known = (await client.get("/v1/feeds/short")).json()
        odd = {
            str(oldest): ["trimmed"],
            known["cursor"]: [],
            f"short~{known['cursor']}": [],
            f"{known['epoch']}.{known['seq'] + 1_000_000}": ["unknown"],
            "0foreign.7": ["epoch"],
            "garbage": ["unknown"],
            quote("\N{PILE OF POO}") * 99: ["unknown"],
            "": [],
        }
        readers = {
            kind(ticker, feed="short", cursor=cursor): gaps
            for cursor, gaps in odd.items()
            for kind in (SocketReader, StreamReader)
        }
        for reader in readers:
            reader.held = fold(reader.held, known)  # whoever comes with its cursor had it before
        async with at_work(*readers):
            await write_more(filer, by=30)
            await finish([filer], list(readers))
    for reader, gaps in readers.items():
        assert reader.gaps == gaps
        assert reader.connections == 1


async def test_whoever_moves_to_a_process_that_lags_is_given_what_follows_and_no_gap(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        quick, lagging, key = await serve_two(serve, valkey.url, proxy.redis_url)
        filer = Filer(quick, key, pace_s=None)
        async with at_work(filer):
            proxy.hold_news()
            for number in range(MOVES):
                filed = await filer.file(f"Line {number}")
                received = await first(over_socket(lagging, f"/v1/feeds/en/socket?after={filed.cursor}"))
                assert [thing["type"] for thing in received] == ["status"], f"at move {number}"


async def test_readers_that_never_read_hold_nobody_up_and_are_sent_away(valkey: ValkeyServer, serve: Serve) -> None:
    ticker = await serve(redis_url=valkey.url, environment={"TICKER_TIMES_DIVIDED_BY": "10"})
    filers = [Filer(ticker, ticker.key, name=name, pace_s=None) for name in ("Ana", "Ben", "Cem", "Dov")]
    readers = both(ticker)
    async with valkey.connect() as redis, at_work(*filers, *readers), silent_readers(ticker, 40):
        await file_long_lines(filers, 20)
        await until(lambda: redis.client_kill_filter(_type="pubsub"))
        await file_long_lines(filers, 20)
        assert await metric(ticker, "ticker_readers_full") == 40

        async def are_sent_away() -> bool:
            # By us or, as nothing is acknowledged either, by the kernel: whoever is first.
            return await metric(ticker, "ticker_readers") == 2

        await until(are_sent_away, within_s=10)
        await finish(filers, readers)
    assert [reader.gaps for reader in readers] == [[], []]
    assert [reader.connections for reader in readers] == [1, 1]


async def test_readers_that_stall_under_a_stream_of_updates_take_no_memory(
    valkey: ValkeyServer, serve: Serve, record_testsuite_property: Record
) -> None:
    ticker = await serve(redis_url=valkey.url)
    filers = [Filer(ticker, ticker.key, name=name, pace_s=None) for name in ("Ana", "Ben", "Cem", "Dov")]
    readers, process = both(ticker), psutil.Process(ticker.pid)
    async with at_work(*filers, *readers), silent_readers(ticker, 300):
        await file_long_lines(filers, 20)  # by now every one of them is full
        assert await metric(ticker, "ticker_readers_full") == 300
        before, started = process.memory_info().rss, time.monotonic()
        await file_long_lines(filers, 160)
        record_testsuite_property("updates/s to 300 stalled readers", round(160 / (time.monotonic() - started)))
        grown = process.memory_info().rss - before
        record_testsuite_property("300 stalled readers and 160 updates: MiB more", round(grown / MIB, 1))
        await finish(filers, readers)
    # The tail keeps 160 entries of 14 KiB in three forms: 7 MiB. A queue for each reader would have been 650.
    assert grown < 32 * MIB
