"""The page from disk, started before the service that it is to show: as OBS does after a power cut."""

from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.edition import HASTE, Edition
from tests.browser.lower_third.page import FOLDER, HD, PLATE, expect_blank, expect_words
from tests.processes import PORTS
from tests.served import served
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIVE_WITHIN_MS: Final = 60_000
"""Longer than the longest pause between two tries."""


async def has_failed(page: Page) -> bool:
    return bool(await page.evaluate("tickerLowerThird._feed._state.failures >= 1"))


async def is_known(edition: Edition, name: str) -> bool:
    bearer = {"Authorization": f"Bearer {edition.keys[Role.EDITOR]}"}
    answer = await edition.client.get(f"/v1/feeds/{edition.feed}/surfaces", headers=bearer)
    return name in {surface["name"] for surface in answer.json()["surfaces"]}


async def test_a_page_from_disk_that_was_there_before_the_service_goes_live_with_it(edition: Edition) -> None:
    await edition.file("The bridge is open.")
    port = next(PORTS)
    page = await (await edition.context()).new_page()
    await page.set_viewport_size(HD)  # type: ignore[arg-type]  # a mapping of the two
    address = f"{(FOLDER / 'index.html').as_uri()}?server=http://127.0.0.1:{port}/&feed={edition.feed}&name=late"
    await page.goto(f"{address}#key={edition.keys[Role.SURFACE]}")
    await until(lambda: has_failed(page))
    await expect_blank(page)
    async with served(beside=edition.service, port=port, times_divided_by=HASTE):
        await expect(page.locator(PLATE)).to_have_count(1, timeout=LIVE_WITHIN_MS)
        await expect_words(page, "The bridge is open.")
        await until(lambda: is_known(edition, "late"))
