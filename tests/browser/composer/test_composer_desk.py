"""The feed beside the form: acts and their receipts, conflicts, who may do what, and what is said twice."""

import re
from typing import Final

import pytest
from playwright.async_api import Route, expect

from tests.browser.edition import PHONE, Edition, expect_live, file, lines, press, row, standing_one, write
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "Seven people were hurt in the fire."


async def test_a_correction_tells_readers_what_was_wrong(edition: Edition) -> None:
    await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Correct")
    dialog = page.get_by_role("dialog", name="Correct this update")
    await expect(dialog.locator("#edit-note")).to_be_focused()
    await expect(dialog.locator("#edit-statement")).to_have_value(LINE)
    await press(dialog, "File the correction")
    await expect(dialog.locator("#edit-note-error")).to_have_text("Needed.")
    await dialog.locator("#edit-note").fill("The number was wrong.")
    await dialog.locator("#edit-statement").fill("Nine people were hurt in the fire.")
    await press(dialog, "File the correction")
    await expect(row(page, "Nine people")).to_contain_text("Corrected")
    await expect(row(page, "Nine people")).to_contain_text("The number was wrong.")
    await expect(lines(page, "aired")).to_contain_text("Correction")
    entry = await standing_one(edition)
    assert (entry["type"], entry["version"], entry["note"]) == ("correction", 2, "The number was wrong.")


async def test_a_refile_mends_a_typo(edition: Edition) -> None:
    await edition.file("Seven poeple were hurt.", link="https://example.org/a", slug="FIRE")
    page = await edition.compose()
    await press(row(page, "poeple"), "Refile")
    await page.locator("#edit-statement").fill("Seven people were hurt.")
    await page.keyboard.press("Control+Enter")
    await expect(row(page, "Seven people")).to_contain_text("version 2")
    entry = await standing_one(edition)
    assert (entry["type"], entry["link"], entry["slug"]) == ("refile", "https://example.org/a", "FIRE")


async def test_a_held_update_is_released_even_after_a_reload(edition: Edition) -> None:
    await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Hold")
    await page.locator("#ask-reason").fill("A second source is missing.")
    await press(page.get_by_role("dialog"), "Hold")
    held = page.locator(".feed .row.withheld")
    await expect(held).to_contain_text(re.compile(r"Held \d\d:\d\d:\d\d\. No surface shows it\."))
    assert await edition.standing() == []
    assert LINE not in await page.content()
    await press(held, "Release")
    await expect(page.get_by_role("dialog").locator(".stands")).to_have_text(f"Civil Defense {LINE}")
    await press(page.get_by_role("dialog"), "Cancel")
    await page.reload()
    await expect_live(page)
    await press(held, "Release")
    await expect(page.get_by_role("dialog").locator(".stands")).to_have_text("Its words are off the air.")
    await press(page.get_by_role("dialog"), "Release")
    await expect(row(page, LINE)).to_be_visible()
    assert (await standing_one(edition))["statement"] == LINE


async def test_a_held_update_is_corrected_from_the_words_that_were_held(edition: Edition) -> None:
    await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Hold")
    await press(page.get_by_role("dialog"), "Hold")
    await press(page.locator(".feed .row.withheld"), "Correct")
    await expect(page.locator("#edit-statement")).to_have_value(LINE)
    await page.locator("#edit-note").fill("It was nine.")
    await page.locator("#edit-statement").fill("Nine people were hurt.")
    await page.keyboard.press("Control+Enter")
    await expect(row(page, "Nine people")).to_contain_text("Corrected")


async def test_killed_updates_are_told_apart_after_a_reload_too(edition: Edition) -> None:
    killed = [await edition.file(f"SECRET number {number}.") for number in (1, 2)]
    page = await edition.compose()
    await expect(page.locator(".feed .row")).to_have_count(2)
    for entry in killed:
        await edition.act("kill", entry)
    rows = page.locator(".feed .row.canceled .traces")
    for _ in range(2):
        await expect(rows).to_have_count(2)
        for at, entry in zip((1, 0), killed, strict=True):
            filed = entry["first_created"][11:19]
            await expect(rows.nth(at)).to_contain_text(re.compile(rf"^no\. {entry['order']} · .*filed {filed}"))
            await expect(rows.nth(at).locator(".id")).to_have_text(entry["id"])
        assert "SECRET" not in await page.content()
        await page.reload()
        await expect_live(page)


@pytest.mark.parametrize(("act", "agree"), [("Correct", "File the correction"), ("Refile", "Refile")])
async def test_a_level_typed_in_front_of_a_mended_statement_is_offered_as_one(
    edition: Edition, act: str, agree: str
) -> None:
    await edition.file(LINE, level="routine")
    page = await edition.compose()
    await press(row(page, LINE), act)
    dialog = page.get_by_role("dialog")
    if act == "Correct":
        await dialog.locator("#edit-note").fill("It was nine.")
    await dialog.locator("#edit-statement").fill("ALERT: Nine people were hurt.")
    await dialog.locator(".split").get_by_role("button").click()
    await expect(dialog.locator("#edit-statement")).to_have_value("Nine people were hurt.")
    await expect(dialog.locator("#edit-statement")).to_be_focused()
    await expect(dialog.locator("input[name=edit-level]:checked")).to_have_value("alert")
    await expect(dialog.locator(".split").get_by_role("button")).to_have_count(0)
    await press(dialog, agree)
    await expect(row(page, "Nine people")).to_contain_text("version 2")
    entry = await standing_one(edition)
    assert (entry["level"], entry["statement"]) == ("alert", "Nine people were hurt.")


async def test_a_version_conflict_is_shown_and_loses_nothing(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Correct")
    await page.locator("#edit-note").fill("It was eight.")
    await page.locator("#edit-statement").fill("Eight people were hurt.")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(row(page, LINE)).to_contain_text("Correction: queued")
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await page.context.set_offline(False)
    conflict = lines(page, "conflict")
    await expect(conflict).to_contain_text("Somebody acted meanwhile.")
    await expect(conflict).to_contain_text("Version 2 stands now: Civil Defense Nine people were hurt.")
    await expect(conflict).to_contain_text("Eight people were hurt.")
    await expect(page.get_by_role("alert").filter(has_text="another version stands")).to_have_count(1)
    await press(conflict, "Look at both")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Nine people were hurt.")
    await expect(dialog.locator("#edit-statement")).to_have_value("Eight people were hurt.")
    await expect(dialog.locator("#edit-note")).to_have_value("It was eight.")
    await press(dialog, "File the correction")
    await expect(row(page, "Eight people")).to_contain_text("version 3")
    await expect(conflict).to_have_count(0)


async def test_who_writes_a_correction_is_told_of_another_that_came_first(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Correct")
    await page.locator("#edit-note").fill("It was eight.")
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    dialog = page.get_by_role("dialog")
    told = dialog.get_by_role("alert")
    await expect(told).to_contain_text("Meanwhile version 2 was filed. Yours is below")
    await expect(dialog).to_contain_text("Nine people were hurt.")
    await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    for field in ("edit-note", "edit-short"):  # wherever somebody is writing
        await page.locator(f"#{field}").focus()
        where = "(told) => document.elementFromPoint(innerWidth / 2, told.getBoundingClientRect().top + 4) === told"
        assert await told.evaluate(where)
    await page.keyboard.press("Control+Enter")
    await expect(row(page, LINE)).to_contain_text("version 3")


async def test_a_kill_shows_what_vanishes_from_where_and_gives_a_receipt(edition: Edition) -> None:
    filed = await edition.file(LINE)
    await edition.report("lobby", filed)
    page = await edition.compose()
    await expect(page.locator(".surfaces summary")).to_contain_text("1 silent", timeout=20_000)
    await edition.report("studio-1", filed)
    await edition.report("studio-2", delay_s=10)
    async with edition.reporting("studio-1", "studio-2"):
        await press(row(page, LINE), "Kill")
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_have_accessible_name("Kill this update?")
        await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        await expect(dialog).to_contain_text(LINE)
        await expect(dialog.locator(".where li")).to_have_text(
            [
                "studio-1, which has it on air now",
                "every strip and reader of English, at once",
                "the history and every later snapshot",
            ]
        )
        await expect(dialog.locator(".notes li")).to_have_text(
            [
                _matching(r"^lobby had it on air when it was last heard, at \d\d:\d\d: look at it or call\.$"),
                "studio-2 is 10 s behind: what falls within them never airs there.",
            ]
        )
        await press(dialog, "Kill for ever")
        await expect(dialog).to_contain_text("Killed")
        assert LINE not in await page.content()
        assert await edition.standing() == []
        for name in ("studio-1", "studio-2"):
            await edition.report(name)
        receipt = r"^2 of 2 lower thirds clear after \d+\.\d s; 1 silent since \d\d:\d\d$"
        await expect(dialog.locator(".receiptText")).to_have_text(_matching(receipt))
        await press(dialog, "Close")
        await expect(page.locator(".feed .row.canceled .receiptText")).to_have_text(_matching(receipt))
        await expect(lines(page, "canceled")).to_have_count(1)


async def test_a_kill_that_came_second_is_asked_again_with_what_stands(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Kill")
    await page.context.set_offline(True)
    dialog = page.get_by_role("dialog")
    await press(dialog, "Kill for ever")
    await expect(dialog).to_contain_text("Queued")
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await page.context.set_offline(False)
    await expect(dialog.get_by_role("alert")).to_contain_text("Meanwhile version 2 was filed.")
    await expect(dialog).to_contain_text("Nine people were hurt.")
    await press(dialog, "Kill for ever")
    await expect(dialog).to_contain_text("Killed")
    assert await edition.standing() == []


LATE_CLOSING: Final = """
window.late = [];
const listen = EventTarget.prototype.addEventListener;
HTMLDialogElement.prototype.addEventListener = function (type, call, ...more) {
  listen.call(this, type, type === 'close' ? (event) => late.push(() => call(event)) : call, ...more);
};
"""
"""A dialog says that it is closed when the test lets it: browsers say so with their next frame, which may be far."""


async def test_a_question_follows_what_stands_though_the_one_before_it_closes_late(edition: Edition) -> None:
    filed = await edition.file(LINE)
    context = await edition.context()
    await context.add_init_script(LATE_CLOSING)
    page = await edition.compose(context=context)
    await press(row(page, LINE), "Kill")
    await context.set_offline(True)
    dialog = page.get_by_role("dialog")
    await press(dialog, "Kill for ever")
    await edition.act("correction", filed, statement="Nine people were hurt.", note="It was nine.")
    await context.set_offline(False)
    await expect(dialog).to_contain_text("Nine people were hurt.")
    assert await page.evaluate("late.length") == 1
    await page.evaluate("late.forEach((close) => close())")
    await press(dialog, "Kill for ever")
    await expect(dialog).to_contain_text("Killed")


async def test_a_killed_update_has_a_substitute(edition: Edition) -> None:
    killed = await edition.act("kill", await edition.file(LINE))
    page = await edition.compose()
    await press(page.locator(".feed .row.canceled"), "File a substitute")
    await expect(page.locator(".compose")).to_contain_text("A substitute for an update that was killed")
    await write(page, "Nine people were hurt.")
    await file(page)
    await expect(lines(page, "aired")).to_have_count(1)
    assert (await standing_one(edition))["replaces"] == killed["id"]


async def test_what_screens_show_is_said_no_longer_than_somebody_tells_it(edition: Edition) -> None:
    await edition.report("studio-1", await edition.file(LINE))
    bearer = {"Authorization": f"Bearer {edition.keys[Role.EDITOR]}"}
    told = (await edition.client.get(f"/v1/feeds/{edition.feed}/surfaces", headers=bearer)).text
    asked: list[Route] = []

    async def once(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            await route.abort()
        else:
            await route.fulfill(content_type="text/event-stream", body=f"event: surfaces\ndata: {told}\n\n")

    context = await edition.context()
    await context.route("**/surfaces/stream", once)
    page = await edition.compose(context=context)
    await expect(page.locator(".surfaces summary")).to_have_text("1 screen reports")
    await expect(row(page, LINE)).to_contain_text("on 1 of 1 screens")
    await expect(page.locator(".surfaces")).to_be_hidden()  # some seconds later
    await expect(row(page, LINE)).not_to_contain_text("screens")
    await press(row(page, LINE), "Kill")
    await expect(page.get_by_role("dialog").locator(".notes")).to_have_text("What screens show is not known yet.")


async def test_killed_updates_are_told_apart_without_their_words(edition: Edition) -> None:
    page = await edition.compose()
    filed = [await edition.file(f"SECRET {n}", level=level) for n, level in enumerate(("flash", "urgent"), 1)]
    await expect(page.locator(".feed .row")).to_have_count(2)
    for entry in filed:
        await edition.act("kill", entry)
    rows = page.locator(".feed .row.canceled")
    seconds = r"\d\d:\d\d:\d\d"
    told = [f"^Killed {seconds}. no. {n} · {level} · filed {seconds}$" for n, level in ((2, "Urgent"), (1, "Flash"))]
    for at, text in enumerate(told):
        await expect(rows.nth(at)).to_have_accessible_name(re.compile(text))
    assert "SECRET" not in await page.content()
    await page.reload()
    told = [f"Killed {seconds}. no. {n} · filed {seconds}$" for n in (2, 1)]
    for at, text in enumerate(told):
        await expect(rows.nth(at)).to_have_accessible_name(re.compile(text))


async def test_what_another_editor_made_of_a_line_is_not_shown_as_ones_own(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "aired")).to_contain_text(LINE)
    corrected = await edition.act(
        "correction", await standing_one(edition), statement="Nine people were hurt.", note="It was nine."
    )
    changed = lines(page, "changed")
    await expect(changed.locator(".badge")).to_have_text("Changed since")
    await expect(changed.locator(".stands")).to_contain_text(
        "Version 2 stands now: Civil Defense Nine people were hurt."
    )
    await expect(changed.locator(".words")).to_have_count(0)
    assert LINE not in await page.locator(".outbox").inner_text()
    await expect(page.locator(".latest")).to_have_text("Outbox: Changed since")
    held = await edition.act("hold", corrected)
    await expect(lines(page, "withheld")).to_contain_text("Held by the desk")
    await edition.act("release", held)
    await expect(changed.locator(".badge")).to_have_text("Changed since")


async def test_an_editor_who_releases_a_line_is_not_told_that_its_words_are_the_editors(edition: Edition) -> None:
    filed = await edition.file(LINE)
    page = await edition.compose()
    await expect(row(page, LINE)).to_be_visible()
    await edition.act("hold", filed)
    await press(page.locator(".feed .row.withheld"), "Release")
    await press(page.get_by_role("dialog"), "Release")
    await expect(lines(page, "aired").locator(".badge")).to_have_text("Released")


async def test_a_line_in_the_outbox_follows_what_becomes_of_it(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "aired")).to_contain_text(LINE)
    held = await edition.act("hold", await standing_one(edition))
    await expect(lines(page, "withheld")).to_contain_text("Held by the desk")
    assert LINE not in await page.content()
    await edition.act("kill", held)
    await expect(lines(page, "canceled")).to_contain_text("Killed")
    assert LINE not in await page.evaluate("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")


async def test_how_many_screens_show_a_line_is_told(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "aired")).to_have_count(1)
    entry = await standing_one(edition)
    await edition.report("studio-1", entry)
    await edition.report("studio-2")
    async with edition.reporting("studio-1", "studio-2"):
        await expect(lines(page)).to_contain_text("on 1 of 2 screens")
        await expect(row(page, LINE)).to_contain_text("on 1 of 2 screens")
    await page.locator(".surfaces summary").click()
    await expect(page.locator(".surfaces li").first).to_contain_text(LINE)


async def test_a_correspondent_sees_only_what_a_correspondent_may(edition: Edition) -> None:
    await edition.file("Filed by the desk.")
    page = await edition.compose(Role.CORRESPONDENT)
    await write(page, LINE)
    await file(page)
    await expect(row(page, LINE).get_by_role("button")).to_have_text(["Correct", "Refile"])
    await expect(row(page, "Filed by the desk.").get_by_role("button")).to_have_count(0)
    await expect(page.locator(".surfaces")).to_be_hidden()
    await press(row(page, LINE), "Refile")
    await page.keyboard.press("Control+Enter")
    await expect(row(page, LINE)).to_contain_text("version 2")


async def test_nearly_the_same_from_somebody_else_is_warned_of(edition: Edition) -> None:
    await edition.file("Bridge over the Litani closed")
    page = await edition.compose()
    await expect(row(page, "Litani")).to_be_visible()
    await write(page, "The bridge over the Litani is closed.")
    warning = page.locator(".warnings")
    await expect(warning).to_contain_text("Nearly the same was filed now: Civil Defense Bridge over the Litani closed")
    await page.locator("#new-statement").fill("The airport reopens at noon.")
    await expect(warning).to_have_text("")


async def test_own_lines_are_no_near_duplicates(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "aired")).to_have_count(1)
    await write(page, LINE)
    await expect(page.locator("#new-statement-count")).to_have_text("35 of 140")
    await expect(page.locator(".warnings")).to_have_text("")


def _matching(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
