"""Writing a line: what is counted, how it will look, which way it runs, and that hands may stay on the keyboard."""

import re
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.edition import (
    PHONE,
    Edition,
    expect_live,
    file,
    lines,
    press,
    row,
    sign_in,
    standing_one,
    write,
)
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "The bridge over the Litani is closed."
FAMILY: Final = "\U0001f468‍\U0001f469‍\U0001f467"
"""One grapheme of five code points."""


async def test_the_page_warns_at_each_limit_and_the_service_decides(edition: Edition) -> None:
    limits = (await edition.client.get("/v1/constraints")).json()["fields"]["statement"]
    recommended, editorial, hard = limits["recommended"], limits["editorial"], limits["hard"]
    page = await edition.compose()
    counter = page.locator("#new-statement-count")
    for length, said in (
        (1, f"1 of {recommended}"),
        (recommended, f"{recommended} of {recommended}"),
        (recommended + 1, f"{recommended + 1} of {editorial}: longer than recommended"),
        (editorial + 1, f"{editorial + 1} of {hard}: longer than the desk wants"),
        (hard + 1, f"{hard + 1} of {hard}: the service will refuse it"),
    ):
        await page.locator("#new-statement").fill(FAMILY * length)
        await expect(counter).to_have_text(said)
    await write(page, "x" * (hard + 1))
    await file(page)
    await expect(page.locator("#new-statement-error")).to_have_text(f"At most {hard} characters.")
    await page.locator("#new-statement").fill("x" * hard)
    await file(page)
    await expect(lines(page, "aired")).to_have_count(1)


async def test_a_field_turns_as_somebody_types(edition: Edition) -> None:
    page = await edition.compose()
    statement = page.locator("#new-statement")
    await expect(statement).to_have_js_property("dir", "ltr")
    await statement.press_sequentially("«إغلاق")
    await expect(statement).to_have_js_property("dir", "rtl")
    await expect(page.locator(".previewStrip .stripLine")).to_have_js_property("dir", "rtl")
    await expect(page.locator(".thirdStage .third")).to_have_js_property("dir", "rtl")
    await expect(page.locator(".warnings")).to_contain_text("written the other way round than English")
    await page.locator("#new-name").press_sequentially("Civil")
    await expect(page.locator("#new-name")).to_have_js_property("dir", "ltr")
    await statement.fill("")
    await statement.press_sequentially("12 Litani إغلاق")
    await expect(statement).to_have_js_property("dir", "ltr")
    await expect(page.locator(".warnings")).to_have_text("")


async def test_the_preview_follows_on_strip_and_lower_third(edition: Edition) -> None:
    page = await edition.compose()
    strip, third = page.locator(".previewStrip .stripLine"), page.locator(".thirdStage .third")
    await expect(strip).to_be_hidden()
    await write(page, LINE, role="Spokesman")
    await expect(strip).to_have_text(f"Urgent Civil Defense Spokesman {LINE}")
    await expect(third).to_contain_text(LINE)
    await page.locator("#new-short").fill("Litani bridge closed")
    await expect(third).to_contain_text("Litani bridge closed")
    await expect(strip).to_contain_text(LINE)
    await page.get_by_label("Flash").check()
    for shown in (strip, third):
        await expect(shown).to_contain_text("Flash")
    await page.get_by_label("Alert").check()
    await expect(third.locator(".levelLabel")).to_have_text("Breaking")  # as lower thirds call it
    await expect(strip.locator(".levelLabel")).to_have_text("Alert")
    pages = page.get_by_text(re.compile("^Takes 2 pages on the lower third"))
    await page.locator("#new-short").fill("")
    whole = " ".join([LINE] * 5)
    await page.locator("#new-statement").fill(whole)
    await expect(third).to_contain_text(whole)
    box = await third.bounding_box()
    stage = await page.locator(".thirdStage").bounding_box()
    assert box is not None
    assert stage is not None
    assert box["y"] >= stage["y"], "no row of it is cut"
    size = page.viewport_size
    await page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert size is not None
    await page.set_viewport_size(size)
    await expect(pages).to_be_hidden()
    await page.locator("#new-statement").fill(" ".join([LINE] * 8))
    await expect(pages).to_be_visible()
    await expect(third.locator(".thirdText")).to_have_text(re.compile("…$"))


@pytest.mark.parametrize(
    ("typed", "offered", "level", "left"),
    [
        ("URGENT: The road is open.", "Urgent", "urgent", "The road is open."),
        ("عاجل: الطريق مفتوح", "Urgent", "urgent", "الطريق مفتوح"),
        ("URGENTE: Abierta la carretera", "Urgent", "urgent", "Abierta la carretera"),
        ("FLASH: The king is dead", "Flash", "flash", "The king is dead"),
    ],
)
async def test_a_level_typed_in_front_is_offered_as_the_level(
    edition: Edition, typed: str, offered: str, level: str, left: str
) -> None:
    page = await edition.compose()
    await page.get_by_label("Routine").check()
    await page.locator("#new-statement").press_sequentially(typed)
    await page.get_by_role("button", name=re.compile(f"^Make it {offered}")).click()
    await expect(page.locator("#new-statement")).to_have_value(left)
    await expect(page.locator(f"input[value={level}]")).to_be_checked()
    await expect(page.locator("#new-name")).to_have_value("")


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 700}], ids=["phone", "desk"])
async def test_what_warns_is_seen_beside_what_it_warns_of(edition: Edition, size: dict[str, int]) -> None:
    await edition.file(LINE)
    page = await edition.compose(viewport=size)
    await write(page, LINE)
    warning = page.locator(".warnings .warning")
    await expect(warning).to_contain_text("Nearly the same was filed")
    await expect(warning).to_be_in_viewport(ratio=1)
    under_it = "(warning) => { const box = warning.getBoundingClientRect();"
    under_it += " return warning.contains(document.elementFromPoint(box.left + box.width / 2, box.bottom - 4)); }"
    assert await warning.evaluate(under_it)
    await page.route(f"**{edition.updates}", lambda route: route.fulfill(status=403, json={"type": "x:forbidden"}))
    await file(page)
    problem = page.locator(".compose .problem")
    await expect(problem).to_have_text("Your key may not do this.")
    await expect(problem).to_be_in_viewport(ratio=1)
    assert await problem.evaluate(under_it)


async def test_sources_come_from_templates_and_from_what_was_used(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await page.locator("#new-statement").fill(LINE)
    await page.get_by_role("button", name="Spokesperson", exact=True).click()
    await expect(page.locator("#new-kind")).to_have_value("spokesperson")
    await expect(page.locator("#new-name")).to_be_focused()
    await page.keyboard.type("UNIFIL")
    await file(page)
    await expect(lines(page, "aired")).to_have_count(1)
    await page.reload()
    await page.get_by_role("group", name="Used lately").get_by_role("button").click()
    await expect(page.locator("#new-name")).to_have_value("UNIFIL")
    await expect(page.locator("#new-kind")).to_have_value("spokesperson")
    attribution = (await standing_one(edition))["attribution"]
    assert (attribution["name"], attribution["kind"]) == ("UNIFIL", "spokesperson")


async def test_a_desk_works_without_a_mouse(edition: Edition) -> None:
    await edition.file("Seven people were hurt.", level="routine")
    page = await (await edition.context()).new_page()
    await page.goto(edition.url)
    await expect(page.locator("#key")).to_be_focused()
    await page.keyboard.type(edition.keys[Role.EDITOR])
    await page.keyboard.press("Enter")
    await expect_live(page)
    await page.keyboard.press("F6")
    await page.keyboard.type(LINE)
    await page.keyboard.press("Tab")
    await page.keyboard.type("Civil Defense")
    await page.keyboard.press("Control+Enter")
    await expect(lines(page, "aired")).to_have_count(1)
    await expect(page.locator("#new-statement")).to_be_focused()
    for _ in range(2):  # by way of the outbox to the feed
        await page.keyboard.press("F6")
    await expect(row(page, LINE)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(row(page, "Seven people")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.locator("#edit-statement")).to_be_focused()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Eight people were hurt.")
    await page.keyboard.press("Control+Enter")
    await expect(row(page, "Eight people")).to_be_focused()
    await page.keyboard.press("Delete")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Killed")
    await page.keyboard.press("Escape")
    await expect(page.locator(".feed .row.canceled")).to_be_focused()
    assert [entry["statement"] for entry in await edition.standing()] == [LINE]


async def test_on_a_phone_everything_is_in_reach_of_a_thumb(edition: Edition) -> None:
    await edition.file("Seven people were hurt.")
    page = await edition.compose(viewport=PHONE, has_touch=True, is_mobile=True)
    await write(page, LINE)
    assert await outside(page) == []
    await page.locator("#new-statement").focus()
    await expect(page.locator(".compose .file")).to_be_in_viewport()
    await page.locator(".compose .file").tap()
    await expect(lines(page, "aired")).to_have_count(1)
    await expect(lines(page, "aired")).not_to_be_in_viewport()
    latest = page.locator(".latest")
    await expect(latest).to_have_text("Outbox: On air")
    await expect(latest).to_be_in_viewport()
    await row(page, "Seven people").get_by_role("button", name="Kill").tap()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Kill for ever")).to_be_in_viewport()
    assert await outside(page) == []


async def outside(page: Page) -> list[str]:
    """Name what can be pressed and is wider than the screen, or too small for a thumb."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=radio]), select, textarea, summary')]
          .filter((one) => one.checkVisibility() && !one.closest('.chips'))
          .map((one) => [one, one.getBoundingClientRect()])
          .filter(([, box]) => box.left < 0 || box.right > innerWidth || box.height < 40 || box.width < 40)
          .map(([one, box]) => `${one.id || one.textContent}: ${box.left} ${box.width} x ${box.height}`)
        """
    )
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*found, f"scrolls {width} px aside"] if width > 0 else found


async def test_an_arabic_desk_files_in_arabic(arabic: Edition) -> None:
    page = await arabic.compose(locale="ar")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    await page.get_by_role("button", name="مراسلنا").click()
    await write(page, "إغلاق جسر الليطاني في الاتجاهين.", name="الدفاع المدني")
    await expect(page.locator("#new-statement-count")).to_have_text("32 من 140")
    await file(page)
    await expect(lines(page, "aired")).to_contain_text("على الهواء")
    entry = await standing_one(arabic)
    assert (entry["dir"], entry["headline"]) == ("rtl", "الدفاع المدني: إغلاق جسر الليطاني في الاتجاهين.")


async def test_a_spanish_desk_files_in_spanish(spanish: Edition) -> None:
    page = await spanish.compose(locale="es-MX")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["es", "ltr"]
    await page.get_by_role("button", name="Nuestro corresponsal").click()
    await write(page, "Cortado el puente sobre el Litani.", name="Defensa Civil")
    await press(page.locator(".compose"), "Enviar")
    await expect(lines(page, "aired")).to_contain_text("En emisión")
    await press(row(page, "Cortado"), "Anular")
    await expect(page.get_by_role("dialog")).to_contain_text("No se puede deshacer")


async def test_the_page_begins_in_the_language_of_the_browser_and_in_an_edition_of_it(
    arabic: Edition, edition: Edition, spanish: Edition
) -> None:
    desk = await edition.service.add_key(Role.EDITOR, "Three desks", arabic.feed, edition.feed, spanish.feed)
    pages = {}
    for wanted, heading in (
        ("ar-LB", "إرسال إلى العربية"),
        ("es-MX", "Enviar a Español"),
        ("fr-FR", "File to English"),  # in none of our languages
    ):
        pages[wanted] = page = await (await edition.context(locale=wanted)).new_page()
        await page.goto(edition.url)
        await sign_in(page, desk)
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
    page = pages["fr-FR"]
    await page.locator(".languages").select_option("es")
    await expect(page.get_by_role("heading", name="Enviar a English")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="Enviar a English")).to_be_visible()


async def test_the_page_speaks_the_language_that_is_chosen_and_loses_nothing(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    await page.locator(".languages").select_option("ar")
    await expect(page.get_by_role("heading", name="إرسال إلى English")).to_be_visible()
    await expect(page.locator("#new-statement")).to_have_value(LINE)
    await expect(page.locator("#new-statement")).to_have_js_property("dir", "ltr")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
