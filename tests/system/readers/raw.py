"""HTTP/1.1 byte by byte, for tests of what stands in front of any HTTP library."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.wires import split_chunks

WITHIN_S: Final = 15.0
"""A deadline on a busy machine, not a pace."""

_LINE_MAX_BYTES: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class Answer:
    """A response's head. Header names are in lower case; what stands twice is joined by commas."""

    status: int
    headers: Mapping[str, str]
    raw: bytes


class Connection:
    """One TCP connection of a client that says exactly what it wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @property
    def socket(self) -> socket.socket:
        found: socket.socket = self.writer.get_extra_info("socket")
        return found

    async def send(self, *parts: bytes) -> None:
        """Send each part in a packet of its own, as far as the kernel lets us say so."""
        for part in parts:
            self.writer.write(part)
            async with asyncio.timeout(WITHIN_S):
                await self.writer.drain()

    async def head(self) -> Answer:
        """Read one response's head."""
        return parse_head(await self.until(b"\r\n\r\n"))

    async def answer(self) -> tuple[Answer, bytes]:
        """Read one response with the body that its length announces."""
        head = await self.head()
        return head, await self.exactly(int(head.headers.get("content-length", "0")))

    async def problem(self) -> tuple[Answer, dict[str, Any]]:
        """Read one response, which must be a problem that knows its own status."""
        head, body = await self.answer()
        assert head.headers["content-type"] == "application/problem+json", head
        told = json.loads(body)
        assert told["status"] == head.status, told
        assert told["type"].startswith("urn:ticker:problem:"), told
        assert told["title"]
        return head, told

    async def exactly(self, count: int) -> bytes:
        async with asyncio.timeout(WITHIN_S):
            return await self.reader.readexactly(count)

    async def until(self, separator: bytes) -> bytes:
        async with asyncio.timeout(WITHIN_S):
            return await self.reader.readuntil(separator)

    async def some(self, *, within_s: float = WITHIN_S) -> bytes:
        """Read what there is; nothing is the end."""
        async with asyncio.timeout(within_s):
            return await self.reader.read(65_536)

    async def to_end(self, *, within_s: float = WITHIN_S) -> bytes:
        """Read until the other side ends; a reset is an end too."""
        received = b""
        try:
            while more := await self.some(within_s=within_s):
                received += more
        except ConnectionError:
            pass
        return received

    async def chunked_to_end(self) -> bytes:
        """Read a chunked body that must end with the last chunk."""
        chunks, rest = split_chunks(await self.to_end())
        assert (chunks[-1], rest) == (b"", b""), "it was cut, not ended"
        return b"".join(chunks)

    def reset(self) -> None:
        """End with a reset, as a crashed machine or a NAT does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.writer.transport.abort()


def parse_head(raw: bytes) -> Answer:
    start, *lines = raw.decode("latin-1").split("\r\n")
    assert start.startswith("HTTP/1.1 "), start
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, text = line.split(":", 1)
        known = headers.get(name.lower())
        headers[name.lower()] = text.strip() if known is None else f"{known}, {text.strip()}"
    return Answer(int(start.split(" ", 2)[1]), headers, raw)


@asynccontextmanager
async def connection(port: int, *, source: str = "127.0.0.1") -> AsyncIterator[Connection]:
    """Connect from an address of this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0), limit=_LINE_MAX_BYTES)
    try:
        yield Connection(reader, writer)
    finally:
        writer.transport.abort()


def request(path: str, *, method: str = "GET", **headers: str) -> bytes:
    """Write a request head; header names with ``_`` for ``-``."""
    fields = {"Host": "127.0.0.1", **{name.replace("_", "-"): text for name, text in headers.items()}}
    lines = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


def upgrade(path: str, **headers: str) -> bytes:
    """Write the head of a request for a WebSocket; the key is RFC 6455's example."""
    asked = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec_WebSocket_Version": "13",
    }
    return request(path, **{**asked, **headers})


ACCEPTED: Final = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
"""The whole answer to RFC 6455's example."""
