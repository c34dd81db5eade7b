"""The operator's page before a real service, beside real lower thirds: what is on air, receipts, commands."""

import re
from typing import Final

import pytest
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.axe import found_by_axe
from tests.browser.edition import DESK, PHONE, Edition, sign_in
from tests.browser.lower_third.page import HD, PLATE, expect_words
from tests.browser.paused_requests import paused
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK: Final = "< img src=x onerror=alert(1)> &lt;b&gt; ${alert(1)} javascript:alert(1)"
"""As near to markup as the service lets in."""


def folder(edition: Edition) -> str:
    return f"{edition.service.url}/clients/lower-third/"


async def operate(edition: Edition, context: BrowserContext | None = None, role: Role = Role.EDITOR) -> Page:
    page = await (context or await edition.context()).new_page()
    await page.goto(f"{edition.service.url}/clients/operator/?feed={edition.feed}")
    await sign_in(page, edition.keys[role])
    return page


async def on_air(edition: Edition, name: str, context: BrowserContext, query: str = "") -> Page:
    """Open a real lower third that reports under a name."""
    page = await context.new_page()
    await page.set_viewport_size(HD)  # type: ignore[arg-type]  # a mapping of the two
    address = f"{folder(edition)}index.html?feed={edition.feed}&name={name}&dwell=60&{query}"
    await page.goto(f"{address}#key={edition.keys[Role.SURFACE]}")
    return page


def screen(page: Page, name: str) -> Locator:
    return page.locator(".screen").filter(has=page.get_by_role("heading", name=name, exact=True))


async def test_it_shows_what_each_lower_third_has_on_air_and_how_far_behind_it_is(edition: Edition) -> None:
    wrong = await edition.file("The bridge is closed.", level="alert")
    page = await operate(edition)
    await expect(page.locator(".air .notice")).to_be_visible()
    await on_air(edition, "studio-1", await edition.context())
    await expect(screen(page, "studio-1").locator(".words")).to_have_text("Civil Defense: The bridge is closed.")
    await expect(screen(page, "studio-1").locator(".how")).to_have_text(re.compile("live.*goes round"))
    await expect(screen(page, "studio-1").locator(".behind")).to_have_text("nothing behind")
    await edition.report("studio-2", wrong, cursor=wrong["cursor"], delay_s=10)
    await expect(screen(page, "studio-2").locator(".behind")).to_have_text("nothing behind · 10 s delay")
    await edition.file("Another line.")
    await expect(screen(page, "studio-2").locator(".behind")).to_have_text("1 entry behind · 10 s delay")
    await expect(screen(page, "studio-2")).to_have_attribute("data-look", "silent")
    await expect(screen(page, "studio-2").locator(".how")).to_have_text(re.compile(r"silent since \d\d:\d\d"))


async def test_a_kill_has_its_receipt_and_the_words_are_gone_here_too(edition: Edition) -> None:
    entry = await edition.file("SECRET the tunnel is closed.")
    page = await operate(edition)
    screens = [await on_air(edition, name, await edition.context()) for name in ("one", "two")]
    for name in ("one", "two"):
        await expect(screen(page, name).locator(".words")).to_have_text(re.compile("SECRET"))
    await edition.report("gone", entry)
    await expect(screen(page, "gone")).to_have_attribute("data-look", "silent")
    await edition.act("kill", entry)
    for lower_third in screens:
        await expect(lower_third.locator(PLATE)).to_have_count(0)
    clear = re.compile(r"^2 of 2 lower thirds clear after \d+\.\d s; 1 silent since \d\d:\d\d$")
    await expect(page.locator(".receipts strong").first).to_have_text(clear)
    await expect(page.locator(".receipts li").first).to_have_attribute("data-look", "open")
    await expect(screen(page, "gone").locator(".gone")).to_have_text("A line that does not stand any more")
    await expect(screen(page, "one").locator(".empty")).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="2 of 2 lower thirds clear")).to_have_count(1)
    assert "SECRET" not in await page.content()


async def test_the_page_opens_an_edition_in_its_own_language_and_stays_there(arabic: Edition, edition: Edition) -> None:
    gallery = await edition.service.add_key(Role.EDITOR, "Gallery", arabic.feed, edition.feed)
    pages = []
    for wanted, each, title in (("en-GB", edition, "Lower thirds"), ("ar", arabic, "الثلث السفلي")):
        pages.append(page := await (await edition.context(locale=wanted)).new_page())
        await page.goto(f"{edition.service.url}/clients/operator/")
        await sign_in(page, gallery)
        await expect(page.locator("#edition")).to_have_value(each.feed)
        await expect(page).to_have_title(f"ticker · {title}")
    page = pages[-1]
    await page.locator(".languages").select_option("es")
    await expect(page.get_by_role("heading", name="Rótulos")).to_have_count(1)
    await expect(page.locator("#edition")).to_have_value(arabic.feed)


async def test_it_steers_the_lower_thirds_of_its_own_browser_and_says_who_heard(edition: Edition) -> None:
    for number in (1, 2, 3):
        await edition.file(f"Line {number}.", name="Desk")
    context = await edition.context()
    one, two = [await on_air(edition, name, context, "mode=manual") for name in ("one", "two")]
    page = await operate(edition, context)
    await expect(page.locator(".here")).to_have_text("2 lower thirds here")
    for lower_third in (one, two):
        await expect_words(lower_third, "Line 3.")
    await page.get_by_label("Which").select_option("two")
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator(".answer")).to_have_text("Next: heard by 1")
    await expect_words(two, "Line 2.")
    await page.get_by_label("Which").select_option("")
    await page.get_by_role("listitem").filter(has_text="Desk: Line 1.").get_by_role("button", name="Take").click()
    for lower_third in (one, two):
        await expect_words(lower_third, "Line 1.")
    await expect(page.locator(".answer")).to_have_text("Take: heard by 2")
    await page.get_by_role("button", name="Clear").click()
    for lower_third in (one, two):
        await expect(lower_third.locator(PLATE)).to_have_count(0)
    await expect(screen(page, "one").locator(".mode")).to_have_text("cleared")
    await two.close()
    await expect(page.locator(".here")).to_have_text("1 lower third here")


async def test_without_lower_thirds_here_there_is_nothing_to_press(edition: Edition) -> None:
    await edition.file("A line.")
    page = await operate(edition)
    await expect(page.locator(".here")).to_have_text(re.compile("^No lower third of this edition"))
    await expect(page.locator(".lines .words")).to_have_text("Civil Defense: A line.")
    await expect(page.get_by_role("button", name=re.compile("Take|Next|Hold|Clear"))).to_have_count(0)


async def test_only_an_editor_gets_in_and_only_while_the_session_lasts(edition: Edition) -> None:
    page = await operate(edition, role=Role.CORRESPONDENT)
    await expect(page.locator(".error")).to_have_text("Only the key of an editor sees what screens have on air.")
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect(page.locator(".state")).to_have_attribute("data-state", "live")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.locator("#key")).to_be_visible()


async def test_words_of_news_and_of_reports_are_text_and_nothing_else(edition: Edition) -> None:
    entry = await edition.file(ATTACK, ATTACK[:60])
    await edition.report("one", entry, kind="x", state="odd-word", mode="odd-mode")
    page = await operate(edition)
    await expect(page.locator(".lines .words")).to_have_text(f"{ATTACK[:60]}: {ATTACK}")
    await expect(screen(page, "one").locator(".words")).to_have_text(f"{ATTACK[:60]}: {ATTACK}")
    await expect(screen(page, "one").locator(".how")).to_have_text(re.compile("odd-mode"))
    assert await page.locator("#operator img, #operator b, #operator script").count() == 0


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
async def test_axe_finds_nothing(
    edition: Edition, arabic: Edition, spanish: Edition, viewport: dict[str, int], scheme: str
) -> None:
    for each in (edition, arabic, spanish):
        context = await each.context(viewport=viewport, color_scheme=scheme, locale=each.language)
        page = await context.new_page()
        await page.goto(f"{each.service.url}/clients/operator/?feed={each.feed}")
        await expect(page.locator("#key")).to_be_visible()
        assert await found_by_axe(page) == []
        killed, stands = await each.file("Killed."), await each.file("Stands.", level="flash")
        await each.report("one", stands)
        await each.report("two", killed)
        await each.act("kill", killed)
        await sign_in(page, each.keys[Role.EDITOR])
        await expect(page.locator(".screen")).to_have_count(2)
        await on_air(each, "here", context)
        await expect(page.locator(".buttons[hidden]")).to_have_count(0)
        await expect(page.locator(".receipts li")).to_have_count(1)
        assert await found_by_axe(page) == []
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, "nothing is wider than the window"


async def test_a_lower_third_that_says_more_than_it_should_is_not_believed(edition: Edition) -> None:
    """Anything in this browser can speak on the channel: what is no answer changes nothing."""
    page = await operate(edition)
    other = await page.context.new_page()
    await other.goto(f"{edition.service.url}/")
    await other.evaluate(
        "(feed) => { const channel = new BroadcastChannel('ticker lower third');"
        " for (const said of [null, 1, 'x', {}, { heard: 1, feed }, { heard: 'roll-call', feed: 'other', name: 'n' }])"
        " channel.postMessage(said); }",
        edition.feed,
    )
    await expect(page.locator(".state")).to_have_attribute("data-state", "live")
    await until(lambda: page.locator(".here").is_visible())
    await expect(page.locator(".here")).to_have_text(re.compile("^No lower third"))


async def test_an_answer_about_a_session_that_was_left_does_not_end_the_next_one(edition: Edition) -> None:
    page = await operate(edition)
    await expect(page.locator(".state")).to_have_attribute("data-state", "live")
    stream = "**/surfaces/stream"
    async with paused(page, "**/v1/session") as requests:
        await page.route(stream, lambda route: route.abort())
        await page.locator("#edition").select_option(edition.feed)
        await page.locator(".languages").select_option("es")  # it is asked who is here
        asked = await requests.first()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.locator("#key")).to_be_visible()
        await page.unroute(stream)
        await sign_in(page, edition.keys[Role.EDITOR])
        await expect(page.locator(".state")).to_have_attribute("data-state", "live")
        await requests.answer(asked, {"status": 401, "json": {}})
        await page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
        await expect(page.locator(".state")).to_have_attribute("data-state", "live")
        await expect(page.locator("#key")).to_have_count(0)


async def test_a_lower_third_that_its_host_took_off_is_not_here_any_more(edition: Edition) -> None:
    await edition.file("A line.")
    context = await edition.context()
    [one, two] = [await on_air(edition, name, context) for name in ("one", "two")]
    page = await operate(edition, context)
    await expect(page.locator(".here")).to_have_text("2 lower thirds here")
    await one.evaluate("remove()")
    await expect(page.locator(".here")).to_have_text("1 lower third here")
    await page.get_by_role("button", name="Clear").click()
    await expect(page.locator(".answer")).to_have_text("Clear: heard by 1")
    await expect(two.locator(PLATE)).to_have_count(0)


async def test_it_says_that_nobody_was_signed_out(edition: Edition) -> None:
    page = await operate(edition)
    await expect(page.locator(".state")).to_have_attribute("data-state", "live")
    await page.route("**/v1/session", lambda route: route.abort())
    await page.get_by_role("button", name="Sign out").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Not signed out: the service did not answer.")
    await page.unroute("**/v1/session")
    await dialog.get_by_role("button", name="Sign out").click()
    await expect(page.locator("#key")).to_be_visible()


async def test_a_screen_that_is_gone_is_removed_after_a_question(edition: Edition) -> None:
    await edition.report("gone")
    page = await operate(edition)
    await on_air(edition, "studio", await edition.context())
    remove = screen(page, "gone").get_by_role("button", name="Remove gone")
    await remove.click()
    dialog = page.get_by_role("dialog", name="Remove the screen gone?")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(screen(page, "gone")).to_be_visible()
    await page.route("**/surfaces/gone", lambda route: route.abort())
    await remove.click()
    await dialog.get_by_role("button", name="Remove").click()
    await expect(dialog).to_contain_text("Not removed: the service did not answer.")
    await page.unroute("**/surfaces/gone")
    await dialog.get_by_role("button", name="Remove").click()
    await expect(dialog).to_have_count(0)
    await expect(screen(page, "gone")).to_have_count(0)
    await expect(screen(page, "studio")).to_have_attribute("data-look", "live")
    await expect(screen(page, "studio").get_by_role("button")).to_have_count(0)  # it would be back at once
    await edition.report("gone")
    await expect(screen(page, "gone")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "button", "question"),
    [("ar", "إزالة gone", "هل تُزال الشاشة gone؟"), ("es", "Quitar gone", "¿Quitar la pantalla gone?")],
)
async def test_a_screen_is_removed_in_the_language_of_the_page(
    edition: Edition, language: str, button: str, question: str
) -> None:
    await edition.report("gone")
    page = await operate(edition, await edition.context(locale=language, viewport=PHONE))
    await page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog", name=question)
    assert await found_by_axe(page) == []
    await dialog.locator(".grave").click()
    await expect(screen(page, "gone")).to_have_count(0)


async def test_an_editor_removes_a_screen_from_the_composer_too(edition: Edition) -> None:
    await edition.report("gone")
    page = await edition.compose()
    screens = page.locator(".surfaces")
    await expect(screens.locator("summary")).to_contain_text("1 silent")
    await screens.locator("summary").click()
    await screens.get_by_role("button", name="Remove gone").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(screens.locator("summary")).to_have_text("No screen has reported.")
    await expect(screens.locator("summary")).to_be_focused()
