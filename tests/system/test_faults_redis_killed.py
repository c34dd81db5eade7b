"""Redis is killed in the middle of everything and comes back on its append-only file."""

import time

from tests.servers import FreshValkey, Serve
from tests.system.clients import SLACK_S, Filer, Record, at_work, both, finish, told, write_more
from tests.waiting import until


async def test_a_redis_that_dies_and_returns_costs_nothing_that_was_acknowledged(
    fresh_valkey: FreshValkey, serve: Serve, record_testsuite_property: Record
) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url)
    filers = [Filer(ticker, ticker.key, name=name) for name in ("Ana", "Ben")]
    readers = both(ticker)
    async with at_work(*filers, *readers):
        await write_more(*filers)
        redis.kill()
        killed_at = time.monotonic()
        degraded_after_s = await told("degraded", *readers, since=killed_at, within_s=3 + SLACK_S)
        record_testsuite_property("Redis killed: degraded after s", degraded_after_s)
        tries = [len(filer.answers) for filer in filers]
        await until(lambda: all(len(f.answers) > n + 3 for f, n in zip(filers, tries, strict=True)))
        await redis.start()
        live_after_s = await told("live", *readers, since=time.monotonic(), within_s=4 + SLACK_S)
        record_testsuite_property("Redis killed: live after s", live_after_s)
        await write_more(*filers)
        await finish(filers, readers)
    refused = [answer for filer in filers for answer in filer.answers if answer.status == 503]
    record_testsuite_property("Redis killed: 503 after s", round(max(answer.after_s for answer in refused), 3))
    assert max(answer.after_s for answer in refused) < 2 + SLACK_S
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert [reader.connections for reader in readers] == [1, 1]
    assert [reader.gaps for reader in readers] == [[], []]
    assert len({filed.cursor.epoch for filer in filers for filed in filer.filed}) == 1


async def test_a_restart_that_nobody_vouches_for_begins_a_new_epoch(fresh_valkey: FreshValkey, serve: Serve) -> None:
    redis = await fresh_valkey("--appendfsync", "everysec")
    ticker = await serve(redis_url=redis.url, environment={"TICKER_TIMES_DIVIDED_BY": "3"})
    filer = Filer(ticker, ticker.key)
    readers = both(ticker)
    async with at_work(filer, *readers):
        await write_more(filer)
        former = filer.filed[0].cursor.epoch
        redis.kill()
        await redis.start()
        await until(lambda: filer.filed[-1].cursor.epoch != former)
        await write_more(filer)
        await finish([filer], readers)
    assert [reader.gaps for reader in readers] == [["epoch"], ["epoch"]]
    assert [reader.connections for reader in readers] == [1, 1]
