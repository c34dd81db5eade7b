"""A real browser for tests. A page that complains on its console, or that its policy blocks, fails its test.

One browser serves a session: its tests say ``pytestmark = pytest.mark.asyncio(loop_scope="session")``.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any, Final, Protocol

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.console import complaint
from tests.browser.edition import HASTE, Edition, open_edition
from tests.browser.fake_service import FakeService, fake_service
from tests.served import Served, served

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",  # hosts that are not this machine's own name: not a secure context
)
expect.set_options(timeout=20_000)  # a deadline on a busy machine, not a pace


SET_HIDDEN: Final = """(hidden) => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
"""Puts the page into a tab that is not seen, or back."""


class NewPage(Protocol):
    """Opens a page in a context of its own."""

    async def __call__(self, url: str, **context: Any) -> Page:
        """Open ``url``; ``context`` is what the browser's context is made with."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium_path, args=[*FLAGS], headless=True)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(browser: Browser) -> AsyncIterator[NewPage]:
    complaints: list[str] = []
    async with AsyncExitStack() as ending:

        async def open_page(url: str, **context: Any) -> Page:
            made = await context_of(browser, ending, context)
            page = await made.new_page()
            page.on("console", lambda said: complaints.extend(complaint(said)))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            await page.goto(url)
            return page

        yield open_page
    assert complaints == []


async def context_of(browser: Browser, ending: AsyncExitStack, options: Mapping[str, Any]) -> BrowserContext:
    made = await browser.new_context(**{"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce", **options})
    ending.push_async_callback(made.close)
    return made


async def statements(page: Page) -> list[str]:
    """Return the lines that the reader page shows."""
    return await page.locator(".line .statement").all_inner_texts()


@pytest_asyncio.fixture(loop_scope="session")
async def fake() -> AsyncIterator[FakeService]:
    async with fake_service() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service() -> AsyncIterator[Served]:
    """Return a real service, whose clocks run faster."""
    async with served(times_divided_by=HASTE) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def edition(service: Served, browser: Browser) -> AsyncIterator[Edition]:
    """Return an edition of the test's own at the real service."""
    async with open_edition(service, browser) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def arabic(service: Served, browser: Browser) -> AsyncIterator[Edition]:
    async with open_edition(service, browser, language="ar", title="العربية") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def spanish(service: Served, browser: Browser) -> AsyncIterator[Edition]:
    async with open_edition(service, browser, language="es", title="Español") as opened:
        yield opened
