"""Readers that do not read: they cost the others nothing and the ticker next to nothing, and are closed in time."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import psutil
import pytest

from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.frames import TEXT, read_frame
from tests.system.readers.live import TRANSPORTS, StreamReader, Transport, reading, settled, take_entries
from tests.system.readers.newsroom import Newsroom, Wire
from tests.system.readers.raw import Connection, connection, request, upgrade
from tests.waiting import until
from tests.wires import split_chunked_blocks, split_frames

LINK = "https://example.org/" + "a" * 1_900
"""Makes an entry large, so that few of them fill a socket."""


class Sleeper:
    """A reader that does not read, until it is told to."""

    def __init__(self, sleeping: socket.socket, transport: Transport) -> None:
        self._socket = sleeping
        self._transport = transport
        self._stream: StreamReader | None = None
        self._wire: Connection | None = None

    async def wake(self) -> None:
        """Read on, from the answer's head on."""
        reader, writer = await asyncio.open_connection(sock=self._socket, limit=1 << 20)
        self._wire = Connection(reader, writer)
        self._stream = StreamReader(self._wire, await self._wire.head())

    async def take_entries(self, count: int) -> list[Wire]:
        """Take the next entries; a snapshot and statuses in between are passed over."""
        assert self._wire is not None, "asleep"
        assert self._stream is not None
        found: list[Wire] = []
        while len(found) < count:
            told = (await read_frame(self._wire)).json if self._transport == "socket" else await self._stream.next()
            found += [told] if "id" in told else []
        return found

    async def remains(self) -> list[Wire]:
        """Take the entries that the kernel still has, whole ones, where the other side has ended."""
        received = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while more := await asyncio.get_running_loop().sock_recv(self._socket, 65_536):
                received += more
        _, _, behind = received.partition(b"\r\n\r\n")
        if self._transport == "socket":
            told = [one.json for one in split_frames(behind)[0] if one.opcode == TEXT]
        else:
            blocks, _ = split_chunked_blocks(behind)
            told = [block.json for block in blocks if block.event]
        return [one for one in told if "id" in one]

    def close(self) -> None:
        if self._wire is not None:
            self._wire.writer.transport.abort()
        self._socket.close()


@asynccontextmanager
async def sleeper(
    newsroom: Newsroom, transport: Transport, feed: str, *, receive_buffer_bytes: int = 2_048
) -> AsyncIterator[Sleeper]:
    """Join, and read nothing."""
    ours = socket.socket()
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    asked = (upgrade if transport == "socket" else request)(f"/v1/feeds/{feed}/{transport}")
    loop = asyncio.get_running_loop()
    await loop.sock_connect(ours, ("127.0.0.1", newsroom.port))
    await loop.sock_sendall(ours, asked)
    asleep = Sleeper(ours, transport)
    try:
        yield asleep
    finally:
        asleep.close()


async def file_large(newsroom: Newsroom, feed: str, count: int) -> list[Wire]:
    return [await newsroom.file(feed, f"Line {number}.", link=LINK) for number in range(count)]


async def full(newsroom: Newsroom) -> float:
    return await newsroom.metric("ticker_readers_full")


async def is_full(newsroom: Newsroom, count: int) -> bool:
    return await full(newsroom) == count


def cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def test_readers_that_never_read_cost_nobody_anything_and_are_closed(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(times_divided_by="10")
    process = psutil.Process(newsroom.process.pid)
    async with (
        AsyncExitStack() as stack,
        reading(newsroom, "socket", "en") as socket_reader,
        reading(newsroom, "stream", "en") as stream_reader,
    ):
        await file_large(newsroom, "en", 5)
        rss_before = process.memory_info().rss
        for transport in TRANSPORTS:
            for _ in range(20):
                await stack.enter_async_context(sleeper(newsroom, transport, "en"))
        await until(lambda: newsroom.has_readers(42))
        filed = await file_large(newsroom, "en", 80)
        for reader in (socket_reader, stream_reader):
            assert (await take_entries_from(reader, filed[0]["id"], len(filed))) == filed
        await until(lambda: is_full(newsroom, 40), what="forty full sockets")
        assert process.memory_info().rss - rss_before < 8 << 20, "40 readers did not read 160 KiB each"
        cpu_before, started = cpu_s(process), time.monotonic()
        await until(lambda: newsroom.has_readers(2), within_s=20, what="forty readers closed")
        passed_s = time.monotonic() - started
        assert cpu_s(process) - cpu_before < 0.5 * passed_s + 0.5, "who waits for sockets must not spin"
        assert await newsroom.metric("ticker_closed_total", code="4008") == 40
        more = await newsroom.file("en", "After them.")
        for reader in (socket_reader, stream_reader):
            assert await take_entries(reader, 1) == [more]
        assert await full(newsroom) == 0


async def take_entries_from(reader: object, first_id: str, count: int) -> list[Wire]:
    """Take entries from the one with this id on."""
    found: list[Wire] = []
    while len(found) < count:
        told = await reader.next()  # type: ignore[attr-defined]
        if found or told.get("id") == first_id:
            found += [told] if "id" in told else []
    return found


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_whoever_reads_on_in_time_gets_everything_in_order(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    async with sleeper(newsroom, transport, feed) as asleep:
        filed = await file_large(newsroom, feed, 80)
        await until(lambda: is_full(newsroom, 1), what="a full socket")
        await asleep.wake()
        assert await asleep.take_entries(80) == filed
        await until(lambda: is_full(newsroom, 0), what="a socket with room")
        more = await newsroom.file(feed, "Live again.")
        assert await asleep.take_entries(1) == [more]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_what_was_taken_back_meanwhile_never_reaches_whoever_was_behind(
    newsroom: Newsroom, transport: Transport
) -> None:
    feed = await newsroom.feed()
    async with sleeper(newsroom, transport, feed) as asleep:
        filed = await file_large(newsroom, feed, 80)
        await until(lambda: is_full(newsroom, 1), what="a full socket")
        killed = await newsroom.act("kill", filed[-1])
        await asleep.wake()
        assert await asleep.take_entries(80) == [*filed[:-1], killed]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_whoever_was_closed_for_not_reading_goes_on_where_it_stands(
    hasty: Newsroom, transport: Transport
) -> None:
    feed = await hasty.feed()
    await until(lambda: hasty.has_readers(0))
    async with sleeper(hasty, transport, feed, receive_buffer_bytes=32_768) as asleep:
        filed = await file_large(hasty, feed, 80)
        await until(lambda: is_full(hasty, 1), what="a full socket")
        await until(lambda: hasty.has_readers(0), within_s=20, what="a closed reader")
        received = await asleep.remains()
    assert 0 < len(received) < len(filed)
    assert received == filed[: len(received)]
    async with reading(hasty, transport, feed, after=received[-1]["cursor"]) as reader:
        assert (await settled(reader))[:-1] == filed[len(received) :]


async def test_a_ticker_with_idle_readers_idles(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(times_divided_by="10")
    process = psutil.Process(newsroom.process.pid)
    async with reading(newsroom, "stream", "en") as reader, AsyncExitStack() as stack:
        await settled(reader)
        for number in range(100):
            transport = TRANSPORTS[number % 2]
            wire = await stack.enter_async_context(connection(newsroom.port))
            await wire.send((upgrade if transport == "socket" else request)(f"/v1/feeds/en/{transport}"))
            await wire.head()
        cpu_before, started = cpu_s(process), time.monotonic()
        assert [(await reader.next())["type"] for _ in range(2)] == ["status", "status"]
        passed_s = time.monotonic() - started
        assert cpu_s(process) - cpu_before < 0.5 * passed_s, "a busy loop would take all of it"
