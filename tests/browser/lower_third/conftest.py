"""A fake service for the tests of the lower third, and editions of a real one for those of its operator's page."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.composer.office import House, Office, open_house, open_office
from tests.browser.fake_service import FakeService, fake_service


@pytest_asyncio.fixture(loop_scope="session")
async def made() -> AsyncIterator[FakeService]:
    async with fake_service() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def office(house: House, browser: Browser) -> AsyncIterator[Office]:
    async with open_office(house, browser) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def arabic(house: House, browser: Browser) -> AsyncIterator[Office]:
    async with open_office(house, browser, language="ar", title="العربية") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def spanish(house: House, browser: Browser) -> AsyncIterator[Office]:
    async with open_office(house, browser, language="es", title="Español") as opened:
        yield opened
