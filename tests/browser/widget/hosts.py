"""Host pages with strips on them, and what their readers see and hear."""

from typing import Any, Final

from playwright.async_api import Page

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService

MOVING: Final[dict[str, Any]] = {"reduced_motion": "no-preference"}
LISTEN: Final = """() => {
  self.spoken = [];
  const root = document.querySelector('breaking-ticker').shadowRoot;
  for (const region of root.querySelectorAll('[role=status], [role=alert]')) {
    const listener = new MutationObserver(() => {
      const text = region.textContent;
      if (text) spoken.push([region.getAttribute('role'), text, Math.round(performance.now())]);
    });
    listener.observe(region, { childList: true, characterData: true, subtree: true });
  }
}"""
"""Writes down what a screen reader would be told, by which region, and when."""


def embedding(url: str, *strips: str, head: str = "", script: str = "clients/widget/breaking-ticker.js") -> str:
    """Write a host page that embeds strips from ``url``; each is given as its attributes."""
    elements = "\n".join(f"<breaking-ticker {attributes}></breaking-ticker>" for attributes in strips)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>host</title>{head}
<script src="{url}{script}" defer></script></head>
<body><h1>A host page</h1>{elements}</body></html>"""


async def embed(
    fake: FakeService, new_page: NewPage, *strips: str, clock: bool = False, head: str = "", **context: Any
) -> Page:
    """Open a host page; ``clock`` puts its time into the test's hands."""
    url = fake.host("page", embedding(fake.url, *(strips or ('feed="en"',)), head=head))
    page = await new_page("about:blank", **context)
    if clock:
        await page.clock.install(time=0)
        await page.clock.pause_at(1_000)
    await page.goto(url)
    return page


async def arrive(page: Page, words: str, *, within: int = 2_000) -> None:
    """Let the page's own time run, a little, until the first strip has these words in a line."""
    lines = page.locator("breaking-ticker").first.locator(".line")
    for _ in range(within):
        if any(words in text for text in await lines.all_text_contents()):
            return
        await page.clock.run_for(1)
    raise AssertionError(f"{words} never came")


async def statements(page: Page) -> list[str]:
    """Return the lines of the strips, unseen ones too."""
    return await page.locator(".line .statement").all_text_contents()


async def state_of(page: Page) -> str:
    """Return how the first strip stands."""
    state: str = await page.locator("breaking-ticker").first.evaluate("(strip) => strip.state")
    return state


async def everything(page: Page) -> str:
    """Return the first strip's whole shadow as markup, unseen parts too."""
    markup: str = await page.locator("breaking-ticker").first.evaluate("(strip) => strip.shadowRoot.innerHTML")
    return markup


async def heard(page: Page) -> list[tuple[str, str, int]]:
    """Return what was spoken since ``LISTEN``: role, words, time."""
    return [(role, text, at) for role, text, at in await page.evaluate("spoken")]
