"""The pub/sub connection breaks, or goes quiet, while Redis itself is well."""

import time

from tests.servers import Serve, ValkeyServer
from tests.system.clients import SLACK_S, Filer, Record, at_work, both, finish, metric, write_more
from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy

BREAKS = 6


async def test_breaks_of_the_subscription_lose_and_repeat_nothing(valkey: ValkeyServer, serve: Serve) -> None:
    ticker = await serve(redis_url=valkey.url)
    filers = [Filer(ticker, ticker.key, name=name, pace_s=0) for name in ("Ana", "Ben")]
    readers = both(ticker)
    async with valkey.connect() as redis, at_work(*filers, *readers):
        for broken in range(1, BREAKS + 1):
            await until(lambda: redis.client_kill_filter(_type="pubsub"), what="a subscription to break")
            await write_more(*filers, by=5)
            assert await metric(ticker, "ticker_subscriptions_broken_total") == broken
        await finish(filers, readers)
    assert {answer.status for filer in filers for answer in filer.answers} == {200, 201}
    assert [reader.gaps for reader in readers] == [[], []]
    assert {state for reader in readers for _, state in reader.states} == {"live"}


async def test_the_last_entry_before_a_silence_arrives_although_the_subscription_was_broken(
    valkey: ValkeyServer, serve: Serve, record_testsuite_property: Record
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        near, far = await serve(redis_url=valkey.url), await serve(redis_url=proxy.redis_url)
        filer, readers = Filer(near, near.key, pace_s=None), both(far)
        async with at_work(filer, *readers):
            proxy.stall()  # whatever it asks Redis now is held, so it cannot know
            proxy.reset_subscribers()
            last = await filer.file("The last line before a silence")
            proxy.mend()
            flowing_at = time.monotonic()
            await until(lambda: all(reader.at == last.cursor for reader in readers), within_s=3 + SLACK_S)
            record_testsuite_property("last entry after a break: s", round(time.monotonic() - flowing_at, 3))
            await finish([filer], readers)


async def test_the_last_entry_arrives_also_where_the_subscription_is_up_and_mute(
    valkey: ValkeyServer, serve: Serve, record_testsuite_property: Record
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        ticker = await serve(redis_url=proxy.redis_url)
        filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(filer, *readers):
            proxy.hold_news()
            last = await filer.file("The last line before a silence")
            record_testsuite_property("filed with a mute subscription: s", round(filer.answers[-1].after_s, 3))
            await until(lambda: all(reader.at == last.cursor for reader in readers), within_s=1 + SLACK_S)
            proxy.mend()
            after = await filer.file("And what comes after it")
            await until(lambda: all(reader.at == after.cursor for reader in readers), within_s=1 + SLACK_S)
            await finish([filer], readers)
        assert [reader.gaps for reader in readers] == [[], []]
