"""What is written into the composer, and what others file, is text and nothing else: no markup, no code."""

from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.edition import Edition, file, lines, row, sign_in, standing_one
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTEMPTS: Final = ("<img src=x onerror=document.title='owned'>", "javascript:document.title='owned'", "{{7*7}}${7*7}")


async def test_text_is_never_more_than_text(edition: Edition) -> None:
    """The service refuses markup; what comes all the same, by another way, stays text."""
    page = await edition.compose()
    for attempt in ATTEMPTS:
        await page.get_by_text("More: section").click()
        for name in ("statement", "name", "role", "short", "section", "region", "slug", "link"):
            await page.locator(f"#new-{name}").fill(attempt)
        await expect(page.locator(".preview")).to_contain_text(attempt)
        await file(page)
        await until(lambda: _settled(page))
        await page.get_by_role("button", name="Clear").click()
        await page.get_by_text("More: section").click()
    text = "< img src=x onerror=document.title='owned'> & \"'`"
    await edition.file(text, text, short="< b>" * 10, slug="< script>alert(1)")
    entry = await standing_one(edition)
    await edition.act("correction", entry, statement=text, note=text)
    await expect(row(page, "< img")).to_contain_text("Corrected")
    assert await page.title() == "ticker · Composer"
    assert await page.locator("img, script:not([src]), [onerror]").count() == 0


async def _settled(page: Page) -> bool:
    return await lines(page, "sending").count() == 0 and await lines(page, "queued").count() == 0


async def test_the_names_of_keys_and_screens_are_text_too(edition: Edition) -> None:
    key = await edition.service.add_key(Role.EDITOR, "<img src=x onerror=alert(1)>", edition.feed)
    await edition.report("x" * 32)
    context = await edition.context()
    page = await context.new_page()
    await page.goto(edition.url)
    await sign_in(page, key)
    await expect(page.locator(".whoami")).to_contain_text("<img src=x")
    assert await page.locator("img").count() == 0
