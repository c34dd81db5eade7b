"""A fake service for the tests of the lower third."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.fake_service import FakeService, fake_service


@pytest_asyncio.fixture(loop_scope="session")
async def made() -> AsyncIterator[FakeService]:
    async with fake_service() as opened:
        yield opened
