"""The strip on other people's pages: strict policies, pinned hashes, frames, themes, and what is filed in bad faith."""

import base64
import hashlib
import re
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.received import snapshot, status, update
from tests.browser.widget.hosts import MOVING, embed
from tests.editor import Editor
from tests.processes import ROOT
from tests.served import Served

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDGET: Final = ROOT / "clients" / "widget"
ON: Final = ".line.on .statement"


def readme_block(name: str) -> str:
    """Return a fenced block of the strip's README."""
    found = re.search(rf"```{name}\n(.*?)```", (WIDGET / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None, name
    return found[1]


async def test_the_readmes_snippet_works_under_the_policy_that_the_readme_names(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    service = fake.url.replace("127.0.0.1", "localhost").rstrip("/")
    named = readme_block("http").replace("wss://", "ws://").replace("https://news.example", service)
    lines = named.replace("ws://news.example", service.replace("http", "ws")).split("\n")
    policy = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; " + "; ".join(
        line.rstrip(";") for line in lines if line
    )
    snippet = readme_block("html").replace("https://news.example", service)
    body = f"<!doctype html><html lang='en'><head><title>host</title></head><body>{snippet}</body></html>"
    page = await new_page(fake.host("page", body, content_security_policy=policy))
    assert "integrity=" in snippet
    await expect(page.locator(ON)).to_have_text("first")
    await expect(page.locator(".state")).to_have_text("Live")
    background = "(strip) => getComputedStyle(strip).backgroundColor"
    assert await page.locator(".strip").evaluate(background) == "rgb(20, 24, 31)"


async def test_a_script_that_is_not_the_pinned_one_does_not_run(fake: FakeService, new_page: NewPage) -> None:
    wrong = base64.b64encode(hashlib.sha384(b"another").digest()).decode()
    script = f'<script src="/clients/widget/breaking-ticker.js" integrity="sha384-{wrong}"></script>'
    page = await new_page("about:blank")
    complaints: list[str] = []
    other = await page.context.new_page()
    other.on("console", lambda said: complaints.append(said.text))
    await other.goto(
        fake.host("page", f"<!doctype html><title>host</title>{script}<breaking-ticker></breaking-ticker>")
    )
    assert await other.evaluate("customElements.get('breaking-ticker') === undefined")
    assert any("integrity" in said for said in complaints)


ATTACKS: Final = (
    "<img src=x onerror=pwned=1>",
    "<script>pwned=1</script>",
    '"><svg/onload=pwned=1>',
    "javascript:pwned=1",
    "{{pwned=1}}${pwned=1}`",
    "</style></title></textarea><iframe srcdoc='<script>parent.pwned=1</script>'>",
)


@pytest.mark.parametrize("mode", ["flip", "crawl"])
async def test_what_is_filed_in_bad_faith_is_text_in_every_field(
    fake: FakeService, new_page: NewPage, mode: str
) -> None:
    """The service refuses most of this; the strip does not rely on it."""
    page = await embed(fake, new_page, f'feed="en" mode="{mode}" storage="none"', **MOVING)
    for seq, attack in enumerate(ATTACKS, start=1):
        words = dict.fromkeys(("short", "section", "region", "slug", "link", "language", "dir", "level"), attack)
        line = dict(update(seq, attack)) | words | {"attribution": {"name": attack, "role": attack, "kind": attack}}
        worse = line | {
            "type": "correction",
            "version": 2,
            "note": attack,
            "headline": attack,
            "cursor": line["cursor"],
        }
        fake.opening = [snapshot(line, language=attack, dir=attack, title=attack), status(seq)]
        await page.reload()
        await expect(page.locator(ON)).to_have_text(attack)
        fake.send(worse | {"cursor": str(line["cursor"]).replace(f".{seq}", f".{seq + 50}"), "first_created": attack})
        await expect(page.locator(".correction .note")).to_have_text(attack)
        await page.get_by_role("button").nth(1).click()
        assert await page.locator("breaking-ticker :is(img, script, svg, iframe, style, a)").count() == 0
        assert await page.evaluate("self.pwned") is None


async def test_only_https_links_become_links(fake: FakeService, new_page: NewPage) -> None:
    links = [
        "https://example.org/a?b=c",
        "javascript:alert(1)",
        "http://example.org/",
        "data:text/html,x",
        "not a link",
    ]
    fake.opening = [snapshot(*(update(seq, "words", link=link) for seq, link in enumerate(links, start=1))), status(5)]
    page = await embed(fake, new_page)
    await expect(page.locator(".line")).to_have_count(5)
    link = page.locator(".line a")
    await expect(link).to_have_count(1)
    assert await link.get_attribute("href") == "https://example.org/a?b=c"
    assert await link.get_attribute("rel") == "noopener noreferrer"


THEME: Final = """<link rel="stylesheet" href="/host/theme.css">"""
CSS: Final = """
  body { font-size: 50px; }
  p, bdi, li, span, ol, button { color: lime !important; font-size: 50px !important; }
  breaking-ticker { --ticker-background: rgb(1, 2, 3); --ticker-color: rgb(250, 240, 230); }
  breaking-ticker::part(level) { border-radius: 9px; }
  breaking-ticker::part(name) { letter-spacing: 1px; }
"""


async def test_hosts_change_it_by_properties_and_parts_and_by_nothing_else(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(update(1, "first", link="https://example.org/")), status(1)]
    fake.host("theme.css", CSS, content_type="text/css")
    page = await embed(fake, new_page, head=THEME)
    await expect(page.locator(ON)).to_have_text("first")

    async def style(of: str, name: str) -> str:
        found: str = await page.locator(of).evaluate("(one, name) => getComputedStyle(one)[name]", name)
        return found

    assert await style(".strip", "backgroundColor") == "rgb(1, 2, 3)"
    assert await style(".line .statement", "color") == "rgb(250, 240, 230)"
    assert await style(".line .statement", "fontSize") == "16px"
    assert await style(".line .level", "borderRadius") == "9px"
    assert await style(".line .name", "letterSpacing") == "1px"
    parts = await page.locator("breaking-ticker").evaluate(
        "(strip) => [...new Set([...strip.shadowRoot.querySelectorAll('[part]')].flatMap((one) => [...one.part]))]"
    )
    documented = re.findall(r"`([a-z]+)`", readme_section("Parts"))
    assert sorted(parts) == sorted(set(documented) & set(parts))
    assert len(parts) >= 15


def readme_section(title: str) -> str:
    page = (WIDGET / "README.md").read_text(encoding="utf-8")
    return page.split(f"## {title}\n")[1].split("\n## ")[0]


async def open_demo(service: Served, new_page: NewPage, **context: object) -> Page:
    return await new_page(f"{service.url}/clients/widget/demo.html", **context)


async def test_the_demo_page_of_a_real_service_shows_what_is_filed(
    service: Served, editor: Editor, new_page: NewPage
) -> None:
    page = await open_demo(service, new_page)
    await page.locator("iframe").scroll_into_view_if_needed()
    filed = await editor.file("The ferry is late.", level="alert")
    await editor.file("El puerto está cerrado.", feed="es")
    await expect(page.locator("breaking-ticker").first.locator(ON)).to_have_text("The ferry is late.")
    await expect(page.frame_locator("iframe").locator(ON)).to_have_text("El puerto está cerrado.")
    await editor.act("kill", filed)
    await expect(page.get_by_text("The ferry is late.")).to_have_count(0)
    await expect(page.locator("breaking-ticker").first.locator(".line.on")).to_have_text("Withdrawn by the newsroom")


async def test_a_strip_of_another_origin_follows_a_real_service(
    fake: FakeService, service: Served, editor: Editor, new_page: NewPage
) -> None:
    body = f"""<!doctype html><title>host</title><script src="{service.url}/clients/widget/breaking-ticker.js"></script>
    <breaking-ticker feed="ar"></breaking-ticker>"""
    page = await new_page(fake.host("page", body))
    await editor.file("المرفأ مغلق.", feed="ar")
    await expect(page.locator(ON)).to_have_text("المرفأ مغلق.")
    assert await page.locator(".strip").get_attribute("dir") == "rtl"


async def test_the_frame_takes_what_the_strip_takes(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(update(1, "first")), status(1)]
    opened: list[str] = []
    page = await new_page("about:blank")
    page.on("websocket", lambda socket: opened.append(socket.url))
    await page.goto(f"{fake.url}clients/widget/iframe.html?feed=ar&mode=crawl&onclick=alert(1)&style=color:red")
    await expect(page.locator(ON)).to_have_text("first")
    names = await page.locator("breaking-ticker").evaluate("(strip) => strip.getAttributeNames()")
    assert sorted(names) == ["feed", "mode"]
    assert [url.partition("/v1/")[2] for url in opened] == ["feeds/ar/socket"]
