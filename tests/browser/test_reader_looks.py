"""How the reader page looks: direction, widths, contrast, and levels without colour."""

from typing import Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, taken, update

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_arabic_page_is_arabic_and_runs_from_right_to_left(fake: FakeService, new_page: NewPage) -> None:
    arabic: dict[str, Any] = {"title": "العربية", "language": "ar", "dir": "rtl"}
    updates = [update(2, "ارتفاع الحصيلة (WHO) إلى 12.", name="الدفاع المدني", dir="rtl"), update(1, "Talks resume.")]
    fake.opening = [snapshot(*updates, **arabic), status(2)]
    page = await new_page(f"{fake.url}?feed=ar", viewport={"width": 1280, "height": 800})
    await expect(page.locator("#stateText")).to_have_text("مباشر")
    assert await page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    words = page.locator(".words")
    assert [await words.nth(at).get_attribute("lang") for at in (0, 1)] == ["ar", "en"]
    assert [await words.nth(at).get_attribute("dir") for at in (0, 1)] == ["rtl", "ltr"]
    meta, body = await page.locator(".meta").first.bounding_box(), await page.locator(".body").first.bounding_box()
    assert meta is not None
    assert body is not None
    assert meta["x"] > body["x"], "the level stands to the right of the words"
    await expect(page.get_by_role("link", name="العربية")).to_have_attribute("aria-current", "page")


async def test_a_phone_shows_everything_without_scrolling_sideways(fake: FakeService, new_page: NewPage) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle" * 3
    fake.opening = [snapshot(update(1, long, name=long[:80], link=f"https://{'sub.' * 20}example.org/")), status(1)]
    page = await new_page(fake.url, viewport={"width": 360, "height": 700})
    await expect(page.locator(".statement")).to_have_count(1)
    fake.send(status(state="degraded"))
    await expect(page.locator("#stateText")).to_contain_text("Degraded")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


CONTRASTS: Final = """() => {
  const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const behind = (element) => {
    const color = parse(getComputedStyle(element).backgroundColor);
    return color.length === 4 && color[3] === 0 ? behind(element.parentElement) : color;
  };
  const texts = [...document.querySelectorAll('body *')].filter((element) =>
    element.checkVisibility() && !element.closest('.unseen, noscript') &&
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  return texts.map((element) => {
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return [ratio, `${element.className || element.tagName} in ${element.closest('.line')?.className}`];
  });
}"""


async def test_every_text_has_contrast_in_light_and_dark(fake: FakeService, new_page: NewPage) -> None:
    link = "https://example.org/"
    levels = ("flash", "alert", "urgent", "routine")
    first = [update(seq, "words", level=level, link=link) for seq, level in enumerate(levels, start=1)]
    corrected = [
        update(seq + 5, "better", level=level, kind="correction", order=seq, version=2, note="n", link=link)
        for seq, level in enumerate(levels, start=1)
    ]
    for scheme in ("light", "dark"):
        fake.opening = [snapshot(*first, update(5, "goes")), status(5)]
        page = await new_page(fake.url, color_scheme=scheme)
        await expect(page.locator(".statement")).to_have_count(5)
        fake.send(*corrected, taken("kill", 10, 5), status(10, state="degraded"))
        await expect(page.locator("del")).to_have_count(4)
        contrasts = await page.evaluate(CONTRASTS)
        assert len(contrasts) > 30
        assert [weak for weak in contrasts if weak[0] < 4.5] == []


async def test_levels_are_told_apart_without_colour(fake: FakeService, new_page: NewPage) -> None:
    levels = ("flash", "alert", "urgent", "routine")
    fake.opening = [snapshot(*(update(seq, "w", level=level) for seq, level in enumerate(levels, start=1))), status(4)]
    page = await new_page(fake.url)
    await expect(page.locator(".level")).to_have_count(4)
    said = [text.lower() for text in await page.locator(".level").all_inner_texts()]
    assert said == ["routine", "urgent", "alert", "flash"]
