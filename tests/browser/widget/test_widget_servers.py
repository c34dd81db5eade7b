"""Pages that a service serves read from no server but its own and those it lists: no fake news at its address."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, update
from tests.editor import Editor
from tests.processes import ROOT
from tests.served import Served, served

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAKE: Final = "Fake news at the newsroom's own address"
STRIP: Final = "clients/widget/iframe.html"
LOWER_THIRD: Final = "clients/lower-third/"
PAGES: Final = pytest.mark.parametrize("page_of", [STRIP, LOWER_THIRD])
BARRED: Final = {STRIP: ".state", LOWER_THIRD: ".barred"}


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Return a browser whose console may say what a policy bars."""
    made = await browser.new_context(locale="en-GB", reduced_motion="reduce")
    yield made
    await made.close()


@PAGES
async def test_a_served_page_fetches_nothing_from_a_foreign_server_and_says_why(
    fake: FakeService, service: Served, context: BrowserContext, page_of: str
) -> None:
    fake.opening = [snapshot(update(1, FAKE)), status(1)]
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    await page.goto(f"{service.url}/{page_of}?server={fake.url}")
    host = fake.url.split("/")[2]
    await expect(page.locator(BARRED[page_of])).to_contain_text(f"This page may not read from {host}")
    assert fake.joined == []
    assert [url for url in asked if host in url.split("?")[0]] == []
    assert FAKE not in await page.content()


@PAGES
async def test_a_served_page_reads_from_a_server_that_is_listed(
    fake: FakeService, context: BrowserContext, page_of: str
) -> None:
    fake.opening = [snapshot(update(1, "from the wire")), status(1)]
    async with served(client_servers=fake.url.rstrip("/")) as service:
        page = await context.new_page()
        await page.goto(f"{service.url}/{page_of}?server={fake.url}")
        await expect(page.get_by_text("from the wire").first).to_be_visible()
    assert fake.joined == ["socket"]


@PAGES
async def test_a_served_page_reads_from_its_own_service_that_its_address_names(
    service: Served, editor: Editor, context: BrowserContext, page_of: str
) -> None:
    await editor.file("said by the service itself")
    page = await context.new_page()
    await page.goto(f"{service.url}/{page_of}?server={service.url}/")
    await expect(page.get_by_text("said by the service itself").first).to_be_visible()


@pytest.mark.parametrize("page_of", [STRIP, f"{LOWER_THIRD}index.html"])
async def test_a_page_from_disk_reads_from_whatever_server_it_is_told_of(
    fake: FakeService, context: BrowserContext, page_of: str
) -> None:
    fake.opening = [snapshot(update(1, "from anywhere")), status(1)]
    page = await context.new_page()
    await page.goto(f"{(ROOT / page_of).as_uri()}?server={fake.url}")
    await expect(page.get_by_text("from anywhere").first).to_be_visible()


@pytest.mark.parametrize("server", ["", "server=&", "server=nowhere&", "f0=&"])
async def test_a_served_lower_third_shows_no_words_that_stand_in_its_address(
    service: Served, editor: Editor, context: BrowserContext, server: str
) -> None:
    await editor.file("what the service says")
    page = await context.new_page()
    await page.goto(f"{service.url}/{LOWER_THIRD}?{server}attribution=Reuters&statement={FAKE}")
    await expect(page.get_by_text("what the service says").first).to_be_visible()
    assert await page.get_by_text(FAKE).count() == 0
