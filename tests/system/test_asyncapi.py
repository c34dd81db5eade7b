"""What readers of a running service get, each object against docs/asyncapi.yaml."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.contracts import ASYNCAPI, broken, document
from tests.editor import Editor, editor_at
from tests.servers import Serve, TickerProcess
from tests.wires import Block, split_blocks

WITHIN_S: Final = 10.0
ACTS: Final = ("correction", "refile", "hold", "release", "kill")
DRAFT: Final[dict[str, Any]] = {
    "attribution": {"name": "Civil Defense", "role": "Spokesman", "kind": "spokesperson"},
    "statement": "The fire at the port is out.",
    "level": "alert",
    "short": "Port fire out",
    "section": "world",
    "region": "mena",
    "slug": "Port fire",
    "link": "https://news.example/port-fire",
}
ARABIC: Final[dict[str, Any]] = {
    "attribution": {"name": "الدفاع المدني", "role": "المتحدث"},
    "statement": "تمت السيطرة على الحريق.",
}


@dataclass(frozen=True, slots=True)
class Received:
    """One object, with the lines that a stream wrote around it."""

    wire: dict[str, Any]
    lines: dict[str, str] | None


Reader = Callable[[TickerProcess, str], AsyncGenerator[Received, None]]


async def socket(process: TickerProcess, path: str) -> AsyncGenerator[Received, None]:
    """Return what comes over a WebSocket."""
    async with connect(process.socket_url + path.replace("LIVE", "socket"), proxy=None) as client:
        async for text in client:
            yield Received(httpx.Response(200, content=text).json(), None)


async def stream(process: TickerProcess, path: str) -> AsyncGenerator[Received, None]:
    """Return what comes over a stream."""
    rest = b""
    async with (
        httpx.AsyncClient(base_url=process.url, trust_env=False, timeout=WITHIN_S) as client,
        client.stream("GET", path.replace("LIVE", "stream")) as answer,
    ):
        assert answer.status_code == httpx.codes.OK
        async for chunk in answer.aiter_raw():
            blocks, rest = split_blocks(rest + chunk)
            for block in blocks:
                if block.text:
                    yield Received(block.json, lines_of(block))


def lines_of(block: Block) -> dict[str, str]:
    assert block.event is not None
    lines = {"event": block.event}
    return lines if block.id is None else lines | {"id": block.id}


@pytest.fixture
async def process(serve: Serve) -> TickerProcess:
    return await serve()


@pytest.fixture
async def editor(process: TickerProcess) -> AsyncIterator[Editor]:
    async with editor_at(process.url, process.key) as made:
        yield made


async def take(reader: AsyncIterator[Received], until: str) -> list[Received]:
    """Take what comes, up to the first object of a type."""
    taken = []
    async with asyncio.timeout(WITHIN_S):
        async for received in reader:
            taken.append(received)
            if received.wire["type"] == until:
                return taken
    raise AssertionError(f"it ended before any {until}")


def wrong(received: Received) -> list[str]:
    """Say what an object, and the lines around it, break of what is described."""
    kind = received.wire["type"]
    if kind not in document(ASYNCAPI)["channels"]["socket"]["messages"]:
        return [f"{kind} is not described"]
    return _wrong(kind, received.wire, received.lines)


def _wrong(kind: str, wire: dict[str, Any], lines: dict[str, str] | None) -> list[str]:
    place = f"/components/messages/{kind}"
    found = broken(ASYNCAPI, f"{place}/payload", wire)
    found += [] if lines is None else broken(ASYNCAPI, f"{place}/headers", lines)
    return [f"{wire}: {what}" for what in found]


@pytest.mark.parametrize("transport", [socket, stream])
async def test_every_object_that_readers_get_is_as_described(
    process: TickerProcess, editor: Editor, transport: Reader
) -> None:
    await editor.file(feed="ar", **ARABIC)
    first = await editor.file("Nothing but what is needed.", "Desk")
    async with (
        aclosing(transport(process, "/v1/feeds/en/LIVE")) as live,
        aclosing(transport(process, "/v1/LIVE?feed=en&feed=ar")) as joint,
        aclosing(transport(process, "/v1/feeds/en/LIVE?after=garbage")) as lost,
        aclosing(transport(process, f"/v1/feeds/en/LIVE?after={first['cursor']}")) as returning,
    ):
        received = [one for reader in (live, joint, lost, returning) for one in await take(reader, "status")]
        entry = await editor.file(**DRAFT)
        for act in ACTS:
            entry = await editor.act(act, entry, **(DRAFT if act in ("correction", "refile") else {}))
        received += [one for reader in (live, joint, lost, returning) for one in await take(reader, "kill")]
    assert [what for one in received for what in wrong(one)] == []
    assert {one.wire["type"] for one in received} == set(document(ASYNCAPI)["channels"]["socket"]["messages"])


async def test_the_states_of_a_service_that_goes_down_are_as_described(process: TickerProcess) -> None:
    """And so is what an ``EventSource`` would bring back from several feeds."""
    async with aclosing(stream(process, "/v1/LIVE?feed=en&feed=ar")) as joint:
        start = await take(joint, "status")
        ids = [one.lines["id"] for one in start if one.lines and "id" in one.lines]
        assert sorted(part.partition("~")[0] for part in ids[-1].split(",")) == ["ar", "en"]
        process.end()
        rest = [received async for received in joint]
    assert [what for one in start + rest for what in wrong(one)] == []


async def test_what_a_desk_sees_of_its_surfaces_is_as_described(editor: Editor) -> None:
    async with editor.client.stream("GET", "/v1/feeds/en/surfaces/stream", headers=editor.bearer) as answer:
        received, blocks = b"", list[Block]()
        async with asyncio.timeout(WITHIN_S):
            async for chunk in answer.aiter_raw():
                received += chunk
                blocks, _ = split_blocks(received)
                if blocks[-1].text:
                    break
    assert blocks[-1].event == "surfaces"
    assert _wrong("surfaces", httpx.Response(200, content=blocks[-1].text).json(), lines_of(blocks[-1])) == []
