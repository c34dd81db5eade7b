"""The lower third for a day and a night without a reload: it sleeps, wakes, and holds no more than at the start."""

from typing import Any, Final

import pytest
from playwright.async_api import CDPSession, Page

from tests.browser.axe import found_by_axe
from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.lower_third.page import PLATE, expect_words, open_page
from tests.browser.received import at, snapshot, status, taken, update
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOURS: Final = 24
LINES: Final = 30
"""How many are filed in an hour; the oldest of them is killed."""
HEAP_MAX_BYTES: Final = 1_500_000


async def counted(session: CDPSession) -> dict[str, float]:
    await session.send("HeapProfiler.collectGarbage")
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


async def pass_an_hour(fake: FakeService, page: Page, hour: int) -> None:
    """File lines, kill one, let an hour go by in which the machine slept, and see the newest line on air."""
    first, last = hour * (LINES + 1) + 1, hour * (LINES + 1) + LINES
    when: dict[str, Any] = {"first_created": at(hour * 60), "version_created": at(hour * 60), "expires": at(10_000)}
    lines = [update(seq, f"hour {hour}, line {seq}", **when) for seq in range(first, last + 1)]
    told = [*lines, taken("kill", last + 1, first), status(last + 1, minutes=hour * 60)]
    fake.send(*told)
    await until(lambda: is_read(page, last + 1))
    fake.opening = [status(last + 1, minutes=hour * 60 + 60)]
    joined = len(fake.joined)
    await page.clock.fast_forward(3_600_000)
    await page.clock.run_for(3_000)
    await until(lambda: len(fake.joined) > joined and fake.open_connections == 1)
    fake.send(status(last + 1, minutes=hour * 60 + 60))
    await page.evaluate("auto()")
    await page.clock.run_for(1_000)
    await page.locator(f"{PLATE} .words").wait_for()


async def is_read(page: Page, seq: int) -> bool:
    return bool(await page.evaluate("(seq) => tickerLowerThird._feed.cursor === `k3v9d2qa.${seq}`", seq))


async def test_a_day_of_news_and_sleep_leaves_nothing_behind(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "begin", expires=at(10_000))), status(1)]
    page = await open_page(fake, new_page, "dwell=2&stale=3600", clock=True)
    await expect_words(page, "begin")
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    for hour in range(3):
        await pass_an_hour(fake, page, hour)
    before = await counted(session)
    for hour in range(3, HOURS):
        await pass_an_hour(fake, page, hour)
    after = await counted(session)
    assert after["JSHeapUsedSize"] - before["JSHeapUsedSize"] < HEAP_MAX_BYTES
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5
    assert after["Nodes"] <= before["Nodes"] + 100
    assert fake.open_connections == 1


async def test_axe_finds_nothing_on_the_template(fake: FakeService, new_page: NewPage) -> None:
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        fake.opening = [snapshot(update(1, "كلمات / words", dir=direction)), status(1)]
        page = await open_page(fake, new_page, f"feed={language}")
        await expect_words(page, "كلمات / words")
        await page.evaluate("tickerLowerThird.shadowRoot.getAnimations().forEach((coming) => coming.finish())")
        # A picture with one line in it has no headings.
        assert await found_by_axe(page, without=("page-has-heading-one",)) == []
