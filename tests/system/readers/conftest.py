"""Two tickers that the tests of a worker share, each test with feeds of its own, and a way to start others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final, Protocol

import pytest
import pytest_asyncio

from tests.served import Served, served
from tests.servers import http
from tests.system.readers.newsroom import Newsroom

HASTE: Final = 10
"""How many times faster the hasty ticker's clocks run: its readers stall after 3 s, its heads are late after 1 s."""

ON_THE_LIST: Final = "https://news.example"


class OpenNewsroom(Protocol):
    """Starts a ticker of a test's own, on a Valkey of its own unless it shares another's."""

    async def __call__(
        self, *flags: str, beside: Newsroom | None = None, port: int | None = None, **environment: str
    ) -> Newsroom:
        """Start it; ``environment`` names variables without ``TICKER_``, in lower case."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _steady() -> AsyncIterator[Served]:
    async with served() as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _hasty() -> AsyncIterator[Served]:
    async with served(times_divided_by=str(HASTE)) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _choosy() -> AsyncIterator[Served]:
    async with served(read_origins=f"{ON_THE_LIST},http://tv.example:81") as made:
        yield made


@pytest.fixture
async def clients() -> AsyncIterator[AsyncExitStack]:
    asyncio.get_running_loop().set_debug(False)  # what is tested runs in other processes: here it only costs
    async with AsyncExitStack() as stack:
        yield stack


async def newsroom_of(service: Served, clients: AsyncExitStack) -> Newsroom:
    return Newsroom(service, await clients.enter_async_context(http(service.url)))


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
def open_newsroom(clients: AsyncExitStack) -> OpenNewsroom:
    """Return a way to start tickers with settings of a test's own; they end with it."""

    async def open_one(
        *flags: str, beside: Newsroom | None = None, port: int | None = None, **environment: str
    ) -> Newsroom:
        shared = None if beside is None else beside.served
        made = await clients.enter_async_context(served(*flags, beside=shared, port=port, **environment))
        return await newsroom_of(made, clients)

    return open_one


@pytest.fixture
async def goes_on(newsroom: Newsroom) -> AsyncIterator[None]:
    """Whatever a test sent: afterwards the ticker answers, and nothing in it broke."""
    before = len(newsroom.process.output)
    yield
    assert (await newsroom.get("/healthz")).is_success
    assert "Traceback" not in newsroom.process.output[before:]
    assert '"level":"error"' not in newsroom.process.output[before:]
