"""Pasted text is cleaned before it is sent, and what would be refused is mended by one press."""

from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.edition import Edition, file, press, row, standing_one, write
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "The bridge over the Litani is closed."
PASTED: Final = "\ufeffThe mini\u00adster\u200b resigns\u2069"
PASTE: Final = """
(field, text) => {
  field.focus();
  document.execCommand('insertText', false, text);
  field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
}
"""


async def paste(page: Page, name: str, text: str) -> None:
    await page.locator(f"#new-{name}").evaluate("(field) => field.focus()")
    await page.locator(f"#new-{name}").evaluate(PASTE, text)


async def expect_standing(edition: Edition, statement: str) -> None:
    async def stands() -> bool:
        return [entry["statement"] for entry in await edition.standing()] == [statement]

    await until(stands, what=f"{statement!r} to stand")


async def test_what_nobody_sees_is_cleaned_where_it_is_pasted_and_said(edition: Edition) -> None:
    page = await edition.compose()
    await paste(page, "statement", PASTED)
    statement = page.locator("#new-statement")
    await expect(statement).to_have_value("The minister resigns")
    said = "Cleaned: invisible characters, soft hyphens, direction marks that were not closed."
    await expect(page.locator("#new-statement-cleaned")).to_have_text(said)
    await statement.press_sequentially(".")
    await expect(page.locator("#new-statement-cleaned")).to_have_text("")
    await page.locator("#new-name").fill("\ufb01re brigade")
    await file(page)
    await expect(page.locator("#new-name-cleaned")).to_have_text("Cleaned: letters in fixed shapes.")
    await expect_standing(edition, "The minister resigns.")
    assert (await standing_one(edition))["attribution"] == {"name": "fire brigade"}


@pytest.mark.parametrize(
    ("written", "error", "mended"),
    [
        ("Closed <b>now</b>", "Has markup, such as <b>: only plain text is shown.", "Closed now"),
        ("Caf\ufffd closed", "Has “�”: a character was lost on the way here.", "Caf closed"),
        ("The \u202eroad\u202c", "Has characters that turn text round.", "The road"),
        ("e" + "\u0316" * 9 + " closed", "Too many marks on one letter: at most 6.", "e" + "\u0316" * 6 + " closed"),
    ],
    ids=["markup", "lost", "override", "marks"],
)
async def test_what_would_be_refused_is_said_before_it_is_sent_and_mended_by_one_press(
    edition: Edition, written: str, error: str, mended: str
) -> None:
    page = await edition.compose()
    await write(page, written)
    await file(page)
    await expect(page.locator("#new-statement-error")).to_have_text(error)
    await press(page.locator(".statementField"), "Mend")
    await expect(page.locator("#new-statement")).to_have_value(mended)
    await expect(page.locator("#new-statement")).to_be_focused()
    await expect(page.locator("#new-statement-error")).to_have_text("")
    await expect(page.locator(".statementField .mend")).to_be_hidden()
    assert await edition.standing() == []
    await file(page)
    await expect_standing(edition, mended)


async def test_what_no_press_can_mend_has_no_button(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, "x" * 281)
    await file(page)
    await expect(page.locator("#new-statement-error")).to_have_text("At most 280 characters.")
    await expect(page.locator(".statementField .mend")).to_be_hidden()


async def test_a_correction_and_a_reason_are_mended_too(edition: Edition) -> None:
    await edition.file(LINE)
    page = await edition.compose()
    await press(row(page, LINE), "Correct")
    dialog = page.get_by_role("dialog")
    await dialog.locator("#edit-note").fill("It was <i>not</i> so.")
    await press(dialog, "File the correction")
    await press(dialog.locator(".noteField"), "Mend")
    await press(dialog, "File the correction")
    await until(lambda: _is_corrected(edition))
    await press(row(page, LINE), "Kill")
    await dialog.locator("#kill-reason").fill("\u202eno")
    await press(dialog, "Kill for ever")
    await press(dialog.locator(".reasonField"), "Mend")
    await press(dialog, "Kill for ever")
    await expect(dialog).to_contain_text("Killed")


async def _is_corrected(edition: Edition) -> bool:
    return bool((await standing_one(edition)).get("note") == "It was not so.")


@pytest.mark.parametrize(
    ("locale", "error", "mend"),
    [
        ("ar", "فيه وسوم مثل ‎<b>‎: يُعرض النص المجرد فقط.", "إصلاح"),
        ("es", "Contiene marcas como <b>: solo se muestra texto sin formato.", "Arreglar"),
    ],
)
async def test_each_rule_is_said_in_the_language_of_the_desk(
    edition: Edition, locale: str, error: str, mend: str
) -> None:
    page = await edition.compose(locale=locale)
    await write(page, "<b>x</b>")
    await file(page)
    await expect(page.locator("#new-statement-error")).to_have_text(error)
    await press(page.locator(".statementField"), mend)
    await expect(page.locator("#new-statement")).to_have_value("x")


async def test_a_line_is_set_as_its_letters_have_it_or_as_somebody_says(arabic: Edition) -> None:
    page = await arabic.compose()
    await write(page, "UNIFIL: لا صحة لما يُشاع، للاستفسار +961 1 234567", "UNIFIL")
    await expect(page.locator("#new-statement")).to_have_attribute("dir", "rtl")
    preview = page.locator(".previewStrip .statement")
    await expect(preview).to_have_attribute("dir", "rtl")
    await expect(preview.locator("bdi[dir=ltr]")).to_have_text("+961 1 234567")
    await page.get_by_text("More: section").click()
    await page.locator("#new-dir").select_option("ltr")
    await expect(page.locator("#new-statement")).to_have_attribute("dir", "ltr")
    await expect(preview).to_have_attribute("dir", "ltr")
    await file(page)
    await until(lambda: _stands_as(arabic, "ltr"))
    await press(row(page, "UNIFIL"), "Refile")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator("#edit-dir")).to_have_value("ltr")
    await press(dialog, "Refile")
    await until(lambda: _is_refiled(arabic))
    assert (await standing_one(arabic))["dir"] == "ltr"


async def _stands_as(edition: Edition, dir: str) -> bool:
    return [entry["dir"] for entry in await edition.standing()] == [dir]


async def _is_refiled(edition: Edition) -> bool:
    return bool((await standing_one(edition))["version"] == 2)
