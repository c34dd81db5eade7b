"""The store's share is read from the store and the system."""

import os
from pathlib import Path

from tests.servers import ValkeyServer
from ticker.tools.bench.valkey import Valkey


async def test_a_store_tells_its_cpu_and_the_time_of_its_log(valkey: ValkeyServer) -> None:
    store = Valkey(valkey.pid, Path(valkey.folder) / "s")
    before = store.read()
    assert before is not None
    async with valkey.connect() as client:
        await client.set("a", "b")
    after = store.read()
    assert after is not None
    used = after.since(before)
    assert used.cpu_s > 0
    assert used.log_s > 0


async def test_the_store_is_found_among_a_processs_children(valkey: ValkeyServer) -> None:
    found = Valkey.started_by(os.getpid())
    assert found is not None
    assert found.read() is not None


def test_a_process_without_a_store_has_none() -> None:
    assert Valkey.started_by(1 << 22) is None


def test_a_store_that_does_not_answer_is_no_reading(tmp_path: Path) -> None:
    assert Valkey(os.getpid(), tmp_path / "s").read() is None
