"""Metrics at an address of their own: there, and no more where readers come. Health and readiness are at both."""

import re
from typing import Final

import httpx

from tests.processes import PORTS
from tests.system.readers.conftest import OpenNewsroom

HEALTH: Final = ("/healthz", "/readyz")


async def test_metrics_leave_the_readers_port_and_are_where_they_were_told(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom(metrics_listen=f"127.0.0.1:{next(PORTS)}")
    told = re.search(r"^metrics: +(http://\S+)/metrics$", newsroom.process.output, re.MULTILINE)
    assert told is not None
    gone = await newsroom.get("/metrics")
    assert [gone.status_code, gone.headers["content-type"]] == [404, "application/problem+json"]
    for path in HEALTH:
        assert (await newsroom.get(path)).status_code == 200
    async with httpx.AsyncClient(base_url=told[1], trust_env=False) as client:
        assert "ticker_readers" in (await client.get("/metrics")).text
        for path in HEALTH:
            assert (await client.get(path)).status_code == 200
        for path in ("/", "/v1/feeds", "/v1/feeds/en/stream", "/clients/composer/"):
            assert (await client.get(path)).status_code == 404, "nothing for readers is there"
    assert newsroom.process.end() == 0


async def test_the_readers_port_is_named_where_nothing_is_set(open_newsroom: OpenNewsroom) -> None:
    newsroom = await open_newsroom()
    assert f"metrics:     {newsroom.process.url}/metrics\n" in newsroom.process.output
