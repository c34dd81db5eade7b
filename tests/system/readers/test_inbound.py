"""What readers send, which is little: pings and closes are answered, the rest is ignored or ends the connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import psutil
import pytest

from tests.system.readers.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    closing,
    frame,
    read_close,
    read_frame,
)
from tests.system.readers.live import TRANSPORTS, Transport, reading, settled, streaming
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import ACCEPTED, Connection, connection, request, upgrade
from tests.waiting import until


@asynccontextmanager
async def joined(newsroom: Newsroom, *, behind: bytes = b"") -> AsyncIterator[Connection]:
    """Join by hand and read up to the status; ``behind`` goes out with the request."""
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket") + behind)
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        assert (await read_frame(wire)).json["type"] == "snapshot"
        assert (await read_frame(wire)).json["type"] == "status"
        yield wire


async def is_alive(wire: Connection, *, marker: bytes = b"still here") -> bool:
    """Ping, and say whether the next frame is the pong."""
    await wire.send(frame(PING, marker))
    received = await read_frame(wire)
    return (received.opcode, received.payload) == (PONG, marker)


@pytest.fixture(autouse=True)
async def is_forgotten(newsroom: Newsroom) -> AsyncIterator[None]:
    """Whatever a reader did: once it has gone the ticker knows nothing of it, and nothing in it broke."""
    before = len(newsroom.process.output)
    yield
    await until(lambda: newsroom.has_readers(0), what="every reader forgotten")
    assert "Traceback" not in newsroom.process.output[before:]


async def test_pings_are_answered_with_what_they_brought(newsroom: Newsroom) -> None:
    async with joined(newsroom) as wire:
        for payload in (b"", b"x", b"\x00\xff" * 62, b"y" * 125):
            assert await is_alive(wire, marker=payload)


async def test_a_thousand_pings_at_once_are_answered_in_order(newsroom: Newsroom) -> None:
    async with joined(newsroom) as wire:
        await wire.send(b"".join(frame(PING, b"%d" % number) for number in range(1_000)))
        for number in range(1_000):
            received = await read_frame(wire)
            assert (received.opcode, received.payload) == (PONG, b"%d" % number)


async def test_what_comes_behind_the_request_is_the_reader_s_first_input(newsroom: Newsroom) -> None:
    async with joined(newsroom, behind=frame(PING, b"early")) as wire:
        received = await read_frame(wire)
        assert (received.opcode, received.payload) == (PONG, b"early")
    async with joined(newsroom, behind=frame(TEXT, b"hello")[:5]) as wire:
        await wire.send(frame(TEXT, b"hello")[5:])
        assert await is_alive(wire)
    async with joined(newsroom, behind=closing(1000)) as wire:
        assert await read_close(wire) == 1000


async def test_frames_may_come_one_byte_at_a_time(newsroom: Newsroom) -> None:
    async with joined(newsroom) as wire:
        for sent in (frame(TEXT, b"hello"), frame(PING, b""), frame(TEXT, b"x" * 200), frame(PONG, b"unasked")):
            for at in range(len(sent)):
                await wire.send(sent[at : at + 1])
                await until(lambda: has_sent_all(wire), what="an empty send buffer")
            if sent[0] & 0x0F == PING:
                assert (await read_frame(wire)).opcode == PONG
        assert await is_alive(wire)


def has_sent_all(wire: Connection) -> bool:
    return wire.writer.transport.get_write_buffer_size() == 0


@pytest.mark.parametrize("cut", range(1, 12))
async def test_a_frame_may_be_cut_anywhere(newsroom: Newsroom, cut: int) -> None:
    sent = frame(TEXT, b"hello")
    async with joined(newsroom) as wire:
        await wire.send(sent[:cut])
        async with streaming(newsroom.port, "/v1/feeds/en/stream"):
            pass  # the ticker has taken a turn since
        await wire.send(sent[cut:])
        assert await is_alive(wire)


IGNORED = {
    "text": frame(TEXT, b"hello"),
    "no text": frame(TEXT),
    "4,096 bytes": frame(TEXT, b"x" * 4_096),
    "4,096 bytes in fragments": frame(TEXT, b"x" * 96, fin=False) + frame(CONTINUATION, b"x" * 4_000),
    "a ping between fragments": frame(TEXT, b"x", fin=False) + frame(PONG) + frame(CONTINUATION, b"x"),
    "a character in two fragments": frame(TEXT, b"\xd8", fin=False) + frame(CONTINUATION, b"\xae"),
    "a pong that nobody asked for": frame(PONG, b"x"),
    "many texts": frame(TEXT, b"x" * 1_000) * 100,
}


@pytest.mark.parametrize("sent", IGNORED.values(), ids=IGNORED)
async def test_is_ignored(newsroom: Newsroom, sent: bytes) -> None:
    async with joined(newsroom) as wire:
        await wire.send(sent)
        assert await is_alive(wire)


ENDS = {
    "binary": (frame(BINARY, b"x"), 1003),
    "text that is no UTF-8": (frame(TEXT, b"\xff"), 1007),
    "half a surrogate pair": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "no UTF-8 across fragments": (frame(TEXT, b"\xd8", fin=False) + frame(CONTINUATION, b"x"), 1007),
    "4,097 bytes": (frame(TEXT, b"x" * 4_097), 1009),
    "4,097 bytes in fragments": (frame(TEXT, b"x" * 97, fin=False) + frame(CONTINUATION, b"x" * 4_000), 1009),
    "the promise of much": (frame(TEXT, b"x" * 70_000)[:14], 1009),
    "no mask": (frame(TEXT, b"x", mask=False), 1002),
    "a reserved bit": (frame(TEXT, b"x", reserved=0x40), 1002),
    "an opcode that is none": (frame(0x3, b"x"), 1002),
    "a control opcode that is none": (frame(0xB, b"x"), 1002),
    "a fragmented ping": (frame(PING, b"x", fin=False), 1002),
    "a ping that is too long": (frame(PING, b"x" * 126), 1002),
    "a continuation of nothing": (frame(CONTINUATION, b"x"), 1002),
    "a text in a text": (frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"), 1002),
    "a close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a close with a code that is none": (closing(1005), 1002),
    "a close whose reason is no UTF-8": (frame(CLOSE, b"\x03\xe8\xff"), 1007),
}


@pytest.mark.parametrize(("sent", "code"), ENDS.values(), ids=ENDS)
async def test_ends_the_connection(newsroom: Newsroom, sent: bytes, code: int) -> None:
    async with joined(newsroom) as wire:
        await wire.send(sent)
        assert await read_close(wire) == code


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
async def test_a_close_is_echoed(newsroom: Newsroom, code: int) -> None:
    async with joined(newsroom) as wire:
        await wire.send(closing(code, "bye"))
        assert await read_close(wire) == code


async def test_a_close_without_a_code_is_echoed_without_one(newsroom: Newsroom) -> None:
    async with joined(newsroom) as wire:
        await wire.send(frame(CLOSE))
        received = await read_frame(wire)
        assert (received.opcode, received.payload) == (CLOSE, b"")
        assert await wire.to_end() == b""


async def test_nothing_comes_behind_the_echo_of_a_close(newsroom: Newsroom) -> None:
    async with joined(newsroom) as wire:
        await wire.send(closing(1000))
        await newsroom.file("en")
        assert await read_close(wire) == 1000


async def test_what_a_stream_s_reader_sends_is_ignored(newsroom: Newsroom) -> None:
    async with streaming(newsroom.port, "/v1/feeds/en/stream") as stream:
        await settled(stream)
        await stream.wire.send(b"\x00\xff" * 10_000, request("/healthz"))
        filed = await newsroom.file("en")
        assert await stream.next() == filed


@pytest.mark.parametrize("how", ["closes", "half-closes", "resets"])
@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_reader_that_goes_is_forgotten_with_its_descriptor(
    newsroom: Newsroom, transport: Transport, how: str
) -> None:
    await until(lambda: newsroom.has_readers(0))
    process = psutil.Process(newsroom.process.pid)
    before = process.num_fds()
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(connection(newsroom.port)) for _ in range(30)]
        for wire in wires:
            await wire.send((upgrade if transport == "socket" else request)(f"/v1/feeds/en/{transport}"))
            await wire.head()
        await until(lambda: newsroom.has_readers(30))
        for wire in wires:
            if how == "closes":
                wire.writer.close()
            elif how == "half-closes":
                wire.writer.write_eof()
            else:
                wire.reset()
        await until(lambda: newsroom.has_readers(0), what="30 readers forgotten")
        await until(lambda: process.num_fds() <= before, what="their descriptors closed")


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_readers_that_come_and_go_leave_nothing_behind(newsroom: Newsroom, transport: Transport) -> None:
    process = psutil.Process(newsroom.process.pid)

    async def come_and_go(times: int) -> None:
        for _ in range(times):
            async with connection(newsroom.port) as wire:
                await wire.send((upgrade if transport == "socket" else request)(f"/v1/feeds/en/{transport}"))
                await wire.head()

    await asyncio.gather(*(come_and_go(10) for _ in range(10)))
    await until(lambda: newsroom.has_readers(0))
    before, rss_before = process.num_fds(), process.memory_info().rss
    await asyncio.gather(*(come_and_go(50) for _ in range(10)))
    await until(lambda: newsroom.has_readers(0))
    await until(lambda: process.num_fds() <= before)
    assert process.memory_info().rss - rss_before < 4 << 20, "500 readers came and went"


async def test_a_quiet_socket_is_pinged_and_stays_while_it_answers(hasty: Newsroom) -> None:
    feed = await hasty.feed()
    async with connection(hasty.port) as wire:
        await wire.send(upgrade(f"/v1/feeds/{feed}/socket"))
        await wire.exactly(len(ACCEPTED))
        pings = 0
        while pings < 2:
            received = await read_frame(wire)
            if received.opcode == PING:
                pings += 1
                await wire.send(frame(PONG, received.payload))
        assert await hasty.metric("ticker_readers", transport="websocket") >= 1


async def test_a_library_s_reader_sees_a_clean_end(newsroom: Newsroom) -> None:
    async with reading(newsroom, "socket", "en") as reader:
        await settled(reader)
        client = reader.client  # type: ignore[attr-defined]  # a socket's
        await client.close(1001, "going")
        assert (client.close_code, client.close_reason) == (1001, "going")
