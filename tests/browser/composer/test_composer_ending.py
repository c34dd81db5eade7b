"""What is still under way when somebody leaves: its answer comes to nobody, and changes nothing."""

from typing import Final

import pytest
from playwright.async_api import expect

from tests.browser.edition import (
    Edition,
    expect_live,
    file,
    lines,
    press,
    row,
    sign_in,
    sign_out,
    standing_one,
    write,
)
from tests.browser.paused_requests import paused
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "Seven people were hurt in the fire."
REFUSED: Final = {"status": 401, "json": {"type": "urn:ticker:problem:unauthorized"}}


async def test_a_log_that_comes_after_signing_out_is_nobodys(edition: Edition) -> None:
    await edition.file(LINE)
    page = await (await edition.context()).new_page()
    async with paused(page, "**/entries*") as requests:
        await page.goto(edition.url)
        await sign_in(page, edition.keys[Role.EDITOR])
        log = await requests.first()
        requests.is_passing = False
        await sign_out(page)
        await expect(page.locator(".signInPage #key")).to_be_focused()
        await requests.answer(log, {"json": {"entries": [], "cursor": "", "more": False}})
        assert await page.evaluate("() => new Promise((done) => setTimeout(done, 0))") is None
        assert requests.waiting.empty()  # nothing is asked for any more
        requests.is_passing = True
        await sign_in(page, edition.keys[Role.EDITOR])
        await expect(row(page, LINE)).to_be_visible()


async def test_the_log_of_an_edition_is_read_while_that_of_another_is_under_way(
    edition: Edition, arabic: Edition
) -> None:
    both = await edition.service.add_key(Role.EDITOR, "Both", edition.feed, arabic.feed)
    entry = await arabic.file("قُتل سبعة.", "الدفاع المدني")
    await arabic.act("hold", entry)
    page = await (await edition.context()).new_page()
    async with paused(page, f"**/{edition.feed}/entries*") as requests:
        await page.goto(edition.url)
        await sign_in(page, both)
        await expect(page.locator("#edition")).to_have_value(edition.feed)
        log = await requests.first()
        await page.locator("#edition").select_option(arabic.feed)
        await expect(page.locator(".feed .row.withheld")).to_have_count(1)
        await requests.answer(log)
        await expect(page.locator(".feed .row.withheld")).to_have_count(1)


async def test_a_question_that_waited_for_the_service_is_not_asked_of_nobody(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Refile")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(lines(page, "queued")).to_have_count(1)
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await page.context.set_offline(False)
    async with paused(page, f"**{edition.updates}/{filed['id']}") as requests:
        await press(lines(page, "conflict"), "Look at both")
        asked = await requests.first()
        await sign_out(page)
        await expect(page.locator(".signInPage #key")).to_be_focused()
        await requests.answer(asked)
        await sign_in(page, edition.keys[Role.EDITOR])  # no question stands above the form
        await expect_live(page)
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_who_closed_the_question_for_the_key_is_let_in_all_the_same(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await edition.revoke(Role.CORRESPONDENT)
    await write(page, LINE)
    await file(page)
    dialog = page.get_by_role("dialog", name="Sign in to file")
    await expect(dialog.locator("#key")).to_be_focused()
    async with paused(page, "**/v1/session", "POST") as requests:
        await sign_in(page, edition.keys[Role.EDITOR])
        asked = await requests.first()
        await press(dialog, "Close")
        await expect(dialog).to_have_count(0)
        await requests.answer(asked)
        await expect(page.locator(".whoami")).to_contain_text("Desk")
        await expect_live(page)


async def test_a_key_that_ends_while_the_language_changes_is_asked_for(edition: Edition) -> None:
    page = await edition.compose()
    async with paused(page, f"**{edition.updates}", "POST") as requests:
        await write(page, LINE)
        await file(page)
        asked = await requests.first()
        await page.locator(".languages").select_option("es")
        await expect(page.get_by_role("button", name="Salir")).to_be_visible()
        await requests.answer(asked, REFUSED)
        dialog = page.get_by_role("dialog")
        await expect(dialog.locator("#key")).to_be_focused()
        await sign_in(page, edition.keys[Role.EDITOR])
        await expect(lines(page, "aired")).to_contain_text(LINE)


async def test_a_line_of_another_edition_is_acted_on_where_it_was_filed(edition: Edition, arabic: Edition) -> None:
    both = await edition.service.add_key(Role.EDITOR, "Both", edition.feed, arabic.feed)
    filed = await edition.file(LINE)
    page = await (await edition.context()).new_page()
    await page.goto(edition.url)
    await sign_in(page, both)
    await press(row(page, LINE), "Refile")
    await page.locator("#edit-statement").fill("Eight people were hurt.")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(lines(page, "queued")).to_have_count(1)
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await page.locator("#edition").select_option(arabic.feed)
    await page.context.set_offline(False)
    await press(lines(page, "conflict"), "Look at both")
    await press(page.get_by_role("dialog"), "Refile")
    await expect(lines(page, "aired")).to_have_count(1)
    assert (await standing_one(edition))["statement"] == "Eight people were hurt."


async def test_a_button_stays_the_same_while_its_line_is_redrawn(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Refile")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(lines(page, "queued")).to_have_count(1)
    corrected = await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await page.context.set_offline(False)
    conflict = lines(page, "conflict")
    await expect(conflict).to_contain_text("Nine people were hurt.")
    await conflict.get_by_role("button", name="Look at both").evaluate("(button) => { window.kept = button; }")
    await edition.act("correction", corrected, statement="Ten people were hurt.", note="It was ten.")
    await expect(conflict).to_contain_text("Ten people were hurt.")
    assert await page.evaluate("window.kept.isConnected")
