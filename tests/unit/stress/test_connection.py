"""When a write began: never said to be later than it was, and known to be later than what came before it."""

import asyncio
import time
from collections.abc import Callable

from tests.waiting import until
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.stress.connection import Came, ReaderConnection
from ticker.tools.stress.feed_requests import request
from ticker.tools.stress.timing import StampedSelector, run_stamped

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


async def play(
    selector: StampedSelector, each: Callable[[ReaderConnection, int], None], parts: int = 1
) -> list[tuple[float, Came]]:
    """Write twenty blocks, each when the one before it has come; give when each was written, and how it came."""
    came: list[Came] = []
    wrote: list[float] = []
    writers: list[asyncio.StreamWriter] = []
    async with await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0) as server:
        address = server.sockets[0].getsockname()
        _, line = await asyncio.get_running_loop().create_connection(
            lambda: ReaderConnection(
                WireFormat.SSE, request(WireFormat.SSE, ["en"], ""), selector=selector, take=came.append
            ),
            *address,
        )
        await until(lambda: writers)
        writers[0].write(HEAD)
        await line.joined.wait()
        for number in range(20):
            each(line, number)
            block = b"data: %d\n\n" % number
            block = b"%x\r\n%b\r\n" % (len(block), block)
            wrote.append(time.monotonic())
            for part in (block[:4], block[4:]) if parts == 2 else (block,):
                writers[0].write(part)
                for _ in range(5):
                    await asyncio.sleep(0)
            line.resume()
            await until(lambda: len(came) == len(wrote))
        line.leave()
        writers[0].close()
    return list(zip(wrote, came, strict=True))


def check(told: list[tuple[float, Came]]) -> None:
    assert [frame.payload for _, (frame, _) in told] == [b"%d" % number for number in range(20)]
    assert all(one.begun <= wrote for wrote, one in told), "no write began before it began"


def test_a_write_is_known_to_have_begun_after_what_came_before_it() -> None:
    told = run_stamped(lambda selector: play(selector, lambda _line, _number: None))
    check(told)
    assert all(later.begun >= wrote for (wrote, _), (_, later) in zip(told, told[2:], strict=False))


def test_a_write_that_comes_in_two_parts_began_with_the_first() -> None:
    check(run_stamped(lambda selector: play(selector, lambda _line, _number: None, parts=2)))


def test_what_a_pause_held_back_is_not_said_to_be_written_after_it() -> None:
    check(run_stamped(lambda selector: play(selector, lambda line, _number: line.pause())))
