"""Two tickers that the tests of a worker share, each test with feeds of its own, and a way to start others."""

import asyncio
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import httpx
import pytest
import pytest_asyncio

from tests.processes import PORTS
from tests.servers import KEPT_BRIEFLY, TickerProcess, ValkeyServer
from tests.system.readers.newsroom import Newsroom

HASTE: Final = 10
"""How many times faster the hasty ticker's clocks run: its readers stall after 3 s, its heads are late after 1 s."""

ON_THE_LIST: Final = "https://news.example"


@dataclass(frozen=True, slots=True)
class Served:
    """A ticker on a Valkey of its own."""

    process: TickerProcess
    valkey: ValkeyServer
    key: str


class OpenNewsroom(Protocol):
    """Starts a ticker of a test's own, on a Valkey of its own unless it shares another's."""

    async def __call__(
        self, *flags: str, beside: Newsroom | None = None, port: int | None = None, **environment: str
    ) -> Newsroom:
        """Start it; ``environment`` names variables without ``TICKER_``, in lower case."""


class Stage:
    """Starts tickers in a folder that goes with them."""

    def __init__(self, ending: ExitStack) -> None:
        self._ending = ending
        self._folder = Path(tempfile.mkdtemp(prefix="tr-", dir="/tmp"))
        self._numbers = itertools.count()
        ending.callback(shutil.rmtree, self._folder)

    async def open(
        self, *flags: str, beside: Newsroom | None, environment: dict[str, str], port: int | None = None
    ) -> Served:
        valkey = beside.valkey if beside is not None else ValkeyServer()
        if beside is None:
            self._ending.callback(valkey.remove)
            await valkey.start()
        number = next(self._numbers)
        process = TickerProcess(
            *flags,
            port=next(PORTS) if port is None else port,
            data_dir=self._folder / f"data-{number}",
            log=self._folder / f"ticker-{number}.log",
            redis_url=valkey.url,
            environment={f"TICKER_{name.upper()}": text for name, text in environment.items()},
        )
        self._ending.callback(process.remove)
        await process.ready()
        return Served(process, valkey, beside.key if beside is not None else process.key)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _steady() -> AsyncIterator[Served]:
    with ExitStack() as ending:
        yield await Stage(ending).open(beside=None, environment={})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _hasty() -> AsyncIterator[Served]:
    with ExitStack() as ending:
        yield await Stage(ending).open(beside=None, environment={"times_divided_by": str(HASTE)})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _choosy() -> AsyncIterator[Served]:
    with ExitStack() as ending:
        yield await Stage(ending).open(beside=None, environment={"read_origins": f"{ON_THE_LIST},http://tv.example:81"})


@pytest.fixture
async def clients() -> AsyncIterator[AsyncExitStack]:
    asyncio.get_running_loop().set_debug(False)  # what is tested runs in other processes: here it only costs
    async with AsyncExitStack() as stack:
        yield stack


async def newsroom_of(served: Served, clients: AsyncExitStack) -> Newsroom:
    client = httpx.AsyncClient(
        base_url=served.process.url,
        limits=KEPT_BRIEFLY,
        trust_env=False,
        verify=False,  # noqa: S501
        timeout=20,
    )
    await clients.enter_async_context(client)
    return Newsroom(served.process, served.valkey, served.key, client)


@pytest.fixture
async def newsroom(_steady: Served, clients: AsyncExitStack) -> Newsroom:
    """Return the ticker that most tests share. Make feeds of your own; leave no readers behind."""
    return await newsroom_of(_steady, clients)


@pytest.fixture
async def hasty(_hasty: Served, clients: AsyncExitStack) -> Newsroom:
    """Return the other shared ticker, all of whose time constants are ten times shorter."""
    return await newsroom_of(_hasty, clients)


@pytest.fixture
async def choosy(_choosy: Served, clients: AsyncExitStack) -> Newsroom:
    """Return the third shared ticker, which lets only pages of some origins read."""
    return await newsroom_of(_choosy, clients)


@pytest.fixture
def open_newsroom(clients: AsyncExitStack) -> Iterator[OpenNewsroom]:
    """Return a way to start tickers with settings of a test's own; they end with it."""
    with ExitStack() as ending:
        stage = Stage(ending)

        async def open_one(
            *flags: str, beside: Newsroom | None = None, port: int | None = None, **environment: str
        ) -> Newsroom:
            served = await stage.open(*flags, beside=beside, port=port, environment=environment)
            return await newsroom_of(served, clients)

        yield open_one


@pytest.fixture
async def goes_on(newsroom: Newsroom) -> AsyncIterator[None]:
    """Whatever a test sent: afterwards the ticker answers, and nothing in it broke."""
    before = len(newsroom.process.output)
    yield
    assert (await newsroom.get("/healthz")).is_success
    assert "Traceback" not in newsroom.process.output[before:]
    assert '"level":"error"' not in newsroom.process.output[before:]
