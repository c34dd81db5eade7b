"""The Procfile's processes as a process manager starts them: the service keeps its log in the Procfile's own Redis."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from tests.processes import PORTS, ROOT, Process, program
from tests.waiting import until
from ticker.store.names import USUAL


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def test_the_service_of_the_procfile_uses_its_redis(tmp_path: Path, ending: ExitStack) -> None:
    program("redis-server")
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines())
    assert set(lines) == {"web", "redis"}
    store, port = next(PORTS), next(PORTS)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TICKER_")}
    environment = inherited | {"PORT": str(port), "TICKER_DRAIN_SECONDS": "0"}
    started: list[Process] = []
    for name in ("redis", "web"):
        line = lines[name].replace("6379", str(store)).replace("$PWD/.ticker-redis", str(tmp_path))
        line = line.replace("mkdir -p .ticker-redis", ":").replace(
            "ticker serve", f"ticker serve --data-dir {tmp_path}/data"
        )
        command = ["bash", "-c", line.replace("$PWD/.venv", str(ROOT / ".venv"))]
        started.append(Process(command, log=tmp_path / f"{name}.log", environment=environment))
        ending.callback(started[-1].end)
    web = started[-1]

    async def is_ready() -> bool:
        assert web.status is None, web.output
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{port}/readyz")).is_success
            except httpx.TransportError:
                return False

    await until(is_ready, within_s=30, what=f"readiness\n{web.output}")
    async with Redis.from_url(f"redis://127.0.0.1:{store}") as redis:
        assert await redis.exists(USUAL.feeds, USUAL.keys) == 2
