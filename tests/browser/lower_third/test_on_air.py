"""What the lower third has on air, before a service that says what a test wants."""

from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SET_HIDDEN, NewPage
from tests.browser.fake_service import FakeService
from tests.browser.lower_third.page import PLATE, expect_blank, expect_words, open_page
from tests.browser.received import at, snapshot, status, taken
from tests.browser.received import update as update_at
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW: Final = {"first_created": at(0), "version_created": at(0)}
"""The times of what is filed while the page is there."""


def update(seq: int, statement: str, **more: Any) -> Any:
    """Return what was filed an hour before."""
    return update_at(seq, statement, **{"first_created": at(-60), "version_created": at(-60), **more})


def fresh(seq: int, statement: str, **more: Any) -> Any:
    return update(seq, statement, **{**NOW, **more})


async def test_an_address_is_all_it_needs(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "second")), status(2)]
    page = await open_page(fake, new_page)
    await expect_words(page, "second")
    await expect(page.locator(f"{PLATE} .source")).to_have_text("Civil Defense")
    await expect(page.locator(f"{PLATE} .label")).to_have_text("Urgent")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert fake.joined == ["socket"]


async def test_nothing_is_on_air_before_the_service_has_said_what_stands(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"))]
    page = await open_page(fake, new_page)
    await until(lambda: fake.open_connections == 1)
    await expect_blank(page)
    fake.send(status(1))
    await expect_words(page, "first")


async def test_the_lines_go_round(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*(update(seq, f"line {seq}") for seq in (1, 2, 3))), status(3)]
    page = await open_page(fake, new_page, "dwell=5", clock=True)
    await expect_words(page, "line 3")
    for seq in (2, 1, 3):
        await page.clock.run_for(5_300)
        fake.send(status(3))
        await expect_words(page, f"line {seq}")


async def test_killed_and_held_words_are_gone_in_the_middle_of_an_animation(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "SECRET held"), update(2, "SECRET killed")), status(2)]
    page = await open_page(fake, new_page, clock=True)
    await expect_words(page, "SECRET killed")
    await page.evaluate("next()")
    await expect(page.locator(".plate.leaving")).to_have_count(1)
    fake.send(taken("hold", 3, 1), taken("kill", 4, 2))
    await expect_blank(page)
    assert "SECRET" not in await all_text(page)
    await page.clock.run_for(2_000)
    assert "SECRET" not in await all_text(page)


async def all_text(page: Page) -> str:
    text: str = await page.evaluate("document.documentElement.outerHTML + tickerLowerThird.shadowRoot.innerHTML")
    return text


async def test_killed_words_do_not_come_on_air_that_were_about_to(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "coming"), update(2, "going")), status(2)]
    page = await open_page(fake, new_page, clock=True)
    await expect_words(page, "going")
    await page.evaluate("next()")
    fake.send(taken("kill", 3, 1))
    await until(lambda: is_read(page, "k3v9d2qa.3"))
    await page.clock.run_for(1_000)
    await expect_words(page, "going")


async def is_read(page: Page, cursor: str) -> bool:
    return bool(await page.evaluate("(cursor) => tickerLowerThird._feed.cursor === cursor", cursor))


async def test_a_correction_says_that_it_is_one_to_whom_saw_the_wrong_words(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "seven hurt")), status(1)]
    page = await open_page(fake, new_page)
    await expect_words(page, "seven hurt")
    fake.send(update(2, "nine hurt", kind="correction", order=1, version=2, note="n", **NOW))
    await expect_words(page, "nine hurt")
    await expect(page.locator(f"{PLATE} .label")).to_have_text("Correction")
    later = await open_page(fake, new_page)
    fake.opening = [snapshot(update(2, "nine hurt", kind="correction", order=1, version=2, note="n"), seq=2), status(2)]
    await later.reload()
    await expect(later.locator(f"{PLATE} .label")).to_have_text("Urgent")


async def test_a_flash_takes_over(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "calm")), status(1)]
    page = await open_page(fake, new_page, "mode=manual")
    await expect_words(page, "calm")
    fake.send(fresh(2, "resigned", level="flash"))
    await expect_words(page, "resigned")
    await expect(page.locator(f"{PLATE}.flash .label")).to_have_text("Flash")


async def test_what_is_killed_within_the_delay_was_never_on_air(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "stands")), status(1)]
    page = await open_page(fake, new_page, "delay=10&dwell=3", clock=True)
    await expect_words(page, "stands")
    await page.evaluate("window.seen = new Set()")
    await page.evaluate(WATCH)
    fake.send(fresh(2, "wrong", level="flash"), fresh(3, "right", level="alert"), status(3))
    await until(lambda: is_read(page, "k3v9d2qa.3"))
    await page.clock.run_for(9_000)
    await expect_words(page, "stands")
    fake.send(taken("kill", 4, 2), status(4, minutes=9 / 60))
    await until(lambda: is_read(page, "k3v9d2qa.4"))
    await page.clock.run_for(4_000)
    await expect_words(page, "right")
    assert await page.evaluate("[...window.seen].sort()") == ["right", "stands"]


WATCH: Final = """() => {
  const look = () => tickerLowerThird.shadowRoot.querySelectorAll('.plate:not(.measure) .words')
    .forEach((words) => window.seen.add(words.textContent));
  new MutationObserver(look).observe(tickerLowerThird.shadowRoot, { childList: true, subtree: true });
  look();
}"""


@pytest.mark.parametrize(("choice", "count"), [("blank", 0), ("hold", 1)])
async def test_without_word_of_the_service_it_blanks_or_holds(
    fake: FakeService, new_page: NewPage, choice: str, count: int
) -> None:
    fake.opening = [snapshot(update(1, "older"), update(2, "on air")), status(2)]
    page = await open_page(fake, new_page, f"stale=20&onstale={choice}&dwell=60", clock=True)
    await expect_words(page, "on air")
    await page.clock.run_for(18_000)
    await expect_words(page, "on air")
    await page.clock.run_for(6_000)
    await expect(page.locator(PLATE)).to_have_count(count)
    await page.evaluate("next()")
    await page.clock.run_for(1_000)
    await expect(page.locator(PLATE)).to_have_count(count)
    fake.send(status(2, minutes=25 / 60))
    await expect_words(page, "on air")


async def test_a_service_that_is_cut_off_from_its_store_is_not_believed_for_long(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "on air")), status(1)]
    page = await open_page(fake, new_page, "stale=20", clock=True)
    await expect_words(page, "on air")
    for _ in range(3):  # 24 s in all: after 30 that heard nothing it would join anew
        fake.send(status(1, state="degraded"))
        await page.clock.run_for(8_000)
    await expect_blank(page)
    fake.send(status(1))
    await expect_words(page, "on air")


async def test_a_service_that_comes_back_is_taken_up_where_it_was(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "before")), status(1)]
    page = await open_page(fake, new_page)
    await expect_words(page, "before")
    fake.opening = [fresh(2, "after", level="flash"), status(2)]
    fake.disconnect()
    await expect_words(page, "after")
    assert fake.asked == [None, "k3v9d2qa.1"]


async def test_a_hidden_page_leaves_no_words_in_the_picture_and_shows_what_stands_when_it_is_seen(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "stands"), update(2, "killed meanwhile")), status(2)]
    page = await open_page(fake, new_page, "dwell=60", fragment="key=tk_x&name=one")
    await expect_words(page, "killed meanwhile")
    await page.evaluate("window.requestAnimationFrame = () => 0")
    await page.evaluate(SET_HIDDEN, True)
    await expect_blank(page)
    await until(lambda: bool(fake.reports) and fake.reports[-1]["state"] == "hidden")
    fake.send(taken("kill", 3, 2))
    await until(lambda: is_read(page, "k3v9d2qa.3"))
    await page.evaluate(SET_HIDDEN, False)
    await expect_words(page, "stands")
    assert fake.open_connections == 1


async def test_a_screen_that_is_removed_in_order_says_so_in_its_last_report(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "stands")), status(1)]
    page = await open_page(fake, new_page, fragment="key=tk_x&name=one")
    await until(lambda: bool(fake.reports) and fake.reports[-1]["shown"] != [])
    await page.evaluate("document.querySelector('ticker-lower-third').remove()")
    await until(lambda: fake.reports[-1]["state"] == "removed")
    assert (fake.reports[-1]["name"], fake.reports[-1]["shown"]) == ("one", [])


async def test_a_screen_that_takes_another_name_is_removed_under_the_former_one(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "stands")), status(1)]
    page = await open_page(fake, new_page, fragment="key=tk_x&name=one")
    await until(lambda: bool(fake.reports))
    screens = "document.querySelector('ticker-lower-third')"
    await page.evaluate(f"{screens}.configure({{key: 'tk_y'}})")
    await until(lambda: fake.keys[-1] == "Bearer tk_y")
    await page.evaluate(f"{screens}.configure({{name: 'two'}})")
    await until(lambda: any(one["name"] == "two" for one in fake.reports))
    await until(lambda: any(one["state"] == "removed" for one in fake.reports))
    assert [one["name"] for one in fake.reports if one["state"] == "removed"] == ["one"]


async def test_a_host_that_paints_what_it_calls_hidden_still_has_its_words(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "stands")), status(1)]
    page = await open_page(fake, new_page, clock=True)
    await expect_words(page, "stands")
    await page.evaluate(SET_HIDDEN, True)
    await page.clock.run_for(2_000)
    await expect_words(page, "stands")


async def test_two_hundred_lines_in_a_hidden_page_are_taken_in_and_the_newest_is_on_air_when_it_is_seen(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await open_page(fake, new_page, "dwell=60")
    await expect_words(page, "first")
    await page.evaluate("window.requestAnimationFrame = () => 0")
    await page.evaluate(SET_HIDDEN, True)
    await expect_blank(page)
    fake.send(*(fresh(seq, f"line {seq}") for seq in range(2, 202)), status(201))
    await until(lambda: is_read(page, "k3v9d2qa.201"))
    await page.evaluate(SET_HIDDEN, False)
    await expect_words(page, "line 201")
    assert await page.evaluate("tickerLowerThird.shadowRoot.querySelectorAll('.plate').length") == 1


async def test_a_line_that_is_past_its_time_goes_off_air(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "soon over", expires=at(0.1))), status(1)]
    page = await open_page(fake, new_page, clock=True)
    await expect_words(page, "soon over")
    await page.clock.run_for(6_500)
    await expect_blank(page)


async def test_a_screen_without_a_feed_of_that_name_stays_blank(fake: FakeService, new_page: NewPage) -> None:
    fake.close_code = 4501
    page = await open_page(fake, new_page, "feed=none")
    await until(lambda: len(fake.joined) == 1)
    await expect_blank(page)


async def test_markup_in_any_field_is_text(fake: FakeService, new_page: NewPage) -> None:
    attack = "<img src=x onerror=alert(1)> <b>bold</b> &amp; <script>alert(1)</script>"
    texts = ("headline", "section", "region", "slug", "link", "note", "level", "dir", "language", "short")
    attribution = dict.fromkeys(("name", "role", "kind"), attack)
    entry = {**update(1, attack), **dict.fromkeys(texts, attack), "attribution": attribution}
    other = {**update(2, attack), "attribution": attribution, "language": "constructor", "level": "__proto__"}
    fake.opening = [snapshot(entry, other, title=attack, language=attack, dir=attack), status(2)]
    page = await open_page(fake, new_page, "mode=manual")
    for one in (other, entry):
        await page.evaluate("(id) => take(id)", one["id"])
        await expect(page.locator(f"{PLATE}[data-id='{one['id']}'] .words")).to_have_text(attack)
        await expect(page.locator(f"{PLATE} .source")).to_have_text(f"{attack}, {attack}")
        await expect(page.locator(f"{PLATE} .label")).to_have_text("News")
    assert await page.evaluate("tickerLowerThird.shadowRoot.querySelectorAll('img, b, script').length") == 0
    assert await page.evaluate("document.querySelectorAll('img, b').length") == 0
