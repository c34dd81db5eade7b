"""Streams in chunks: whoever reads by chunks has each line when it is filed, not when the next one comes."""

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

import pytest
import pytest_asyncio

from tests.served import Served
from tests.system.readers.live import address, streaming
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.proxies import PROXIES, start_proxy
from tests.system.readers.raw import Connection, connection, request
from tests.wires import parse_block, split_blocks, split_chunked_blocks

LIVE_WITHIN_S: Final = 5.0
"""On a busy machine. A line that is one event late comes with the next status only, after 15 s."""

HTTP_CLIENT: Final = """
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("GET", sys.argv[2])
answer = connection.getresponse()
while block := answer.read1(65536):
    sys.stdout.write(block.decode())
    sys.stdout.flush()
"""
REQUESTS: Final = """
import sys, requests
answer = requests.get(f"http://127.0.0.1:{sys.argv[1]}{sys.argv[2]}", stream=True)
event = b""
for piece in answer:  # as sseclient-py reads: a hundred bytes at a time, or a chunk
    for line in piece.splitlines(keepends=True):
        event += line
        if event.endswith((b"\\r\\r", b"\\n\\n", b"\\r\\n\\r\\n")):
            sys.stdout.write(event.decode())
            sys.stdout.flush()
            event = b""
"""
FETCH: Final = """
const answer = await fetch(`http://127.0.0.1:${process.argv[1]}${process.argv[2]}`);
for await (const block of answer.body) process.stdout.write(block);
"""
PROGRAMS: Final = {
    "http.client": (sys.executable, "-c", HTTP_CLIENT),
    "requests": (sys.executable, "-c", REQUESTS),
    "curl": ("sh", "-c", 'exec curl -sN "http://127.0.0.1:$0$1"'),
    "Node's fetch": ("node", "--input-type=module", "-e", FETCH),
}
"""Clients that no one here wrote; each writes what it has of a stream as soon as it has it."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ports(_steady: Served, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, int]]:
    """Return where the shared ticker is reached: directly, and behind each proxy."""
    with ExitStack() as ending:
        found = {"directly": _steady.process.port}
        for name in PROXIES:
            proxy = await start_proxy(name, tmp_path_factory.mktemp(name), _steady.process.port, ending=ending)
            found[name] = proxy.port
        yield found


@asynccontextmanager
async def running(program: tuple[str, ...], port: int, path: str) -> AsyncIterator[asyncio.StreamReader]:
    """Run a client; return what it writes."""
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not here")
    process = await asyncio.create_subprocess_exec(*program, str(port), path, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.wait()


async def event(said: asyncio.StreamReader, kind: str) -> dict[str, object]:
    """Return the next event of a kind, which must come at once."""
    async with asyncio.timeout(LIVE_WITHIN_S):
        while True:
            block = parse_block(await said.readuntil(b"\n\n"))
            if block.event == kind:
                return block.json


@pytest.mark.long
@pytest.mark.parametrize("way", ["directly", *PROXIES])
@pytest.mark.parametrize("client", PROGRAMS)
async def test_a_client_that_reads_by_chunks_has_each_line_at_once(
    newsroom: Newsroom, ports: dict[str, int], client: str, way: str
) -> None:
    feed = await newsroom.feed()
    async with running(PROGRAMS[client], ports[way], address("stream", feed)) as said:
        async with asyncio.timeout(3 * LIVE_WITHIN_S):  # until it runs
            await said.readuntil(b"event: status\n")
        for number in range(3):
            filed = await newsroom.file(feed, f"Line {number}.")
            assert await event(said, "update") == filed


async def test_each_event_is_a_chunk_of_its_own(newsroom: Newsroom) -> None:
    feeds = [await newsroom.feed(), await newsroom.feed()]
    for path in (address("stream", feeds[0]), address("stream", feeds)):
        async with connection(newsroom.port) as wire:
            await wire.send(request(path))
            assert (await wire.head()).headers["transfer-encoding"] == "chunked"
            await newsroom.file(feeds[0])
            received = b""
            while b"event: update" not in received:
                received += await wire.some()
            blocks, rest = split_chunked_blocks(received)
            assert not rest, "each write ends with the end of a chunk"
            assert [block.event for block in blocks][-1] == "update"


async def test_http_1_0_gets_a_stream_without_chunks_that_ends_with_the_connection(newsroom: Newsroom) -> None:
    feeds = [await newsroom.feed(), await newsroom.feed()]
    for path in (address("stream", feeds[0]), address("stream", feeds)):
        async with connection(newsroom.port) as wire:
            await wire.send(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            head = await wire.head()
            assert head.headers["connection"] == "close"
            assert "transfer-encoding" not in head.headers
            received = b""
            while b"event: status" not in received:
                received += await wire.some()
            filed = await newsroom.file(feeds[0])
            while b"event: update" not in received:
                received += await wire.some()
            blocks, rest = split_blocks(received)
            assert not rest
            assert blocks[-1].json == filed


@pytest.mark.long
async def test_a_reader_whose_socket_was_full_goes_on_in_the_middle_of_a_chunk(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    async with connection(newsroom.port) as wire:
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        wire.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a read transport too
        await wire.send(request(address("stream", feed)))
        links = {"link": "https://example.org/" + "a" * 1_900}
        last = [await newsroom.file(feed, f"Line {number}.", **links) for number in range(200)][-1]
        wire.writer.transport.resume_reading()  # type: ignore[attr-defined]
        await wire.head()
        assert await told_up_to(wire, str(last["id"])) == last["cursor"]


async def told_up_to(wire: Connection, id: str) -> str:
    """Read chunk by chunk until an update comes; return the id of its event."""
    received = b""
    while True:
        received += await wire.some()
        blocks, _ = split_chunked_blocks(received)
        for block in blocks:
            if block.event == "update" and block.json["id"] == id:
                return str(block.id)


async def test_a_stream_of_the_desk_is_incremental_too(newsroom: Newsroom) -> None:
    headers = {"Authorization": f"Bearer {newsroom.key}"}
    async with newsroom.client.stream("GET", "/v1/feeds/en/surfaces/stream", headers=headers) as answer:
        assert answer.headers["incremental"] == "?1"
    async with streaming(newsroom.port, "/v1/feeds/en/stream") as stream:
        assert stream.head.headers["incremental"] == "?1"
