"""The lower third when its lines come from elsewhere, each pair of origins in each mode: what was on air is cut."""

from collections.abc import AsyncIterator
from itertools import permutations
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.conftest import NewPage
from tests.browser.edition import Edition
from tests.browser.fake_service import FakeService, fake_service
from tests.browser.lower_third.page import HD, PLATE, expect_blank, expect_words, open_page
from tests.browser.lower_third.test_hosts import call, renderer
from tests.browser.received import at, snapshot, status, update
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

ORIGINS: Final = ("own", "feed", "other feed", "other server")
PAIRS: Final = [*permutations(ORIGINS, 2)]
MODES: Final = {"auto": ["auto"], "taken": ["take"], "held": ["auto", "hold"], "cleared": ["take", "clear"]}
COUNT_TURNS: Final = """(() => {
  const sync = Object.getPrototypeOf(%(graphic)s)._sync;
  window.turns = 0;
  %(graphic)s._sync = (...manner) => { window.turns += 1; sync.apply(%(graphic)s, manner); };
})()"""
WORDS_ON_AIR: Final = "[...%s.shadowRoot.querySelectorAll('.plate .words')].map((words) => words.textContent)"


@pytest_asyncio.fixture(loop_scope="session")
async def other() -> AsyncIterator[FakeService]:
    async with fake_service() as opened:
        yield opened


class Origins:
    """Two services that say the same ids and versions with other words, and a line of the playout's own."""

    def __init__(self, fake: FakeService, other: FakeService) -> None:
        self.fake, self.other = fake, other

    def turn_to(self, origin: str) -> dict[str, Any]:
        """Let an origin say its name as its one line, and give what turns a lower third to it."""
        line = update(1, origin, first_created=at(-60), version_created=at(-60))
        for service in (self.fake, self.other):
            service.opening = [snapshot(line), status(1)]
        server = {"own": "", "other server": self.other.url}.get(origin, self.fake.url)
        return {"server": server, "feed": "ar" if origin == "other feed" else "en", "statement": "own", "dwell": 2}


@pytest.fixture
def origins(fake: FakeService, other: FakeService) -> Origins:
    return Origins(fake, other)


class Turned:
    """A lower third on a page: how it is spoken to, and what it shows."""

    def __init__(self, page: Page, graphic: str, tell: str, order: str) -> None:
        self.page, self.graphic, self.tell, self.order = page, graphic, tell, order

    async def turn(self, origins: Origins, source: str, target: str, mode: str, commands: list[str]) -> None:
        """Turn it from one origin to the other in a mode; see what goes at once, and what comes after it."""
        await self.page.evaluate(f"(told) => {{ {self.tell} }}", origins.turn_to(source))
        await until(self.has_lines)
        for command in commands:
            await self.say(command)
        if mode != "cleared":
            await expect_words(self.page, source)
        told = origins.turn_to(target)
        left = await self.page.evaluate(f"(told) => {{ {self.tell}; return {WORDS_ON_AIR % self.graphic}; }}", told)
        assert source not in left, mode
        await until(self.has_lines)
        if mode != "auto":
            await self.wait_for_turns()
            await expect_blank(self.page)
            await self.say("take")
        await expect_words(self.page, target)

    async def say(self, command: str) -> None:
        await self.page.evaluate(self.order.replace("{command}", command))

    async def has_lines(self) -> bool:
        return bool(await self.page.evaluate(f"{self.graphic}._view().lines.length > 0"))

    async def wait_for_turns(self) -> None:
        """Wait until it has looked three times more what is to be on air."""
        await self.page.evaluate(COUNT_TURNS % {"graphic": self.graphic})
        await until(lambda: self.page.evaluate("window.turns >= 3"))


@pytest.mark.parametrize(("source", "target"), PAIRS, ids=[" to ".join(pair) for pair in PAIRS])
async def test_what_came_from_elsewhere_is_cut_and_a_screen_in_hand_stays_blank_until_an_order(
    fake: FakeService, origins: Origins, new_page: NewPage, source: str, target: str
) -> None:
    page = await open_page(fake, new_page, "wait=1")
    screens = Turned(page, "tickerLowerThird", "update(told)", "tickerLowerThird.command('{command}')")
    for mode, commands in MODES.items():
        await screens.turn(origins, source, target, mode, commands)


@pytest.mark.parametrize(("source", "target"), PAIRS, ids=[" to ".join(pair) for pair in PAIRS])
async def test_ografs_update_cuts_what_came_from_elsewhere(
    fake: FakeService, origins: Origins, new_page: NewPage, source: str, target: str
) -> None:
    page = await renderer(fake, new_page)
    await call(page, "load", renderType="realtime", data={})
    screens = Turned(page, "graphic", "graphic.updateAction({data: told})", "graphic.customAction({id: '{command}'})")
    for mode, commands in MODES.items():
        await screens.turn(origins, source, target, mode, commands)


async def test_a_killed_line_is_off_air_when_the_screen_was_turned_to_words_of_its_own(edition: Edition) -> None:
    entry = await edition.file("SECRET the bridge is closed.")
    page = await (await edition.context()).new_page()
    await page.set_viewport_size(HD)  # type: ignore[arg-type]  # a mapping of the two
    folder = f"{edition.service.url}/clients/lower-third/"
    await page.goto(f"{folder}index.html?feed={edition.feed}&name=one#key={edition.keys[Role.SURFACE]}")
    await expect_words(page, "SECRET the bridge is closed.")
    await page.evaluate("(id) => take(id)", entry["id"])
    await page.evaluate("update({ server: '', statement: 'Own words.' })")
    assert "SECRET" not in await page.evaluate("tickerLowerThird.shadowRoot.innerHTML")
    await edition.act("kill", entry)
    await expect_blank(page)
    await page.evaluate("take()")
    await expect_words(page, "Own words.")
    assert await page.locator(PLATE).count() == 1
