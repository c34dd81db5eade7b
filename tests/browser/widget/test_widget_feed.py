"""The shared feed client in a real browser: its ways, resuming, waking, one connection per browser, falling back."""

from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import SET_HIDDEN, NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import EPOCH, snapshot, status, taken, update
from tests.browser.widget.hosts import embed, embedding, everything, state_of
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

ON = ".line.on .statement"


async def expect_on(page: Page, words: str) -> None:
    await expect(page.locator(ON)).to_have_text(words)


async def run_until(page: Page, claim: str, *, step_ms: int = 500, within: int = 200) -> None:
    """Let the page's clock run until something is true in it, or for ``within`` steps."""
    for _ in range(within):
        if await page.evaluate(claim):
            return
        await page.clock.run_for(step_ms)
    raise AssertionError(claim)


def lacking(*names: str) -> str:
    """Write a script that takes some of what a browser has away."""
    return "".join(f"Object.defineProperty(self, '{name}', {{ value: undefined }});" for name in names)


@pytest.mark.parametrize(
    ("ways", "joined"),
    [
        ({"socket", "stream", "poll"}, "socket"),
        ({"stream", "poll"}, "stream"),
        ({"poll"}, "poll"),
    ],
)
async def test_a_way_that_is_barred_is_left_for_the_next(
    fake: FakeService, new_page: NewPage, ways: set[str], joined: str
) -> None:
    fake.transports = frozenset(ways)
    fake.opening = [snapshot(update(1, "first", **LASTING)), status(1)]
    fake.snapshot = dict(fake.opening[0])
    page = await embed(fake, new_page, clock=True)
    await run_until(page, SHOWS_A_LINE)
    await expect_on(page, "first")
    assert await state_of(page) == "live"
    assert fake.joined[0] == joined


LASTING: Final[dict[str, Any]] = {"expires": "2099-01-01T00:00:00.000Z"}
"""For polls, whose clock is that of the answer."""
SHOWS_A_LINE = "document.querySelector('breaking-ticker').shadowRoot.querySelector('.line.on') !== null"
SHOWS_LATER = "document.querySelector('breaking-ticker').shadowRoot.textContent.includes('came later')"


@pytest.mark.parametrize("way", ["socket", "stream", "poll"])
async def test_each_way_takes_up_from_the_cursor(fake: FakeService, new_page: NewPage, way: str) -> None:
    fake.transports = frozenset([way])
    fake.opening = [snapshot(update(1, "first", **LASTING), update(2, "wrong", **LASTING)), status(2)]
    fake.snapshot = dict(fake.opening[0])
    page = await embed(fake, new_page, clock=True)
    await run_until(page, SHOWS_A_LINE)
    missed = [taken("kill", 3, 2), update(4, "came later", **LASTING)]
    fake.asked.clear()
    fake.opening = [*missed, status(4)]
    fake.entries = missed
    fake.snapshot = dict(snapshot(update(1, "first", **LASTING), update(4, "came later", **LASTING), seq=4))
    fake.disconnect()
    await page.evaluate("dispatchEvent(new Event('offline'))")
    if way == "poll":
        await page.evaluate("dispatchEvent(new Event('online'))")
    await run_until(page, SHOWS_LATER)
    assert fake.asked[0] == f"{EPOCH}.2"
    assert "Withdrawn by the newsroom" in await everything(page)


async def test_a_poll_that_is_another_origins_has_a_clock_too(fake: FakeService, new_page: NewPage) -> None:
    fake.transports = frozenset(["poll"])
    fake.snapshot = dict(snapshot(update(1, "long ago", first_created="2001-01-01T00:00:00.000Z", **LASTING)))
    other = fake.url.replace("127.0.0.1", "localhost")
    page = await new_page("about:blank")
    await page.add_init_script(lacking("WebSocket", "EventSource"))
    await page.goto(fake.host("page", embedding(other, 'feed="en" storage="none"')))
    await expect(page.locator(".line.on time")).to_have_text("Jan 1, 2001, 00:00")


COUNTING: Final = """
self.endings = 0;
self.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    this.addEventListener('close', () => { endings += 1; });
  }
};
"""
WAKINGS: Final = {
    "visibilitychange": "document.dispatchEvent(new Event('visibilitychange'))",
    "pageshow": "for (const one of ['pagehide', 'pageshow'])"
    " dispatchEvent(new PageTransitionEvent(one, { persisted: true }))",
    "online": "dispatchEvent(new Event('online'))",
}


@pytest.mark.parametrize("waking", WAKINGS)
async def test_waking_comes_back_at_once_whatever_the_back_off_says(
    fake: FakeService, new_page: NewPage, waking: str
) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await new_page("about:blank")
    await page.add_init_script(COUNTING)
    await page.clock.install(time=0)
    await page.clock.pause_at(1_000)
    await page.goto(fake.host("page", embedding(fake.url, 'feed="en"')))
    await expect_on(page, "first")
    fake.disconnect()
    await until(lambda: page.evaluate("endings === 1"))
    # The page's clock stands still: no timer brings it back.
    await page.evaluate(WAKINGS[waking])
    await until(lambda: len(fake.asked) == 2, what=waking)
    assert fake.asked == [None, f"{EPOCH}.1"]


async def test_it_says_live_then_connecting_then_since_when_it_is_stale(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1, minutes=122)]
    page = await embed(fake, new_page, clock=True)
    await expect_on(page, "first")
    spoken = page.locator(".state")
    await expect(spoken).to_have_text("Live")
    fake.transports = frozenset()
    fake.disconnect()
    await until(lambda: fake.open_connections == 0)
    await run_until(page, "document.querySelector('breaking-ticker').state === 'connecting'")
    await expect(spoken).to_have_text("Connecting…")
    await run_until(page, "document.querySelector('breaking-ticker').state === 'stale'")
    await expect(spoken).to_have_text("Stale since 14:02")
    await expect_on(page, "first")


async def test_a_browser_has_one_connection_however_many_tabs(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    leader = await embed(fake, new_page, 'feed="en"', 'feed="en"')
    await expect(leader.locator(ON)).to_have_text(["first", "first"])
    follower = await leader.context.new_page()
    await follower.goto(leader.url)
    await expect(follower.locator(ON)).to_have_text(["first", "first"])
    assert await state_of(follower) == "live"
    fake.send(taken("kill", 2, 1), update(3, "came later"))
    await expect(follower.locator(".gone")).to_have_count(2)
    assert "first" not in await everything(follower)
    assert fake.joined == ["socket"]


async def test_the_next_leader_misses_nothing(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "wrong")), status(2)]
    leader = await embed(fake, new_page)
    await expect_on(leader, "wrong")
    follower = await leader.context.new_page()
    await follower.goto(leader.url)
    await expect_on(follower, "wrong")
    # What happened while nobody was connected.
    fake.opening = [taken("kill", 3, 2), update(4, "came later"), status(4)]
    await leader.close()
    await expect(follower.locator(".line", has_text="came later")).to_have_count(1)
    assert "wrong" not in await everything(follower)
    assert fake.asked == [None, f"{EPOCH}.2"]
    assert fake.open_connections == 1


async def test_a_leader_that_is_frozen_loses_the_lead(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    leader = await embed(fake, new_page)
    await expect_on(leader, "first")
    follower = await leader.context.new_page()
    await follower.clock.install(time=0)
    await follower.goto(leader.url)
    await expect_on(follower, "first")
    frozen = await leader.context.new_cdp_session(leader)
    await frozen.send("Page.setWebLifecycleState", {"state": "frozen"})
    fake.opening = [update(2, "came later"), status(2)]
    await run_until(follower, SHOWS_LATER)
    assert fake.asked[-1] == f"{EPOCH}.1"


async def test_the_next_page_takes_up_the_cursor_and_shows_nothing_old(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first"), update(2, "wrong")), status(2)]
    page = await embed(fake, new_page)
    await expect_on(page, "wrong")
    await page.goto("about:blank")
    fake.opening = [taken("kill", 3, 2), status(3)]
    await page.goto(fake.url + "host/page")
    await expect_on(page, "first")
    assert fake.asked == [None, f"{EPOCH}.2"]
    assert "wrong" not in await everything(page)
    assert "wrong" not in await page.evaluate("JSON.stringify(localStorage)")


THROWING = """
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(self, name, { get() { throw new DOMException('no', 'SecurityError'); } });
}
navigator.locks.request = () => Promise.reject(new DOMException('no', 'SecurityError'));
self.BroadcastChannel = class { constructor() { throw new DOMException('no', 'SecurityError'); } };
self.WebSocket = class { constructor() { throw new DOMException('no', 'SecurityError'); } };
"""


@pytest.mark.parametrize(
    ("script", "joined"),
    [
        (lacking("BroadcastChannel"), "socket"),
        ("Object.defineProperty(navigator, 'locks', { value: undefined });", "socket"),
        ("navigator.locks.request = () => Promise.reject(new DOMException('no', 'SecurityError'));", "socket"),
        (lacking("WebSocket", "localStorage", "sessionStorage"), "stream"),
        (lacking("WebSocket", "EventSource"), "poll"),
        (THROWING, "stream"),
    ],
    ids=["no channels", "no locks", "forbidden locks", "no sockets or storage", "only fetch", "all throw"],
)
async def test_what_a_browser_lacks_or_forbids_is_done_without(
    fake: FakeService, new_page: NewPage, script: str, joined: str
) -> None:
    fake.opening = [snapshot(update(1, "first", **LASTING)), status(1)]
    fake.snapshot = dict(fake.opening[0])
    page = await new_page("about:blank")
    await page.add_init_script(script)
    await page.goto(fake.host("page", embedding(fake.url, 'feed="en"')))
    await expect_on(page, "first")
    assert await state_of(page) == "live"
    assert fake.joined[0] == joined
    await page.get_by_role("button", name="Hide").click()
    await page.get_by_role("button", name="Latest news").click()
    await expect_on(page, "first")


async def test_a_page_that_is_no_secure_context_has_the_strip(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    address = fake.host("page", embedding("/", 'feed="en"')).replace("127.0.0.1", "post.test")
    page = await new_page(address)
    assert not await page.evaluate("isSecureContext")
    assert not await page.evaluate("'locks' in navigator")
    await expect_on(page, "first")


async def test_an_opaque_origin_has_the_strip(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    frame = '<iframe sandbox="allow-scripts" src="/clients/widget/iframe.html?feed=en" title="News"></iframe>'
    page = await new_page(fake.host("page", f"<!doctype html><title>host</title>{frame}"))
    inside = page.frame_locator("iframe")
    await expect(inside.locator(ON)).to_have_text("first")
    assert await page.frames[1].evaluate("self.origin") == "null"


async def test_a_feed_that_does_not_exist_is_said_not_to(fake: FakeService, new_page: NewPage) -> None:
    fake.close_code = 4501
    page = await embed(fake, new_page)
    await expect(page.locator(".state")).to_have_text("No such feed")
    fake.close_code = None
    fake.opening = [snapshot(update(1, "first")), status(1)]
    await page.evaluate("dispatchEvent(new Event('online'))")
    await expect_on(page, "first")


async def test_a_hidden_tab_stays_connected_and_is_right_when_it_is_seen(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    page = await embed(fake, new_page)
    await expect_on(page, "first")
    await page.evaluate(SET_HIDDEN, True)
    fake.send(update(2, "wrong"), taken("kill", 3, 2), update(4, "came later"))
    await expect(page.locator(".line", has_text="came later")).to_have_count(1)
    assert "wrong" not in await everything(page)
    await page.evaluate(SET_HIDDEN, False)
    await expect_on(page, "came later")
    assert fake.joined == ["socket"]
