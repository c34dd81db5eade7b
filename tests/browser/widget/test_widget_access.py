"""The strip for everybody: what a screen reader is told and when, keys, pause and hide, motion, what axe-core finds."""

import re
from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import found_by_axe
from tests.browser.conftest import SET_HIDDEN, NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, taken, update
from tests.browser.widget.hosts import LISTEN, MOVING, arrive, embed, heard
from tests.editor import Editor
from tests.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

ON: Final = ".line.on .statement"
LINES: Final = (
    update(1, "first", level="routine", link="https://example.org/"),
    update(2, "second", level="alert", attribution={"name": "Red Cross", "role": "spokesperson"}),
    update(3, "third", kind="correction", version=2, note="The number was wrong."),
)


async def listening(fake: FakeService, new_page: NewPage, *, feed: str = "en", **named: Any) -> Page:
    """Open a strip with one old line, in the test's own time, and write down what is spoken."""
    fake.opening = [snapshot(update(1, "old"), **named), status(1)]
    page = await embed(fake, new_page, f'feed="{feed}"', clock=True)
    await expect(page.locator(ON)).to_have_text("old")
    await page.evaluate(LISTEN)
    return page


async def test_what_stood_before_is_not_spoken(fake: FakeService, new_page: NewPage) -> None:
    page = await listening(fake, new_page)
    await page.clock.run_for(30_000)
    assert await heard(page) == []


async def test_news_is_spoken_in_order_gathered_and_at_most_every_ten_seconds(
    fake: FakeService, new_page: NewPage
) -> None:
    page = await listening(fake, new_page)
    for seq in range(2, 12):
        fake.send(update(seq, f"number {seq}"), status(seq))
        await arrive(page, f"number {seq}")
        await page.clock.run_for(2_000)
    await page.clock.run_for(12_000)
    spoken = await heard(page)
    assert {role for role, _, _ in spoken} == {"status"}
    assert spoken[0][1] == "New. Civil Defense: number 2"
    assert spoken[-1][1].endswith("Civil Defense: number 11")
    gaps = [later - earlier for (_, _, earlier), (_, _, later) in pairwise(spoken)]
    assert all(gap >= 10_000 for gap in gaps)
    counts = [int(text.removeprefix("New: ").split(".")[0]) if "New: " in text else 1 for _, text, _ in spoken]
    assert sum(counts) == 10
    assert len(spoken) <= 4


async def test_a_flash_alone_is_spoken_at_once_by_the_assertive_region(fake: FakeService, new_page: NewPage) -> None:
    page = await listening(fake, new_page)
    fake.send(update(2, "calm"), update(3, "resigned", level="flash"), update(4, "unimportant", level="routine"))
    await arrive(page, "unimportant")
    await expect(page.get_by_role("alert")).to_have_text("Flash. Civil Defense: resigned")
    await page.clock.run_for(11_000)
    assert [(role, text) for role, text, _ in await heard(page)] == [
        ("alert", "Flash. Civil Defense: resigned"),
        ("status", "New. Civil Defense: calm"),
    ]


async def test_corrections_and_withdrawals_are_spoken_and_no_word_that_was_taken_back(
    fake: FakeService, new_page: NewPage
) -> None:
    page = await listening(fake, new_page)
    fake.send(
        update(2, "SECRET"), taken("kill", 3, 2), update(4, "older", kind="correction", order=1, version=2, note="n")
    )
    await expect(page.locator(".correction")).to_have_count(1)
    await page.clock.run_for(1_000)
    fake.send(taken("kill", 5, 1, version=3))
    await expect(page.locator(".correction")).to_have_count(0)
    await expect(page.get_by_role("status")).to_be_empty()
    await page.clock.run_for(11_000)
    assert [text for _, text, _ in await heard(page)] == [
        "Correction. Civil Defense: older",
        "Withdrawn by the newsroom",
    ]


async def test_what_comes_to_a_hidden_tab_is_spoken_once_it_is_seen(fake: FakeService, new_page: NewPage) -> None:
    page = await listening(fake, new_page)
    await page.evaluate(SET_HIDDEN, True)
    for seq in range(2, 202):
        fake.send(update(seq, f"number {seq}"))
    await arrive(page, "number 201")
    await page.clock.run_for(20_000)
    assert await heard(page) == []
    await page.evaluate(SET_HIDDEN, False)
    await page.clock.run_for(1_000)
    # How many stand in the strip, and the newest of them: nobody would hear two hundred out.
    (spoken,) = [text for _, text, _ in await heard(page)]
    assert re.fullmatch(r"New: [1-5][0-9]\. Civil Defense: number 201", spoken)


async def test_news_is_spoken_in_its_own_language(fake: FakeService, new_page: NewPage) -> None:
    page = await listening(fake, new_page, feed="ar", language="ar", dir="rtl")
    fake.send(update(2, "المرفأ مغلق", dir="rtl", name="الدفاع المدني"))
    await arrive(page, "المرفأ مغلق")
    await page.clock.run_for(1_000)
    region = page.locator("[role=status]")
    await expect(region).to_have_text("جديد. الدفاع المدني: المرفأ مغلق")
    assert await region.locator("bdi").get_attribute("lang") == "ar"
    assert await region.locator("bdi").get_attribute("dir") == "rtl"


async def test_the_accessibility_tree_has_two_live_regions_and_the_strip_is_none(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(*LINES), status(3)]
    page = await embed(fake, new_page)
    await expect(page.locator(ON)).to_have_text("third")
    session = await page.context.new_cdp_session(page)
    tree = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    live = {
        node["role"]["value"]: one["value"]["value"]
        for node in tree
        for one in node.get("properties", [])
        if one["name"] == "live" and node["role"]["value"] in {"status", "alert", "region", "list", "listitem"}
    }
    assert live == {"status": "polite", "alert": "assertive"}
    read = await page.locator(".strip").aria_snapshot()
    assert "third" in read
    assert "second" not in read, "a line that is not on is not read"


async def test_all_is_done_by_keys(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*LINES), status(3)]
    page = await embed(fake, new_page)
    await expect(page.locator(ON)).to_have_text("third")
    focused = "document.querySelector('breaking-ticker').shadowRoot.activeElement.className"
    await page.keyboard.press("Tab")
    assert await page.evaluate(focused) == "button pause"
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Resume")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Pause")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    show_all = page.locator(".button.all")
    await expect(show_all).to_have_attribute("aria-expanded", "true")
    await expect(show_all).to_have_css("text-decoration-line", "underline")  # who sees it knows, too
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("link")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(show_all).to_have_attribute("aria-expanded", "false")
    await page.get_by_role("button", name="Hide").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Latest news")).to_be_focused()
    await expect(page.locator(".strip")).to_be_hidden()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Pause")).to_be_focused()


async def test_a_hidden_strip_stays_hidden_and_connects_to_nobody(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*LINES), status(3)]
    page = await embed(fake, new_page)
    await expect(page.locator(ON)).to_have_text("third")
    await page.get_by_role("button", name="Hide").click()
    joined = len(fake.joined)
    await page.reload()
    await expect(page.get_by_role("button", name="Latest news")).to_be_visible()
    assert len(fake.joined) == joined


async def test_a_focused_link_keeps_its_line_and_the_focus(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first", link="https://example.org/"), update(2, "second")), status(2)]
    page = await embed(fake, new_page, clock=True, **MOVING)
    await expect(page.locator(ON)).to_have_text("second")
    await page.clock.run_for(6_000)
    await expect(page.locator(ON)).to_have_text("first")
    await page.locator(".line.on a").focus()
    fake.send(update(3, "third"))
    await arrive(page, "third")
    await page.clock.run_for(20_000)
    await expect(page.locator(ON)).to_have_text("first")
    fake.send(taken("kill", 4, 1))
    await expect(page.locator(".line", has_text="first")).to_have_count(0)
    await expect(page.get_by_role("button", name="Pause")).to_be_focused()


async def test_nothing_moves_where_motion_is_not_wanted(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*LINES), status(3)]
    page = await embed(fake, new_page, 'feed="en" mode="crawl"', clock=True)
    await expect(page.locator(ON)).to_have_text("third")
    await page.clock.run_for(25_000)  # a page that hears nothing for longer joins anew
    await expect(page.locator(ON)).to_have_text("third")
    animations = "document.querySelector('breaking-ticker').shadowRoot.getAnimations().length"
    assert await page.evaluate(animations) == 0
    fake.send(update(4, "fourth"))
    await arrive(page, "fourth")
    await page.clock.run_for(500)
    await expect(page.locator(ON)).to_have_text("fourth")


@pytest.mark.parametrize("mode", ["flip", "crawl"])
async def test_a_pointer_and_a_pause_stop_what_moves(fake: FakeService, new_page: NewPage, mode: str) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "second")), status(2)]
    page = await embed(fake, new_page, f'feed="en" mode="{mode}"', clock=True, **MOVING)
    await expect(page.locator(ON)).to_have_text("second")
    for stop in ("hover", "pause"):
        if stop == "hover":
            await page.locator(".stage").hover()
        else:
            await page.mouse.move(0, 0)
            await page.get_by_role("button", name="Pause").click()
        await page.clock.run_for(500)
        running = """document.querySelector('breaking-ticker').shadowRoot.getAnimations()
          .filter((run) => run.playState === 'running' && !run.animationName).length"""
        assert await page.evaluate(running) == 0
        before = await page.locator(ON).all_inner_texts()
        await page.clock.run_for(30_000)
        assert await page.locator(ON).all_inner_texts() == before


@pytest.mark.parametrize(("language", "side"), [("en", "ltr"), ("ar", "rtl")])
async def test_axe_finds_nothing_in_the_strip(fake: FakeService, new_page: NewPage, language: str, side: str) -> None:
    fake.opening = [snapshot(*LINES, language=language, dir=side), status(3)]
    page = await embed(fake, new_page, f'feed="{language}"', f'feed="{language}" mode="crawl"')
    await expect(page.locator(ON)).to_have_text(["third", "third"])
    # The bare host page of the tests has no landmarks of its own.
    bare = ("region", "landmark-one-main", "landmark-unique")
    assert await found_by_axe(page, without=bare) == []
    await page.get_by_role("button").nth(1).click()
    fake.send(update(4, "resigned", level="flash", link="https://example.org/"), taken("kill", 5, 1))
    await expect(page.locator(".gone").first).to_be_attached()
    assert await found_by_axe(page, without=bare) == []
    await page.get_by_role("button").nth(1).click()
    fake.send(status(5, state="degraded"))
    await expect(page.locator(".strip").first).to_have_attribute("data-level", "flash")
    assert await found_by_axe(page, without=bare) == []
    await page.get_by_role("button").nth(2).click()
    assert await found_by_axe(page, without=bare) == []


async def test_axe_finds_nothing_on_the_demo_page_and_in_its_frame(
    service: Served, editor: Editor, new_page: NewPage
) -> None:
    # axe-core measures with styles of its own, which the page's policy would stop.
    page = await new_page(f"{service.url}/clients/widget/demo.html", bypass_csp=True)
    await editor.file("The ferry is late again.", level="alert")
    await expect(page.locator("breaking-ticker").first.locator(ON)).to_have_text("The ferry is late again.")
    await page.locator("iframe").scroll_into_view_if_needed()
    await expect(page.frame_locator("iframe").get_by_role("button", name="Ocultar")).to_be_visible()
    assert await found_by_axe(page) == []
    of_whole_pages = ("landmark-one-main", "page-has-heading-one")
    assert await found_by_axe(page.frames[1], without=of_whole_pages) == []


async def test_every_target_is_large_enough_and_the_strip_reflows(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*LINES), status(3)]
    page = await embed(fake, new_page, viewport={"width": 320, "height": 256})
    await expect(page.locator(ON)).to_have_text("third")
    await page.get_by_role("button", name="Show all").click()
    sizes = await page.locator("breaking-ticker :is(button, a)").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0)"
        ".map(({ width, height }) => Math.min(width, height))"
    )
    assert len(sizes) == 4
    assert min(sizes) >= 24
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
