"""Redis forgets: its scripts, or everything that it had."""

from functools import partial

import pytest

from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import (
    SLACK_S,
    Filer,
    Reader,
    SocketReader,
    at_work,
    both,
    finish,
    first,
    over_socket,
    write_more,
)
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed, list_feeds
from ticker.store.keys import add_key

SPORT = Feed(Slug("en-sport"), "Sport", "en", history=120, snapshot=20, expires_s=3_600)
LOST = "Redis has lost its keys"


async def test_forgotten_scripts_are_told_again_and_nobody_notices(valkey: ValkeyServer, serve: Serve) -> None:
    ticker = await serve(redis_url=valkey.url)
    filer, readers = Filer(ticker, ticker.key, pace_s=0), both(ticker)
    async with valkey.connect() as redis, at_work(filer, *readers):
        for _ in range(5):
            await write_more(filer, by=5)
            await redis.script_flush()
        await finish([filer], readers)
    assert {answer.status for answer in filer.answers} == {200, 201}
    assert [reader.gaps for reader in readers] == [[], []]
    assert {state for reader in readers for _, state in reader.states} == {"live"}


async def test_after_a_flush_feeds_are_back_readers_hold_nothing_and_only_new_keys_file(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with valkey.connect() as redis:
        await add_feed(redis, SPORT)
        ticker = await serve(redis_url=valkey.url, environment={"TICKER_TIMES_DIVIDED_BY": "4"})
        stale, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(stale, *readers):
            filed = [await stale.file(f"Line {number}") for number in range(3)]
            await until(lambda: all(reader.at == filed[-1].cursor for reader in readers))

            await redis.flushall()
            await until(lambda: all(has_emptied(reader) for reader in readers), within_s=3 + SLACK_S)
            await until(lambda: LOST in ticker.output, within_s=3 + SLACK_S)
            assert (await stale.attempt("", stale.draft("Nobody may file this"), key="refused")).status == 401
            assert (await list_feeds(redis))[SPORT.slug] == SPORT
            assert await slugs(ticker) == {"ar", "en", "en-sport", "es"}
            returned = await first(over_socket(ticker, f"/v1/feeds/en/socket?after={filed[0].cursor}"))
            assert [wire["type"] for wire in returned] == ["gap", "snapshot", "status"]
            assert returned[0]["reason"] == "epoch"

            _, secret = await add_key(redis, name="new", role=Role.EDITOR, feeds=("*",))
            fresh = Filer(ticker, secret, pace_s=None)
            async with at_work(fresh):
                again = await fresh.file("The first line after the flush")
                await finish([fresh], readers)
            assert again.cursor.epoch != filed[0].cursor.epoch
            assert again.cursor.seq > filed[-1].cursor.seq  # so that `order` stays comparable
    assert [reader.gaps for reader in readers] == [["epoch"], ["epoch"]]
    assert [reader.connections for reader in readers] == [1, 1]
    assert ticker.output.count(LOST) == 1


@pytest.mark.parametrize("is_seen", [False, True], ids=["at once", "once its readers were told"])
async def test_after_a_flush_a_key_that_is_still_in_memory_files_nothing(
    valkey: ValkeyServer, serve: Serve, *, is_seen: bool
) -> None:
    ticker = await serve(redis_url=valkey.url)
    filer, reader = Filer(ticker, ticker.key, pace_s=None), SocketReader(ticker)
    async with valkey.connect() as redis, at_work(reader):
        for number in range(5):
            await redis.flushall()
            if is_seen:
                await until(lambda: len(reader.gaps) > number, within_s=3 + SLACK_S)  # noqa: B023 - asked before the next round
            refused = await filer.attempt("", filer.draft("Nobody may file this"), key=f"refused-{number}")
            assert refused.status == 401, refused
            assert await redis.xlen("ticker:{en}:log") == 0
            fresh = Filer(ticker, (await add_key(redis, name="new", role=Role.EDITOR, feeds=("*",)))[1], pace_s=None)
            await filer.client.aclose()
            filer = fresh
            await until(partial(is_taken, fresh, key=f"first-{number}"))  # a key is known once its notice has come
        await filer.client.aclose()


async def is_taken(filer: Filer, *, key: str) -> bool:
    """Report whether a first line is taken."""
    return (await filer.attempt("", filer.draft("The first line after the flush"), key=key)).status == 201


def has_emptied(reader: Reader) -> bool:
    """Report whether a reader was told of a gap and holds nothing any more."""
    return bool(reader.gaps) and not reader.held.has_gap and not reader.held.rows


async def slugs(ticker: TickerProcess) -> set[str]:
    """Return the feeds that a process serves."""
    async with http(ticker.url) as client:
        return {feed["slug"] for feed in (await client.get("/v1/feeds")).json()["feeds"]}
