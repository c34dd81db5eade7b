"""Green and silent is impossible: what ``/readyz`` says while Redis is away, forgets to bring, or is not read yet."""

import asyncio
import time
from pathlib import Path
from typing import NoReturn

import httpx
from redis.asyncio import Redis

from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import SLACK_S, Filer, Record, at_work, both, finish
from tests.waiting import until
from ticker.app import build, supervise
from ticker.listen import listen_on
from ticker.settings import Settings
from ticker.store.open import open_stores
from ticker.store.subscriber import Subscriber
from ticker.tools.stress.fault_proxy import FaultProxy

SILENT = "nothing published here comes back through Redis"
AWAY = "Redis does not answer"
LOADING = "logs are being loaded"
FASTER = {"TICKER_TIMES_DIVIDED_BY": "5"}
"""Patience with the probe is 3 s then, and a probe is due each second."""


async def reasons(ticker: TickerProcess) -> list[str]:
    """Return why a process is not ready; empty while it is."""
    async with http(ticker.url) as client:
        answer = await client.get("/readyz")
    found: list[str] = answer.json()["reasons"]
    assert answer.status_code == (503 if found else 200)
    return found


async def listens(ticker: TickerProcess) -> bool:
    """Report whether a process that has just been started answers."""
    try:
        await reasons(ticker)
    except httpx.ConnectError:
        return False
    return True


async def becomes(ticker: TickerProcess, *expected: str, within_s: float = 6) -> float:
    """Wait until exactly these reasons stand; give how long it took."""
    started = time.monotonic()

    async def is_so() -> bool:
        return await reasons(ticker) == list(expected)

    await until(is_so, within_s=within_s, what=f"reasons {expected}")
    return round(time.monotonic() - started, 3)


async def test_a_subscription_that_brings_nothing_makes_the_process_unready_while_it_goes_on_serving(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        ticker = await serve(redis_url=proxy.redis_url, environment=FASTER)
        filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(filer, *readers):
            proxy.hold_news()
            await becomes(ticker, SILENT)
            await filer.file("Filed and read all the same")
            await finish([filer], readers)
            proxy.mend()
            await becomes(ticker)
        assert {state for reader in readers for _, state in reader.states} == {"live"}


async def test_a_user_who_may_not_publish_on_the_control_channel_makes_the_process_unready(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url, environment=FASTER)
    async with redis.connect() as admin:
        await may_publish(admin, "ticker:{*")
        await becomes(ticker, SILENT)
        await may_publish(admin, "*")
        await becomes(ticker)


async def may_publish(admin: Redis, pattern: str) -> None:
    """Let everybody do everything, but publish on some channels only."""
    await rule(admin, "reset", "on", "nopass", "~*", "&*", "+@all", "-publish", f"(+publish ~* &{pattern})")


async def rule(admin: Redis, *rules: str) -> None:
    """Change what everybody may do."""
    async with admin.pipeline(transaction=False) as pipe:
        pipe.execute_command("ACL", "SETUSER", "default", *rules)
        await pipe.execute()


async def test_a_redis_that_is_away_or_loads_makes_the_process_unready_until_it_answers(
    fresh_valkey: FreshValkey, serve: Serve, record_testsuite_property: Record
) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url)
    async with redis.connect() as admin, admin.pipeline(transaction=False) as pipe:
        for number in range(4_000):
            pipe.set(f"k{number}", number)
        await pipe.execute()
        # Half a millisecond a key, with an ear for others after each 1,024: two seconds of loading.
        await admin.config_set("key-load-delay", 500)
        pipe.execute_command("DEBUG", "LOADAOF")
        loading = asyncio.create_task(pipe.execute())
        await becomes(ticker, AWAY)
        assert not loading.done()
        await loading
    await becomes(ticker)
    redis.kill()
    red_after_s = await becomes(ticker, AWAY, SILENT, within_s=2 + SLACK_S)
    record_testsuite_property("Redis killed: not ready after s", red_after_s)
    await redis.start()
    record_testsuite_property("Redis restarted: ready after s", await becomes(ticker, within_s=3 + SLACK_S))


async def test_a_process_that_could_not_read_the_logs_yet_is_not_ready_and_asks_readers_to_come_back(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    redis = await fresh_valkey()
    async with redis.connect() as admin:
        await admin.set("ticker:{en}:meta", "what no log begins with")
        ticker = await serve(redis_url=redis.url, wait=False)
        await until(lambda: listens(ticker), within_s=20)
        assert LOADING in await reasons(ticker)
        async with http(ticker.url) as client:
            assert (await client.get("/v1/feeds/en")).status_code == 503
            stream = await client.get("/v1/feeds/en/stream")
        assert stream.status_code == 200
        assert "retry:" in stream.text
        await admin.delete("ticker:{en}:meta")
        await becomes(ticker)


class DyingSubscriber(Subscriber):
    """Dies for good."""

    async def run(self) -> NoReturn:
        raise RuntimeError("the subscriber is dead")


async def test_a_subscriber_that_dies_ends_the_process_with_status_1(
    valkey: ValkeyServer, tmp_path: Path, free_port: int
) -> None:
    settings = Settings.load({}, {"redis_url": valkey.url, "data_dir": tmp_path, "drain_seconds": 0})
    sockets = listen_on(settings.host, free_port, reuse_port=False, user_timeout_s=30)
    async with open_stores(settings, address="") as stores:
        await stores.prepare(settings.wanted_feeds)
        service = build(settings, stores, sockets, url="")
        service.dispatcher.subscriber = DyingSubscriber(
            stores.notices.subscriptions,
            channels=tuple,
            on_heard=lambda _, __: None,
            on_break=lambda _, __: None,
            timing=settings.timing,
        )
        async with asyncio.timeout(5):
            assert await supervise(service, asyncio.Event()) == 1
    for listening in sockets:
        listening.close()
