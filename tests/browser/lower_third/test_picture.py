"""The picture: every word in the graphics safe area, whole rows, in every size and script. Measured, not looked at."""

from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.lower_third.page import PLATE, expect_words, open_page
from tests.browser.received import at, snapshot, status, update
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES: Final = {
    "1080p": (1920, 1080),
    "720p": (1280, 720),
    "uhd": (3840, 2160),
    "portrait": (1080, 1920),
    "obs": (800, 600),
    "wide": (3840, 1080),
}
LONG: Final = (
    "The government will meet tonight at eight to discuss the budget, the state of the southern hospitals and the "
    "request by three municipalities for help with the clearing of roads; a statement will be read out by the "
    "minister of information at about ten in the evening, local time."
)
ARABIC: Final = (
    "تجتمع الحكومة هذا المساء عند الثامنة لمناقشة الموازنة وأوضاع المستشفيات في الجنوب وطلب ثلاث بلديات المساعدة في "
    "فتح الطرق (WHO، 12:30)، ويتلو وزير الإعلام بيانًا عند العاشرة ليلًا بالتوقيت المحلي."
)
WORDS: Final[dict[str, dict[str, Any]]] = {
    "short": {"statement": "Talks resume on Monday."},
    "long": {"statement": LONG, "name": "Prime Minister's office, press department", "role": "Head of communications"},
    "arabic": {"statement": ARABIC, "name": "رئاسة مجلس الوزراء", "role": "المتحدث باسم الحكومة", "dir": "rtl"},
    "hebrew": {"statement": "הכנסת תתכנס מחר בשעה 10:00 (EU).", "name": "דובר הכנסת", "dir": "rtl"},
    "word": {"statement": "Donaudampfschifffahrtsgesellschaftskapitän" * 6, "name": "x" * 80},
    "chinese": {"statement": "政府今晚八点开会讨论预算和南部医院的状况。" * 13, "name": "新华社"},
    "marks": {"statement": "مُحَمَّدٌ رَسُولُ السَّلامِ " * 9, "name": "الدفاع", "dir": "rtl"},
}
MEASURE: Final = """() => {
  const plate = tickerLowerThird.shadowRoot.querySelector('.plate:not(.leaving):not(.measure)');
  plate.getAnimations().forEach((coming) => coming.finish());
  const range = document.createRange();
  const found = { texts: [], pages: Number(plate.querySelector('.pages')?.textContent.split('/')[1] ?? 1) };
  for (const box of plate.querySelectorAll('.words, .source, .label, .pages')) {
    range.selectNodeContents(box);
    const { left, right, top, bottom } = range.getBoundingClientRect();
    const style = getComputedStyle(box);
    const rows = box.getBoundingClientRect().height / parseFloat(style.lineHeight);
    const isWide = style.display === 'block' && box.scrollWidth > box.clientWidth + 1;
    found.texts.push({ name: box.className, left, right, top, bottom, rows, size: parseFloat(style.fontSize),
      isWide, text: box.textContent });
  }
  const [words, source] = ['words', 'source'].map((name) => found.texts.find((text) => text.name === name));
  found.overlaps = Boolean(source) && source.bottom > words.top + 8;
  return found;
}"""


@pytest.mark.parametrize("size", SIZES)
async def test_every_word_stands_whole_inside_the_graphics_safe_area(
    fake: FakeService, new_page: NewPage, size: str
) -> None:
    width, height = SIZES[size]
    page = await open_page(fake, new_page, "dwell=60", viewport={"width": width, "height": height})
    await page.evaluate("document.fonts.ready")
    await until(lambda: fake.open_connections == 1)
    for number, (kind, more) in enumerate(WORDS.items(), start=1):
        attribution = {"name": more.get("name", "Reuters")} | ({"role": more["role"]} if "role" in more else {})
        entry = update(number, **{**more, "attribution": attribution, "expires": at(600)})
        source = ("، " if "dir" in more else ", ").join(attribution.values())
        fake.send({"type": "gap", "feed": "en", "reason": "loss"}, snapshot(entry), status(number))
        await expect(page.locator(f"{PLATE}[data-id='u{number}'] .source")).to_have_text(source)
        await hold_whole_text(page, more["statement"], width, height, f"{kind} in {size}")


async def hold_whole_text(page: Page, statement: str, width: int, height: int, where: str) -> None:
    """Measure every page of the line, and see that together they say all of it."""
    said: list[str] = []
    smallest = 0.034 * (width if height > width else min(height, width * 9 / 16))
    found = await page.evaluate(MEASURE)
    for number in range(found["pages"]):
        await page.evaluate("(page) => { const g = tickerLowerThird; g._state.air.page = page; g._sync(); }", number)
        await expect(page.locator(f"{PLATE}[data-page='{number}']")).to_have_count(1)
        found = await page.evaluate(MEASURE)
        for text in found["texts"]:
            assert text["left"] >= width * 0.05 - 1, f"{where}: {text}"
            assert text["right"] <= width * 0.95 + 1, f"{where}: {text}"
            assert text["top"] >= height * 0.05 - 1, f"{where}: {text}"
            assert text["bottom"] <= height * 0.95 + 1, f"{where}: {text}"
            assert not text["isWide"], f"{where}: {text}"
        words = next(text for text in found["texts"] if text["name"] == "words")
        assert abs(words["rows"] - round(words["rows"])) < 0.05, f"{where}: {words}"
        assert words["size"] >= smallest, f"{where}: {words}"
        assert not found["overlaps"], where
        said.append(words["text"].replace("…", ""))
    assert "".join("".join(said).split()) == "".join(statement.split()), where


TALL: Final = "a" + "\u0301" * 120
CLIPPED: Final[dict[str, dict[str, Any]]] = {
    "marks in the words": {"statement": f"{TALL} {TALL} and on.", "name": "Reuters"},
    "marks in the name": {"statement": "Talks resume on Monday.", "name": f"{TALL} " * 4},
    "wide name": {"statement": "Talks resume on Monday.", "name": "\ufdfd" * 80},
    "family": {"statement": "Talks resume on Monday.", "name": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 80},
}


@pytest.mark.parametrize("size", ["1080p", "portrait"])
async def test_nothing_is_painted_outside_of_the_plate_or_the_picture(
    fake: FakeService, new_page: NewPage, size: str
) -> None:
    width, height = SIZES[size]
    page = await open_page(fake, new_page, "wait=1", viewport={"width": width, "height": height})
    await page.evaluate("document.fonts.ready")
    for kind, more in CLIPPED.items():
        own = {"server": "", "statement": more["statement"], "attribution": more["name"]}
        await page.evaluate("(own) => { update(own); take(); }", own)
        await expect_words(page, more["statement"])
        await page.evaluate(
            "tickerLowerThird.shadowRoot.querySelector('.plate').getAnimations().forEach((a) => a.finish())"
        )
        box = await page.locator(PLATE).bounding_box()
        words = await page.locator(f"{PLATE} .words").bounding_box()
        assert box is not None
        assert words is not None
        assert height * 0.05 - 1 <= box["y"] <= words["y"], kind
        assert words["y"] + words["height"] <= box["y"] + box["height"] <= height * 0.95 + 1, kind
        around = [
            {"x": 0, "y": 0, "width": width, "height": box["y"] - 1},
            {"x": 0, "y": box["y"] + box["height"] + 1, "width": width, "height": height * 0.04},
            {"x": 0, "y": 0, "width": box["x"] - 1, "height": height},
        ]
        seen = [await page.screenshot(clip=part) for part in around]  # type: ignore[arg-type]  # a mapping of the four
        await page.evaluate("clear()")
        await expect(page.locator(".plate")).to_have_count(0)
        assert [await page.screenshot(clip=part) for part in around] == seen, kind  # type: ignore[arg-type]


@pytest.mark.parametrize("size", ["1080p", "portrait"])
async def test_nobody_has_to_read_what_is_smaller_than_26_pixels(
    fake: FakeService, new_page: NewPage, size: str
) -> None:
    width, height = SIZES[size]
    fake.opening = [snapshot(update(1, WORDS["chinese"]["statement"] * 3, name="新华社")), status(1)]
    page = await open_page(fake, new_page, viewport={"width": width, "height": height})
    await expect(page.locator(f"{PLATE} .pages")).to_have_count(1)
    found = await page.evaluate(MEASURE)
    sizes = {text["name"]: text["size"] for text in found["texts"]}
    assert sizes.keys() == {"label", "source", "words", "pages"}
    assert min(sizes.values()) >= 26 - 0.01, sizes
    count, words = (next(text for text in found["texts"] if text["name"] == name) for name in ("pages", "words"))
    assert count["top"] >= words["bottom"] - 8, "the count does not stand in the words"


@pytest.mark.parametrize("level", ["flash", "alert", "urgent", "routine"])
async def test_a_house_has_its_own_colours_of_labels_on_each_level(
    fake: FakeService, new_page: NewPage, level: str
) -> None:
    fake.opening = [snapshot(update(1, "A line.", level=level)), status(1)]
    page = await open_page(fake, new_page)
    own = "ticker-lower-third { --ticker-label-background: rgb(1, 2, 3); --ticker-label-color: rgb(4, 5, 6); }"
    await page.add_style_tag(content=own)
    label = page.locator(f"{PLATE}.{level} .label")
    await expect(label).to_have_css("background-color", "rgb(1, 2, 3)")
    await expect(label).to_have_css("color", "rgb(4, 5, 6)")


async def test_a_picture_of_another_size_is_fitted_anew(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, LONG)), status(1)]
    page = await open_page(fake, new_page, viewport={"width": 1920, "height": 1080})
    await expect(page.locator(f"{PLATE} .words")).to_have_count(1)
    await page.set_viewport_size({"width": 1080, "height": 1920})
    await expect_words(page, LONG)
    await hold_whole_text(page, LONG, 1080, 1920, "turned")


async def test_the_short_form_is_for_screens_unless_the_whole_is_wanted(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [
        snapshot(update(1, "The cabinet will meet tonight at eight.", short="Cabinet meets tonight")),
        status(1),
    ]
    await expect_words(await open_page(fake, new_page), "Cabinet meets tonight")
    await expect_words(await open_page(fake, new_page, "text=full"), "The cabinet will meet tonight at eight.")


async def test_words_that_take_several_pages_are_turned_in_time(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, WORDS["chinese"]["statement"], name="新华社")), status(1)]
    page = await open_page(fake, new_page, clock=True)
    pages = page.locator(f"{PLATE} .pages")
    await expect(pages).to_have_text("1/2")
    for _ in range(3):
        fake.send(status(1))
        await page.clock.run_for(8_000)
    await expect(pages).to_have_text("2/2")


BOXES: Final = """() => {
  const plate = tickerLowerThird.shadowRoot.querySelector('.plate:not(.leaving):not(.measure)');
  plate.getAnimations().forEach((coming) => coming.finish());
  const sides = (box) => {
    const { left, top, right, bottom } = box.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const [source, words] = ['.source', '.words'].map((name) => plate.querySelector(name));
  return { plate: sides(plate), source: sides(source), words: sides(words),
    isCut: [plate, source].every((box) => getComputedStyle(box).overflow === 'hidden') };
}"""
NAMES_TOO_LARGE: Final = {
    "wide": "\ufdfd" * 80,  # one sign as long as a sentence
    "piled": "a\u0316\u0317\u0318\u0301\u0302\u0303" * 40,
}


@pytest.mark.parametrize("name", NAMES_TOO_LARGE.values(), ids=list(NAMES_TOO_LARGE))
@pytest.mark.parametrize("size", ["1080p", "portrait"])
async def test_a_name_that_fits_nowhere_is_cut_off_inside_the_plate(
    fake: FakeService, new_page: NewPage, size: str, name: str
) -> None:
    width, height = SIZES[size]
    page = await open_page(fake, new_page, "dwell=60", viewport={"width": width, "height": height})
    await until(lambda: fake.open_connections == 1)
    fake.send(update(1, "Talks resume.", attribution={"name": name, "role": name}), status(1))
    await expect_words(page, "Talks resume.")
    found = await page.evaluate(BOXES)
    left, top, right, bottom = found["plate"]
    assert left >= 0
    assert top >= 0
    assert right <= width
    assert bottom <= height
    assert found["isCut"]
    assert found["source"][3] <= found["words"][1] + 1, "the name does not lie over the words"
    assert found["words"][3] <= bottom, "and does not push them out"
