"""Filing from the composer: once, whatever happens to the page, the network and the session meanwhile."""

import asyncio
import re
from typing import Final

import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.edition import Edition, expect_live, file, lines, press, row, sign_in, write
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "The bridge over the Litani is closed."


async def statements(edition: Edition) -> list[str]:
    return [entry["statement"] for entry in await edition.standing()]


async def expect_on_air(page: Page, text: str = LINE) -> None:
    await expect(lines(page, "aired")).to_contain_text(text)


async def test_a_line_is_filed_and_on_air(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await write(page, LINE, role="Spokesman", short="Litani bridge closed")
    await file(page)
    await expect_on_air(page)
    await expect(lines(page)).to_contain_text("On air")
    await expect(page.locator("#new-statement")).to_have_value("")
    await expect(page.locator("#new-statement")).to_be_focused()
    [entry] = await edition.standing()
    assert entry["attribution"] == {"name": "Civil Defense", "role": "Spokesman"}
    assert (entry["short"], entry["level"]) == ("Litani bridge closed", "urgent")
    await expect(row(page, LINE)).to_contain_text("yours")
    await page.get_by_role("group", name="Used lately").get_by_role("button").click()
    await expect(page.locator("#new-role")).to_have_value("Spokesman")


async def test_what_is_filed_says_when_until_it_is_on_air(edition: Edition) -> None:
    context = await edition.context()
    await context.add_init_script("window.WebSocket = undefined; window.EventSource = undefined;")
    page = await edition.compose(context=context)
    await context.route(f"**/v1/feeds/{edition.feed}", lambda route: route.abort())
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "filed").locator(".badge")).to_have_text(re.compile(r"^Filed \d\d:\d\d:\d\d$"))
    await expect(page.get_by_role("status").filter(has_text="Filed")).to_have_count(1)


async def test_a_line_whose_entry_came_before_the_answer_is_on_air_with_the_answer(edition: Edition) -> None:
    context = await edition.context()
    quiet = asyncio.Event()
    seen = asyncio.Event()

    def stay_in_between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if quiet.is_set() else socket.send(frame))

    async def answer_late(route: Route) -> None:
        answer = await route.fetch()
        await seen.wait()
        await route.fulfill(response=answer)

    await context.route_web_socket(re.compile("/socket"), stay_in_between)
    await context.route(f"**{edition.updates}", answer_late)
    await context.route(f"**{edition.updates}/*", lambda route: route.abort())  # nor does asking for it help
    page = await edition.compose(context=context)
    await write(page, LINE)
    await file(page)
    await expect(row(page, LINE)).to_be_visible()
    quiet.set()  # nothing comes after its entry, not a status either
    seen.set()
    await expect_on_air(page)


async def test_a_double_tap_files_once(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    await page.evaluate("() => { const file = document.querySelector('.file'); file.click(); file.click(); }")
    await expect_on_air(page)
    await page.locator(".file").dblclick()
    await expect(lines(page)).to_have_count(1)
    assert await statements(edition) == [LINE]


async def test_what_is_filed_without_a_network_goes_when_it_is_back(edition: Edition) -> None:
    page = await edition.compose()
    await page.context.set_offline(True)
    await expect(page.locator(".state")).to_have_text("No network: lines wait here")
    await write(page, LINE)
    await page.get_by_role("button", name="File when there is a network").click()
    await write(page, "A second line, later.")
    await page.keyboard.press("Control+Enter")
    await expect(lines(page, "queued")).to_have_count(2)
    assert await statements(edition) == []
    await page.context.set_offline(False)
    await expect(lines(page, "aired")).to_have_count(2)
    assert await statements(edition) == ["A second line, later.", LINE]


async def test_the_outbox_survives_a_reload_without_a_network(edition: Edition) -> None:
    page = await edition.compose(service_workers="allow")
    await page.evaluate("() => navigator.serviceWorker.ready")  # on the first visit already
    await page.context.set_offline(True)
    await write(page, LINE)
    await page.keyboard.press("Control+Enter")
    await write(page, "Half a line")
    await page.reload()
    await expect(lines(page, "queued")).to_contain_text(LINE)
    await expect(page.locator("#new-statement")).to_have_value("Half a line")
    await page.context.set_offline(False)
    await expect_on_air(page)
    assert await statements(edition) == [LINE]


async def test_a_line_whose_page_closed_while_it_was_sent_is_filed_once(edition: Edition) -> None:
    page = await edition.compose()
    sent: list[str | None] = []

    async def swallow(route: Route) -> None:
        sent.append(await route.request.header_value("idempotency-key"))
        await route.fetch()  # the service has it, and the page never hears

    await page.context.route(f"**{edition.updates}", swallow)
    await write(page, LINE)
    await file(page)
    await until(lambda: sent)
    await expect(lines(page, "sending")).to_have_count(1)
    await page.close()
    await page.context.unroute_all(behavior="ignoreErrors")
    later = await edition.tab(page)
    await expect_on_air(later)
    assert await statements(edition) == [LINE]


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(edition: Edition) -> None:
    page = await edition.compose()
    keys: list[str | None] = []

    async def lose(route: Route) -> None:
        keys.append(await route.request.header_value("idempotency-key"))
        await route.fetch()
        if len(keys) == 1:
            await route.abort()
        else:
            await route.continue_()

    await page.route(f"**{edition.updates}", lose)
    await write(page, LINE)
    await file(page)
    await expect_on_air(page)
    assert keys[0] is not None
    assert {*keys} == {keys[0]}
    assert await statements(edition) == [LINE]


async def test_two_tabs_send_what_waits_once(edition: Edition) -> None:
    page = await edition.compose()
    other = await edition.tab(page)
    posted: list[str] = []
    for tab in (page, other):
        tab.on("request", lambda sent: posted.append(sent.url) if sent.method == "POST" else None)
    await page.context.set_offline(True)
    await write(page, LINE)
    await page.keyboard.press("Control+Enter")
    await expect(lines(other, "queued")).to_contain_text(LINE)
    await page.context.set_offline(False)
    for tab in (page, other):
        await expect_on_air(tab)
    assert len(posted) == 1
    assert await statements(edition) == [LINE]


async def test_two_tabs_with_the_same_draft_file_it_once(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    other = await edition.tab(page)
    await expect(other.locator("#new-statement")).to_have_value(LINE)
    await file(page)
    await expect(other.locator("#new-statement")).to_have_value("")
    await expect_on_air(other)
    await page.bring_to_front()
    assert await statements(edition) == [LINE]


async def test_a_draft_that_went_on_in_another_tab_is_another_line(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    other = await edition.tab(page)
    await other.locator("#new-statement").fill("Two lanes are open.")
    await file(page)
    await expect_on_air(other)
    await expect(other.locator("#new-statement")).to_have_value("Two lanes are open.")
    await file(other)
    await expect(lines(other, "aired")).to_have_count(2)
    assert await statements(edition) == ["Two lanes are open.", LINE]


async def test_refused_words_come_back_with_what_is_wrong_at_their_fields(edition: Edition) -> None:
    page = await edition.compose()
    await page.get_by_text("More: section").click()
    await write(page, "Closed now", link="http://example.org/", section="No slug")
    await file(page)
    await expect(page.locator("#new-statement")).to_have_value("Closed now")
    await expect(page.locator("#new-section")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#new-section-error")).to_have_text("Only small letters (a–z), digits and hyphens.")
    await expect(page.locator("#new-link-error")).to_have_text("Must begin with https://")
    await page.locator("#new-link").fill("")
    await page.locator("#new-section").fill("")
    await file(page)
    await expect_on_air(page, "Closed now")


async def test_what_is_missing_is_said_and_nothing_is_sent(edition: Edition) -> None:
    page = await edition.compose()
    await file(page)
    await expect(page.locator("#new-statement-error")).to_have_text("Needed.")
    await expect(page.locator("#new-statement")).to_be_focused()
    await expect(lines(page)).to_have_count(0)


async def test_what_was_missing_is_asked_for_no_longer_than_it_is(edition: Edition) -> None:
    page = await edition.compose()
    await file(page)
    statement, name = page.locator("#new-statement"), page.locator("#new-name")
    await expect(page.locator("#new-name-error")).to_have_text("Needed.")
    await statement.press_sequentially("C")
    await expect(page.locator("#new-statement-error")).to_have_text("")
    await expect(statement).not_to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#new-name-error")).to_have_text("Needed.")
    await page.get_by_role("button", name="Spokesperson", exact=True).click()  # fills in no name
    await expect(name).to_have_attribute("aria-invalid", "true")
    await page.get_by_role("button", name="Our correspondent").click()
    await expect(page.locator("#new-name-error")).to_have_text("")
    await statement.fill("")
    await expect(page.locator("#new-statement-error")).to_have_text("Needed.")


async def test_what_the_service_has_against_words_goes_with_those_words(edition: Edition) -> None:
    page = await edition.compose()
    await page.get_by_text("More: section").click()
    await write(page, "x" * 281, link="http://example.org/", section="No slug")
    await file(page)
    error, whole = page.locator("#new-statement-error"), page.locator(".compose .problem")
    await expect(error).to_have_text("At most 280 characters.")
    await page.locator("#new-statement").fill("x" * 290)
    await expect(error).to_have_text("At most 280 characters.")
    await page.locator("#new-statement").fill("x" * 280)
    await expect(error).to_have_text("")
    await file(page)
    await expect(whole).to_have_text("The service refused the words.")
    await page.locator("#new-section").fill("sport")
    await expect(page.locator("#new-section-error")).to_have_text("")
    await expect(whole).to_have_text("The service refused the words.")
    await page.locator("#new-link").fill("https://example.org/")
    await expect(page.locator("#new-link-error")).to_have_text("")
    await expect(whole).to_have_text("")


async def test_after_a_key_was_revoked_it_is_said_that_it_counts_no_longer(edition: Edition) -> None:
    page = await edition.compose()
    other = await edition.service.add_key(Role.EDITOR, "Other", edition.feed)
    await edition.revoke(Role.EDITOR)
    await write(page, LINE)
    await file(page)
    dialog = page.get_by_role("dialog", name="Sign in to file")
    await expect(dialog).to_contain_text("Your key no longer counts here (401)")
    await expect(lines(page, "queued")).to_contain_text("The key no longer counts (401)")
    await expect(lines(page, "queued")).not_to_contain_text("no answer")
    await expect(page.locator(".compose .file")).to_have_text("File after signing in")
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect(dialog.get_by_role("alert").first).to_contain_text("does not know this key")
    await page.keyboard.press("Escape")
    await expect(lines(page, "queued").get_by_role("button", name="Edit")).to_be_visible()  # nobody has it
    await page.reload()
    await expect(page.locator(".signInPage #key")).to_be_visible()
    await sign_in(page, other)
    await expect(page.locator(".whoami")).to_contain_text("Other")
    assert await statements(edition) == []


async def test_a_service_that_answers_is_not_told_to_be_out_of_reach(edition: Edition) -> None:
    page = await edition.compose()
    await page.route(f"**{edition.updates}", lambda route: route.fulfill(status=503, body="{}"))
    await write(page, LINE)
    await file(page)
    await expect(lines(page, "queued")).to_contain_text("the service answered 503")
    await expect(page.locator(".compose .file")).to_have_text("File when the service takes it")
    await page.unroute(f"**{edition.updates}")
    await press(lines(page), "Try now")
    await expect_on_air(page)


async def test_lines_that_are_pasted_together_are_filed_each_by_itself_and_in_order(edition: Edition) -> None:
    page = await paste(edition, "\n".join(f"{'URGENT: ' if at == 3 else ''}Line {at} of ten." for at in range(10)))
    await expect(page.locator("#new-statement")).to_have_value("")
    series = page.get_by_role("region", name="10 lines were pasted")
    await expect(series.get_by_role("listitem")).to_have_count(10)
    await page.reload()
    await expect(series.get_by_role("listitem")).to_have_count(10)  # a reload loses nothing
    await series.get_by_role("listitem").nth(9).get_by_role("button", name="Leave out").click()
    await page.locator("#new-name").fill("Civil Defense")
    await page.get_by_label("Routine").check()
    await press(page.locator(".compose"), "File 9 lines")
    await expect(series).to_have_count(0)
    await expect(lines(page, "aired")).to_have_count(4)
    await until(lambda: is_filed(edition, 9), what="nine lines")
    standing = await edition.standing()
    assert [entry["statement"] for entry in reversed(standing)] == [f"Line {at} of ten." for at in range(9)]
    assert [entry["level"] for entry in reversed(standing)] == ["routine"] * 3 + ["urgent"] + ["routine"] * 5


async def test_lines_that_are_pasted_may_be_one_line_or_wait_behind_another(edition: Edition) -> None:
    page = await paste(edition, "- Port closed.\n- Roads closed.\n")
    await page.locator("#new-statement").fill("Airport closed.")
    await page.locator("#new-name").fill("Civil Defense")
    await press(page.locator(".compose"), "File")
    await expect_on_air(page, "Airport closed.")
    await expect(page.get_by_role("region", name="2 lines were pasted")).to_be_visible()
    await press(page.locator(".compose"), "Make them one line")
    await expect(page.locator("#new-statement")).to_have_value("Port closed. Roads closed.")


async def test_a_loud_line_among_those_that_were_pasted_is_asked_about_once(edition: Edition) -> None:
    page = await paste(edition, "FLASH: Port closed.\nRoads closed.\nALERT: Airport closed.")
    await page.locator("#new-name").fill("Civil Defense")
    await press(page.locator(".compose"), "File 3 lines")
    dialog = page.get_by_role("dialog", name="File them with 2 that interrupt?")
    await expect(dialog.get_by_role("listitem")).to_have_text(
        [re.compile("Flash.*Port closed"), re.compile("Alert.*Airport closed")]
    )
    await press(dialog, "File 3 lines")
    await until(lambda: is_filed(edition, 3), what="three lines")
    assert [entry["level"] for entry in reversed(await edition.standing())] == ["flash", "urgent", "alert"]


async def paste(edition: Edition, text: str) -> Page:
    """Open a composer and paste a text from the clipboard."""
    context = await edition.context()
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await edition.compose(context=context)
    await page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    await page.locator("#new-statement").focus()
    await page.keyboard.press("Control+V")
    return page


async def is_filed(edition: Edition, n: int) -> bool:
    return len(await edition.standing()) == n


async def test_a_loud_level_is_asked_once_more(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, LINE)
    await page.get_by_label("Flash").check()
    await file(page)
    dialog = page.get_by_role("dialog", name="File as Flash?")
    await expect(dialog).to_contain_text(LINE)
    await expect(dialog).to_contain_text("It interrupts what every strip of English shows")
    await expect(dialog).not_to_contain_text("once more")
    await press(dialog, "Cancel")
    await expect(page.locator("#new-statement")).to_have_value(LINE)
    await file(page)
    await press(dialog, "File Flash")
    await expect_on_air(page)
    assert (await edition.standing())[0]["level"] == "flash"


async def test_a_session_that_ended_loses_no_line(edition: Edition) -> None:
    page = await edition.compose()
    await page.context.clear_cookies()
    await write(page, LINE)
    await file(page)
    dialog = page.get_by_role("dialog", name="Sign in to file")
    await expect(dialog).to_contain_text("nothing is lost")
    await expect(lines(page, "queued")).to_contain_text("Queued: sign in to send")
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect_on_air(page)
    assert await statements(edition) == [LINE]


async def test_a_line_is_filed_by_nobody_else(edition: Edition) -> None:
    page = await edition.compose(Role.CORRESPONDENT)
    await page.context.set_offline(True)
    await write(page, LINE)
    await page.keyboard.press("Control+Enter")
    await page.context.clear_cookies()
    await page.context.set_offline(False)
    await page.get_by_role("dialog").locator("#key").fill(edition.keys[Role.EDITOR])
    await page.keyboard.press("Enter")
    await expect(page.locator(".whoami")).to_contain_text("Desk")
    await expect(page.locator(".outbox")).to_contain_text("1 line of another key waits on this device.")
    assert LINE not in await page.content()
    assert await statements(edition) == []


async def test_a_line_that_waits_can_be_taken_back(edition: Edition) -> None:
    page = await edition.compose()
    await page.context.set_offline(True)
    await write(page, LINE)
    await page.keyboard.press("Control+Enter")
    await press(lines(page), "Edit")
    await expect(page.locator("#new-statement")).to_have_value(LINE)
    await expect(lines(page)).to_have_count(0)
    await page.keyboard.press("Control+Enter")
    await press(lines(page), "Discard")
    await press(page.get_by_role("dialog"), "Discard")
    await expect(lines(page)).to_have_count(0)
    await page.context.set_offline(False)
    await expect_live(page)
    assert await statements(edition) == []


async def test_a_browser_that_keeps_nothing_files_all_the_same_and_says_so(edition: Edition) -> None:
    context = await edition.context()
    await context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page = await edition.compose(context=context)
    await expect(page.locator(".outbox")).to_contain_text("This browser keeps nothing")
    await write(page, LINE)
    await file(page)
    await expect_on_air(page)


async def test_an_insecure_address_files_all_the_same(edition: Edition) -> None:
    context = await edition.context()
    await context.add_init_script(
        "for (const name of ['locks', 'serviceWorker', 'storage']) "
        "Object.defineProperty(Navigator.prototype, name, { get() { return undefined; } })"
    )
    page = await edition.compose(context=context)
    await page.evaluate("() => delete Navigator.prototype.serviceWorker")
    await write(page, LINE)
    await file(page)
    await expect_on_air(page)
    assert await statements(edition) == [LINE]
