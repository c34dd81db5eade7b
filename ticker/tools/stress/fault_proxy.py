"""A TCP proxy that can be told to reset, stall, hold or forget what it carries. It judges nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from ticker.tools.stress.connection import reset
from ticker.tools.stress.packet_filter import drop_all

_CHUNK_BYTES: Final = 1 << 16
_TURNS: Final = 5
"""How many turns of the loop it takes at most until a connection that was accepted is here, or one is closed."""

Dial = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
"""Connects to what stands behind the proxy."""


class _Carried:
    """One connection through the proxy."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.has_subscribed = False
        self.is_half_open = False
        self.is_dropped = False

    def drop(self) -> None:
        """Carry nothing any more, and acknowledge nothing that the near side sends."""
        self.is_half_open = self.is_dropped = True
        drop_all(self.near.get_extra_info("socket"))

    def reset(self) -> None:
        reset(self.near.transport)
        reset(self.far.transport)

    def close(self) -> None:
        self.near.close()
        self.far.close()


class FaultProxy:
    """Carries bytes both ways, from one of our ports, until told otherwise."""

    def __init__(self, dial: Dial) -> None:
        self.port = 0
        self.delay_s = 0.0
        """How long each way takes; a round trip is twice that."""
        self.bytes_per_s: float | None = None
        """How fast each connection brings answers; None: as fast as it can."""
        self.dropped: list[tuple[str, int]] = []
        """Where the connections came from that are dropped just now."""
        self._dial = dial
        self._flows, self._brings_answers, self._brings_news = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._holds_answers_from: bytes | None = None
        self._is_cut = False
        self._carried: set[_Carried] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.mend()

    def mend(self) -> None:
        """Carry everything again, also what was held; what was half-open ends by a reset."""
        self._is_cut, self._holds_answers_from = False, None
        for way in (self._flows, self._brings_answers, self._brings_news):
            way.set()
        for carried in [one for one in self._carried if one.is_half_open and not one.is_dropped]:
            carried.reset()

    def reset(self) -> None:
        """Reset every connection that there is."""
        for carried in list(self._carried):
            carried.reset()

    def reset_subscribers(self) -> None:
        """Reset every connection that has subscribed."""
        for carried in [one for one in self._carried if one.has_subscribed]:
            carried.reset()

    def cut(self) -> None:
        """Reset every connection, and each new one, until mended."""
        self._is_cut = True
        self.reset()

    def redirect(self, dial: Dial) -> None:
        """Reset every connection, and lead new ones elsewhere."""
        self._dial = dial
        self.reset()

    def stall(self) -> None:
        """Hold whatever is sent, both ways; nobody is told."""
        self._flows.clear()

    def hold_answers(self, *, once_sent: bytes | None = None) -> None:
        """Hold what comes back, while requests are still carried: at once, or once these bytes have been sent."""
        self._holds_answers_from = once_sent
        if once_sent is None:
            self._brings_answers.clear()

    def hold_news(self) -> None:
        """Hold what comes to connections that have subscribed; all others go on."""
        self._brings_news.clear()

    def go_half_open(self) -> None:
        """Forget the near side of every connection: the far side is never told, and nobody answers it."""
        for carried in list(self._carried):
            carried.is_half_open = True

    @property
    def has_subscribers(self) -> bool:
        """Report whether a connection through it has subscribed."""
        return any(carried.has_subscribed for carried in list(self._carried))

    def drop_subscribers(self) -> None:
        """Drop, as a cut network does, what is sent by connections that have subscribed; new ones are carried."""
        for carried in [one for one in self._carried if one.has_subscribed and not one.near.is_closing()]:
            carried.drop()
            self.dropped.append(carried.near.get_extra_info("peername"))

    def reset_dropped(self) -> None:
        """Be done with those that were dropped."""
        self.dropped.clear()
        for carried in [one for one in self._carried if one.is_dropped]:
            carried.reset()

    @property
    def redis_url(self) -> str:
        """Return the address of a Redis behind it."""
        return f"redis://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["FaultProxy"]:
        """Listen until the end of the block; no connection is left open."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_CHUNK_BYTES)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            # A connection that is accepted while a server closes stays open for ever: first none is accepted any more.
            asyncio.get_running_loop().remove_reader(server.sockets[0].fileno())
            self.mend()
            self.cut()
            await _turns()
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await _turns()

    def _accept(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._carry(near_in, near_out), name="proxied connection")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        if self._is_cut:
            reset(near_out.transport)
            return
        try:
            far_in, far_out = await self._dial()
        except OSError:
            reset(near_out.transport)
            return
        carried = _Carried(near_out, far_out)
        self._carried.add(carried)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send(carried, near_in))
                group.create_task(self._bring(carried, far_in))
        finally:
            carried.close()
            self._carried.discard(carried)

    async def _send(self, carried: _Carried, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                carried.has_subscribed = carried.has_subscribed or b"SUBSCRIBE" in chunk
                await self._flows.wait()
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self._holds_answers_from is not None and self._holds_answers_from in chunk:
                    self._brings_answers.clear()
                if not carried.is_half_open:
                    carried.far.write(chunk)
                    await carried.far.drain()
        if not carried.is_half_open:
            carried.close()

    async def _bring(self, carried: _Carried, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                await self._flows.wait()
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                await self._brings_answers.wait()
                if carried.has_subscribed:
                    await self._brings_news.wait()
                if self.bytes_per_s is not None:
                    await asyncio.sleep(len(chunk) / self.bytes_per_s)
                if not carried.is_half_open:
                    carried.near.write(chunk)
                    await carried.near.drain()
        carried.close()


async def _turns() -> None:
    for _ in range(_TURNS):
        await asyncio.sleep(0)
