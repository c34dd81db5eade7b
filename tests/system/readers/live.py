"""Readers as clients see them: a socket and a stream with one face, so that a claim can be held against both."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, Literal, Protocol
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

from tests.system.readers.newsroom import Newsroom, Wire
from tests.system.readers.raw import WITHIN_S, Answer, Connection, connection, request
from tests.wires import Block, parse_block

Transport = Literal["socket", "stream"]
TRANSPORTS: Final[tuple[Transport, ...]] = ("socket", "stream")


class LiveReader(Protocol):
    """What a test reads from, whatever the transport."""

    async def next(self) -> Wire:
        """Return the next object."""


class StreamReader:
    """A reader over SSE. ``ids`` are the ids that an ``EventSource`` would have kept, in order."""

    def __init__(self, wire: Connection, head: Answer) -> None:
        self.wire, self.head = wire, head
        self.ids: list[str] = []
        self._is_chunked = head.headers.get("transfer-encoding") == "chunked"
        """A ticker does to HTTP/1.1, each block in a chunk of its own; a proxy may cut it otherwise."""
        self._received = b""

    async def block(self) -> Block:
        """Return the next block, whatever is in it."""
        while self._is_chunked and b"\n\n" not in self._received:
            size = int(await self.wire.until(b"\r\n"), 16)
            assert size, "the end"
            self._received += (await self.wire.exactly(size + 2))[:-2]
        if self._is_chunked:
            raw, _, self._received = self._received.partition(b"\n\n")
        else:
            raw = (await self.wire.until(b"\n\n"))[:-2]
        found = parse_block(raw + b"\n\n")
        if found.id is not None:
            self.ids.append(found.id)
        return found

    async def next(self) -> Wire:
        while (found := await self.block()).text is None:
            pass
        return found.json


class SocketReader:
    """A reader over WebSocket."""

    def __init__(self, client: ClientConnection) -> None:
        self.client = client

    async def next(self) -> Wire:
        async with asyncio.timeout(WITHIN_S):
            told = await self.client.recv()
        assert isinstance(told, str)
        parsed: Wire = json.loads(told)
        return parsed


def address(transport: Transport, feeds: str | Iterable[str], **query: Any) -> str:
    """Write the address of one feed's reader, or of several feeds'."""
    if isinstance(feeds, str):
        path, pairs = f"/v1/feeds/{feeds}/{transport}", []
    else:
        path, pairs = f"/v1/{transport}", [("feed", feed) for feed in feeds]
    asked = urlencode([*pairs, *query.items()])
    return f"{path}?{asked}" if asked else path


@asynccontextmanager
async def reading(
    newsroom: Newsroom,
    transport: Transport,
    feeds: str | Iterable[str],
    *,
    after: str | None = None,
    last_event_id: str | None = None,
    port: int | None = None,
) -> AsyncIterator[LiveReader]:
    """Read one feed or several. ``port``: a proxy's, if not the ticker's own."""
    path = address(transport, feeds, **({} if after is None else {"after": after}))
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    port = port or newsroom.port
    if transport == "socket":
        async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, additional_headers=headers) as client:
            yield SocketReader(client)
    else:
        async with streaming(port, path, **headers) as stream:
            yield stream


@asynccontextmanager
async def streaming(port: int, path: str, **headers: str) -> AsyncIterator[StreamReader]:
    """Read a stream that must be granted."""
    async with connection(port) as wire:
        await wire.send(request(path, **headers))
        head = await wire.head()
        assert head.status == 200, head
        yield StreamReader(wire, head)


async def take(reader: LiveReader, count: int) -> list[Wire]:
    """Take the next objects."""
    return [await reader.next() for _ in range(count)]


async def take_entries(reader: LiveReader, count: int) -> list[Wire]:
    """Take the next entries; statuses in between are passed over, anything else is not expected."""
    found: list[Wire] = []
    while len(found) < count:
        told = await reader.next()
        if told["type"] != "status":
            assert told["type"] not in ("snapshot", "gap"), told
            found.append(told)
    return found


async def settled(reader: LiveReader) -> list[Wire]:
    """Take what comes up to the first status: everything that was due at the start."""
    found = [await reader.next()]
    while found[-1]["type"] != "status":
        found.append(await reader.next())
    return found
