"""What is accepted is stored, delivered and shown byte for byte, and set the way it is read: on real pages."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Locator, Page

from tests.browser.conftest import NewPage
from tests.browser.edition import DESK, open_edition, write
from tests.processes import ROOT
from tests.served import Served
from tests.waiting import until
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

TABLE: Final[list[dict[str, Any]]] = json.loads((ROOT / "tests" / "golden" / "texts.json").read_text(encoding="utf-8"))
LINES: Final = 10
"""How many lines the reader page and the strip show."""
SHOWN: Final = "(lines) => lines.map((line) => line.textContent)"
PLACES: Final = """
(statement) => {
  const walker = document.createTreeWalker(statement, NodeFilter.SHOW_TEXT);
  const places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, top } = range.getBoundingClientRect();
      places.push([node.data[at], left, top]);
    }
  }
  return places;
}
"""
"""Gives each sign of a statement with where it stands from the left and from the top."""


async def shows(page: Page, selector: str, expected: Sequence[str]) -> None:
    async def is_shown() -> bool:
        shown: list[str] = await page.locator(selector).evaluate_all(SHOWN)
        return shown == list(expected)

    await until(is_shown, what=f"{selector} to show {[ascii(text) for text in expected]}", within_s=20)


async def test_each_text_that_is_accepted_is_stored_delivered_and_shown_byte_for_byte(
    service: Served, browser: Browser, new_page: NewPage
) -> None:
    accepted = [row for row in TABLE if "stored" in row]
    async with open_edition(service, browser) as edition:
        reader = await new_page(f"{service.url}/?feed={edition.feed}")
        strip = await new_page(f"{service.url}/clients/widget/iframe.html?feed={edition.feed}")
        for start in range(0, len(accepted), LINES):
            rows = accepted[: start + LINES][-LINES:]  # the last ones begin earlier, so that they fill a strip
            for row in rows:
                entry = await edition.file(row["given"])
                assert entry["statement"] == row["stored"]
            stored = [row["stored"] for row in reversed(rows)]
            assert [entry["statement"] for entry in (await edition.standing())[:LINES]] == stored
            await shows(reader, ".line .statement", stored)
            await shows(strip, "breaking-ticker .line .statement", stored)


async def test_each_text_that_is_refused_is_refused_by_the_rules_of_the_table(
    service: Served, browser: Browser
) -> None:
    async with open_edition(service, browser) as edition:
        headers = {"Authorization": f"Bearer {edition.keys[Role.EDITOR]}", "Content-Type": "application/json"}
        for row in [row for row in TABLE if "refused" in row]:
            draft = {"attribution": {"name": "Desk"}, "statement": row["given"]}
            is_escaped = "lone-surrogate" in row["refused"]  # escapes make the long ones longer than a body may be
            content = json.dumps(draft, ensure_ascii=is_escaped)
            answer = await edition.client.post(edition.updates, content=content, headers=headers)
            assert answer.status_code == 422, row
            assert [error["rule"] for error in answer.json()["errors"]] == row["refused"]
        assert await edition.standing() == []


NUMBERS: Final = ("+961 1 234567", "-5%", "10 000")


@pytest.mark.parametrize("surface", ["/?feed=", "/clients/widget/iframe.html?feed="])
async def test_a_number_in_an_arabic_line_runs_from_left_to_right_and_the_line_from_right_to_left(
    service: Served, browser: Browser, new_page: NewPage, surface: str
) -> None:
    text = f"UNIFIL: للاستفسار {NUMBERS[0]} بعد هبوط {NUMBERS[1]} ونزوح {NUMBERS[2]} شخص"
    async with open_edition(service, browser, language="ar", title="العربية") as edition:
        await edition.file(text, "UNIFIL")
        page = await new_page(f"{service.url}{surface}{edition.feed}", viewport={"width": 1280, "height": 400})
        statement = page.locator(".statement")
        await statement.wait_for()
        assert await statement.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
        places: list[tuple[str, float, float]] = await statement.evaluate(PLACES)
        assert "".join(sign for sign, _, _ in places) == text
        for number in NUMBERS:
            at = text.index(number)
            lefts = [left for sign, left, _ in places[at : at + len(number)] if sign != " "]
            assert lefts == sorted(lefts), number
        first, last = places[0][1], places[len(text) - 1][1]
        assert first > last, "it begins at the right"


SURFACES: Final = {
    "/?feed=": ".statement",
    "/clients/widget/iframe.html?feed=": ".statement",
    "/clients/widget/iframe.html?mode=crawl&feed=": ".statement",
    "/clients/lower-third/index.html?feed=": ".plate .words",
}
RANGES: Final = ("2-1", "10-12", "3-0", "1990–1995", "١٠-١٢", "50-60%")
TOGETHER: Final = ("12:30", "3:2", "28/11/2026")
ARABIC: Final = f"{RANGES[0]} للفريق، بين {RANGES[1]} UNIFIL {RANGES[2]} من {RANGES[3]} و{RANGES[4]} و {RANGES[5]}"
MIRRORED: Final = f"From {RANGES[1]} to الأهلي {RANGES[0]} and {RANGES[3]}"


async def expect_ranges(statement: Locator, text: str, *, is_rtl: bool) -> None:
    """Expect each range to begin where its line begins, and each number of it to run from left to right."""
    await statement.wait_for()
    places: list[tuple[str, float, float]] = await statement.evaluate(PLACES)
    shown = "".join(sign for sign, _, _ in places)
    assert text in shown
    for number in [one for one in (*RANGES, *TOGETHER) if one in text]:
        at = shown.index(number)
        starts, start = [], at
        for run in re.split("[-–]", number) if number in RANGES else [number]:
            lefts = [left for _, left, _ in places[start : start + len(run)]]
            assert lefts == sorted(lefts), (number, run)
            starts.append((places[start][2], -lefts[0] if is_rtl else lefts[0]))  # it may go on in the next row
            start += len(run) + 1
        assert starts == sorted(starts), number


def ranges_in(language: str) -> str:
    if language == "ar":
        return f"{ARABIC} عند {'، '.join(TOGETHER)}"
    return f"{MIRRORED} at {', '.join(TOGETHER)}"


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_a_range_begins_where_its_line_begins_wherever_it_is_read(
    service: Served, browser: Browser, new_page: NewPage, language: str
) -> None:
    text = ranges_in(language)
    async with open_edition(service, browser, language=language, title="Edition") as edition:
        await edition.file(text, "UNIFIL")
        for surface, statement in SURFACES.items():
            page = await new_page(f"{service.url}{surface}{edition.feed}", viewport=DESK)
            await expect_ranges(page.locator(statement).first, text, is_rtl=language == "ar")


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_a_range_begins_where_its_line_begins_at_the_desk(
    service: Served, browser: Browser, language: str
) -> None:
    text, is_rtl = ranges_in(language), language == "ar"
    async with open_edition(service, browser, language=language, title="Edition") as edition:
        await edition.file(text, "UNIFIL")
        page = await edition.compose()
        await expect_ranges(page.locator(".feed .row .statement"), text, is_rtl=is_rtl)
        await write(page, text)
        await expect_ranges(page.locator(".previewStrip .statement"), text, is_rtl=is_rtl)
        await page.goto(f"{service.url}/clients/operator/?feed={edition.feed}")
        await expect_ranges(page.locator(".lines .words"), text, is_rtl=is_rtl)
