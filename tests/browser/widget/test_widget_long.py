"""The strip over time: a tab in the background, a machine that sleeps, a service that restarts, a day in one page."""

import asyncio
from typing import Any, Final

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.browser.conftest import SET_HIDDEN, NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import EPOCH, at, snapshot, status, taken, update
from tests.browser.widget.hosts import MOVING, arrive, embed, everything, state_of, statements
from tests.editor import Editor
from tests.served import Served
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

ON: Final = ".line.on .statement"


async def test_two_hundred_updates_in_a_background_tab_are_all_there_when_it_is_seen(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "before the tab was left")), status(1)]
    page = await embed(fake, new_page)
    await expect(page.locator(ON)).to_have_text("before the tab was left")
    await page.evaluate(SET_HIDDEN, True)
    for seq in range(2, 202):
        fake.send(update(seq, f"number {seq}"))
    fake.send(taken("kill", 202, 200), update(203, "put right", kind="correction", order=199, version=2, note="n"))
    await expect(page.locator(".correction")).to_have_count(1)
    await page.evaluate(SET_HIDDEN, False)
    await expect(page.locator(ON)).to_have_text("number 201")
    numbers = [f"number {seq}" for seq in range(198, 190, -1)]
    assert await statements(page) == ["number 201", "put right", *numbers]
    assert "It said" not in await everything(page), "nobody saw what was wrong"
    assert fake.joined == ["socket"]


async def test_a_machine_that_slept_comes_back_at_once(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "wrong")), status(2)]
    page = await embed(fake, new_page, clock=True)
    await expect(page.locator(ON)).to_have_text("wrong")
    asked = len(fake.asked)
    fake.opening = [taken("kill", 3, 2), update(4, "while it slept"), status(4, minutes=60)]
    # The clock leaps an hour ahead, and one tick comes: the old socket never said that it was dead.
    await page.clock.set_system_time(3_600_000)
    await page.clock.run_for(1_100)
    await until(lambda: len(fake.asked) > asked)
    assert fake.asked[-1] == f"{EPOCH}.2"
    await arrive(page, "while it slept")
    assert "wrong" not in await everything(page)
    assert await state_of(page) == "live"


async def test_a_service_that_restarts_is_found_again(service: Served, editor: Editor, new_page: NewPage) -> None:
    page = await new_page(f"{service.url}/clients/widget/iframe.html?feed=es&storage=none")
    wrong = await editor.file("Dicen que no.", feed="es")
    await expect(page.locator(ON)).to_have_text("Dicen que no.")
    await asyncio.to_thread(service.process.end)
    await expect(page.locator(".state")).to_have_text("Conectando…")
    await expect(page.locator(ON)).to_have_text("Dicen que no.")
    await service.start()
    await editor.act("kill", wrong)
    await editor.file("Dicen que sí.", feed="es")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect(page.locator(".line .statement").first).to_have_text("Dicen que sí.")
    assert "Dicen que no." not in await everything(page)
    await expect(page.locator(".state")).to_have_text("En directo")


async def measure(session: CDPSession) -> dict[str, Any]:
    """Return what the page holds after a collection of garbage."""
    await session.send("HeapProfiler.collectGarbage")
    found = {one["name"]: one["value"] for one in (await session.send("Performance.getMetrics"))["metrics"]}
    return {name: found[name] for name in ("JSHeapUsedSize", "Nodes", "JSEventListeners")}


LINES_AN_HOUR: Final = 15


async def live_an_hour(fake: FakeService, page: Page, hour: int) -> None:
    """Let an hour pass: news comes, some is corrected, some killed; then the machine sleeps until the next."""
    for n in range(LINES_AN_HOUR):
        order = 2 * (hour * LINES_AN_HOUR + n) + 1
        line = update(order, f"Line {order} of a long day.", expires=at(hour * 60 + 90), first_created=at(hour * 60))
        fake.send(line)
        if n % 3 == 0:
            act = {"type": "correction", "version": 2, "note": "n", "cursor": f"{EPOCH}.{order + 1}"}
            fake.send({**line, **act, "headline": "Other words"})
        elif n % 3 == 1:
            fake.send(taken("kill", order + 1, order))
    newest = 2 * (hour + 1) * LINES_AN_HOUR - 1
    fake.send(status(newest, minutes=hour * 60))
    await arrive(page, f"Line {newest} of a long day.")
    joined = len(fake.joined)
    await page.clock.fast_forward(3_600_000)
    await page.clock.run_for(1_500)
    await until(lambda: len(fake.joined) > joined and fake.open_connections == 1)


async def test_a_day_in_one_page_leaves_nothing_behind(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), seq=0), status()]
    page = await embed(fake, new_page, 'feed="en"', 'feed="en" mode="crawl"', clock=True, **MOVING)
    await expect(page.locator(".line")).to_have_count(2)
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    for hour in range(4):
        await live_an_hour(fake, page, hour)
    early = await measure(session)
    for hour in range(4, 24):
        await live_an_hour(fake, page, hour)
    late = await measure(session)
    assert late["Nodes"] <= early["Nodes"] + 200, (early, late)
    assert late["JSEventListeners"] <= early["JSEventListeners"] + 5, (early, late)
    assert late["JSHeapUsedSize"] <= early["JSHeapUsedSize"] + 500_000, (early, late)
