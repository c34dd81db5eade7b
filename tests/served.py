"""A ticker that many tests share, on a Valkey of its own, with a key of each role."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import PORTS
from tests.servers import TickerProcess, ValkeyServer
from ticker.model import Role
from ticker.store.keys import add_key


@dataclass(slots=True)
class Served:
    """A process that can be started again, and the Valkey that outlives it."""

    port: int
    valkey: ValkeyServer
    keys: Mapping[Role, str]
    """One of each role, for all feeds."""
    flags: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    process: TickerProcess = field(init=False)

    @property
    def url(self) -> str:
        return self.process.url

    async def start(self) -> None:
        """Start it, or start it again, and wait until it is ready."""
        self.process = TickerProcess(
            *self.flags,
            port=self.port,
            data_dir=self.folder / "data",
            log=self.folder / "log",
            redis_url=self.valkey.url,
            environment=self.environment,
        )
        await self.process.ready()

    def remove(self) -> None:
        """End it for good."""
        self.process.remove()

    async def add_key(self, role: Role, name: str, *feeds: str) -> str:
        """Make another key; return its secret."""
        async with self.valkey.connect() as redis:
            return (await add_key(redis, name=name, role=role, feeds=feeds))[1]


@asynccontextmanager
async def served(
    *flags: str, beside: Served | None = None, port: int | None = None, **environment: str
) -> AsyncIterator[Served]:
    """Serve for as long as the block takes; ``environment`` names variables without ``TICKER_``, in lower case.

    ``beside`` is one whose Valkey and keys it shares.
    """
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="ts-", dir="/tmp")))
        if beside is None:
            valkey = ValkeyServer()
            ending.callback(valkey.remove)
            await valkey.start()
            async with valkey.connect() as redis:
                keys = {role: (await add_key(redis, name=role, role=role, feeds=("*",)))[1] for role in Role}
        else:
            valkey, keys = beside.valkey, dict(beside.keys)
        variables = {f"TICKER_{name.upper()}": text for name, text in environment.items()}
        made = Served(port or next(PORTS), valkey, keys, flags, variables, folder)
        ending.callback(made.remove)
        await made.start()
        yield made
