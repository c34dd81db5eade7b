"""The kiosk for the tests of the browser strip, and a real service that they share."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.kiosk import Kiosk, kiosk
from tests.browser.widget.press import Press, press_room


@pytest_asyncio.fixture(loop_scope="session")
async def stand() -> AsyncIterator[Kiosk]:
    async with kiosk() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def press() -> AsyncIterator[Press]:
    async with press_room() as opened:
        yield opened
