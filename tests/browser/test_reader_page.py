"""The reader page before the real service: what is filed appears, and what is taken back disappears."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage, statements
from tests.editor import Editor, editor_at
from tests.servers import FreshValkey, Serve, TickerProcess

pytestmark = pytest.mark.asyncio(loop_scope="session")

RETURN_MS: Final = 40_000
"""A page that lost its service comes back when the service's own ``retry:`` or its back-off says."""


@pytest_asyncio.fixture(loop_scope="session")
async def process(serve: Serve) -> TickerProcess:
    return await serve()


@pytest_asyncio.fixture(loop_scope="session")
async def editor(process: TickerProcess) -> AsyncIterator[Editor]:
    async with editor_at(process.url, process.key) as made:
        yield made


async def expect_live(page: Page, text: str = "Live") -> None:
    await expect(page.locator("#stateText")).to_have_text(text, timeout=RETURN_MS)


async def test_what_is_filed_appears_without_asking(process: TickerProcess, editor: Editor, new_page: NewPage) -> None:
    await editor.file("before the reader came")
    page = await new_page(process.url)
    await expect_live(page)
    assert await statements(page) == ["before the reader came"]
    await editor.file("while it is there", level="flash", link="https://example.org/")
    await expect(page.locator(".line.flash .statement")).to_have_text("while it is there")
    await expect(page.get_by_role("alert")).to_have_text("Flash. Civil Defense: while it is there")
    assert await statements(page) == ["while it is there", "before the reader came"]


async def test_a_correction_replaces_the_words_in_their_place(
    process: TickerProcess, editor: Editor, new_page: NewPage
) -> None:
    wrong = await editor.file("seven hurt")
    await editor.file("something else")
    page = await new_page(process.url)
    await expect_live(page)
    await editor.act("correction", wrong, statement="nine hurt", note="The number was wrong.")
    await expect(page.locator("del")).to_have_text("Civil Defense: seven hurt")
    await expect(page.locator(".correction .note")).to_have_text("The number was wrong.")
    assert await statements(page) == ["something else", "nine hurt"]
    later = await new_page(process.url)
    await expect(later.locator(".correction")).to_contain_text("Correction")
    assert "seven hurt" not in await later.content()


async def test_held_words_go_and_come_back_and_killed_words_go_for_good(
    process: TickerProcess, editor: Editor, new_page: NewPage
) -> None:
    filed = await editor.file("DOUBTFUL words")
    await editor.file("newer words")
    page = await new_page(process.url)
    await expect_live(page)
    held = await editor.act("hold", filed)
    await expect(page.locator(".gone")).to_have_text("This update is being checked by the newsroom.")
    assert "DOUBTFUL" not in await page.content()
    released = await editor.act("release", held)
    await expect(page.locator(".statement")).to_have_count(2)
    assert await statements(page) == ["newer words", "DOUBTFUL words"]
    await editor.act("kill", released)
    await expect(page.locator(".gone")).to_have_text("This update was withdrawn by the newsroom.")
    assert "DOUBTFUL" not in await page.content()


async def test_the_arabic_edition_is_arabic(process: TickerProcess, editor: Editor, new_page: NewPage) -> None:
    await editor.file("ارتفاع الحصيلة إلى 12 (WHO).", feed="ar", name="الدفاع المدني")
    await editor.file("Talks resume on Monday.", feed="ar", name="Reuters")
    page = await new_page(f"{process.url}/?feed=ar")
    await expect_live(page, "مباشر")
    words = page.locator(".words")
    assert [await words.nth(at).get_attribute("dir") for at in (0, 1)] == ["ltr", "rtl"]
    assert await page.evaluate("document.documentElement.dir") == "rtl"


async def test_the_editions_are_a_click_away(process: TickerProcess, editor: Editor, new_page: NewPage) -> None:
    await editor.file("Última prueba", feed="es")
    page = await new_page(process.url)
    await expect(page.locator("#feeds a")).to_have_count(3)
    await page.get_by_role("link", name="Español").click()
    await expect_live(page, "En directo")
    assert await statements(page) == ["Última prueba"]
    assert await page.title() == "Español · ticker"


@pytest.mark.parametrize(
    ("locale", "shown"), [("ar-EG", ("ar", "مباشر")), ("es-MX", ("es", "En directo")), ("fr-FR", ("en", "Live"))]
)
async def test_whoever_asks_for_no_edition_gets_the_one_in_their_browsers_language(
    process: TickerProcess, editor: Editor, new_page: NewPage, locale: str, shown: tuple[str, str]
) -> None:
    edition, live = shown
    await editor.file("words of that edition", feed=edition)
    page = await new_page(process.url, locale=locale)
    await expect_live(page, live)
    await expect(page.locator(".statement")).to_have_text("words of that edition")
    assert page.url == f"{process.url}/?feed={edition}"
    assert await page.locator("#feeds a").all_inner_texts() == ["English", "العربية", "Español"]


async def test_a_browser_that_goes_offline_is_not_called_live(
    process: TickerProcess, editor: Editor, new_page: NewPage
) -> None:
    page = await new_page(process.url)
    await expect_live(page)
    await page.context.set_offline(True)
    await expect(page.locator("#stateText")).to_have_text("Connecting…")
    await page.context.set_offline(False)
    await editor.file("while it was away")
    await expect_live(page)
    await expect(page.locator(".statement")).to_have_text("while it was away")


async def test_an_unknown_edition_is_said_to_be_unknown(process: TickerProcess, new_page: NewPage) -> None:
    page = await new_page(f"{process.url}/?feed=none")
    await expect(page.locator("#stateText")).to_have_text("No such edition")
    await expect(page.locator("#feeds a")).to_have_count(3)
    await expect(page.locator("#notice")).to_be_hidden()


async def test_where_there_is_no_english_edition_whoever_asks_for_none_gets_the_first(
    serve: Serve, new_page: NewPage
) -> None:
    service = await serve(environment={"TICKER_FEEDS": "fr:Français,pt:Português"})
    async with editor_at(service.url, service.key) as editor:
        await editor.file("Le port est rouvert.", feed="fr")
        page = await new_page(service.url)
        await expect(page.locator(".statement")).to_have_text("Le port est rouvert.")
    assert page.url == f"{service.url}/?feed=fr"
    assert await page.title() == "Français · ticker"


async def test_a_restart_of_the_service_is_survived(
    process: TickerProcess, editor: Editor, serve: Serve, new_page: NewPage
) -> None:
    doubtful = await editor.file("DOUBTFUL words")
    page = await new_page(process.url)
    await expect_live(page)
    process.end()
    await expect(page.locator("#stateText")).to_have_text("Connecting…")
    again = await serve(port=process.port, data_dir=process.data_dir)
    await editor.act("kill", doubtful)
    await editor.file("after the restart")
    await expect_live(page)
    await expect(page.locator(".statement")).to_have_text("after the restart")
    assert "DOUBTFUL" not in await page.content()
    assert again.status is None


@pytest.mark.long
async def test_a_frozen_store_is_said_to_be_trouble_and_news_goes_on_after_it(
    fresh_valkey: FreshValkey, serve: Serve, new_page: NewPage
) -> None:
    store = await fresh_valkey()
    service = await serve(redis_url=store.url)
    async with editor_at(service.url, service.key) as editor:
        page = await new_page(service.url)
        await expect_live(page)
        store.freeze()
        await expect(page.locator("#stateText")).to_have_text("Degraded: news may be late")
        store.thaw()
        await expect_live(page)
        await service.ready()
        await editor.file("after the frost")
        await expect(page.locator(".statement")).to_have_text("after the frost")
