"""Connections that ask for nothing: of one peer 128 may stay, and the oldest makes room for the new."""

import asyncio
import socket
import time
from contextlib import AsyncExitStack, ExitStack
from typing import Final

import pytest

from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import WITHIN_S, Connection, connection, request, upgrade
from tests.waiting import keep_pace, until
from ticker.readers.idle import IDLE_MAX

OTHER_PEER: Final = "127.0.0.9"
MORE: Final = IDLE_MAX + 40
WHOLE: Final = request("/v1/constraints")
HALVES: Final = {
    "nothing": (b"", WHOLE),
    "half a request line": (b"GET /v1/fe", b"eds HTTP/1.1\r\nHost: a\r\n\r\n"),
    "half a head": (b"GET /v1/feeds HTTP/1.1\r\nHost: a\r\n", b"\r\n"),
    "half a reader's head": (b"GET /v1/feeds/en/stream HTTP/1.1\r\nHost: a\r\n", b"\r\n"),
    "a whole request": (WHOLE, WHOLE),
}
"""What is sent at first, and what makes a whole request of it, or another."""


async def open_many(clients: AsyncExitStack, port: int, sent: bytes) -> list[Connection]:
    """Open more than may stay, one after the other, and send the same on each."""
    opened = []
    for _ in range(MORE):
        wire = await clients.enter_async_context(connection(port, source=OTHER_PEER))
        await wire.send(sent)
        if sent.endswith(b"\r\n\r\n"):
            await wire.answer()
        opened.append(wire)
    return opened


def ended(opened: list[Connection]) -> list[int]:
    """Return the places of those that the server has closed."""
    return [place for place, wire in enumerate(opened) if wire.reader.at_eof()]


@pytest.mark.parametrize(("sent", "rest"), HALVES.values(), ids=HALVES)
async def test_the_oldest_idle_connections_of_a_peer_make_room(newsroom: Newsroom, sent: bytes, rest: bytes) -> None:
    async with AsyncExitStack() as clients:
        opened = await open_many(clients, newsroom.port, sent)
        await until(lambda: len(ended(opened)) >= MORE - IDLE_MAX, what="the oldest closed")
        assert (await newsroom.get("/healthz")).is_success, "another peer is served"
        assert ended(opened) == list(range(MORE - IDLE_MAX))
        await opened[-1].send(rest)
        assert await opened[-1].some(), "the newest still has its turn"


async def test_readers_of_one_peer_are_not_counted(newsroom: Newsroom) -> None:
    async with AsyncExitStack() as clients:
        for number in range(MORE):
            wire = await clients.enter_async_context(connection(newsroom.port, source=OTHER_PEER))
            await wire.send(upgrade("/v1/feeds/en/socket") if number % 2 else request("/v1/feeds/en/stream"))
        await until(lambda: all_read(newsroom), what="every one of them a reader")


async def all_read(newsroom: Newsroom) -> bool:
    return await newsroom.readers() >= MORE


async def test_many_who_come_at_once_from_one_address_are_all_let_in(newsroom: Newsroom) -> None:
    with ExitStack() as ending:
        comers = [ending.enter_context(socket.socket()) for _ in range(3 * IDLE_MAX)]
        for comer in comers:
            comer.settimeout(WITHIN_S)
            comer.bind((OTHER_PEER, 0))
            comer.connect(("127.0.0.1", newsroom.port))
        for comer in comers:  # as a proxy does that has much to do: all are connected before the first asks
            comer.sendall(request("/v1/feeds/en/stream"))
        heads = [await asyncio.to_thread(comer.recv, 12) for comer in comers]
    assert set(heads) == {b"HTTP/1.1 200"}


async def test_a_trusted_proxy_may_have_any_number(open_newsroom: OpenNewsroom) -> None:
    behind = await open_newsroom(trusted_proxies="127.0.0.0/24")
    async with AsyncExitStack() as clients:
        opened = await open_many(clients, behind.port, b"")
        for wire in opened:
            await wire.send(request("/v1/constraints"))
        heads = await asyncio.gather(*(wire.head() for wire in opened))
    assert [head.status for head in heads] == [200] * MORE


async def test_a_head_has_one_time_in_all_wherever_it_is_read(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(times_divided_by="4")
    timeout_s = 10.0 / 4
    async with connection(newsroom.port) as wire:
        began = time.monotonic()
        await keep_pace(timeout_s * 0.9)
        await wire.send(b"GET /v1/feeds HTTP/1.1\r\nHost: a\r\n")  # from here on another part reads on
        head, _ = await wire.problem()
        assert head.status == 408
        assert time.monotonic() - began < timeout_s * 1.7
