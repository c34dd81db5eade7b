"""A cable between a process and its Redis, in the hands of the test: it can be held, cut and laid to another server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.servers import ValkeyServer
from tests.system.newsroom import pause

_CHUNK_BYTES = 65_536
_TURNS = 5
"""How many turns of the loop it takes at most until a connection that was accepted before the end is here."""


@dataclass(eq=False, slots=True)
class Line:
    """One connection through the cable."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    has_subscribed: bool = False

    def close(self) -> None:
        self.near.close()
        self.far.close()


class Cable:
    """Carries bytes both ways until told otherwise."""

    def __init__(self, to: ValkeyServer) -> None:
        self.url = f"unix://{to.folder}/cable"
        self.to = to
        self.flows = asyncio.Event()
        """Cleared: whatever is sent stays in the cable, and nobody is told."""
        self.brings_answers = asyncio.Event()
        """Cleared: Redis hears and acts, but nothing that it says comes back."""
        self.brings_news = asyncio.Event()
        """Cleared: nothing comes to connections that have subscribed."""
        self.is_cut = False
        """Whether new connections end at once."""
        self.keeps_answer_to: bytes | None = None
        """Once this has been sent, ``brings_answers`` is cleared by itself."""
        self.bytes_per_s: float | None = None
        """How fast each connection brings what Redis says; None: as fast as it can."""
        self.delay_s = 0.0
        """How long each way takes; a round trip is twice that."""
        self._never = asyncio.Event()
        self._lines: set[Line] = set()
        self.ends: set[asyncio.StreamWriter] = set()
        """Both of every connection that there was, so that none is left open."""
        self.heal()

    def heal(self) -> None:
        """Carry everything again, also what has been waiting."""
        self.is_cut, self.keeps_answer_to = False, None
        for way in (self.flows, self.brings_answers, self.brings_news):
            way.set()

    def cut(self, *, subscriptions_only: bool = False) -> None:
        """End the connections that there are."""
        for line in list(self._lines):
            if line.has_subscribed or not subscriptions_only:
                line.close()

    def lay_to(self, other: ValkeyServer) -> None:
        """End every connection; new ones go to another server."""
        self.to = other
        self.cut()

    async def carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        if self.is_cut:
            near_out.close()
            return
        try:
            far_in, far_out = await self._connect()
        except OSError:
            near_out.close()
            return
        self.ends.add(far_out)
        line = Line(near_out, far_out)
        self._lines.add(line)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send(line, near_in))
                group.create_task(self._bring(line, far_in))
        finally:
            line.close()
            self._lines.discard(line)

    def take_up(self) -> None:
        """End every connection; nobody finds the cable any more, for asyncio leaves open whoever comes as it closes."""
        Path(urlsplit(self.url).path).unlink()
        self.heal()
        self.is_cut = True
        self.cut()

    async def aclose(self) -> None:
        """Close both ends of every connection, whatever is on its way, and wait until they are."""
        for end in self.ends:
            end.transport.abort()
        for end in self.ends:
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self.to.url)
        if parts.scheme == "unix":
            return await asyncio.open_unix_connection(parts.path)
        return await asyncio.open_connection(parts.hostname, parts.port)

    async def _send(self, line: Line, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                line.has_subscribed = line.has_subscribed or b"SUBSCRIBE" in chunk
                await self.flows.wait()
                if self.delay_s:
                    await pause(self._never, at_most_s=self.delay_s)
                if self.keeps_answer_to is not None and self.keeps_answer_to in chunk:
                    self.brings_answers.clear()
                line.far.write(chunk)
                await line.far.drain()
        line.close()

    async def _bring(self, line: Line, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                await self.flows.wait()
                if self.delay_s:
                    await pause(self._never, at_most_s=self.delay_s)
                await self.brings_answers.wait()
                if line.has_subscribed:
                    await self.brings_news.wait()
                if self.bytes_per_s is not None:
                    await pause(self._never, at_most_s=len(chunk) / self.bytes_per_s)
                line.near.write(chunk)
                await line.near.drain()
        line.close()


@asynccontextmanager
async def cable(to: ValkeyServer) -> AsyncIterator[Cable]:
    """Lay a cable to a server, beside its own socket, until the end of the block."""
    laid = Cable(to)
    carrying: set[asyncio.Task[None]] = set()

    def accept(near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        laid.ends.add(near_out)
        task = asyncio.get_running_loop().create_task(laid.carry(near_in, near_out), name="line")
        carrying.add(task)
        task.add_done_callback(carrying.discard)

    listening = await asyncio.start_unix_server(accept, urlsplit(laid.url).path)
    try:
        yield laid
    finally:
        laid.take_up()
        for _turn in range(_TURNS):
            await asyncio.sleep(0)
        listening.close()
        for task in list(carrying):
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        await laid.aclose()
