"""The link breaks what it is told to break, and mends it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.loop_thread import LoopThread

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reading.read(1024):
            writing.write(chunk)
    writing.close()


@asynccontextmanager
async def linked() -> AsyncIterator[tuple[FaultProxy, LoopThread, Streams]]:
    """Lay a link to somebody who says everything again, and connect through it."""
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        link = FaultProxy(lambda: asyncio.open_connection("127.0.0.1", port))
        with LoopThread() as loop_thread:
            async with loop_thread.keeping(link.laid()):
                streams = await asyncio.open_connection("127.0.0.1", link.port)
                try:
                    assert await said_again(streams, b"hello") == b"hello"
                    yield link, loop_thread, streams
                finally:
                    streams[1].close()


async def said_again(streams: Streams, words: bytes) -> bytes:
    streams[1].write(words)
    return await streams[0].readexactly(len(words))


async def test_what_is_stalled_comes_when_it_is_mended() -> None:
    async with linked() as (link, loop_thread, streams):
        await loop_thread.do(FaultProxy.stall, link)
        answer = asyncio.ensure_future(said_again(streams, b"late"))
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, link)
        assert await answer == b"late"


async def test_news_is_held_back_from_those_who_have_subscribed_and_from_nobody_else() -> None:
    async with linked() as (link, loop_thread, streams):
        await said_again(streams, b"SUBSCRIBE")
        other = await asyncio.open_connection("127.0.0.1", link.port)
        await loop_thread.do(FaultProxy.hold_news, link)
        answer = asyncio.ensure_future(said_again(streams, b"news"))
        assert await said_again(other, b"check") == b"check"
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, link)
        assert await answer == b"news"
        other[1].close()


async def test_a_reset_ends_connections_and_a_cut_refuses_new_ones_too() -> None:
    async with linked() as (link, loop_thread, streams):
        await loop_thread.do(FaultProxy.cut, link)
        with pytest.raises(ConnectionResetError):
            await streams[0].read(1)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):  # while it connects, or just after
            await said_again(await asyncio.open_connection("127.0.0.1", link.port), b"x")
        await loop_thread.do(FaultProxy.mend, link)
        again = await asyncio.open_connection("127.0.0.1", link.port)
        assert await said_again(again, b"again") == b"again"
        again[1].close()


async def test_nobody_answers_on_a_half_open_link_until_it_is_mended_by_a_reset() -> None:
    async with linked() as (link, loop_thread, streams):
        await loop_thread.do(FaultProxy.go_half_open, link)
        answer = asyncio.ensure_future(said_again(streams, b"anybody?"))
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, link)
        await until(answer.done)
        assert isinstance(answer.exception(), ConnectionResetError | asyncio.IncompleteReadError)
