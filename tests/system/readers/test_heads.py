"""Request heads that are too large, too slow, or never end: each is answered, and costs next to nothing."""

import psutil
import pytest

from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import connection, request

pytestmark = pytest.mark.usefixtures("goes_on")

TOO_LARGE = {
    "one huge header": [b"GET PATH HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 17_000 + b"\r\n\r\n"],
    "many headers": [b"GET PATH HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 3_000 + b"\r\n"],
    "a huge address": [b"GET PATH?" + b"x" * 17_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"],
    "a head that never ends": [b"GET PATH HTTP/1.1\r\nHost: a\r\n", *[b"A: " + b"b" * 1_000 + b"\r\n"] * 100],
    "a line that never ends": [b"GET PATH HTTP/1.1\r\nX: ", *[b"x" * 5_000] * 100],
    "a request line that never ends": [b"GET ", *[b"/x" * 2_500] * 100],
}


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en/stream"])
@pytest.mark.parametrize("sent", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_a_head_over_16_kib_is_answered_and_closed(newsroom: Newsroom, path: str, sent: list[bytes]) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(*(part.replace(b"PATH", path.encode()) for part in sent))
        head, told = await wire.problem()
        assert head.status == 431
        assert "16384" in told["detail"]
        assert await wire.to_end() == b""


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en/stream"])
async def test_a_head_of_just_under_16_kib_is_served(newsroom: Newsroom, path: str) -> None:
    bare = len(request(path, X_Long=""))
    async with connection(newsroom.port) as wire:
        await wire.send(request(path, X_Long="x" * (16_384 - bare)))
        assert (await wire.head()).status == 200


async def test_endless_heads_take_no_memory(newsroom: Newsroom) -> None:
    process = psutil.Process(newsroom.process.pid)

    async def flood() -> None:
        async with connection(newsroom.port) as wire:
            try:
                for _ in range(200):
                    await wire.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 50_000)
            except ConnectionError:
                pass

    await flood()
    before = process.memory_info().rss
    for _ in range(20):
        await flood()
    assert process.memory_info().rss - before < 8 << 20, "200 MB were offered"


async def test_a_chunked_body_s_trailers_do_not_pile_up(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(request("/v1/feeds", Transfer_Encoding="chunked") + b"0\r\n")
        assert (await wire.answer())[0].status == 200
        before = psutil.Process(newsroom.process.pid).memory_info().rss
        try:
            for _ in range(400):
                await wire.send(b"A: " + b"b" * 50_000 + b"\r\n")
        except ConnectionError:
            pass
        assert psutil.Process(newsroom.process.pid).memory_info().rss - before < 8 << 20, "20 MB were offered"


SLOW = {
    "nothing": b"",
    "half a request line": b"GET /v1/fe",
    "half a head": b"GET /v1/feeds HTTP/1.1\r\nHost: a\r\n",
    "half a reader's head": b"GET /v1/feeds/en/stream HTTP/1.1\r\nHost: a\r\n",
}


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW)
async def test_a_head_that_does_not_come_is_a_time_out(hasty: Newsroom, sent: bytes) -> None:
    async with connection(hasty.port) as wire:
        await wire.send(sent)
        head, _ = await wire.problem()
        assert head.status == 408
        assert await wire.to_end() == b""


async def test_a_head_that_drips_is_a_time_out_too(hasty: Newsroom) -> None:
    async with connection(hasty.port) as wire:
        await wire.send(b"GET /v1/feeds HTTP/1.1\r\n")
        answered = b""
        while not answered:
            try:
                await wire.send(b"A: b\r\n")
                answered = await wire.some(within_s=0.05)
            except TimeoutError:
                continue
        assert answered.startswith(b"HTTP/1.1 408 ")


async def test_the_second_head_on_a_connection_has_its_time_too(hasty: Newsroom) -> None:
    async with connection(hasty.port) as wire:
        await wire.send(request("/v1/feeds") + b"GET /v1/feeds HTTP/1.1\r\n")
        assert (await wire.answer())[0].status == 200
        head, _ = await wire.problem()
        assert head.status == 408


async def test_empty_lines_between_requests_do_not_hold_a_connection(hasty: Newsroom) -> None:
    async with connection(hasty.port) as wire:
        await wire.send(request("/v1/feeds"))
        await wire.answer()
        ended = False
        while not ended:
            try:
                await wire.send(b"\r\n")
                ended = await wire.some(within_s=0.05) == b"" or True
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
