"""Redis stands still for ten seconds, or again and again for as long as a time-out, and goes on as if nothing were."""

import asyncio
import contextlib
import random
import time
from typing import Final

import httpx
import pytest

from tests.editor import editor_at
from tests.served import served
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import SLACK_S, Filer, Record, at_work, both, finish, metric, told, write_more
from tests.waiting import keep_pace, until
from ticker.model import Role

pytestmark = pytest.mark.long

FROZEN_S = 10
GHOSTS = 12
STUMBLES: Final = 150


async def cache_control(ticker: TickerProcess) -> str:
    async with http(ticker.url) as client:
        return str((await client.get("/v1/feeds/en")).headers["cache-control"])


async def statements(ticker: TickerProcess) -> list[str]:
    async with http(ticker.url) as client:
        page = (await client.get("/v1/feeds/en/entries", params={"limit": 500})).json()
    assert not page["more"]
    return [entry["statement"] for entry in page["entries"] if "statement" in entry]


async def filing_seconds(ticker: TickerProcess) -> tuple[float, float]:
    """Return how long all filings took together, by the process's own clock, and how many they were."""
    name = "ticker_filing_seconds"
    return await metric(ticker, f"{name}_sum"), await metric(ticker, f"{name}_count")


async def test_a_frozen_redis_is_admitted_and_what_was_answered_503_is_not_published_when_it_thaws(
    fresh_valkey: FreshValkey, serve: Serve, record_testsuite_property: Record
) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url)
    worker, editor = Filer(ticker, ticker.key, name="Ana"), Filer(ticker, ticker.key, name="Ben", pace_s=None)
    readers = both(ticker)
    async with at_work(worker, editor, *readers):
        await write_more(worker)
        assert await cache_control(ticker) == "public, max-age=1"
        redis.freeze()
        frozen_at = time.monotonic()
        degraded = asyncio.create_task(told("degraded", *readers, since=frozen_at, within_s=3 + SLACK_S))
        before = await filing_seconds(ticker)
        given_up = [f"Ghost {number}" for number in range(GHOSTS)]
        refused = await asyncio.gather(
            *(editor.attempt("", editor.draft(ghost), key=ghost.replace(" ", "-")) for ghost in given_up)
        )
        assert {answer.status for answer in refused} == {503}
        all_s, count = (now - then for now, then in zip(await filing_seconds(ticker), before, strict=True))
        record_testsuite_property("Redis frozen: 503 after s, by the server's clock", round(all_s / count, 3))
        assert all_s / count < 2.5
        record_testsuite_property("Redis frozen: degraded after s", await degraded)
        assert await cache_control(ticker) == "no-store"
        insisting = asyncio.create_task(editor.file("Filed while Redis stood still", key="insisted-on"))
        await until(lambda: time.monotonic() - frozen_at > FROZEN_S, within_s=FROZEN_S)
        redis.thaw()
        live_after_s = await told("live", *readers, since=time.monotonic(), within_s=4 + SLACK_S)
        record_testsuite_property("Redis frozen: live after s", live_after_s)
        await insisting
        repeated = await editor.file("Filed while Redis stood still", key="insisted-on")
        assert repeated.cursor == insisting.result().cursor
        await write_more(worker)
        assert await cache_control(ticker) == "public, max-age=1"
        await finish([worker, editor], readers)
    late = [answer.after_s for filer in (worker, editor) for answer in filer.answers if answer.status == 503]
    record_testsuite_property("Redis frozen: 503 after s", round(max(late), 3))
    assert max(late) < 2 + SLACK_S
    published = await statements(ticker)
    assert published.count("Filed while Redis stood still") == 1
    assert not set(given_up) & set(published)
    assert [reader.connections for reader in readers] == [1, 1]
    assert [reader.gaps for reader in readers] == [[], []]


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_process_and_a_redis_that_run_now_and_then_go_on(seed: int) -> None:
    rng = random.Random(seed)
    async with served(times_divided_by="30") as service:

        async def ask() -> None:
            async with http(service.url) as client:
                while True:
                    with contextlib.suppress(httpx.HTTPError):
                        await client.get("/v1/feeds/none")
                        await client.get("/readyz")

        asking = asyncio.create_task(ask())
        for _ in range(STUMBLES):
            pair: list[ValkeyServer | TickerProcess] = [service.valkey, service.process]
            stumbling = rng.choice((pair, pair[:1], pair[1:]))
            for one in stumbling:
                one.freeze()
            await keep_pace(rng.choice((0.01, 0.03, 0.06, 0.1, 0.2)))
            for one in stumbling:
                one.thaw()
            await keep_pace(rng.uniform(0, 0.1))
        assert not asking.done(), "it was asked to the end"
        asking.cancel()
        await asyncio.wait([asking])
        assert service.process.status is None, service.process.output
        await service.process.ready()
        async with editor_at(service.url, service.keys[Role.EDITOR]) as editor:
            await editor.file("Filed when it had come to rest")
