"""Coming up: a key that works at once, a port that is taken, a port that is shared."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psutil
import pytest

from tests.servers import Serve, ValkeyServer
from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.frames import CLOSE, read_frame
from tests.system.readers.live import reading, settled, take_entries
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import Connection, connection, upgrade
from tests.waiting import until

Serving = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def refusal(serve: Serve, port: int, *flags: str, redis_url: str | None = None) -> str:
    """Start it where it must refuse to; return the one line that says why."""
    refused = await serve(*flags, port=port, redis_url=redis_url, wait=False)
    assert await refused.ended() == 2, refused.output
    (line,) = [line for line in refused.output.splitlines() if not line.startswith("{")]
    assert str(port) in line
    return line


class Turnstile:
    """A way to a Valkey that opens when so many processes have come to it."""

    def __init__(self, folder: Path, valkey: ValkeyServer, *, processes: int) -> None:
        self._path = folder / "turnstile"
        self.url = f"unix://{self._path}"
        self._to = valkey.url.removeprefix("unix://")
        self._came: set[int] = set()
        self._processes = processes
        self._all_came = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with await asyncio.start_unix_server(self._pass, self._path):
            yield
            for writer in self._writers:
                writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        self._came.add(int.from_bytes(peer[:4], sys.byteorder))
        if len(self._came) == self._processes:
            self._all_came.set()
        await self._all_came.wait()
        behind, onward = await asyncio.open_unix_connection(self._to)
        self._writers += [writer, onward]
        await asyncio.gather(copy(reader, onward), copy(behind, writer))


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes, and the end."""
    with contextlib.suppress(ConnectionError):
        while received := await reader.read(65_536):
            writer.write(received)
            await writer.drain()
    writer.close()


async def test_the_key_of_a_first_start_files_from_the_first_moment(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom()
    assert (await newsroom.file("en"))["statement"] == "The bridge is closed."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_whoever_is_told_to_end_while_it_starts_leaves_no_valkey_behind(
    serve: Serve, number: signal.Signals
) -> None:
    starting = await serve(wait=False)
    await until(lambda: running_in(starting.data_dir), within_s=20, what="its Valkey")
    starting.send(number)
    assert await starting.ended() == 0
    assert "Traceback" not in starting.output
    assert not running_in(starting.data_dir)


def running_in(folder: Path) -> list[psutil.Process]:
    """Return the processes that work in a folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found


async def test_a_port_that_a_ticker_has_is_refused_in_one_line(newsroom: Newsroom, serve: Serve) -> None:
    line = await refusal(serve, newsroom.port, redis_url=newsroom.served.valkey.url)
    assert "taken" in line
    assert "--port" in line


async def test_a_port_that_another_program_has_is_refused_in_one_line(serve: Serve, free_port: int) -> None:
    with socket.create_server(("127.0.0.1", free_port)):
        assert "taken" in await refusal(serve, free_port)
        assert "taken" in await refusal(serve, free_port, "--reuse-port"), "it must want to share, too"


async def test_of_two_that_start_at_once_one_has_the_port_and_the_other_says_so(
    serve: Serve, valkey: ValkeyServer, tmp_path: Path, free_port: int
) -> None:
    """Both are bound before either listens: the kernel lets them."""
    turnstile = Turnstile(tmp_path, valkey, processes=2)
    async with turnstile.open():
        both = [await serve(redis_url=turnstile.url, port=free_port, wait=False) for _ in range(2)]
        await until(lambda: any(one.status is not None for one in both), within_s=30, what="one to give up")
        loser, winner = sorted(both, key=lambda one: one.status is None)
        assert loser.status == 2, loser.output
        assert "taken" in loser.output
        assert "Traceback" not in loser.output
        await winner.ready()
        assert winner.end() == 0


async def test_two_processes_share_a_port_and_a_store(open_newsroom: OpenNewsroom) -> None:
    first = await open_newsroom("--reuse-port")
    second = await open_newsroom("--reuse-port", beside=first, port=first.port)
    await until(lambda: "logs loaded" in second.process.output, within_s=20)  # the first one has answered for it
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(connection(first.port)) for _ in range(40)]
        for wire in wires:
            await wire.send(upgrade("/v1/feeds/en/socket"))
            await wire.head()
            assert [(await read_frame(wire)).json["type"] for _ in range(2)] == ["snapshot", "status"]
        filed = await first.file("en")
        assert [await next_update_or_close(wire) for wire in wires] == [filed["id"]] * 40, "readers of both"
        second.process.send(signal.SIGTERM)
        assert await second.process.ended() == 0
        more = await first.file("en", "After the other has gone.")
        codes = [await next_update_or_close(wire) for wire in wires]
        assert set(codes) <= {4012, more["id"]}
        assert more["id"] in codes, "the kernel gave neither of them all"
        assert 4012 in codes
        async with reading(first, "stream", "en") as reader:
            await settled(reader)
            again = await first.file("en", "And on.")
            assert await take_entries(reader, 1) == [again]


async def next_update_or_close(wire: Connection) -> int | str:
    """Return the close code, or the id of the next update."""
    while (received := await read_frame(wire)).opcode != CLOSE:
        if received.json["type"] == "update":
            return str(received.json["id"])
    return received.close_code


async def test_a_port_is_not_shared_with_another_store(
    open_newsroom: OpenNewsroom, serve: Serve, redis_url: str
) -> None:
    neighbour = await open_newsroom("--reuse-port")
    line = await refusal(serve, neighbour.port, "--reuse-port", redis_url=redis_url)
    assert "another store" in line


@asynccontextmanager
async def stranger(port: int, serving: Serving) -> AsyncIterator[None]:
    """Listen on a port that may be shared, and be no ticker."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(("127.0.0.1", port))
    writers: list[asyncio.StreamWriter] = []

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await serving(reader, writer)

    async with await asyncio.start_server(serve_one, sock=listening):
        yield
        for writer in writers:
            writer.transport.abort()


async def says_hello(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
    await writer.drain()
    writer.close()


async def speaks_another_protocol(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()
    writer.close()


async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(-1)
    writer.close()


@pytest.mark.parametrize("serving", [says_hello, speaks_another_protocol, says_nothing])
async def test_a_port_is_not_shared_with_what_is_no_ticker(
    serving: Serving, serve: Serve, redis_url: str, free_port: int
) -> None:
    async with stranger(free_port, serving):
        line = await refusal(serve, free_port, "--reuse-port", redis_url=redis_url)
        assert "no ticker" in line
