"""Going down: nobody is cut off in silence, not all are sent away at once, and the process ends as it should."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack

import httpx
import pytest

from tests.editor import draft
from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.frames import TEXT, read_frame
from tests.system.readers.live import TRANSPORTS, Transport
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import ACCEPTED, Connection, connection, request, upgrade
from tests.waiting import until
from tests.wires import parse_block, split_blocks, split_frames


class Leaver:
    """A reader that stays until it is told to go, and notes how and when."""

    def __init__(self, wire: Connection, transport: Transport) -> None:
        self._wire = wire
        self._transport = transport
        self.went_at = 0.0
        self.states: list[str] = []
        self.code: int | None = None
        self.retry_ms: int | None = None

    async def join(self) -> None:
        asked = upgrade if self._transport == "socket" else request
        await self._wire.send(asked(f"/v1/feeds/en/{self._transport}"))
        await self._wire.head()

    async def stay(self) -> None:
        """Read to the end, then see what was said."""
        is_socket = self._transport == "socket"
        received = await (self._wire.to_end() if is_socket else self._wire.chunked_to_end())
        self.went_at = time.monotonic()
        if is_socket:
            *frames, last = split_frames(received)[0]
            self.code = last.close_code
            told = [frame.json for frame in frames if frame.opcode == TEXT]
        else:
            *blocks, last_block = split_blocks(received)[0]
            assert last_block.event is None
            self.retry_ms = last_block.retry_ms
            told = [block.json for block in blocks if block.text is not None]
        self.states = [one["state"] for one in told if one["type"] == "status"]


async def leavers(newsroom: Newsroom, count: int, stack: AsyncExitStack) -> list[Leaver]:
    """Let readers join, half of them by each transport."""
    joined = []
    for number in range(count):
        wire = await stack.enter_async_context(connection(newsroom.port))
        joined.append(Leaver(wire, TRANSPORTS[number % 2]))
    await asyncio.gather(*(leaver.join() for leaver in joined))
    return joined


async def is_draining(newsroom: Newsroom) -> bool:
    return (await newsroom.get("/readyz")).status_code == 503


async def is_refused(newsroom: Newsroom) -> bool:
    """Report whether new readers and filings are turned away, each in its own way, with the time to come back."""
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket"))
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        assert (await read_frame(wire)).close_code == 4012
    async with connection(newsroom.port) as wire:
        await wire.send(request("/v1/feeds/en/stream"))
        assert (await wire.head()).status == 200
        assert (parse_block(await wire.chunked_to_end()).retry_ms or 0) >= 1_000
    filed = await newsroom.client.post(
        "/v1/feeds/en/updates", json=draft("Late."), headers={"Authorization": f"Bearer {newsroom.key}"}
    )
    assert [filed.status_code, filed.json()["type"]] == [503, "urn:ticker:problem:draining"]
    assert int(filed.headers["retry-after"]) >= 1
    return True


async def watch_health(newsroom: Newsroom) -> set[int]:
    """Ask for the health until nobody answers; return the answers."""
    statuses: set[int] = set()
    async with asyncio.timeout(30):
        while True:
            try:
                statuses.add((await newsroom.get("/healthz", Connection="close")).status_code)
            except httpx.TransportError:
                return statuses


async def test_readers_are_sent_away_spread_over_the_window(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(drain_seconds="4")
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        readers = await leavers(newsroom, 200, stack)
        staying = [group.create_task(reader.stay()) for reader in readers]
        started = time.monotonic()
        newsroom.process.send(signal.SIGTERM)
        await until(lambda: is_draining(newsroom), what="/readyz 503")
        health = group.create_task(watch_health(newsroom))
        assert await is_refused(newsroom)
        assert (await newsroom.get("/v1/feeds/en")).status_code == 200, "who reads plainly is served to the last"
        await asyncio.wait(staying)
        assert await newsroom.process.ended() == 0
    assert health.result() == {200}
    assert {reader.code for reader in readers if reader.retry_ms is None} == {4012}
    told = [reader.retry_ms or 0 for reader in readers if reader.code is None]
    assert len(told) == 100
    assert all(1_000 <= retry_ms <= 5_000 for retry_ms in told)
    assert len(set(told)) > 50, "not all come back at once"
    went = sorted(reader.went_at - started for reader in readers)
    assert went[-1] - went[0] > 1, "four seconds, less what this client was too busy to notice"
    assert went[150] - went[50] > 0.4, "the middle half in about half of the time"
    assert "draining" in {state for reader in readers for state in reader.states}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_either_signal_drains_and_ends_with_status_0(open_newsroom: OpenNewsroom, number: signal.Signals) -> None:
    newsroom = await open_newsroom(drain_seconds="0.2")
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        readers = await leavers(newsroom, 4, stack)
        for reader in readers:
            group.create_task(reader.stay())
        newsroom.process.send(number)
    assert [reader.code for reader in readers] == [4012, None, 4012, None]
    assert await newsroom.process.ended() == 0
    assert "Traceback" not in newsroom.process.output


async def test_a_second_signal_ends_at_once(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(drain_seconds="600")
    async with AsyncExitStack() as stack:
        await leavers(newsroom, 10, stack)
        newsroom.process.send(signal.SIGTERM)
        await until(lambda: is_draining(newsroom), what="/readyz 503")
        newsroom.process.send(signal.SIGTERM)
        assert await newsroom.process.ended(within_s=10) == 1
    assert "Traceback" not in newsroom.process.output


async def test_who_neither_reads_nor_speaks_does_not_hold_it_up(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(drain_seconds="0.2")
    async with AsyncExitStack() as stack:
        for sent in (b"", b"GET /v1/feeds", request("/v1/feeds"), request("/v1/feeds/en/stream")[:-2]):
            wire = await stack.enter_async_context(connection(newsroom.port))
            await wire.send(sent)
        for transport in TRANSPORTS:
            wire = await stack.enter_async_context(connection(newsroom.port))
            await wire.send((upgrade if transport == "socket" else request)(f"/v1/feeds/en/{transport}"))
            await wire.head()
        newsroom.process.send(signal.SIGTERM)
        assert await newsroom.process.ended(within_s=10) == 0


async def test_a_filing_that_is_on_its_way_is_answered(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(drain_seconds="1")
    body = b'{"attribution":{"name":"Civil Defense"},"statement":"On its way."}'
    async with AsyncExitStack() as stack:
        await leavers(newsroom, 2, stack)
        wire = await stack.enter_async_context(connection(newsroom.port))
        head = request(
            "/v1/feeds/en/updates",
            method="POST",
            Authorization=f"Bearer {newsroom.key}",
            Content_Type="application/json",
            Content_Length=str(len(body)),
        )
        await wire.send(head + body[:10])
        await until(lambda: is_filing(newsroom), what="a filing that has begun")
        newsroom.process.send(signal.SIGTERM)
        await until(lambda: is_draining(newsroom), what="/readyz 503")
        await wire.send(body[10:])
        answer, _ = await wire.answer()
        assert answer.status in (201, 503)
        assert await newsroom.process.ended() == 0


async def is_let_in(newsroom: Newsroom) -> bool:
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket"))
        await wire.head()
        return (await read_frame(wire)).opcode == TEXT


async def test_whoever_shares_its_port_leaves_it_to_the_others_at_once(open_newsroom: OpenNewsroom) -> None:
    first = await open_newsroom("--reuse-port", drain_seconds="600")
    second = await open_newsroom("--reuse-port", beside=first, port=first.port)
    await until(lambda: "logs loaded" in second.process.output, within_s=15)

    async def lets_all_in() -> bool:
        try:
            return all([await is_let_in(first) for _ in range(24)])
        except ConnectionResetError:
            return False  # reset by the kernel, between the last accept and the close; a reader tries again

    async with AsyncExitStack() as stack:
        await leavers(first, 60, stack)
        first.process.send(signal.SIGTERM)
        await until(lambda: "draining" in first.process.output, what="a drain")
        await until(lets_all_in, what="readers who all go to the other process, as by chance they never would")
        assert first.process.status is None, "it drains yet"
        first.process.send(signal.SIGTERM)
        assert await first.process.ended(within_s=10) == 1, "told twice"


async def is_filing(newsroom: Newsroom) -> bool:
    return await newsroom.metric("ticker_filings_waiting") == 1
