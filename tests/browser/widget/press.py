"""A real service with its embedded store, which a test may end and bring back, and whoever files there."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx

from tests.editor import Editor
from tests.processes import PORTS
from tests.servers import KEPT_BRIEFLY, TickerProcess


class Press(Editor):
    """One service on one port; what it stored stays when it is away."""

    def __init__(self, folder: Path, port: int, client: httpx.AsyncClient, environment: Mapping[str, str]) -> None:
        super().__init__(client, key="", feed="en")
        self._folder = folder
        self._environment = environment
        self._port = port
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
        self.key = self.key or self.process.key

    async def stop(self) -> None:
        """End it as an operator does."""
        assert self.process is not None, "not started"
        await asyncio.to_thread(self.process.end)


@contextlib.asynccontextmanager
async def press_room(**environment: str) -> AsyncIterator[Press]:
    """Run a service."""
    folder = Path(tempfile.mkdtemp(prefix="tw-", dir="/tmp"))
    port = next(PORTS)
    client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=KEPT_BRIEFLY, trust_env=False, timeout=10)
    press = Press(folder, port, client, environment)
    try:
        await press.start()
        yield press
    finally:
        await client.aclose()
        if press.process is not None:
            press.process.remove()
        shutil.rmtree(folder)
