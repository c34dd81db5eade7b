"""The proxy breaks what it is told to break, and mends it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

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
async def proxied() -> AsyncIterator[tuple[FaultProxy, LoopThread, Streams]]:
    """Start a proxy before an echo server, and connect through it."""
    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        proxy = FaultProxy(lambda: asyncio.open_connection("127.0.0.1", port))
        with LoopThread() as loop_thread:
            async with loop_thread.keeping(proxy.running()):
                streams = await asyncio.open_connection("127.0.0.1", proxy.port)
                try:
                    assert await said_again(streams, b"hello") == b"hello"
                    yield proxy, loop_thread, streams
                finally:
                    streams[1].close()


async def said_again(streams: Streams, words: bytes) -> bytes:
    streams[1].write(words)
    return await streams[0].readexactly(len(words))


async def test_what_is_stalled_comes_when_it_is_mended() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await loop_thread.do(FaultProxy.stall, proxy)
        answer = asyncio.ensure_future(said_again(streams, b"late"))
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, proxy)
        assert await answer == b"late"


async def test_news_is_held_back_from_those_who_have_subscribed_and_from_nobody_else() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await said_again(streams, b"SUBSCRIBE")
        other = await asyncio.open_connection("127.0.0.1", proxy.port)
        await loop_thread.do(FaultProxy.hold_news, proxy)
        answer = asyncio.ensure_future(said_again(streams, b"news"))
        assert await said_again(other, b"check") == b"check"
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, proxy)
        assert await answer == b"news"
        other[1].close()


async def test_answers_are_held_once_what_was_waited_for_has_been_sent() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await loop_thread.do(lambda it: it.hold_answers(once_sent=b"ask"), proxy)
        assert await said_again(streams, b"before") == b"before"
        answer = asyncio.ensure_future(said_again(streams, b"ask"))
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, proxy)
        assert await answer == b"ask"


async def test_only_connections_that_have_subscribed_are_reset() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        other = await asyncio.open_connection("127.0.0.1", proxy.port)
        await said_again(other, b"SUBSCRIBE")
        await loop_thread.do(FaultProxy.reset_subscribers, proxy)
        with pytest.raises(ConnectionResetError):
            await other[0].read(1)
        assert await said_again(streams, b"check") == b"check"
        other[1].close()


async def test_a_redirected_proxy_ends_its_connections_and_leads_new_ones_elsewhere() -> None:
    async def greet(_: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        writing.write(b"elsewhere")
        writing.close()

    async with proxied() as (proxy, loop_thread, streams), await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        dial = partial(asyncio.open_connection, "127.0.0.1", port)
        await loop_thread.do(lambda it: it.redirect(dial), proxy)
        with pytest.raises(ConnectionResetError):
            await streams[0].read(1)
        reading, writing = await asyncio.open_connection("127.0.0.1", proxy.port)
        assert await reading.read() == b"elsewhere"
        writing.close()


async def test_a_reset_ends_connections_and_a_cut_refuses_new_ones_too() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await loop_thread.do(FaultProxy.cut, proxy)
        with pytest.raises(ConnectionResetError):
            await streams[0].read(1)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):  # while it connects, or just after
            await said_again(await asyncio.open_connection("127.0.0.1", proxy.port), b"x")
        await loop_thread.do(FaultProxy.mend, proxy)
        again = await asyncio.open_connection("127.0.0.1", proxy.port)
        assert await said_again(again, b"again") == b"again"
        again[1].close()


async def test_nobody_answers_on_a_half_open_link_until_it_is_mended_by_a_reset() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await loop_thread.do(FaultProxy.go_half_open, proxy)
        answer = asyncio.ensure_future(said_again(streams, b"anybody?"))
        await asyncio.wait([answer], timeout=0.05)
        assert not answer.done()
        await loop_thread.do(FaultProxy.mend, proxy)
        await until(answer.done)
        assert isinstance(answer.exception(), ConnectionResetError | asyncio.IncompleteReadError)
