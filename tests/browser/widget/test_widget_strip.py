"""The strip in a real browser: what stands in it, what comes down, what is put right, in both modes and directions."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import at, snapshot, status, taken, update
from tests.browser.widget.hosts import MOVING, embed, everything, statements

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODES = pytest.mark.parametrize("mode", ["flip", "crawl"])
CRAWLING = 'feed="en" mode="crawl" style="--ticker-speed: 400"'


async def test_the_newest_ten_stand_newest_first(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*(update(seq, f"number {seq}") for seq in range(1, 13))), status(12)]
    page = await embed(fake, new_page)
    await expect(page.locator(".line.on .statement")).to_have_text("number 12")
    assert await statements(page) == [f"number {seq}" for seq in range(12, 2, -1)]
    await page.get_by_role("button", name="Show all").click()
    assert await page.locator(".line").evaluate_all("(lines) => lines.every((line) => line.checkVisibility())")


async def test_attribution_and_statement_are_told_apart(fake: FakeService, new_page: NewPage) -> None:
    said = {"name": "Red Cross", "role": "spokesperson"}
    fake.opening = [snapshot(update(1, "nine hurt", attribution=said)), status(1)]
    page = await embed(fake, new_page)
    await expect(page.locator(".source .name")).to_have_text("Red Cross")
    assert await page.locator(".words > *").evaluate_all("(parts) => parts.map((part) => part.className)") == [
        "source",
        "statement",
    ]
    assert (await page.locator(".words").inner_text()).split() == ["Red", "Cross", "spokesperson", "nine", "hurt"]
    assert await page.locator(".name").evaluate("(name) => getComputedStyle(name).fontWeight") == "700"


async def test_ages_go_by_the_services_clock_where_the_readers_is_wrong(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(5, "five minutes old")), status(5)]
    page = await new_page("about:blank")
    await page.clock.install(time=datetime(1999, 1, 1, tzinfo=UTC))
    await page.goto(fake.url + "clients/widget/iframe.html?feed=en")
    age = page.locator(".line.on time")
    await expect(age).to_have_text("5 minutes ago")
    fake.send(status(5, minutes=2))
    await page.clock.run_for(6_000)
    await expect(age).to_have_text("7 minutes ago")


async def test_what_expires_comes_down_between_two_statuses(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "stays"), update(2, "goes", expires=at(0.2))), status(2)]
    page = await embed(fake, new_page, clock=True)
    await expect(page.locator(".line.on .statement")).to_have_text("goes")
    await page.clock.run_for(11_000)
    assert await statements(page) == ["goes", "stays"]
    await page.clock.run_for(1_500)
    assert await statements(page) == ["stays"]
    assert await page.locator(".gone").count() == 0


async def test_held_words_go_and_come_back_in_their_place(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "older"), update(2, "in doubt")), status(2)]
    page = await embed(fake, new_page)
    await expect(page.locator(".line.on .statement")).to_have_text("in doubt")
    fake.send(taken("hold", 3, 2))
    await expect(page.locator(".line.on")).to_have_text("Being checked by the newsroom")
    assert "in doubt" not in await everything(page)
    fake.send(update(4, "in doubt", kind="release", order=2, version=3))
    await expect(page.locator(".line.on .statement")).to_have_text("in doubt")
    assert await statements(page) == ["in doubt", "older"]


SLOW = """(strip) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.line { animation-duration: 60s !important }');
  strip.shadowRoot.adoptedStyleSheets.push(sheet);
}"""
"""A line takes a minute to come on: whatever a test sees of it is the middle of its animation."""


async def test_words_are_gone_at_once_while_their_line_is_coming_on(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "older")), status(1)]
    page = await embed(fake, new_page, **MOVING)
    await expect(page.locator(".line.on .statement")).to_have_text("older")
    await page.locator("breaking-ticker").evaluate(SLOW)
    fake.send(update(2, "SECRET", level="flash"))
    secret = page.locator(".line.on", has_text="SECRET")
    await expect(secret).to_have_count(1)
    assert await secret.evaluate("(line) => line.getAnimations().length > 0 && getComputedStyle(line).opacity < 1")
    fake.send(taken("kill", 3, 2))
    await expect(page.locator(".line.on")).to_have_text("Withdrawn by the newsroom")
    assert "SECRET" not in await everything(page)


async def test_words_are_gone_at_once_while_they_run_through(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "older"), update(2, "SECRET")), status(2)]
    page = await embed(fake, new_page, CRAWLING, **MOVING)
    secret = page.locator(".line.on", has_text="SECRET")
    await expect(secret).to_have_count(1)
    assert await secret.evaluate("(line) => line.getAnimations()[0].playState") == "running"
    fake.send(taken("kill", 3, 2))
    await expect(secret).to_have_count(0)
    assert "SECRET" not in await everything(page)
    await expect(page.locator(".line.gone")).to_have_text("Withdrawn by the newsroom")


@MODES
async def test_a_kill_reaches_a_paused_strip(fake: FakeService, new_page: NewPage, mode: str) -> None:
    fake.opening = [snapshot(update(1, "older"), update(2, "SECRET")), status(2)]
    page = await embed(fake, new_page, f'feed="en" mode="{mode}" style="--ticker-speed: 400"', **MOVING)
    await expect(page.locator(".line.on", has_text="SECRET")).to_have_count(1)
    await page.get_by_role("button", name="Pause").click()
    fake.send(taken("kill", 3, 2), update(4, "newer"))
    await expect(page.get_by_role("button", name="Resume (1)")).to_be_visible()
    assert "SECRET" not in await everything(page)
    assert "newer" not in await everything(page)


async def test_a_correction_is_one_for_who_saw_the_wrong_version(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "seven hurt")), status(1)]
    page = await embed(fake, new_page)
    await expect(page.locator(".line.on .statement")).to_have_text("seven hurt")
    fake.send(update(2, "nine hurt", kind="correction", order=1, version=2, note="The number was wrong."))
    await expect(page.locator(".line.on.marked .statement")).to_have_text("nine hurt")
    correction = page.locator(".line.on .correction")
    await expect(correction).to_have_text("Correction: The number was wrong. It said: Civil Defense: seven hurt")
    assert await correction.locator("del").is_visible()


async def test_a_correction_repeats_no_words_to_who_never_saw_them(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "seven hurt"), update(2, "on screen")), status(2)]
    page = await embed(fake, new_page)
    await expect(page.locator(".line.on .statement")).to_have_text("on screen")
    fake.send(update(3, "nine hurt", kind="correction", order=1, version=2, note="The number was wrong."))
    await expect(page.locator(".correction")).to_have_text("Correction: The number was wrong.")
    assert "seven hurt" not in await everything(page)


async def test_a_correction_in_a_crawl_runs_through_anew(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "seven hurt")), status(1)]
    page = await embed(fake, new_page, CRAWLING, **MOVING)
    await expect(page.locator(".line.on .statement")).to_have_text("seven hurt")
    fake.send(update(2, "nine hurt", kind="correction", order=1, version=2, note="The number was wrong."))
    line = page.locator(".line.on.marked")
    await expect(line).to_contain_text("nine hurt")
    await expect(line).to_contain_text("It said: Civil Defense: seven hurt")
    assert await line.evaluate("(line) => line.getAnimations()[0].playState") == "running"


async def test_a_flash_takes_the_strip_from_whatever_runs(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "older")), status(1)]
    page = await embed(fake, new_page, CRAWLING, **MOVING)
    await expect(page.locator(".strip")).to_have_attribute("data-mode", "crawl")
    fake.send(update(2, "resigned", level="flash"))
    await expect(page.locator(".line.on .statement")).to_have_text("resigned")
    strip = page.locator(".strip")
    await expect(strip).to_have_attribute("data-mode", "flip")
    await expect(strip).to_have_attribute("data-level", "flash")


MIXED = {
    "ar": ("رئاسة الوزراء", "نقل 12 جريحًا إلى مستشفى AUBMC (بيروت)", "rtl"),
    "fa": ("خبرگزاری ایسنا", "قیمت نفت به 85.5 دلار رسید؛ OPEC+ خبر داد!", "rtl"),
    "he": ("משרד הביטחון", "דובר IDF: האירוע הסתיים ב-14:02.", "rtl"),
    "en": ("وكالة الأنباء", "Port of Beirut (مرفأ بيروت) is closed.", "ltr"),
}
EDGES = """(line) => {
  const edge = (selector, end) => {
    const range = document.createRange();
    const text = line.querySelector(selector).firstChild;
    range.setStart(text, end ? text.length - 1 : 0);
    range.setEnd(text, end ? text.length : 1);
    return range.getBoundingClientRect();
  };
  return { name: edge('.name', false).x, first: edge('.statement', false).x, last: edge('.statement', true).x,
    level: line.querySelector('.level').getBoundingClientRect().x };
}"""


@MODES
async def test_each_line_is_read_from_its_own_side(fake: FakeService, new_page: NewPage, mode: str) -> None:
    entries = [
        {**update(seq, statement, dir=side, name=name), "language": language}
        for seq, (language, (name, statement, side)) in enumerate(MIXED.items(), start=1)
    ]
    fake.opening = [snapshot(*entries, language="ar", dir="rtl"), status(4)]
    page = await embed(fake, new_page, f'feed="ar" mode="{mode}"', **MOVING)
    await expect(page.locator(".line")).to_have_count(len(MIXED))
    await expect(page.locator(".line.on")).not_to_have_count(0)
    for language, (_, statement, side) in MIXED.items():
        drawn = page.locator(".line", has_text=statement)
        assert await drawn.get_attribute("dir") == side
        assert await drawn.locator(".text").get_attribute("lang") == language
        at_x = await drawn.evaluate(EDGES)
        places = [at_x["level"], at_x["name"], at_x["first"], at_x["last"]]
        assert places == sorted(places, reverse=side == "rtl"), places


@pytest.mark.parametrize(("side", "sign"), [("ltr", -1), ("rtl", 1)])
async def test_a_crawl_goes_the_way_that_the_line_is_read(
    fake: FakeService, new_page: NewPage, side: str, sign: int
) -> None:
    fake.opening = [snapshot(update(1, "مرفأ بيروت" if side == "rtl" else "Beirut", dir=side)), status(1)]
    page = await embed(fake, new_page, CRAWLING, **MOVING)
    line = page.locator(".line.on")
    await expect(line).to_have_count(1)
    ends = await line.evaluate(
        """(line) => {
          const [run] = line.getAnimations();
          run.pause();
          return [0, 0.25, 0.5, 1].map((share) => {
            run.currentTime = share * run.effect.getComputedTiming().duration - (share === 1 ? 1 : 0);
            const { left, right } = line.getBoundingClientRect();
            const track = line.parentElement.getBoundingClientRect();
            return [left - track.left, track.right - right];
          });
        }"""
    )
    lefts = [left for left, _ in ends]
    assert lefts == sorted(lefts, reverse=sign < 0)
    entering = ends[0][1] if sign < 0 else ends[0][0]
    leaving = ends[3][0] if sign < 0 else ends[3][1]
    assert entering < 0
    assert leaving < 0
    assert len(set(lefts)) == 4


async def test_a_line_of_the_other_direction_waits_for_the_strip_to_be_clear(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "مرفأ بيروت", dir="rtl"), update(2, "Beirut")), status(2)]
    page = await embed(fake, new_page, CRAWLING, 'feed="en" mode="crawl" style="--ticker-speed: 4000"', **MOVING)
    await page.locator("breaking-ticker").last.evaluate(
        """(strip) => { self.together = 0; self.shownDirs = new Set();
        const look = () => {
          const dirs = new Set([...strip.shadowRoot.querySelectorAll('.line.on')].map((line) => line.dir));
          dirs.forEach((dir) => shownDirs.add(dir));
          if (dirs.size > 1) together += 1;
        };
        new MutationObserver(look).observe(strip.shadowRoot, { subtree: true, attributes: true }); }"""
    )
    await page.wait_for_function("shownDirs.size === 2")
    assert await page.evaluate("together") == 0
