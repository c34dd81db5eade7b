"""A log on the shared Valkey."""

from collections.abc import AsyncIterator

import pytest

from tests.servers import ValkeyServer
from tests.system.logbook import Logbook, logbook


@pytest.fixture
async def book(valkey: ValkeyServer) -> AsyncIterator[Logbook]:
    async with logbook(valkey.url) as book:
        yield book
