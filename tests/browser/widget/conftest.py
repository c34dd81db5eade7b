"""A real service for the tests of the browser strip."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.widget.press import Press, press_room


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def press() -> AsyncIterator[Press]:
    async with press_room() as opened:
        yield opened
