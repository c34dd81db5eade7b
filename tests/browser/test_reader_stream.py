"""The reader page before a service that says what a test wants: the states that a healthy one never shows."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.newsstand import EPOCH, Newsstand, Received
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
LANGUAGES: Final = {"rtl": "ar", "ltr": "en"}


def at(minutes: float) -> str:
    """Give a time so many minutes after noon, by the service's clock."""
    return f"{NOON + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000Z"


def update(
    seq: int, statement: str, *, kind: str = "update", order: int = 0, version: int = 1, **more: Any
) -> Received:
    order = order or seq
    name, direction = more.pop("name", "Civil Defense"), more.pop("dir", "ltr")
    return {
        "type": kind,
        "feed": "en",
        "cursor": f"{EPOCH}.{seq}",
        "order": order,
        "id": f"u{order}",
        "version": version,
        "pubstatus": "usable",
        "level": "urgent",
        "urgency": 3,
        "attribution": {"name": name},
        "statement": statement,
        "headline": f"{name}: {statement}",
        "language": LANGUAGES[direction],
        "dir": direction,
        "first_created": at(-order),
        "version_created": at(-order),
        "expires": at(600),
        **more,
    }


def taken(kind: str, seq: int, order: int, *, version: int = 2) -> Received:
    pubstatus = {"hold": "withheld", "kill": "canceled"}[kind]
    return {
        "type": kind,
        "feed": "en",
        "cursor": f"{EPOCH}.{seq}",
        "order": order,
        "id": f"u{order}",
        "version": version,
        "pubstatus": pubstatus,
        "first_created": at(-order),
        "version_created": at(0),
    }


def snapshot(*updates: Received, seq: int | None = None, epoch: str = EPOCH, **feed: Any) -> Received:
    top = max((one["order"] for one in updates), default=0) if seq is None else seq
    named = {"title": "English", "language": "en", "dir": "ltr", **feed}
    newest_first = sorted(updates, key=lambda one: -int(one["order"]))
    place = {"cursor": f"{epoch}.{top}", "epoch": epoch, "seq": top}
    return {"type": "snapshot", "feed": "en", **place, **named, "updates": newest_first}


def status(seq: int = 0, *, state: str = "live", minutes: float = 0) -> Received:
    return {"type": "status", "state": state, "heads": {"en": f"{EPOCH}.{seq}"}, "at": at(minutes)}


async def statements(page: Page) -> list[str]:
    return await page.locator(".line .statement").all_inner_texts()


async def test_the_newest_ten_stand_newest_first(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(*(update(seq, f"number {seq}") for seq in range(1, 13))), status(12)]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    assert await statements(page) == [f"number {seq}" for seq in range(12, 2, -1)]


async def test_markup_in_news_is_text(stand: Newsstand, new_page: NewPage) -> None:
    attack = "<img src=x onerror=alert(1)> <b>bold</b> &amp; <script>alert(1)</script>"
    stand.opening = [snapshot(update(1, attack, name=attack, note=attack, kind="correction")), status(1)]
    page = await new_page(stand.url)
    await expect(page.locator(".statement")).to_have_text(attack)
    assert await page.locator("main :is(img, b, script)").count() == 0


async def test_only_https_links_become_links(stand: Newsstand, new_page: NewPage) -> None:
    links = ["https://example.org/a", "javascript:alert(1)", "http://example.org/", "data:text/html,x", "not a link"]
    stand.opening = [snapshot(*(update(seq, "words", link=link) for seq, link in enumerate(links, start=1))), status(5)]
    page = await new_page(stand.url)
    await expect(page.locator(".line")).to_have_count(5)
    link = page.locator(".line a")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", "https://example.org/a")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_correction_is_seen_to_be_one_and_shows_the_old_words_for_a_while(
    stand: Newsstand, new_page: NewPage
) -> None:
    stand.opening = [snapshot(update(1, "seven hurt")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(stand.url)
    await expect(page.locator(".statement")).to_have_text("seven hurt")
    stand.say(update(2, "nine hurt", kind="correction", order=1, version=2, note="The number was wrong."))
    await expect(page.locator(".statement")).to_have_text("nine hurt")
    await expect(page.locator(".correction")).to_contain_text("Correction")
    await expect(page.locator(".correction .note")).to_have_text("The number was wrong.")
    await expect(page.locator("del")).to_have_text("Civil Defense: seven hurt")
    await page.clock.run_for(21_000)
    await expect(page.locator("del")).to_have_count(0)
    await expect(page.locator(".correction")).to_contain_text("Correction")


async def test_killed_and_held_words_are_gone_from_the_whole_page(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "stays")), status(1)]
    page = await new_page(stand.url)
    await expect(page.locator(".statement")).to_have_text("stays")
    stand.say(update(2, "SECRET held"), update(3, "SECRET killed", level="flash"))
    stand.say(update(4, "SECRET old words", order=1, version=2, kind="correction", note="n"))
    await expect(page.locator("#polite")).to_contain_text("SECRET")
    await expect(page.locator("#assertive")).to_contain_text("SECRET")
    stand.say(taken("hold", 5, 2), taken("kill", 6, 3), taken("kill", 7, 1, version=3))
    await expect(page.locator(".gone")).to_have_count(3)
    assert "SECRET" not in await page.content()
    assert await page.locator(".gone").all_inner_texts() == [
        "This update was withdrawn by the newsroom.",
        "This update is being checked by the newsroom.",
        "This update was withdrawn by the newsroom.",
    ]


async def test_a_stream_without_status_is_stale_and_is_asked_again_from_the_last_cursor(
    stand: Newsstand, new_page: NewPage
) -> None:
    stand.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    stand.say(update(2, "second"))
    await expect(page.locator(".statement")).to_have_count(2)
    stand.opening = []
    await page.clock.run_for(32_000)
    await expect(page.locator("#stateText")).to_have_text("Stale since 12:00")
    await page.clock.run_for(10_000)
    await until(lambda: len(stand.asked) > 1)
    assert stand.asked[:2] == [None, f"{EPOCH}.2"]
    await until(lambda: stand.open_streams == 1, what="the dead stream is closed")
    stand.say(status(2, minutes=1))
    await expect(page.locator("#stateText")).to_have_text("Live")


async def test_a_stream_that_ends_is_taken_up_again_where_it_was(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    stand.opening = [update(2, "second"), status(2)]
    stand.hang_up()
    await expect(page.locator(".statement")).to_have_count(2)
    await expect(page.locator("#stateText")).to_have_text("Live")
    assert stand.asked == [None, f"{EPOCH}.1"]


async def test_a_refused_stream_is_asked_for_again(stand: Newsstand, new_page: NewPage) -> None:
    stand.refusal = 503
    page = await new_page(stand.url)
    await until(lambda: len(stand.asked) >= 2, within_s=10)
    await expect(page.locator("#stateText")).to_have_text("Connecting…")
    stand.refusal, stand.opening = None, [snapshot(), status()]
    await expect(page.locator("#stateText")).to_have_text("Live")
    await expect(page.locator("#notice")).to_contain_text("No news stands right now")


async def test_an_unknown_feed_is_said_to_be_unknown(stand: Newsstand, new_page: NewPage) -> None:
    stand.refusal = 404
    page = await new_page(f"{stand.url}?feed=zz")
    await expect(page.locator("#stateText")).to_have_text("No such edition")


async def test_a_network_that_comes_back_wakes_the_page(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(), status()]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await until(lambda: len(stand.asked) == 2)
    await until(lambda: stand.open_streams == 1)


async def test_a_page_that_is_left_ends_its_stream(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(), status()]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    await page.goto("about:blank")
    await until(lambda: stand.open_streams == 0)


async def test_a_head_that_never_comes_is_asked_for(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    stand.opening = [update(2, "was lost"), status(2)]
    stand.say(status(2))
    stand.say(status(2))
    await expect(page.locator(".statement")).to_have_count(2)
    assert stand.asked == [None, f"{EPOCH}.1"]


async def test_a_degraded_service_is_said_to_be_degraded(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(), status()]
    page = await new_page(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    stand.say(status(state="degraded"))
    await expect(page.locator("#stateText")).to_have_text("Degraded: news may be late")
    await expect(page.locator("#polite")).to_have_text("Degraded: news may be late")
    stand.say(status())
    await expect(page.locator("#stateText")).to_have_text("Live")


async def test_a_gap_replaces_what_was_shown(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "lost"), update(2, "stays")), status(2)]
    page = await new_page(stand.url)
    await expect(page.locator(".statement")).to_have_count(2)
    fresh = snapshot({**update(2, "stays"), "cursor": "m0t5x8zr.2"}, seq=1, epoch="m0t5x8zr")
    stand.say({"type": "gap", "feed": "en", "reason": "epoch"}, fresh)
    await expect(page.locator(".statement")).to_have_count(1)
    assert await statements(page) == ["stays"]


async def test_times_and_expiry_go_by_the_services_clock(stand: Newsstand, new_page: NewPage) -> None:
    soon = update(2, "expires soon", expires=at(1))
    stand.opening = [snapshot(update(5, "five minutes old"), soon), status(5)]
    page = await new_page("about:blank")
    await page.clock.install(time=datetime(1999, 1, 1, tzinfo=UTC))
    await page.goto(stand.url)
    await expect(page.locator(".line", has_text="five minutes old").locator("time")).to_have_text("5 minutes ago")
    await expect(page.locator(".line", has_text="expires soon")).to_have_count(1)
    stand.say(status(5, minutes=0.5))
    await page.clock.run_for(31_000)
    await expect(page.locator(".line", has_text="expires soon")).to_have_count(0)


async def test_a_paused_strip_stands_still_but_lets_a_kill_through(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "first"), update(2, "wrong")), status(2)]
    page = await new_page(stand.url)
    await expect(page.locator(".statement")).to_have_count(2)
    await page.get_by_role("button", name="Pause").click()
    stand.say(update(3, "third"), taken("kill", 4, 2))
    await expect(page.get_by_role("button", name="Resume · 1 new")).to_be_visible()
    assert await statements(page) == ["first"]
    await page.get_by_role("button").press("Enter")
    await expect(page.locator(".statement")).to_have_count(2)
    assert await statements(page) == ["third", "first"]
    await expect(page.get_by_role("button", name="Pause")).to_be_focused()


async def test_news_is_said_aloud_politely_and_a_flash_at_once(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "old")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(stand.url)
    await expect(page.locator(".statement")).to_have_count(1)
    await page.clock.run_for(1_000)
    await expect(page.get_by_role("status")).to_be_empty()
    stand.say(update(2, "second"))
    await expect(page.get_by_role("status")).to_have_text("1 new update. Civil Defense: second")
    stand.say(update(3, "third"), update(4, "fourth"), update(5, "resigned", level="flash"))
    await expect(page.get_by_role("alert")).to_have_text("Flash. Civil Defense: resigned")
    await expect(page.get_by_role("status")).to_have_text("1 new update. Civil Defense: second")
    await page.clock.run_for(10_000)
    await expect(page.get_by_role("status")).to_have_text("2 new updates. Civil Defense: fourth")
    assert await page.locator(".strip").get_attribute("aria-live") is None


async def test_a_link_keeps_the_focus_when_its_line_is_corrected(stand: Newsstand, new_page: NewPage) -> None:
    link = "https://example.org/"
    stand.opening = [snapshot(update(1, "first", link=link)), status(1)]
    page = await new_page(stand.url)
    await page.locator(".line a").focus()
    stand.say(update(2, "newer"), update(3, "mended", kind="refile", order=1, version=2, link=link))
    await expect(page.locator(".line", has_text="mended")).to_have_count(1)
    await expect(page.locator(".line a")).to_be_focused()


async def test_an_arabic_page_is_arabic_and_runs_from_right_to_left(stand: Newsstand, new_page: NewPage) -> None:
    arabic: dict[str, Any] = {"title": "العربية", "language": "ar", "dir": "rtl"}
    updates = [update(2, "ارتفاع الحصيلة (WHO) إلى 12.", name="الدفاع المدني", dir="rtl"), update(1, "Talks resume.")]
    stand.opening = [snapshot(*updates, **arabic), status(2)]
    page = await new_page(f"{stand.url}?feed=ar", viewport={"width": 1280, "height": 800})
    await expect(page.locator("#stateText")).to_have_text("مباشر")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    words = page.locator(".words")
    assert [await words.nth(at).get_attribute("lang") for at in (0, 1)] == ["ar", "en"]
    assert [await words.nth(at).get_attribute("dir") for at in (0, 1)] == ["rtl", "ltr"]
    meta, body = await page.locator(".meta").first.bounding_box(), await page.locator(".body").first.bounding_box()
    assert meta is not None
    assert body is not None
    assert meta["x"] > body["x"], "the level stands to the right of the words"
    await expect(page.get_by_role("link", name="العربية")).to_have_attribute("aria-current", "page")


async def test_a_phone_shows_everything_without_scrolling_sideways(stand: Newsstand, new_page: NewPage) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle" * 3
    stand.opening = [snapshot(update(1, long, name=long[:80], link=f"https://{'sub.' * 20}example.org/")), status(1)]
    page = await new_page(stand.url, viewport={"width": 360, "height": 700})
    await expect(page.locator(".statement")).to_have_count(1)
    stand.say(status(state="degraded"))
    await expect(page.locator("#stateText")).to_contain_text("Degraded")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


CONTRASTS: Final = """() => {
  const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const behind = (element) => {
    const color = parse(getComputedStyle(element).backgroundColor);
    return color.length === 4 && color[3] === 0 ? behind(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    element.checkVisibility() && !element.closest('.unseen, noscript') &&
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.map((element) => {
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return [ratio, `${element.className || element.tagName} in ${element.closest('.line')?.className}`];
  });
}"""


async def test_every_text_has_contrast_in_light_and_dark(stand: Newsstand, new_page: NewPage) -> None:
    link = "https://example.org/"
    levels = ("flash", "alert", "urgent", "routine")
    first = [update(seq, "words", level=level, link=link) for seq, level in enumerate(levels, start=1)]
    corrected = [
        update(seq + 5, "better", level=level, kind="correction", order=seq, version=2, note="n", link=link)
        for seq, level in enumerate(levels, start=1)
    ]
    for scheme in ("light", "dark"):
        stand.opening = [snapshot(*first, update(5, "goes")), status(5)]
        page = await new_page(stand.url, color_scheme=scheme)
        await expect(page.locator(".statement")).to_have_count(5)
        stand.say(*corrected, taken("kill", 10, 5), status(10, state="degraded"))
        await expect(page.locator("del")).to_have_count(4)
        contrasts = await page.evaluate(CONTRASTS)
        assert len(contrasts) > 30
        assert [weak for weak in contrasts if weak[0] < 4.5] == []


async def test_levels_are_told_apart_without_colour(stand: Newsstand, new_page: NewPage) -> None:
    levels = ("flash", "alert", "urgent", "routine")
    stand.opening = [snapshot(*(update(seq, "w", level=level) for seq, level in enumerate(levels, start=1))), status(4)]
    page = await new_page(stand.url)
    await expect(page.locator(".level")).to_have_count(4)
    said = [text.lower() for text in await page.locator(".level").all_inner_texts()]
    assert said == ["routine", "urgent", "alert", "flash"]


async def test_the_stream_survives_what_it_cannot_read(stand: Newsstand, new_page: NewPage) -> None:
    stand.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page(stand.url)
    await expect(page.locator(".statement")).to_have_count(1)
    stand.say({"type": "weather", "feed": "en", "cursor": "x"}, update(2, "second"))
    await expect(page.locator(".statement")).to_have_count(2)


async def test_a_hidden_page_gives_its_stream_back_and_takes_it_up_when_seen(
    stand: Newsstand, new_page: NewPage
) -> None:
    stand.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page("about:blank")
    await page.clock.install()
    await page.goto(stand.url)
    await expect(page.locator("#stateText")).to_have_text("Live")
    turn = "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    turn += " document.dispatchEvent(new Event('visibilitychange')); }"
    await page.evaluate(turn, True)
    await page.clock.run_for(62_000)
    stand.opening = [update(2, "second"), status(2)]
    await until(lambda: stand.open_streams == 0)
    asked = len(stand.asked)
    await asyncio.gather(page.evaluate(turn, False), until(lambda: len(stand.asked) > asked))
    await expect(page.locator(".statement")).to_have_count(2)
    assert stand.asked[-1] == f"{EPOCH}.1"
