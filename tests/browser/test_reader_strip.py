"""The reader page's strip: what stands in it, what is taken back, what is said aloud."""

from datetime import UTC, datetime
from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewPage, statements
from tests.browser.fake_service import FakeService
from tests.browser.received import at, snapshot, status, taken, update

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_newest_ten_stand_newest_first(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*(update(seq, f"number {seq}") for seq in range(1, 13))), status(12)]
    page = await new_page(fake.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    assert await statements(page) == [f"number {seq}" for seq in range(12, 2, -1)]


async def test_markup_in_news_is_text(fake: FakeService, new_page: NewPage) -> None:
    attack = "<img src=x onerror=alert(1)> <b>bold</b> &amp; <script>alert(1)</script>"
    fake.opening = [snapshot(update(1, attack, name=attack, note=attack, kind="correction")), status(1)]
    page = await new_page(fake.url)
    await expect(page.locator(".statement")).to_have_text(attack)
    assert await page.locator("main :is(img, b, script)").count() == 0


async def test_only_https_links_become_links(fake: FakeService, new_page: NewPage) -> None:
    links = ["https://example.org/a", "javascript:alert(1)", "http://example.org/", "data:text/html,x", "not a link"]
    fake.opening = [snapshot(*(update(seq, "words", link=link) for seq, link in enumerate(links, start=1))), status(5)]
    page = await new_page(fake.url)
    await expect(page.locator(".line")).to_have_count(5)
    link = page.locator(".line a")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", "https://example.org/a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_correction_is_seen_to_be_one_and_shows_the_old_words_for_a_while(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "seven hurt")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(fake.url)
    await expect(page.locator(".statement")).to_have_text("seven hurt")
    fake.send(update(2, "nine hurt", kind="correction", order=1, version=2, note="The number was wrong."))
    await expect(page.locator(".statement")).to_have_text("nine hurt")
    await expect(page.locator(".correction")).to_contain_text("Correction")
    await expect(page.locator(".correction .note")).to_have_text("The number was wrong.")
    await expect(page.locator("del")).to_have_text("Civil Defense: seven hurt")
    await page.clock.run_for(21_000)
    await expect(page.locator("del")).to_have_count(0)
    await expect(page.locator(".correction")).to_contain_text("Correction")


async def test_killed_and_held_words_are_gone_from_the_whole_page(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "stays")), status(1)]
    page = await new_page(fake.url)
    await expect(page.locator(".statement")).to_have_text("stays")
    fake.send(update(2, "SECRET held"), update(3, "SECRET killed", level="flash"))
    fake.send(update(4, "SECRET old words", order=1, version=2, kind="correction", note="n"))
    await expect(page.locator("#polite")).to_contain_text("SECRET")
    await expect(page.locator("#assertive")).to_contain_text("SECRET")
    fake.send(taken("hold", 5, 2), taken("kill", 6, 3), taken("kill", 7, 1, version=3))
    await expect(page.locator(".gone")).to_have_count(3)
    assert "SECRET" not in await page.content()
    assert await page.locator(".gone").all_inner_texts() == [
        "This update was withdrawn by the newsroom.",
        "This update is being checked by the newsroom.",
        "This update was withdrawn by the newsroom.",
    ]


async def test_times_and_expiry_go_by_the_services_clock(fake: FakeService, new_page: NewPage) -> None:
    soon = update(2, "expires soon", expires=at(1))
    fake.opening = [snapshot(update(5, "five minutes old"), soon), status(5)]
    page = await new_page("about:blank")
    await page.clock.install(time=datetime(1999, 1, 1, tzinfo=UTC))
    await page.goto(fake.url)
    await expect(page.locator(".line", has_text="five minutes old").locator("time")).to_have_text("5 minutes ago")
    await expect(page.locator(".line", has_text="expires soon")).to_have_count(1)
    fake.send(status(5, minutes=0.9))
    await page.clock.run_for(7_000)  # whether the status is there yet or not: the page's clock goes on by itself
    await expect(page.locator(".line", has_text="expires soon")).to_have_count(0)


async def test_a_paused_strip_stands_still_but_lets_a_kill_through(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "wrong")), status(2)]
    page = await new_page(fake.url)
    await expect(page.locator(".statement")).to_have_count(2)
    await page.get_by_role("button", name="Pause").click()
    fake.send(update(3, "third"), taken("kill", 4, 2))
    await expect(page.get_by_role("button", name="Resume · 1 new")).to_be_visible()
    assert await statements(page) == ["first"]
    await page.get_by_role("button").press("Enter")
    await expect(page.locator(".statement")).to_have_count(2)
    assert await statements(page) == ["third", "first"]
    await expect(page.get_by_role("button", name="Pause")).to_be_focused()


async def test_news_is_said_aloud_politely_and_a_flash_at_once(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "old")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(fake.url)
    await expect(page.locator(".statement")).to_have_count(1)
    await page.clock.run_for(1_000)
    await expect(page.get_by_role("status")).to_be_empty()
    fake.send(update(2, "second"))
    await expect(page.get_by_role("status")).to_have_text("1 new update. Civil Defense: second")
    fake.send(update(3, "third"), update(4, "fourth"), update(5, "resigned", level="flash"))
    await expect(page.get_by_role("alert")).to_have_text("Flash. Civil Defense: resigned")
    await expect(page.get_by_role("status")).to_have_text("1 new update. Civil Defense: second")
    await page.clock.run_for(10_000)
    await expect(page.get_by_role("status")).to_have_text("2 new updates. Civil Defense: fourth")
    assert await page.locator(".strip").get_attribute("aria-live") is None


async def test_a_link_keeps_the_focus_when_its_line_is_corrected(fake: FakeService, new_page: NewPage) -> None:
    link = "https://example.org/"
    fake.opening = [snapshot(update(1, "first", link=link)), status(1)]
    page = await new_page(fake.url)
    await page.locator(".line a").focus()
    fake.send(update(2, "newer"), update(3, "mended", kind="refile", order=1, version=2, link=link))
    await expect(page.locator(".line", has_text="mended")).to_have_count(1)
    await expect(page.locator(".line a")).to_be_focused()


@pytest.mark.parametrize("minutes", [9, 11])
async def test_a_flash_greets_a_new_reader_in_red_only_within_its_first_ten_minutes(
    fake: FakeService, new_page: NewPage, minutes: int
) -> None:
    fake.opening = [snapshot(update(1, "resigned", level="flash")), status(1, minutes=minutes - 1)]
    page = await new_page(fake.url)
    await expect(page.locator(".line .level")).to_have_text("Flash")
    red, card = "rgb(156, 17, 26)", "rgba(0, 0, 0, 0)"
    await expect(page.locator(".line")).to_have_css("background-color", red if minutes < 10 else card)


async def test_a_flash_stops_being_red_before_the_eyes_of_whoever_watches_it(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "resigned", level="flash")), status(1, minutes=8)]
    page = await new_page(fake.url)
    await expect(page.locator(".line")).to_have_css("background-color", "rgb(156, 17, 26)")
    fake.send(status(1, minutes=9.1))
    await expect(page.locator(".line")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


INSIDE: Final = """() => [...document.querySelectorAll('.line')].map((line) => {
  const { overflowX, overflowY } = getComputedStyle(line);
  return [overflowX, overflowY, document.documentElement.scrollWidth <= innerWidth];
})"""
HUGE: Final = {
    "one cluster": "\u1100" * 5000,
    "towering marks": "e" + "\u0301" * 500,
    "joined emoji": "\u200d".join("👩" * 200),
}


@pytest.mark.parametrize("words", HUGE.values(), ids=HUGE)
async def test_what_does_not_fit_is_clipped_inside_its_line_the_name_too(
    fake: FakeService, new_page: NewPage, words: str
) -> None:
    said = {"name": words, "role": words}
    fake.opening = [snapshot(update(1, words, attribution=said, kind="correction", note=words)), status(1)]
    for width in (390, 1280):
        page = await new_page(fake.url, viewport={"width": width, "height": 600})
        await expect(page.locator(".line")).to_have_count(1)
        assert await page.evaluate(INSIDE) == [["clip", "clip", True]]


async def test_on_paper_there_are_the_lines_and_no_controls(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "second", level="flash")), status(2)]
    page = await new_page(fake.url, color_scheme="dark")
    await expect(page.locator(".line")).to_have_count(2)
    await page.emulate_media(media="print")
    for line in await page.locator(".line").all():
        await expect(line).to_have_css("color", "rgb(0, 0, 0)")
        await expect(line).to_have_css("background-color", "rgb(255, 255, 255)")
    await expect(page.locator("#pause")).to_be_hidden()
