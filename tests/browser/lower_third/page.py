"""Pages that show the lower third of a fake service."""

from typing import Any, Final

from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import CLIENTS, FakeService

FOLDER: Final = CLIENTS / "lower-third"
HD: Final = {"width": 1920, "height": 1080}
PLATE: Final = ".plate:not(.leaving)"


async def open_page(
    fake: FakeService, new_page: NewPage, query: str = "", *, clock: bool = False, fragment: str = "", **context: Any
) -> Page:
    """Open the lower third as OBS does: by its address. With ``clock`` its time is the test's to move."""
    page = await new_page("about:blank", **{"viewport": HD, **context})
    if clock:
        await page.clock.install(time=0)
        await page.clock.pause_at(1_000)
    await page.goto(f"{fake.url}clients/lower-third/index.html?{query}#{fragment}")
    return page


async def expect_words(page: Page, words: str) -> None:
    """Wait until these words stand on air, and nothing else."""
    await expect(page.locator(f"{PLATE} .words")).to_have_text(words)


async def expect_blank(page: Page) -> None:
    await expect(page.locator(".plate")).to_have_count(0)
