"""The reader page's stream before a service that says what a test wants: the states that a healthy one never shows."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import SET_HIDDEN, NewPage, statements
from tests.browser.fake_service import FakeService
from tests.browser.received import EPOCH, snapshot, status, update
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stream_without_status_is_stale_and_is_asked_again_from_the_last_cursor(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    fake.send(update(2, "second"))
    await expect(page.locator(".statement")).to_have_count(2)
    fake.opening = []
    await page.clock.run_for(32_000)
    await expect(page.locator("#stateText")).to_have_text("Stale since 12:00")
    await page.clock.run_for(10_000)
    await until(lambda: len(fake.asked) > 1)
    assert fake.asked[:2] == [None, f"{EPOCH}.2"]
    await until(lambda: fake.open_connections == 1, what="the dead stream is closed")
    fake.send(status(2, minutes=1))
    await expect(page.locator("#stateText")).to_have_text("Live")


async def test_a_stream_that_ends_is_taken_up_again_where_it_was(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    fake.opening = [update(2, "second"), status(2)]
    fake.disconnect()
    await expect(page.locator(".statement")).to_have_count(2)
    await expect(page.locator("#stateText")).to_have_text("Live")
    assert fake.asked == [None, f"{EPOCH}.1"]


@pytest.mark.long
async def test_a_refused_stream_is_asked_for_again(fake: FakeService, new_page: NewPage) -> None:
    fake.refusal = 503
    page = await new_page(fake.url)
    await until(lambda: len(fake.asked) >= 2, within_s=10)
    await expect(page.locator("#stateText")).to_have_text("Connecting…")
    fake.refusal, fake.opening = None, [snapshot(), status()]
    await expect(page.locator("#stateText")).to_have_text("Live")
    await expect(page.locator("#notice")).to_contain_text("No news stands right now")


async def test_an_unknown_feed_is_said_to_be_unknown(fake: FakeService, new_page: NewPage) -> None:
    fake.refusal = 404
    page = await new_page(f"{fake.url}?feed=zz")
    await expect(page.locator("#stateText")).to_have_text("No such edition")


@pytest.mark.parametrize(("query", "ends_at"), [("?feed=en", "?feed=en"), ("", "?feed=ar")])
async def test_an_edition_that_is_gone_is_said_to_be_so_and_left_by_whoever_did_not_ask_for_it(
    fake: FakeService, new_page: NewPage, query: str, ends_at: str
) -> None:
    fake.opening = [snapshot(), status()]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(fake.url + query)
    await expect(page.locator("#stateText")).to_have_text("Live")
    fake.feeds, fake.refusal = fake.feeds[1:], 404
    fake.disconnect()
    await page.clock.run_for(32_000)
    await page.wait_for_url(fake.url + ends_at)
    await expect(page.locator("#feeds a")).to_have_count(2)
    if query:
        await expect(page.locator("#stateText")).to_have_text("No such edition")


async def test_a_network_that_comes_back_wakes_the_page(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(), status()]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await until(lambda: len(fake.asked) == 2)
    await until(lambda: fake.open_connections == 1)


async def test_a_page_that_is_left_ends_its_stream(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(), status()]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    await page.goto("about:blank")
    await until(lambda: fake.open_connections == 0)


async def test_a_head_that_never_comes_is_asked_for(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    fake.opening = [update(2, "was lost"), status(2)]
    fake.send(status(2))
    fake.send(status(2))
    await expect(page.locator(".statement")).to_have_count(2)
    assert fake.asked == [None, f"{EPOCH}.1"]


async def test_a_degraded_service_is_said_to_be_degraded(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(), status()]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    fake.send(status(state="degraded"))
    await expect(page.locator("#stateText")).to_have_text("Degraded: news may be late")
    await expect(page.locator("#polite")).to_have_text("Degraded: news may be late")
    fake.send(status())
    await expect(page.locator("#stateText")).to_have_text("Live")


async def test_a_gap_replaces_what_was_shown(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "lost"), update(2, "stays")), status(2)]
    page = await new_page(fake.url)
    await expect(page.locator(".statement")).to_have_count(2)
    fresh = snapshot({**update(2, "stays"), "cursor": "m0t5x8zr.2"}, seq=1, epoch="m0t5x8zr")
    fake.send({"type": "gap", "feed": "en", "reason": "epoch"}, fresh)
    await expect(page.locator(".statement")).to_have_count(1)
    assert await statements(page) == ["stays"]


async def test_the_stream_survives_what_it_cannot_read(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(fake.url)
    await expect(page.locator(".statement")).to_have_count(1)
    fake.send({"type": "weather", "feed": "en", "cursor": "x"}, update(2, "second"))
    await expect(page.locator(".statement")).to_have_count(2)


async def test_a_hidden_page_gives_its_stream_back_and_takes_it_up_when_seen(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    await page.evaluate(SET_HIDDEN, True)
    await page.clock.run_for(62_000)
    fake.opening = [update(2, "second"), status(2)]
    await until(lambda: fake.open_connections == 0)
    asked = len(fake.asked)
    await asyncio.gather(page.evaluate(SET_HIDDEN, False), until(lambda: len(fake.asked) > asked))
    await expect(page.locator(".statement")).to_have_count(2)
    assert fake.asked[-1] == f"{EPOCH}.1"
