"""Redis answers, and takes no filings: it is full, alone, read-only, or the user may not. Readers are served on."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.processes import program
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import Filer, at_work, both, finish, metric
from tests.waiting import until

pytestmark = pytest.mark.long

ALL = ("reset", "on", ">pw", "~*", "&*", "+@all")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way for a store to refuse filings, and back."""

    code: str
    begin: Callable[[Redis], Awaitable[object]]
    end: Callable[[Redis], Awaitable[object]]
    says: str = ""


async def tell(redis: Redis, *command: str) -> None:
    """Send a command that the client has no method for."""
    async with redis.pipeline(transaction=False) as pipe:
        pipe.execute_command(*command)
        await pipe.execute()


def configured(name: str, value: str, usual: str) -> tuple[Callable[[Redis], Any], Callable[[Redis], Any]]:
    return (lambda redis: redis.config_set(name, value)), (lambda redis: redis.config_set(name, usual))


def without(*rights: str) -> tuple[Callable[[Redis], Any], Callable[[Redis], Any]]:
    return (lambda redis: tell(redis, "ACL", "SETUSER", "desk", *ALL, *rights)), (
        lambda redis: tell(redis, "ACL", "SETUSER", "desk", *ALL)
    )


REFUSALS = [
    Refusal("OOM", *configured("maxmemory", "1", "0"), "used memory > 'maxmemory'"),
    Refusal("NOREPLICAS", *configured("min-replicas-to-write", "1", "0"), "Not enough good replicas"),
    Refusal("NOPERM", *without("-xadd"), "XADD"),
    Refusal("NOPERM", *without("-hset"), "HSET"),
    Refusal("NOPERM", *without("-publish"), "PUBLISH"),
    Refusal(
        "READONLY",
        lambda redis: tell(redis, "REPLICAOF", "127.0.0.1", "1"),
        lambda redis: tell(redis, "REPLICAOF", "NO", "ONE"),
    ),
]
"""What Redis says to who is connected already."""
TO_NEW_CONNECTIONS = [
    Refusal("WRONGPASS", *without("resetpass", ">other"), "invalid username-password pair"),
    Refusal("MAXCLIENTS", *configured("maxclients", "1", "1000"), "max number of clients reached"),
]
"""What it says to who connects anew."""


def named(refusals: list[Refusal]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("refusal", refusals, ids=[f"{one.code} {one.says}" for one in refusals])


@asynccontextmanager
async def served(store: ValkeyServer, serve: Serve) -> AsyncIterator[tuple[TickerProcess, Redis]]:
    """Serve from a store as a user of its own, whose rights can be taken."""
    async with store.connect() as admin:
        await tell(admin, "ACL", "SETUSER", "desk", *ALL)
        yield await serve(redis_url=store.url.replace("unix://", "unix://desk:pw@")), admin


async def readiness(ticker: TickerProcess) -> tuple[int, int, dict[str, Any]]:
    """Return the statuses for readers and for filings, and what was said."""
    async with http(ticker.url) as client:
        reading, filing = await client.get("/readyz"), await client.get("/readyz/filing")
    said: dict[str, Any] = filing.json()
    return reading.status_code, filing.status_code, said


async def refuses(ticker: TickerProcess, code: str = "") -> bool:
    _, filing, said = await readiness(ticker)
    return filing == 503 and said["because"].startswith(code)


async def takes(ticker: TickerProcess) -> bool:
    return (await readiness(ticker))[1] == 200


async def counted(ticker: TickerProcess, result: str) -> float:
    async with http(ticker.url) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    return sum(
        float(line.split()[1]) for line in lines if line.startswith(f'ticker_filings_total{{result="{result}"}}')
    )


@pytest.mark.parametrize("binary", [None, "redis-server"], ids=["valkey", "redis"])
@named(REFUSALS)
async def test_a_store_that_refuses_is_told_by_its_reason_and_nothing_was_written(
    fresh_valkey: FreshValkey, serve: Serve, refusal: Refusal, binary: str | None
) -> None:
    store = await fresh_valkey(binary=binary and program(binary))
    async with served(store, serve) as (ticker, admin):
        filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(filer, *readers):
            before = await filer.file("Filed before")
            await refusal.begin(admin)
            answers = [await filer.attempt("", filer.draft("Refused"), key="the-key") for _ in range(3)]
            for answer in answers:
                assert answer.status == 503
                assert f"Nothing was written: the store refuses ({refusal.code})" in answer.body.decode()
            reading, filing, said = await readiness(ticker)
            assert (filing, said["filing"]) == (503, False)
            assert said["because"].startswith(f"{refusal.code} ")
            assert refusal.says in said["because"]
            if refusal.code != "READONLY":  # a replica is no store to read from either
                assert (reading, said["reading"]) == (200, True)
            [line] = ticker.logged("filings fail")
            assert (line["level"], line["reason"]) == ("error", said["because"])
            assert await counted(ticker, "refused") == len(answers)
            assert all(reader.at == before.cursor for reader in readers)

            await refusal.end(admin)
            await until(lambda: takes(ticker), what="filings to be taken again, with nobody who files")
            assert len(ticker.logged("Redis takes filings again")) == 1
            after = await filer.file("Refused", key="the-key")
            assert after.version == 1
            assert await counted(ticker, "repeated") == 0
            await finish([filer], readers)


@pytest.mark.parametrize("binary", [None, "redis-server"], ids=["valkey", "redis"])
@pytest.mark.parametrize("act", ["kill", "hold", "corrections"])
async def test_what_takes_words_back_goes_through_a_full_store(
    fresh_valkey: FreshValkey, serve: Serve, act: str, binary: str | None
) -> None:
    store = await fresh_valkey(binary=binary and program(binary))
    async with served(store, serve) as (ticker, admin):
        filer = Filer(ticker, ticker.key, pace_s=None)
        wrong = await filer.file("Fourteen are hurt")
        await admin.config_set("maxmemory", "1")
        assert (await filer.attempt("", filer.draft("Refused"), key="new")).status == 503
        body = {**filer.draft("Four are hurt"), "note": "It is four."} if act == "corrections" else {}
        answer = await filer.attempt(f"/{wrong.id}/{act}", body, key="act", if_match=1)
        assert answer.status == 200, answer.body
        async with http(ticker.url) as client:
            assert "Fourteen" not in (await client.get("/v1/feeds/en")).text
        await filer.client.aclose()


@named([*REFUSALS, *TO_NEW_CONNECTIONS])
async def test_a_store_that_refuses_is_found_while_nobody_files(
    fresh_valkey: FreshValkey, serve: Serve, refusal: Refusal
) -> None:
    store = await fresh_valkey()
    async with served(store, serve) as (ticker, admin):
        await until(lambda: takes(ticker))
        await refusal.begin(admin)
        await until(lambda: refuses(ticker, f"{refusal.code} "), within_s=40, what="a trial that is refused")
        _, _, said = await readiness(ticker)
        assert await metric(ticker, "ticker_filing_ready") == 0
        assert [line["reason"] for line in ticker.logged("filings fail")] == [said["because"]]
        await refusal.end(admin)
        await until(lambda: takes(ticker))
        assert await metric(ticker, "ticker_filing_ready") == 1


async def test_the_trial_leaves_nothing_behind_and_writes_nothing(fresh_valkey: FreshValkey, serve: Serve) -> None:
    store = await fresh_valkey()
    async with served(store, serve) as (_, admin):

        async def trials() -> int:
            return int((await admin.info("commandstats")).get("cmdstat_hsetnx", {"calls": 0})["calls"])

        begun, keys = await trials(), sorted(await admin.keys("*"))

        async def tried() -> bool:
            return await trials() >= begun + 2

        written = (await admin.info("persistence"))["aof_current_size"]
        await until(tried, within_s=40, what="two trials")
        assert sorted(await admin.keys("*")) == keys
        assert (await admin.info("persistence"))["aof_current_size"] == written


async def test_the_reason_is_logged_at_most_once_in_10_s_with_how_many_it_concerns(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    store = await fresh_valkey()
    async with served(store, serve) as (ticker, admin):
        filer = Filer(ticker, ticker.key, pace_s=None)
        await admin.config_set("maxmemory", "1")
        began, filed = time.monotonic(), 0
        while len(ticker.logged("filings fail")) < 2:
            await filer.attempt("", filer.draft("Refused"), key=f"key-{filed}")
            filed += 1
            assert time.monotonic() - began < 30
        assert time.monotonic() - began >= 9
        first, second = ticker.logged("filings fail")
        assert first["filings"] == 1
        assert second["filings"] in (filed - 2, filed - 1)
        await filer.client.aclose()


async def test_a_store_that_takes_no_writes_can_be_read_by_a_process_that_starts(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    store = await fresh_valkey()
    async with served(store, serve) as (ticker, admin):
        filer = Filer(ticker, ticker.key, pace_s=None)
        await filer.file("Filed before")
        await filer.client.aclose()
        await admin.config_set("maxmemory", "1")
        another = await serve(redis_url=store.url)
        async with http(another.url) as client:
            assert [one["statement"] for one in (await client.get("/v1/feeds/en")).json()["updates"]] == [
                "Filed before"
            ]
        assert await refuses(another)
