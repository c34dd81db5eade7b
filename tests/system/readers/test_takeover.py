"""Requests that are wrong, hostile or odd, byte by byte: each is answered with a problem, and the ticker goes on."""

import asyncio
import json
import sys
from pathlib import Path

import psutil
import pytest

from tests.editor import draft
from tests.system.readers.conftest import OpenNewsroom
from tests.system.readers.frames import read_frame
from tests.system.readers.live import TRANSPORTS, StreamReader, Transport, reading, settled
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import ACCEPTED, connection, request, upgrade
from tests.waiting import until
from ticker.readers.takeover import PIPELINE_MAX

pytestmark = pytest.mark.usefixtures("goes_on")

LIVE = ("/v1/feeds/en/socket", "/v1/feeds/en/stream", "/v1/socket?feed=en", "/v1/stream?feed=en")
GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),  # a TLS hello
    b"\x00" * 64 + b"\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET\r\n\r\n",
    b"\xff\xfe GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: nine\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n",
    b"GET /v1/feeds/en/stream HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
    b"GET /v1/feeds/en/stream HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    b"GET /v1/feeds/en/stream HTTQ/1.1\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]
ODD_ADDRESSES = [
    "*", "//", "///v1//feeds", "http://[", "http://", "http://127.0.0.1:99999/", "foo", "/%", "/%zz", "/\x7f", "/\xff",
    "/v1/feeds/en/stream/", "/v1/feeds//stream", "/v1/feeds/%2e%2e/stream", "/clients/../../etc/passwd",
    "/clients/%2e%2e",
]  # fmt: skip


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "PURGE"])
@pytest.mark.parametrize("path", LIVE)
async def test_only_get_reads_and_others_are_told_so(newsroom: Newsroom, path: str, method: str) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(request(path, method=method, Content_Length="0"))
        head, _ = await wire.problem()
    assert [head.status, head.headers["allow"]] == [405, "GET, OPTIONS"]


@pytest.mark.parametrize("path", LIVE)
async def test_a_head_request_is_told_the_same_without_a_body(newsroom: Newsroom, path: str) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(request(path, method="HEAD", Connection="close"))
        head = await wire.head()
        assert [head.status, head.headers["allow"]] == [405, "GET, OPTIONS"]
        assert await wire.to_end() == b""


@pytest.mark.parametrize("path", ["/v1/feeds/en/socket", "/v1/socket?feed=en"])
@pytest.mark.parametrize(
    "asked",
    [
        request("PATH"),
        upgrade("PATH", Sec_WebSocket_Version="12"),
        upgrade("PATH", Sec_WebSocket_Version="14"),
        upgrade("PATH", Upgrade="h2c"),
        upgrade("PATH", Connection="keep-alive"),
    ],
    ids=["plain", "older", "newer", "another upgrade", "no upgrade"],
)
async def test_a_socket_wants_an_upgrade_to_version_13(newsroom: Newsroom, path: str, asked: bytes) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(asked.replace(b"PATH", path.encode()))
        head, _ = await wire.problem()
    assert head.status == 426
    assert [head.headers["upgrade"], head.headers["sec-websocket-version"]] == ["websocket", "13"]


@pytest.mark.parametrize("key", ["", "short", "dGhlIHNhbXBsZSBub25jZQ=", "!" * 24, "dGhlIHNhbXBsZSBub25jZSE="])
async def test_a_key_that_is_none_is_refused(newsroom: Newsroom, key: str) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade("/v1/feeds/en/socket", Sec_WebSocket_Key=key))
        head, told = await wire.problem()
    assert head.status == 400
    assert "Sec-WebSocket-Key" in told["detail"]


@pytest.mark.parametrize("path", LIVE)
@pytest.mark.parametrize(
    "body", [("Content_Length", "2", b"{}"), ("Transfer_Encoding", "chunked", b"2\r\n{}\r\n0\r\n\r\n")]
)
async def test_a_reader_s_request_has_no_body(newsroom: Newsroom, path: str, body: tuple[str, str, bytes]) -> None:
    name, text, sent = body
    asked = upgrade if "socket" in path else request
    async with connection(newsroom.port) as wire:
        await wire.send(asked(path, **{name: text}) + sent)
        head, _ = await wire.problem()
        assert [head.status, head.headers["connection"].lower()] == [400, "close"]
        assert await wire.to_end() == b""


@pytest.mark.parametrize("path", LIVE)
async def test_a_reader_s_request_behind_one_that_is_not_answered_yet_is_refused(newsroom: Newsroom, path: str) -> None:
    asked = upgrade if "socket" in path else request
    async with connection(newsroom.port) as wire:
        await wire.send(request("/v1/feeds") + asked(path))
        first, _ = await wire.answer()
        second, _ = await wire.problem()
        assert [first.status, second.status, second.headers["connection"].lower()] == [200, 400, "close"]
        assert await wire.to_end() == b""


async def test_a_few_requests_may_come_at_once_and_are_answered_in_order(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(request("/v1/feeds") + request("/v1/feeds/en") * (PIPELINE_MAX - 1) + request("/healthz"))
        bodies = [json.loads((await wire.answer())[1]) for _ in range(PIPELINE_MAX + 1)]
    assert ["feeds" in body for body in bodies] == [True] + [False] * PIPELINE_MAX
    assert "store" in bodies[-1]


@pytest.mark.parametrize("too_many", [PIPELINE_MAX + 2, 1_000], ids=["one too many", "far too many"])
async def test_more_requests_at_once_than_that_end_the_connection(newsroom: Newsroom, too_many: int) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(request("/v1/feeds") * too_many)
        received = await wire.to_end()
    assert received.count(b"HTTP/1.1 200") <= PIPELINE_MAX + 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_reader_may_come_on_a_connection_that_was_used_before(newsroom: Newsroom, transport: Transport) -> None:
    asked = upgrade if transport == "socket" else request
    async with connection(newsroom.port) as wire:
        for _ in range(3):
            await wire.send(request("/v1/feeds"))
            assert (await wire.answer())[0].status == 200
        await wire.send(asked(f"/v1/feeds/en/{transport}"))
        if transport == "socket":
            assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
            assert (await read_frame(wire)).json["type"] == "snapshot"
        else:
            stream = StreamReader(wire, await wire.head())
            assert stream.head.headers["connection"] == "close"
            assert (await stream.block()).comment == "ticker"


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_head_may_come_one_byte_at_a_time(newsroom: Newsroom, transport: Transport) -> None:
    asked = (upgrade if transport == "socket" else request)(f"/v1/feeds/en/{transport}")
    async with connection(newsroom.port) as wire:
        for at in range(len(asked)):
            await wire.send(asked[at : at + 1])
        head = await wire.head()
    assert head.status == (101 if transport == "socket" else 200)


async def test_header_lines_that_stand_twice_are_read_as_one(newsroom: Newsroom) -> None:
    asked = upgrade("/v1/feeds/en/socket").replace(
        b"Connection: Upgrade\r\n", b"Connection: Upgrade\r\nConnection: keep-alive\r\n"
    )
    async with connection(newsroom.port) as wire:
        await wire.send(asked)
        assert (await wire.head()).status == 101


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_address_may_name_the_host_too(newsroom: Newsroom, transport: Transport) -> None:
    asked = upgrade if transport == "socket" else request
    async with connection(newsroom.port) as wire:
        await wire.send(asked(f"http://127.0.0.1:{newsroom.port}/v1/feeds/en/{transport}"))
        assert (await wire.head()).status == (101 if transport == "socket" else 200)


OTHER_SPELLINGS = [
    *("/v1/feeds/%65n/socket", "/v1/%66eeds/en/stream", "/v1/feeds/en%2Fstream", "/v1/feeds/en%2fstream"),
    *(
        "/%6detrics",
        "/metric%73",
        "/%2e/metrics",
        "/v1/feeds/en%5csocket",
        "/v1/feeds/%65n",
        "/clients/%72eader/reader.js",
    ),
    *(
        "//metrics",
        "/./metrics",
        "/clients/../metrics",
        "/clients/./reader/reader.js",
        "/clients//composer/",
        "/clients/widget/..",
    ),
    *("/v1/feeds/../socket?feed=en", "//v1/feeds/en/stream"),
]


@pytest.mark.parametrize("path", OTHER_SPELLINGS)
async def test_another_spelling_of_an_address_is_not_found(newsroom: Newsroom, path: str) -> None:
    for before, asked in ((None, upgrade(path)), (None, request(path)), (request("/healthz"), request(path))):
        async with connection(newsroom.port) as wire:
            if before is not None:  # on a connection that has asked for something else
                await wire.send(before)
                assert (await wire.answer())[0].status == 200
            await wire.send(asked)
            head, told = await wire.problem()
            assert [head.status, head.headers["access-control-allow-origin"]] == [404, "*"]
            assert "plainly" in told["detail"]


HOSTS = {
    "two": b"GET PATH HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "the same twice": b"GET PATH HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: a\r\n\r\n",
    "none": b"GET PATH HTTP/1.1\r\nX: y\r\n\r\n",
    "two in HTTP/1.0": b"GET PATH HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("path", ["/", "/v1/feeds", "/v1/feeds/en/stream", "/v1/feeds/en/socket", "/v1/stream?feed=en"])
@pytest.mark.parametrize("sent", HOSTS.values(), ids=HOSTS)
async def test_a_head_without_exactly_one_host_is_a_bad_request(newsroom: Newsroom, path: str, sent: bytes) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(sent.replace(b"PATH", path.encode()))
        head, told = await wire.problem()
        assert [head.status, told["detail"]] == [400, "Send one Host header."]


async def test_http_1_0_needs_no_host(newsroom: Newsroom) -> None:
    for path in ("/healthz", "/v1/feeds/en/stream"):
        async with connection(newsroom.port) as wire:
            await wire.send(b"GET %s HTTP/1.0\r\n\r\n" % path.encode())
            assert (await wire.head()).status == 200


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en/stream", "/v1/feeds/en/socket"])
@pytest.mark.parametrize("sent", [b"GET PATH HTTP/1.1\nHost: a\n\n", b"GET PATH HTTP/1.1\r\nHost: a\nX: y\r\n\r\n"])
async def test_a_line_that_ends_without_a_carriage_return_is_a_bad_request_at_once(
    newsroom: Newsroom, path: str, sent: bytes
) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(sent.replace(b"PATH", path.encode()))
        assert (await wire.problem())[0].status == 400


async def test_what_comes_behind_a_request_for_a_stream_is_passed_over(newsroom: Newsroom) -> None:
    for behind in (b"\x00garbage\r\n\r\n", request("/healthz"), b"\r\n" * 50):
        async with connection(newsroom.port) as wire:
            await wire.send(request("/v1/feeds/en/stream") + behind)
            stream = StreamReader(wire, await wire.head())
            assert stream.head.status == 200
            blocks = [await stream.block() for _ in range(3)]
            assert [block.event for block in blocks] == [None, "snapshot", "status"]


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_is_a_bad_request(newsroom: Newsroom, garbage: bytes) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(garbage)
        head, _ = await wire.problem()
        assert head.status == 400
        assert await wire.to_end() == b""


@pytest.mark.parametrize("address", ODD_ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "CONNECT"])
async def test_an_odd_address_never_breaks_anything(newsroom: Newsroom, address: str, method: str) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(f"{method} {address} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode("latin-1"))
        head = await wire.head()
        body = await wire.to_end()
    assert head.status < 500, body
    if head.status >= 400:
        assert head.headers["content-type"] == "application/problem+json"
        assert json.loads(body)["status"] == head.status


@pytest.mark.parametrize(
    "path", ["/nothing/here", "/v1/feeds/en/nothing", "/v1/feeds/en/updates/nope", "/clients/nope.js"]
)
async def test_where_nothing_is_a_problem_says_so(newsroom: Newsroom, path: str) -> None:
    answer = await newsroom.get(path)
    assert [answer.status_code, answer.headers["content-type"]] == [404, "application/problem+json"]
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en", "/v1/feeds/en/entries", "/healthz", "/", "/metrics"])
async def test_the_router_s_own_refusals_are_problems_too(newsroom: Newsroom, path: str) -> None:
    answer = await newsroom.client.request("DELETE", path)
    assert [answer.status_code, answer.headers["content-type"]] == [405, "application/problem+json"]
    assert "GET" in answer.headers["allow"]


async def test_a_request_for_another_protocol_is_answered_in_this_one(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(
            request("/v1/feeds", Upgrade="h2c", Connection="Upgrade, HTTP2-Settings", HTTP2_Settings="AAMA")
        )
        head, body = await wire.answer()
    assert head.status == 200
    assert json.loads(body)["feeds"]


async def test_http_1_0_is_served(newsroom: Newsroom) -> None:
    async with connection(newsroom.port) as wire:
        await wire.send(b"GET /v1/feeds/en/stream HTTP/1.0\r\n\r\n")
        assert (await wire.head()).status == 200
    async with connection(newsroom.port) as wire:
        await wire.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert (await wire.answer())[0].status == 200
        assert await wire.to_end() == b""


async def test_who_asks_before_it_sends_is_told_to_go_on(newsroom: Newsroom) -> None:
    body = json.dumps(draft("Asked first.")).encode()
    async with connection(newsroom.port) as wire:
        await wire.send(
            request(
                "/v1/feeds/en/updates",
                method="POST",
                Authorization=f"Bearer {newsroom.key}",
                Content_Type="application/json",
                Content_Length=str(len(body)),
                Expect="100-continue",
            )
        )
        assert (await wire.head()).status == 100
        await wire.send(body)
        assert (await wire.answer())[0].status == 201


def highest_descriptor(pid: int) -> int:
    return max(int(fd.name) for fd in Path(f"/proc/{pid}/fd").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets one process lower another's limit")
async def test_a_ticker_without_descriptors_refuses_and_recovers(open_newsroom: OpenNewsroom) -> None:
    ticker = await open_newsroom()
    process = psutil.Process(ticker.process.pid)
    limit = highest_descriptor(process.pid) + 10
    process.rlimit(psutil.RLIMIT_NOFILE, (limit, limit))
    statuses: set[int] = set()

    async def knock() -> None:
        async with connection(ticker.port) as wire:
            await wire.send(request("/v1/feeds/en/stream"))
            statuses.add((await wire.head()).status)
            await wire.to_end()

    knocking = [asyncio.create_task(knock()) for _ in range(30)]
    await until(lambda: {200, 503} <= statuses, within_s=15, what="some served and some refused")
    for task in knocking:
        task.cancel()
    await asyncio.wait(knocking)
    await until(lambda: ticker.serves("en"), within_s=15, what="an answer once there is room again")
    async with reading(ticker, "socket", "en") as reader:
        assert (await settled(reader))[0]["type"] == "snapshot"
    assert "Traceback" not in ticker.process.output
