"""Each alert of deploy/alerts.yml at a real fault: what a service tells before and after, judged by Prometheus."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
import yaml

from tests.processes import ROOT, program
from tests.servers import FreshValkey, Serve, TickerProcess, http
from tests.system.clients import Filer, at_work
from tests.waiting import until

pytestmark = pytest.mark.long

QUICK = {"TICKER_TIMES_DIVIDED_BY": "5"}
_SAMPLE = re.compile(r"^(ticker_\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


async def told(service: TickerProcess) -> dict[str, str]:
    """Scrape a service: each series with its value; one that does not answer is down."""
    try:
        async with http(service.url) as client:
            text = (await client.get("/metrics")).text
    except httpx.TransportError:
        return {'up{job="ticker", instance="a"}': "0"}
    series = {'up{job="ticker", instance="a"}': "1"}
    for name, labels, value in _SAMPLE.findall(text):
        series[f'{name}{{{labels}{"," if labels else ""}job="ticker",instance="a"}}'] = value
    return series


def firing(folder: Path, scrapes: Sequence[dict[str, str]]) -> set[str]:
    """Return which alerts fire ten minutes after the last of these scrapes, each of which stood for five."""
    lines = []
    for series in dict.fromkeys(name for scrape in scrapes for name in scrape):
        values = " ".join(f"{scrape[series]}x19" if series in scrape else "_x19" for scrape in scrapes[:-1])
        last = f"{scrapes[-1][series]}x60" if series in scrapes[-1] else "_x60"
        lines.append({"series": series, "values": f"{values} {last}"})
    at = f"{5 * (len(scrapes) - 1) + 3}m"
    fired = set()
    for rule in yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]:
        asked = f'count(ALERTS{{alertname="{rule["alert"]}", alertstate="firing"}}) > 0 and vector(1) or vector(0)'
        expected = [{"expr": f"clamp_max({asked}, 1)", "eval_time": at, "exp_samples": [{"labels": "{}", "value": 1}]}]
        test = {
            "rule_files": [str(ROOT / "deploy" / "alerts.yml")],
            "evaluation_interval": "15s",
            "tests": [{"interval": "15s", "input_series": lines, "promql_expr_test": expected}],
        }
        (folder / "test.yml").write_text(yaml.safe_dump(test), encoding="utf-8")
        command = [program("promtool"), "test", "rules", str(folder / "test.yml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "exp:" in done.stdout + done.stderr or done.returncode == 0, done.stdout + done.stderr
        if done.returncode == 0:
            fired.add(rule["alert"])
    return fired


async def epochs(service: TickerProcess, reason: str) -> float:
    """Count the epochs that began for a reason, over all feeds."""
    return sum(float(value) for series, value in (await told(service)).items() if f'reason="{reason}"' in series)


async def test_a_flush_fires_ticker_forked_and_a_start_does_not(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    redis = await fresh_valkey()
    service = await serve(redis_url=redis.url, environment=QUICK)
    before = await told(service)
    assert firing(tmp_path, [before, before]) == set()
    async with redis.connect() as admin:
        await admin.flushall()

    async def has_begun() -> bool:
        return await epochs(service, "flushed") == 3

    await until(has_begun)
    assert firing(tmp_path, [before, await told(service)]) == {"TickerForked"}
    assert service.output.count('"reason":"flushed"') == 3


async def test_a_restart_of_an_everysec_server_fires_ticker_forked(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    redis = await fresh_valkey("--appendfsync", "everysec")
    service = await serve(redis_url=redis.url, environment=QUICK)
    before = await told(service)
    redis.kill()
    await redis.start()

    async def has_begun() -> bool:
        return await epochs(service, "restarted") == 3

    await until(has_begun)
    assert "TickerForked" in firing(tmp_path, [before, await told(service)])


async def test_an_epoch_that_was_due_before_a_process_started_is_counted_by_it(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    redis = await fresh_valkey("--appendfsync", "everysec")
    service = await serve(redis_url=redis.url, environment=QUICK)
    before = await told(service)
    service.kill()
    redis.kill()
    await redis.start()
    again = await serve(redis_url=redis.url, environment=QUICK)
    assert await epochs(again, "restarted") == 3
    assert "TickerForked" in firing(tmp_path, [before, await told(again)])


async def test_a_redis_that_is_away_fires_what_says_so(fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path) -> None:
    redis = await fresh_valkey()
    service = await serve(redis_url=redis.url, environment=QUICK)
    before = await told(service)
    redis.stop()

    async def is_away() -> bool:
        return any(name.startswith("ticker_store_reachable") and value == "0.0" for name, value in
                   (await told(service)).items())  # fmt: skip

    await until(is_away)
    assert firing(tmp_path, [before, await told(service)]) >= {"TickerCutOffFromRedis", "TickerNotReady"}


async def test_a_process_that_is_gone_fires_ticker_down(serve: Serve, redis_url: str, tmp_path: Path) -> None:
    service = await serve(redis_url=redis_url)
    before = await told(service)
    service.kill()
    assert firing(tmp_path, [before, await told(service)]) == {"TickerDown"}


async def test_readers_beyond_the_limit_fire_ticker_turns_readers_away(
    serve: Serve, redis_url: str, tmp_path: Path
) -> None:
    service = await serve("--max-readers", "1", redis_url=redis_url)
    async with http(service.url) as client, client.stream("GET", "/v1/feeds/en/stream"):
        scrapes = [await told(service)]
        for _ in range(3):  # more than one a second, for longer than the alert waits
            for _ in range(350):
                assert "retry:" in (await client.get("/v1/feeds/en/stream")).text
            scrapes.append(await told(service))
    assert firing(tmp_path, scrapes) == {"TickerTurnsReadersAway"}


async def test_a_redis_that_lets_nothing_come_back_fires_ticker_hears_nothing(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    redis = await fresh_valkey()
    service = await serve(redis_url=redis.url)
    before = await told(service)
    async with redis.connect() as admin:
        async with admin.pipeline(transaction=False) as pipe:
            rules = ["reset", "on", "nopass", "~*", "&*", "+@all", "-publish"]
            pipe.execute_command("ACL", "SETUSER", "default", *rules)
            await pipe.execute()

        async def is_silent() -> bool:
            ages = [value for name, value in (await told(service)).items() if name.startswith("ticker_echo_age")]
            return float(ages[0]) > 30

        await until(is_silent, within_s=60, every_s=0.5)
    assert firing(tmp_path, [before, await told(service)]) >= {"TickerHearsNothing", "TickerNotReady"}


async def test_a_redis_that_stops_now_and_then_fires_ticker_slow_to_file(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path
) -> None:
    redis = await fresh_valkey()
    service = await serve(redis_url=redis.url)
    filer = Filer(service, service.key, pace_s=None)
    scrapes = [await told(service)]
    async with at_work(filer):
        for number in range(4):
            redis.freeze()
            assert (await filer.attempt("", filer.draft("Late"), key=f"late-{number}")).status == 503
            redis.thaw()
            scrapes.append(await told(service))
    assert "TickerSlowToFile" in firing(tmp_path, scrapes)
