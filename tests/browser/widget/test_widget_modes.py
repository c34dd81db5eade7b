"""The strip's modes in a real browser: each way into and out of each, judged by where the words are on the screen."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import pytest
from playwright.async_api import Page

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, update
from tests.browser.widget.hosts import MOVING, arrive, embedding
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

FLASH_MS: Final = 12_500
"""Longer than a flash has the strip to itself."""
DRAWN_MS: Final = 600
"""Longer than it takes until a change is drawn."""
STRIP: Final = "breaking-ticker"
Mode = Literal["all", "paused", "reduced", "turned", "flash"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
"""What a strip can be in beside the mode that its host gave it; ``turned`` is that the host gave it the other one."""
SEEN: Final = """(strip) => {
  const stage = strip.shadowRoot.querySelector('.stage').getBoundingClientRect();
  const words = (line) => (line.querySelector('.statement') || line).textContent;
  const lines = [...strip.shadowRoot.querySelectorAll('.line')].filter((line) => {
    const { visibility, opacity } = getComputedStyle(line);
    return visibility === 'visible' && opacity > 0;
  });
  const boxes = () => lines.map((line) => [words(line), line.getBoundingClientRect()]).filter(([, box]) =>
    box.right > stage.left && box.left < stage.right && box.height > 0 && box.width > 0);
  const isOver = ([, a], [, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const over = () => boxes().flatMap((one, at) =>
    boxes().slice(at + 1).filter((other) => isOver(one, other)).map((other) => [one[0], other[0]]));
  const texts = boxes().map(([text]) => text);
  const runs = lines.flatMap((line) => line.getAnimations()).filter((run) => !(run instanceof CSSAnimation));
  const began = runs.map((run) => run.currentTime);
  const allOver = [];
  const passing = new Set(texts);
  for (let passedMs = 0; passedMs < 60000; passedMs += 1000) {
    runs.forEach((run, at) => { run.currentTime = began[at] + passedMs; });
    allOver.push(...over());
    boxes().forEach(([text]) => passing.add(text));
  }
  runs.forEach((run, at) => { run.currentTime = began[at]; });
  const { backgroundColor } = getComputedStyle(strip.shadowRoot.querySelector('.strip'));
  return { texts, passing: [...passing], over: allOver, isRed: backgroundColor === 'rgb(184, 20, 29)' };
}"""
"""What a reader sees: the words that are visible on the stage now, those that will be while what runs runs through,
those that lie over each other in all that time, and whether the strip is red."""


@dataclass
class Reader:
    """A reader's page, and the modes that its strip is in."""

    page: Page
    fake: FakeService
    seq: int
    is_crawl: bool
    modes: set[Mode] = field(default_factory=set)

    async def enter(self, mode: Mode) -> None:
        """Bring the strip into a mode."""
        match mode:
            case "all":
                await self.page.get_by_role("button", name="Show all").click()
                await self.page.mouse.move(0, 0)
            case "paused":
                await self.page.get_by_role("button", name="Pause").click()
                await self.page.mouse.move(0, 0)
            case "reduced":
                await self.page.emulate_media(reduced_motion="reduce")
            case "turned":
                await self._turn()
            case "flash":
                self.seq += 1
                self.fake.send(update(self.seq, self.flash, level="flash"), status(self.seq))
                await arrive(self.page, self.flash)
        self.modes.add(mode)
        await self.page.clock.run_for(DRAWN_MS)

    async def leave(self, mode: Mode) -> None:
        """Bring the strip out of a mode."""
        match mode:
            case "all":
                await self.page.get_by_role("button", name=ALL_OPEN).click()
                await self.page.mouse.move(0, 0)
            case "paused":
                await self.page.get_by_role("button", name="Resume").click()
                await self.page.mouse.move(0, 0)
            case "reduced":
                await self.page.emulate_media(reduced_motion="no-preference")
            case "turned":
                await self._turn()
            case "flash":
                await self.page.clock.run_for(FLASH_MS)
        self.modes.discard(mode)
        await self.page.clock.run_for(DRAWN_MS)

    @property
    def flash(self) -> str:
        """Return the words of the newest flash."""
        return f"flash number {self.seq}"

    async def _turn(self) -> None:
        self.is_crawl = not self.is_crawl
        mode = "crawl" if self.is_crawl else "flip"
        await self.page.locator(STRIP).evaluate("(strip, mode) => strip.setAttribute('mode', mode)", mode)

    async def check(self) -> None:
        """See that no words lie over others, at no time, and that the right ones are there: fading is the browser's."""
        seen: dict[str, Any] = {}

        async def is_right() -> bool:
            seen.update(await self.page.locator(STRIP).evaluate(SEEN))
            assert seen["over"] == [], seen
            return await self._has_the_right_words(seen)

        where = f"{'crawl' if self.is_crawl else 'flip'} with {sorted(self.modes)}: {seen}"
        await until(is_right, within_s=10, what=where)

    async def _has_the_right_words(self, seen: dict[str, Any]) -> bool:
        if "all" in self.modes:
            return len(seen["texts"]) == await self.page.locator(".line").count()
        if "flash" in self.modes:
            return seen["texts"] == [self.flash] and bool(seen["isRed"])
        if not self.is_crawl or "reduced" in self.modes:
            return len(seen["texts"]) == 1
        return len(seen["passing"]) >= 1


STRIP_ATTRIBUTES: Final = 'storage="none" style="--ticker-speed: 40"'
ALL_OPEN: Final = "Show less"
BASES: Final = pytest.mark.parametrize("base", ["flip", "crawl"])
OLD: Final = tuple(update(seq, f"line number {seq} that has some words") for seq in range(1, 5))


async def reader(fake: FakeService, page: Page, base: str, *, is_late: bool) -> Reader:
    """Let a reader come; a late one comes while a flash stands."""
    flash = [update(5, "flash number 5", level="flash")] if is_late else []
    fake.opening = [snapshot(*OLD, *flash), status(4 + len(flash))]
    await page.goto(fake.host("page", embedding(fake.url, f'feed="en" mode="{base}" {STRIP_ATTRIBUTES}')))
    came = Reader(page, fake, 4 + len(flash), base == "crawl", {"flash"} if is_late else set())
    await arrive(page, "line number 4")
    await page.clock.run_for(DRAWN_MS)
    return came


async def page_in_hand(fake: FakeService, new_page: NewPage) -> Page:
    """Open a page that moves, whose time is in the test's hands."""
    page = await new_page("about:blank", **MOVING)
    await page.clock.install(time=0)
    await page.clock.pause_at(1_000)
    return page


@BASES
@pytest.mark.parametrize("comes", ["before a flash", "under a flash"])
@pytest.mark.parametrize("first", MODES)
async def test_no_words_lie_over_others_in_any_pair_of_modes_however_they_come_and_go(
    fake: FakeService, new_page: NewPage, base: str, comes: str, first: Mode
) -> None:
    page = await page_in_hand(fake, new_page)
    for second in MODES:
        if second == first:
            continue
        came = await reader(fake, page, base, is_late=comes == "under a flash")
        await came.check()
        for step, mode in ((came.enter, first), (came.enter, second), (came.leave, first), (came.leave, second)):
            await step(mode)
            await came.check()
        if "flash" in came.modes:
            await came.leave("flash")
            await came.check()


async def test_a_crawl_that_is_paused_while_nothing_runs_shows_a_line(fake: FakeService, new_page: NewPage) -> None:
    page = await page_in_hand(fake, new_page)
    came = await reader(fake, page, "crawl", is_late=False)
    finish = "(strip) => strip.shadowRoot.getAnimations().forEach((run) => run.finish())"
    await page.locator(STRIP).evaluate(finish)
    await came.enter("paused")
    await came.check()
