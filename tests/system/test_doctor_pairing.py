"""The doctor at a service and a store that do not belong together: break it, ask, see the sentence."""

import json
from typing import Any

import pytest

from tests.servers import FreshValkey, Serve
from tests.system.cli.shell import run

CHECK = "store of the service"


async def found(url: str, *store: str) -> dict[str, Any]:
    done = await run("doctor", "--url", url, "--watch", "0", "--json", *store)
    by_check = {finding["check"]: finding for finding in json.loads(done.out)}
    assert (by_check[CHECK]["health"] == "bad") <= (done.status == 1)
    return dict(by_check[CHECK])


async def test_a_service_and_its_own_store_belong_together(serve: Serve, redis_url: str) -> None:
    service = await serve(redis_url=redis_url)
    assert (await found(service.url, "--redis-url", redis_url))["health"] == "good"


@pytest.mark.parametrize(
    ("started", "asked", "sentence", "advice"),
    [
        ("?db=3", (), "ticker has nothing under the prefix ticker here", "same database"),
        ("paper", (), "is under the prefix paper, not ticker", "--redis-prefix paper"),
        ("", ("--redis-prefix", "paper"), "is under the prefix ticker, not paper", "--redis-prefix ticker"),
    ],
)
async def test_the_doctor_names_a_prefix_or_a_database_that_the_service_does_not_use(
    started: str, asked: tuple[str, ...], sentence: str, advice: str, *, serve: Serve, redis_url: str
) -> None:
    query, prefix = (started, "ticker") if started.startswith("?") else ("", started or "ticker")
    service = await serve("--redis-prefix", prefix, redis_url=redis_url + query)
    finding = await found(service.url, "--redis-url", redis_url, *asked)
    assert (finding["health"], sentence in finding["found"]) == ("bad", True), finding
    assert advice in finding["advice"]


async def test_the_doctor_notices_that_the_service_uses_another_store(
    serve: Serve, redis_url: str, fresh_valkey: FreshValkey
) -> None:
    service = await serve(redis_url=redis_url)
    other = await fresh_valkey()
    elsewhere = await serve(redis_url=other.url)
    finding = await found(service.url, "--redis-url", other.url)
    assert (finding["health"], "is another than the one that was looked at" in finding["found"]) == ("bad", True)
    finding = await found(elsewhere.url, "--redis-url", other.url)
    assert finding["health"] == "good"
