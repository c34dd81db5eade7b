"""The network between a process and its Redis is cut for a while: nothing passes, and neither side is told."""

import time
from pathlib import Path

import pytest

from tests.editor import post
from tests.servers import Serve, TickerProcess, http
from tests.system.clients import Filer, Record, at_work, both, finish
from tests.system.network import networked_valkey
from tests.waiting import keep_pace, until
from ticker.model import Role
from ticker.store.keys import add_key

pytestmark = pytest.mark.long

HEALED_WITHIN_S = 2.0
KEEPALIVE_S = 46.0
"""After 30 s of silence and 15 s without an answer the kernel ends a connection with ETIMEDOUT."""


async def reports(ticker: TickerProcess, key: str, name: str) -> None:
    body: dict[str, object] = {"kind": "widget", "cursor": None, "shown": [], "state": "live", "delay_s": 0}
    async with http(ticker.url, Authorization=f"Bearer {key}") as client:
        answer = await post(client, f"/v1/feeds/en/surfaces/{name}", body)
    assert answer.status_code == 200, answer.text


async def sees(ticker: TickerProcess, key: str, name: str) -> bool:
    async with http(ticker.url, Authorization=f"Bearer {key}") as client:
        found = (await client.get("/v1/feeds/en/surfaces")).json()
    return name in [surface["name"] for surface in found["surfaces"]]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("cut_s", [3.0, pytest.param(KEEPALIVE_S, marks=pytest.mark.long)])
async def test_a_process_whose_network_was_cut_has_and_hears_everything_within_2_s_of_its_return(
    serve: Serve, tmp_path: Path, cut_s: float, record_testsuite_property: Record
) -> None:
    async with networked_valkey(tmp_path) as valkey:
        near = await serve(redis_url=valkey.near_url)
        far = await serve(redis_url=valkey.url)
        async with valkey.connect() as redis:
            _, surface = await add_key(redis, name="gallery", role=Role.SURFACE, feeds=("*",))
        filer, readers = Filer(near, near.key, pace_s=None), both(far)
        async with at_work(filer, *readers):
            valkey.cut()
            await filer.file("Filed while the network is cut")
            await until(lambda: all(reader.said("degraded") for reader in readers), within_s=5)
            await keep_pace(cut_s)
            last = await filer.file("The last line before the network returns")
            assert all(reader.at != last.cursor for reader in readers), "the network was not cut"
            valkey.heal()
            healed_at = time.monotonic()
            await until(lambda: all(reader.at == last.cursor for reader in readers), within_s=HEALED_WITHIN_S)
            await until(far.is_ready, within_s=healed_at + HEALED_WITHIN_S - time.monotonic())
            record_testsuite_property(f"network back after {cut_s} s: s", round(time.monotonic() - healed_at, 3))
            await reports(near, surface, "studio-1")
            await until(lambda: sees(far, near.key, "studio-1"), within_s=10, what="what a surface reports")
            await finish([filer], readers)
        assert far.end() == 0
