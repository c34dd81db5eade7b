"""Nobody is kept out: axe-core finds nothing on any page of the composer, and what happens is said aloud, in order."""

import re
from itertools import pairwise
from typing import Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.axe import found_by_axe
from tests.browser.edition import PHONE, Edition, expect_live, file, press, row, sign_in, write
from ticker.model import Role

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE: Final = "The bridge over the Litani is closed."
LOOKS: Final = (
    {"color_scheme": "light"},
    {"color_scheme": "dark", "viewport": PHONE, "has_touch": True, "is_mobile": True},
)
LISTEN: Final = """
() => {
  window.said = [];
  new MutationObserver((changes) => {
    for (const region of new Set(changes.map(({ target }) => target.closest?.('.unseen')))) {
      if (region?.textContent) window.said.push([region.getAttribute('role'), region.textContent, performance.now()]);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
"""

COVERED: Final = """
() => {
  const one = document.activeElement;
  if (one === document.body) return '';
  const { left, top, width, height } = one.getBoundingClientRect();
  const whole = [one, ...(one.labels || [])];
  const owns = (seen) => seen !== null && whole.some((part) => part.contains(seen));
  const parts = [0.1, 0.5, 0.9];
  const points = parts.flatMap((x) => parts.map((y) => [left + x * width, top + y * height]));
  const isSeen = points.some(([x, y]) => owns(document.elementFromPoint(x, y)));
  return isSeen ? '' : one.outerHTML;
}
"""
"""Returns what has the focus if nothing of it can be seen."""


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["color_scheme"])
async def test_axe_finds_nothing_at_the_door_and_at_the_desk(edition: Edition, look: dict[str, Any]) -> None:
    await edition.act("kill", await edition.file("Nobody was hurt."))
    await edition.act("hold", await edition.file("A minister resigns."))
    await edition.report("studio-1", await edition.file("Seven people were hurt.", level="flash"))
    page = await (await edition.context(**look)).new_page()
    await page.goto(edition.url)
    await expect(page.locator("#key")).to_be_visible()
    assert await found_by_axe(page) == []
    await page.locator("#key").fill(edition.keys[Role.EDITOR])
    await page.keyboard.press("Enter")
    await expect(page.locator(".row.canceled")).to_be_visible()
    await page.get_by_text("More: section").click()
    await write(page, "Seven people were hurt. " * 10, link="http://example.org/")
    await file(page)
    await expect(page.locator("#new-link-error")).not_to_have_text("")
    await page.locator(".surfaces summary").click()
    assert await found_by_axe(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_where_the_focus_is_and_what_is_wrong_look_different(edition: Edition, scheme: str) -> None:
    page = await edition.compose(color_scheme=scheme)
    await file(page)
    look = """(field) => {
      const { outlineColor, outlineStyle, borderInlineStartColor, borderInlineStartWidth } = getComputedStyle(field);
      return [outlineStyle === 'none' ? null : outlineColor, borderInlineStartColor, borderInlineStartWidth];
    }"""
    ring, edge, width = await page.locator("#new-statement").evaluate(look)
    other_ring, other_edge, other_width = await page.locator("#new-name").evaluate(look)
    assert (other_ring, other_edge, other_width) == (None, edge, width), "both are wrong, one has the focus"
    assert ring not in {None, edge}
    _, edge, thin = await page.locator("#new-role").evaluate(look)
    assert (thin, edge) not in {(width, other_edge), (width, ring)}
    cross = "(error) => getComputedStyle(error, '::before').content"
    assert "✕" in await page.locator("#new-statement-error").evaluate(cross)


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
async def test_every_choice_has_a_label_that_is_seen(edition: Edition, size: dict[str, int]) -> None:
    page = await (await edition.context(viewport=size)).new_page()
    await page.goto(edition.url)
    await expect(page.locator("#key")).to_be_visible()
    unlabelled = """() => [...document.querySelectorAll('select')].filter((choice) => choice.checkVisibility())
      .filter((choice) => ![...choice.labels].some((label) => label.getBoundingClientRect().width > 20))
      .map((choice) => choice.id)"""
    assert await page.locator("select").count() == 1
    assert await page.evaluate(unlabelled) == []
    await sign_in(page, edition.keys[Role.EDITOR])
    await expect_live(page)
    assert await page.locator("select").count() > 2
    assert await page.evaluate(unlabelled) == []


async def test_axe_finds_nothing_in_the_questions(edition: Edition) -> None:
    await edition.report("studio-1", await edition.file(LINE))
    page = await edition.compose()
    dialog = page.get_by_role("dialog")
    for act in ("Correct", "Hold", "Kill"):
        await press(row(page, LINE), act)
        await expect(dialog).to_be_visible()
        assert await found_by_axe(page) == [], act
        await press(dialog, "Cancel")
    await page.locator(".helpButton").click()
    assert await found_by_axe(page) == []
    await press(dialog, "Close")
    await press(row(page, LINE), "Kill")
    await press(dialog, "Kill for ever")
    await expect(dialog).to_contain_text("Killed")
    assert await found_by_axe(page) == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look["color_scheme"])
async def test_axe_finds_nothing_while_lines_that_were_pasted_wait(edition: Edition, look: dict[str, Any]) -> None:
    page = await edition.compose(**look)
    await file(page)
    await page.locator("#new-statement").evaluate(
        """(field) => {
          field.value = ['URGENT: The port is closed.', 'The road is closed.', 'x'.repeat(220)].join('\\n');
          field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
        }"""
    )
    series = page.locator(".series")
    await expect(series.get_by_role("listitem").nth(2)).to_contain_text("longer than the desk wants")
    await page.locator("#new-statement").fill("FLASH: The king is dead")
    await expect(page.get_by_role("button", name="Make it Flash")).to_be_visible()
    assert await found_by_axe(page) == []
    await series.get_by_role("button", name="Leave out").first.focus()
    await page.keyboard.press("Enter")
    await expect(series.get_by_role("button", name="Leave out").first).to_be_focused()


async def test_axe_finds_nothing_on_an_arabic_desk(arabic: Edition) -> None:
    await arabic.file("إغلاق جسر الليطاني في الاتجاهين.", "الدفاع المدني")
    page = await arabic.compose(locale="ar")
    await write(page, "The airport is open.", "الدفاع المدني")
    assert await found_by_axe(page) == []


async def test_axe_finds_nothing_on_a_spanish_desk(spanish: Edition) -> None:
    await spanish.file("Cortado el puente sobre el Litani.", "Defensa Civil")
    page = await spanish.compose(locale="es")
    await write(page, "El aeropuerto está abierto.", "Defensa Civil")
    assert await found_by_axe(page) == []


async def test_what_becomes_of_a_line_is_said_in_order_and_not_all_at_once(edition: Edition) -> None:
    page = await edition.compose()
    await page.evaluate(LISTEN)
    polite = page.locator("[role=status].unseen")
    await page.locator("#new-statement").fill("x" * 220)
    await expect(polite).to_contain_text("220 of 280: longer than the desk wants")
    await write(page, LINE)
    await file(page)
    await expect(polite).to_contain_text("On air")
    await page.context.set_offline(True)
    await expect(polite).to_contain_text("No network: lines wait here")
    said: list[list[Any]] = await page.evaluate("window.said")
    texts = [part for _, text, _ in said for part in text.split(". ")]
    spoken = [part for part in texts if part.startswith(("220 of", "Filed", "On air", "No network"))]
    assert [part.split(" ", 1)[0] for part in spoken] == ["220", "Filed", "On", "No"]
    assert {role for role, _, _ in said} == {"status"}
    assert all(later[2] - earlier[2] > 1900 for earlier, later in pairwise(said))


async def test_a_refusal_is_said_at_once_and_where_it_belongs(edition: Edition) -> None:
    page = await edition.compose()
    await write(page, "Closed <b>now</b>")
    await file(page)
    statement = page.locator("#new-statement")
    await expect(statement).to_be_focused()
    await expect(statement).to_have_accessible_description(re.compile("Has markup, such as <b>"))
    await statement.fill("Closed now")
    await page.get_by_text("More: section").click()
    await page.locator("#new-link").fill("http://example.org/")
    await file(page)
    await expect(page.get_by_role("alert").filter(has_text="The service refused the words.")).to_have_count(1)
    await expect(page.locator("#new-link")).to_be_focused()


async def test_the_policy_leaves_nothing_to_chance(edition: Edition) -> None:
    answer = await edition.client.get("/clients/composer/")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["frame-ancestors"] == "'none'"
    page = await edition.compose()
    refused = await page.evaluate(
        """() => ["document.body.innerHTML = '<b>x</b>'", "document.createElement('script').text = 'x'"].map((code) => {
          try {
            if (code.startsWith('document.body')) document.body.innerHTML = '<b>x</b>';
            else document.createElement('script').text = 'x';
            return '';
          } catch (refused) {
            return refused.name;
          }
        })"""
    )
    assert refused == ["TypeError", "TypeError"]
    expected = [one for one in edition.complaints if "TrustedHTML" in one or "TrustedScript" in one]
    assert edition.complaints == expected
    edition.complaints.clear()


@pytest.mark.parametrize("size", [(390, 844), (1366, 700), (640, 450)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
async def test_no_bar_that_stays_covers_what_has_the_focus(edition: Edition, size: tuple[int, int], key: str) -> None:
    await edition.file("Seven people were hurt.")
    page = await edition.compose(viewport={"width": size[0], "height": size[1]})
    await write(page, LINE)
    await page.locator("#new-statement" if key == "Tab" else ".feed .row").focus()
    covered = []
    for _ in range(25):
        await page.keyboard.press(key)
        covered.append(await page.evaluate(COVERED))
    assert [one for one in covered if one] == []


async def test_the_editions_stand_in_their_configured_order(edition: Edition) -> None:
    key = await edition.service.add_key(Role.ADMIN, "Chief", "*")
    page = await (await edition.context()).new_page()
    await page.goto(edition.url)
    await sign_in(page, key)
    await expect_live(page)
    titles = await page.locator("#edition option").all_text_contents()
    assert titles[:3] == ["English", "العربية", "Español"]
