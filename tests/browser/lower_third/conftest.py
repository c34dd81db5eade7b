"""The studio for the tests of the lower third."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.lower_third.studio import Studio, studio


@pytest_asyncio.fixture(loop_scope="session")
async def made() -> AsyncIterator[Studio]:
    async with studio() as opened:
        yield opened
