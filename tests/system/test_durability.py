"""Filings that wait for a replica: what the answer says with one, without one, and once it is back."""

import asyncio
from collections.abc import Mapping, Sequence

import httpx
import pytest

from tests.servers import FreshValkey, Serve, ValkeyServer, http
from tests.system.clients import Answer, Filer, at_work, both, finish
from tests.system.sentinels import is_in_step
from tests.waiting import until

pytestmark = pytest.mark.long

REPLICATED = {"TICKER_DURABILITY": "replicated"}


def says(answer: Answer) -> str | None:
    """Return what a filing that was taken says of replicas."""
    assert answer.status in (httpx.codes.CREATED, httpx.codes.OK), answer
    said: str | None = answer.headers.get("Ticker-Replicated")
    return said


async def waits(server: ValkeyServer) -> int:
    """Count the WAITs that a server was asked."""
    async with server.connect() as redis:
        stats = await redis.info("commandstats")
    return int(stats.get("cmdstat_wait", {}).get("calls", 0))


async def test_a_filing_says_whether_a_replica_has_it_and_readers_have_it_either_way(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    primary = await fresh_valkey(port=free_port)
    replica = await fresh_valkey("--replicaof", f"127.0.0.1 {free_port}")
    await until(lambda: is_in_step(primary, replica), within_s=20)
    ticker = await serve(redis_url=primary.url, environment=REPLICATED)
    filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
    async with at_work(filer, *readers):
        assert says(await filer.insist("", filer.draft("With a replica"), key="with")) == "true"
        filed = await filer.file("To be corrected")
        correction = filer.draft("Corrected") | {"note": "It was the other road"}
        corrected = await filer.insist(f"/{filed.id}/corrections", correction, key="acted", if_match=1)
        assert says(corrected) == "true"

        replica.freeze()
        body = filer.draft("Without a replica")
        waiting = asyncio.ensure_future(filer.insist("", body, key="without"))
        await until(lambda: all("Without a replica" in statements(reader.given) for reader in readers))
        assert not waiting.done(), "readers have it while its filer waits for the replica"
        lone = await waiting
        assert says(lone) == "false"
        assert says(await filer.insist("", body, key="without")) == "false"  # a retry does not claim more
        replica.thaw()
        await until(lambda: is_in_step(primary, replica), within_s=20)
        again = await filer.insist("", body, key="without")
        assert says(again) == "true"
        assert again.headers["Ticker-Cursor"] == lone.headers["Ticker-Cursor"]
        await finish([filer], readers)
    async with http(ticker.url) as client:
        assert "ticker_filings_unreplicated_total 2.0" in (await client.get("/metrics")).text


def statements(wires: Sequence[Mapping[str, object]]) -> set[object]:
    return {wire.get("statement") for wire in wires}


@pytest.mark.parametrize("durability", ["local", "replicated"])
async def test_only_who_wants_replicas_waits_for_them(fresh_valkey: FreshValkey, serve: Serve, durability: str) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url, environment={"TICKER_DURABILITY": durability})
    filer = Filer(ticker, ticker.key, pace_s=None)
    async with at_work(filer):
        answer = await filer.insist("", filer.draft("A line"), key="a-key")
        assert says(answer) == (None if durability == "local" else "false")
        stale = await filer.insist(
            f"/{httpx.Response(201, content=answer.body).json()['id']}/kill", {}, key="k", if_match=9
        )
        assert stale.status == httpx.codes.PRECONDITION_FAILED
        assert "Ticker-Replicated" not in stale.headers
    assert (await waits(redis) > 0) == (durability == "replicated")


async def test_a_primary_that_dies_while_a_filing_waits_for_the_replica_leaves_it_standing(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    primary = await fresh_valkey(port=free_port)
    replica = await fresh_valkey("--replicaof", f"127.0.0.1 {free_port}")
    await until(lambda: is_in_step(primary, replica), within_s=20)
    ticker = await serve(redis_url=primary.url, environment=REPLICATED)
    filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
    async with at_work(filer, *readers):
        replica.freeze()
        waiting = asyncio.ensure_future(filer.attempt("", filer.draft("Cut short"), key="cut"))
        await until(lambda: all("Cut short" in statements(reader.given) for reader in readers))
        primary.kill()
        assert says(await waiting) == "false"
        replica.thaw()
        await primary.start()
        await finish([filer], readers)
