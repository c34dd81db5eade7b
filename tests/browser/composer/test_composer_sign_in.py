"""Signing in with a key, and out again: of every tab, and with lines that wait."""

import re
from typing import Final

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.edition import Edition, expect_live, file, lines, press, sign_in, sign_out, write
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "Seven people were hurt in the fire."


async def test_a_key_that_was_typed_is_kept_nowhere(edition: Edition) -> None:
    page = await (await edition.context()).new_page()
    await page.goto(edition.url)
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect_live(page)
    [cookie] = await page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert edition.keys[Role.EDITOR] not in kept + await page.content()
    await page.reload()
    await expect_live(page)


async def test_nothing_is_refused_on_a_first_visit(edition: Edition) -> None:
    page = await (await edition.context(service_workers="allow")).new_page()  # as everybody has it
    said: list[str] = []
    statuses: list[int] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("response", lambda answer: statuses.append(answer.status))
    for folder in ("composer/", "operator/"):
        await page.goto(f"{edition.service.url}/clients/{folder}")
        await expect(page.locator("#key")).to_be_focused()
    assert said == []
    assert [status for status in statuses if status >= httpx.codes.BAD_REQUEST] == []


@pytest.mark.parametrize("folder", ["composer", "operator"])
async def test_the_form_waits_for_nothing_that_is_behind_it(edition: Edition, folder: str) -> None:
    page = await (await edition.context()).new_page()
    rest = re.compile(rf"/@[0-9a-f]+/({folder}/(?!page\.js)|desk/session|desk/words)")
    await page.route(rest, lambda route: route.abort())
    await page.goto(f"{edition.service.url}/clients/{folder}/?feed={edition.feed}")
    await expect(page.locator("#key")).to_be_focused()
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect(page.get_by_role("alert")).to_contain_text("The service did not answer.")
    await page.unroute(rest)
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect_live(page)


@pytest.mark.parametrize("language", ["en", "ar", "es"])
async def test_the_words_of_one_language_are_loaded(edition: Edition, language: str) -> None:
    page = await (await edition.context(locale=language)).new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.extend(re.findall(r"/desk/words-(..)\.js", request.url)))
    await page.goto(edition.url)
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect_live(page)
    assert loaded == [language]


async def test_what_was_wrong_with_a_key_goes_as_another_is_typed(edition: Edition) -> None:
    page = await (await edition.context()).new_page()
    await page.goto(edition.url)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Paste or type your key.")
    await page.keyboard.type("t")
    await expect(page.locator("#key-error")).to_have_text("")
    await expect(page.locator("#key")).not_to_have_attribute("aria-invalid", "true")


async def test_signing_out_in_one_tab_signs_out_of_all(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, "Half a line")
    other = await edition.tab(page)
    await sign_out(page)
    for tab in (page, other):
        await expect(tab.get_by_role("heading", name="Sign in to file")).to_be_visible()
    assert "Half a line" not in await page.evaluate(
        "() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    )


async def test_signing_out_with_lines_that_wait_is_asked_about(edition: Edition) -> None:
    page = await edition.compose()
    await page.route(f"**{edition.updates}", lambda route: route.abort())
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "queued")).to_have_count(1)
    await press(page.locator(".bar"), "Sign out")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("1 line is not filed yet.")
    await press(dialog, "Sign out")
    await page.unroute(f"**{edition.updates}")
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect(lines(page, "aired")).to_contain_text(LINE)


async def test_a_wrong_key_is_told_apart_from_no_network(edition: Edition) -> None:
    context = await edition.context()
    page = await context.new_page()
    await page.goto(edition.url)
    await sign_in(page, "tk_wrong")
    await expect(page.get_by_role("alert")).to_have_text(
        "The service does not know this key: it is mistyped, or it was revoked."
    )
    await sign_in(page, edition.keys[Role.SURFACE])
    await expect(page.get_by_role("alert")).to_contain_text("Screens report, people file.")
    await context.set_offline(True)
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect(page.get_by_role("alert")).to_contain_text("The service did not answer.")
