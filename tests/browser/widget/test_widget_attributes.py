"""What a host may change on a strip that stands already, and what of it costs a new connection."""

import re
from typing import Any, Final

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, update
from tests.browser.widget.hosts import MOVING, embed, state_of
from tests.browser.widget.test_widget_embed import readme_block
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

ON: Final = ".line.on .statement"
PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 700}}
LONG: Final = "The government asks parliament to extend the measures by thirty days. " * 4
SET: Final = "(strip, [name, value]) => strip.setAttribute(name, value)"


async def standing(fake: FakeService, new_page: NewPage, **context: Any) -> Page:
    """Open a page whose strip shows one line and is live."""
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await embed(fake, new_page, **context)
    await expect(page.locator(ON)).to_have_text("first")
    return page


def strip_of(page: Page) -> Locator:
    return page.locator("breaking-ticker")


async def test_what_asks_for_nothing_else_opens_no_new_connection(fake: FakeService, new_page: NewPage) -> None:
    page = await standing(fake, new_page)
    for name, value in (("feed", "en"), ("mode", "crawl"), ("mode", "flip"), ("rows", "1"), ("label", "News")):
        await strip_of(page).evaluate(SET, [name, value])
    await strip_of(page).evaluate("(strip) => document.body.prepend(strip)")
    fake.send(update(2, "second"), status(2))
    await expect(page.locator(ON)).to_have_text("second")
    assert fake.joined == ["socket"]
    assert fake.open_connections == 1


async def test_another_feed_opens_a_new_connection_and_closes_the_old_one(fake: FakeService, new_page: NewPage) -> None:
    page = await standing(fake, new_page)
    await strip_of(page).evaluate(SET, ["feed", "ar"])
    await until(lambda: fake.joined == ["socket", "socket"] and fake.open_connections == 1)


async def test_a_strip_that_is_taken_away_closes_its_connection(fake: FakeService, new_page: NewPage) -> None:
    page = await standing(fake, new_page)
    await strip_of(page).evaluate("(strip) => strip.remove()")
    await until(lambda: fake.open_connections == 0)


async def test_a_label_that_changes_later_is_the_strips_name(fake: FakeService, new_page: NewPage) -> None:
    page = await standing(fake, new_page)
    assert await page.locator(".strip").get_attribute("aria-label") == "Latest news"
    await strip_of(page).evaluate(SET, ["label", "City desk"])
    await expect(page.locator(".strip")).to_have_attribute("aria-label", "City desk")
    await strip_of(page).evaluate("(strip) => strip.removeAttribute('label')")
    await expect(page.locator(".strip")).to_have_attribute("aria-label", "Latest news")


async def test_a_language_that_changes_later_is_the_one_that_the_strip_speaks(
    fake: FakeService, new_page: NewPage
) -> None:
    page = await standing(fake, new_page)
    await expect(page.get_by_role("button", name="Show all")).to_be_visible()
    await strip_of(page).evaluate("(strip) => { strip.lang = 'ar'; }")
    await expect(page.get_by_role("button", name="عرض الكل")).to_be_visible()
    await expect(page.locator(".line .level")).to_have_text("عاجل")
    await expect(page.locator(".strip")).to_have_attribute("lang", "ar")
    await strip_of(page).evaluate("(strip) => strip.removeAttribute('lang')")
    await expect(page.get_by_role("button", name="Show all")).to_be_visible()
    assert fake.joined == ["socket"]


async def test_the_button_for_all_lines_says_what_it_does_when_they_are_shown(
    fake: FakeService, new_page: NewPage
) -> None:
    page = await standing(fake, new_page)
    button = page.locator(".button.all")
    for label, is_open in (("Show all", "false"), ("Show less", "true"), ("Show all", "false")):
        await expect(button).to_have_text(label)
        await expect(button).to_have_attribute("aria-expanded", is_open)
        await button.click()


async def test_a_browser_that_goes_offline_is_not_called_live(fake: FakeService, new_page: NewPage) -> None:
    page = await standing(fake, new_page)
    await page.context.set_offline(True)
    await expect(page.locator(".state")).to_have_text("Connecting…")
    assert await state_of(page) == "connecting"
    await page.context.set_offline(False)
    await expect(page.locator(".state")).to_have_text("Live")
    assert fake.joined[0] == "socket"
    assert len(fake.joined) > 1


ROWS: Final = """(line) => {
  const { height } = line.querySelector('.text').getBoundingClientRect();
  return Math.round(height / parseFloat(getComputedStyle(line.querySelector('.words')).lineHeight));
}"""


@pytest.mark.parametrize(("rows", "drawn"), [("", 2), ('rows="1"', 1), ('rows="3"', 3), ('rows="none"', 2)])
async def test_on_a_phone_a_line_has_two_rows_or_as_many_as_the_host_says(
    fake: FakeService, new_page: NewPage, rows: str, drawn: int
) -> None:
    fake.opening = [snapshot(update(1, LONG), update(2, "short one")), status(2)]
    page = await embed(fake, new_page, f'feed="en" {rows}', **PHONE)
    await expect(page.locator(ON)).to_have_text("short one")
    assert await page.locator(".line", has_text="The government").evaluate(ROWS) == drawn
    height = await page.locator(".strip").evaluate("(strip) => strip.getBoundingClientRect().height")
    assert height < 80 + 25 * drawn
    await page.get_by_role("button", name="Show all").click()
    assert await page.locator(".line", has_text="The government").evaluate(ROWS) > 4, "here it has all its words"


async def test_on_a_phone_a_line_is_said_by_its_short_words_where_it_has_some(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, LONG, short="Measures may be extended")), status(1)]
    page = await embed(fake, new_page, **PHONE)
    await expect(page.locator(".short")).to_be_visible()
    await expect(page.locator(".statement")).to_be_hidden()
    await page.get_by_role("button", name="Show all").click()
    await expect(page.locator(".short")).to_be_hidden()
    await expect(page.locator(".statement")).to_be_visible()
    await page.set_viewport_size({"width": 1280, "height": 700})
    await page.get_by_role("button", name="Show less").click()
    await expect(page.locator(".statement")).to_be_visible()
    await expect(page.locator(".short")).to_be_hidden()


async def test_on_a_phone_a_correction_keeps_a_row_of_its_own(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, LONG, kind="correction", version=2, note=LONG)), status(1)]
    page = await embed(fake, new_page, **PHONE)
    await expect(page.locator(".correction strong")).to_be_visible()
    assert await page.locator(".line").evaluate(ROWS) == 2
    inside = "(one) => one.getBoundingClientRect().bottom <= one.closest('.strip').getBoundingClientRect().bottom"
    assert await page.locator(".correction strong").evaluate(inside)


OUTSIDE: Final = """(strip) => {
  const box = strip.shadowRoot.querySelector('.stage').getBoundingClientRect();
  const drawn = [...strip.shadowRoot.querySelectorAll('.state, .button')].map((one) => one.getBoundingClientRect());
  const hidden = (one) => {
    for (let up = one; up; up = up.parentElement) if (getComputedStyle(up).overflowY !== 'visible') return true;
    return false;
  };
  const words = [...strip.shadowRoot.querySelectorAll('.name, .role, .statement, .note, .link')];
  return {
    over: drawn.filter((one) => one.left < box.right - 1 && one.right > box.left + 1 && one.top < box.bottom - 1
      && one.bottom > box.top + 1).length,
    free: words.filter((one) => !hidden(one)).map((one) => one.className),
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""
HUGE: Final = {
    "one cluster": "\u1100" * 5000,
    "towering marks": "e" + "\u0301" * 500,
    "joined emoji": "\u200d".join("👩" * 200),
}


@pytest.mark.parametrize("words", HUGE.values(), ids=HUGE)
@pytest.mark.parametrize("mode", ["flip", "crawl", "all"])
async def test_what_does_not_fit_is_clipped_inside_the_strip_the_name_too(
    fake: FakeService, new_page: NewPage, mode: str, words: str
) -> None:
    said = {"name": words, "role": words}
    link = f"https://{'sub.' * 50}example.org/"
    entry = update(1, words, attribution=said, kind="correction", version=2, note=words, link=link, short=words)
    fake.opening = [snapshot(entry), status(1)]
    for width in (390, 1280):
        page = await embed(
            fake,
            new_page,
            f'feed="en" mode="{mode}" storage="none"',
            viewport={"width": width, "height": 600},
            **MOVING,
        )
        await expect(page.locator(".line.on")).to_have_count(1)
        if mode == "all":
            await page.get_by_role("button", name="Show all").click()
        assert await strip_of(page).evaluate(OUTSIDE) == {"over": 0, "free": [], "wide": False}
        height = await page.locator(".strip").evaluate("(strip) => strip.getBoundingClientRect().height")
        assert mode == "all" or height < 150


async def test_on_paper_every_line_stands_and_no_button(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, LONG), update(2, "second", level="flash"), update(3, "third")), status(3)]
    for mode in ("flip", "crawl"):
        page = await embed(fake, new_page, f'feed="en" mode="{mode}"', **MOVING)
        await expect(page.locator(".line.on")).not_to_have_count(0)
        await page.emulate_media(media="print")
        boxes = [await line.bounding_box() for line in await page.locator(".line").all()]
        tops = [box["y"] for box in boxes if box is not None]
        ends = [box["y"] + box["height"] for box in boxes if box is not None]
        assert len(tops) == 3
        assert all(end <= top + 1 for end, top in zip(ends, tops[1:], strict=False))
        for line in await page.locator(".line").all():
            assert await line.evaluate("(line) => getComputedStyle(line).visibility") == "visible"
            assert await line.evaluate("(line) => getComputedStyle(line).color") == "rgb(0, 0, 0)"
        for button in await page.get_by_role("button").all():
            await expect(button).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_readmes_frame_has_room_for_the_strip_and_no_border(
    fake: FakeService, new_page: NewPage, width: int
) -> None:
    fake.opening = [snapshot(update(1, LONG)), status(1)]
    snippet = readme_block("text").replace("https://news.example/", fake.url).replace("?feed=en", "?feed=en&label=City")
    page = await new_page(
        fake.host("page", f"<!doctype html><title>host</title>{snippet}"), viewport={"width": width, "height": 600}
    )
    inside = page.frame_locator("iframe")
    await expect(inside.locator(ON)).to_contain_text("The government")
    assert await inside.locator(".strip").get_attribute("aria-label") == "City"
    box = await page.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] == width - 16
    assert await page.locator("iframe").evaluate("(frame) => getComputedStyle(frame).borderTopWidth") == "0px"
    fits = "({ scrollHeight, scrollWidth }) => scrollHeight <= innerHeight && scrollWidth <= innerWidth"
    assert await inside.locator("html").evaluate(fits)
    assert re.search(r"\bsandbox=", snippet)


@pytest.mark.parametrize("minutes", [9, 11])
async def test_a_flash_greets_a_new_reader_in_red_only_within_its_first_ten_minutes(
    fake: FakeService, new_page: NewPage, minutes: int
) -> None:
    fake.opening = [
        snapshot(update(1, "resigned", level="flash"), update(2, "newer")),
        status(2, minutes=minutes - 1),
    ]
    page = await embed(fake, new_page)
    strip = page.locator(".strip")
    is_news = minutes < 10
    await expect(page.locator(ON)).to_have_text("resigned" if is_news else "newer")
    await expect(strip).to_have_css("background-color", "rgb(184, 20, 29)" if is_news else "rgb(20, 24, 31)")
    await page.get_by_role("button", name="Show all").click()
    flash = page.locator(".line", has_text="resigned")
    assert await flash.locator(".level").text_content() == "Flash"
    colour = "rgb(184, 20, 29)" if is_news else "rgba(0, 0, 0, 0)"
    await expect(flash).to_have_css("background-color", colour)


async def test_a_flash_stops_being_red_before_the_eyes_of_whoever_watches_it(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "resigned", level="flash")), status(1, minutes=8.9)]
    page = await embed(fake, new_page, clock=True)
    await expect(page.locator(ON)).to_have_text("resigned")
    strip = page.locator(".strip")
    await expect(strip).to_have_css("background-color", "rgb(184, 20, 29)")
    fake.send(status(1, minutes=9.1))
    await page.clock.run_for(6_000)
    await expect(strip).to_have_css("background-color", "rgb(20, 24, 31)")
    await page.get_by_role("button", name="Show all").click()
    await expect(page.locator(".line")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
