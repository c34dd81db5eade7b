"""A real service with its embedded store, which a test may end and bring back, and whoever files there."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx

from tests.processes import PORTS
from tests.servers import KEPT_BRIEFLY, TickerProcess

NAME: Final = {"name": "Civil Defense"}


class Press:
    """One service on one port; what it stored stays when it is away."""

    def __init__(self, folder: Path, port: int, client: httpx.AsyncClient, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._port = port
        self._client = client
        self._key = ""
        self.process: TickerProcess | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self._port}/"

    async def start(self) -> None:
        """Start it, or start it again, and wait until it is ready."""
        self.process = TickerProcess(
            port=self._port,
            data_dir=self._folder / "data",
            log=self._folder / "log",
            redis_url=None,
            environment=dict(self._environment),
        )
        await self.process.ready(within_s=30)
        self._key = self._key or self.process.key

    async def stop(self) -> None:
        """End it as an operator does."""
        assert self.process is not None, "not started"
        await asyncio.to_thread(self.process.end)

    async def file(self, statement: str, *, feed: str = "en", **more: Any) -> dict[str, Any]:
        """File an update."""
        return await self._post(f"{feed}/updates", {"attribution": NAME, "statement": statement, **more}, {})

    async def act(self, act: str, entry: Mapping[str, Any], **body: Any) -> dict[str, Any]:
        """Act on an update."""
        return await self._post(
            f"{entry['feed']}/updates/{entry['id']}/{act}", body, {"If-Match": f'"{entry["version"]}"'}
        )

    async def _post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {self._key}", **headers}
        answer = await self._client.post(f"{self.url}v1/feeds/{path}", json=body, headers=bearer)
        assert answer.is_success, answer.text
        entry: dict[str, Any] = answer.json()
        return entry


@contextlib.asynccontextmanager
async def press_room(**environment: str) -> AsyncIterator[Press]:
    """Run a service."""
    folder = Path(tempfile.mkdtemp(prefix="tw-", dir="/tmp"))
    client = httpx.AsyncClient(limits=KEPT_BRIEFLY, trust_env=False, timeout=10)
    press = Press(folder, next(PORTS), client, environment)
    try:
        await press.start()
        yield press
    finally:
        await client.aclose()
        if press.process is not None:
            press.process.remove()
        shutil.rmtree(folder)
