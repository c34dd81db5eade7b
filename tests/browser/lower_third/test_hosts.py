"""The lower third in the systems that play it, as far as their rules can be had without them."""

import json
import re
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.fake_service import FakeService
from tests.browser.lower_third.caspar import INJECTED, Caspar, Release, quoted, template_xml
from tests.browser.lower_third.page import FOLDER, HD, PLATE, expect_blank, expect_words, open_page
from tests.browser.lower_third.spx import Item, update_call
from tests.browser.received import at, snapshot, status, update
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUOTES: Final = 'He said "no" \\ & <left>\nat once'


def line(seq: int, statement: str, **more: Any) -> Any:
    return update(seq, statement, **{"first_created": at(-60), "version_created": at(-60), **more})


async def layer(new_page: NewPage, release: Release = Release.UP_TO_2_5_0) -> Caspar:
    """Load the template from disk, as a layer of CasparCG does."""
    page = await new_page("about:blank", viewport=HD)
    await page.add_init_script(INJECTED)
    await page.goto((FOLDER / "index.html").as_uri())
    return Caspar(page, release)


# CasparCG.


@pytest.mark.parametrize("release", Release, ids=lambda release: release.value)
@pytest.mark.parametrize("form", ["json", "xml"])
async def test_casparcg_plays_it_from_disk(fake: FakeService, new_page: NewPage, release: Release, form: str) -> None:
    fake.opening = [snapshot(line(1, "first"), line(2, "second")), status(2)]
    caspar = await layer(new_page, release)
    fields = {"server": fake.url, "feed": "en", "dwell": "60"}
    text = json.dumps(fields) if form == "json" else template_xml(**fields)
    await caspar.command(f'CG 1-20 ADD 0 "ticker/index" 0 {quoted(text)}')
    await until(lambda: fake.open_connections == 1)
    await expect_blank(caspar.page)
    await caspar.command("CG 1-20 PLAY 0")
    await expect_words(caspar.page, "second")
    await caspar.command("CG 1-20 NEXT 0")
    await expect_words(caspar.page, "first")
    await caspar.command('CG 1-20 INVOKE 0 "hold"')
    await caspar.command("CG 1-20 STOP 0")
    await expect_blank(caspar.page)
    await caspar.command("CG 1-20 INVOKE 0 \"take('u1')\"")
    await expect_words(caspar.page, "first")
    assert caspar.errors == []


async def test_casparcg_removes_it_and_what_it_started(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(line(1, "first")), status(1)]
    caspar = await layer(new_page)
    await caspar.command(f'CG 1-20 ADD 0 "ticker/index" 1 {quoted(json.dumps({"server": fake.url}))}')
    await expect_words(caspar.page, "first")
    await caspar.command("CG 1-20 REMOVE 0")
    await expect_blank(caspar.page)
    assert await caspar.page.evaluate("window.removed") == 1
    await until(lambda: fake.open_connections == 0)
    assert caspar.errors == []


@pytest.mark.parametrize("release", Release, ids=lambda release: release.value)
async def test_xml_brings_quotes_and_arabic_through_every_casparcg(new_page: NewPage, release: Release) -> None:
    caspar = await layer(new_page, release)
    for said in (QUOTES, 'قال «لا» و"نعم" في 12:30'):
        xml = template_xml(attribution='The "Desk"', statement=said)
        await caspar.command(f"CG 1-20 UPDATE 0 {quoted(xml)}")
        await caspar.command("CG 1-20 PLAY 0")
        await expect(caspar.page.locator(f"{PLATE} .words")).to_have_text(said.replace("\n", " "))
        await expect(caspar.page.locator(f"{PLATE} .source")).to_have_text('The "Desk"')
    assert caspar.errors == []


async def test_json_with_quotes_inside_breaks_on_2_5_0_and_leaves_what_is_on_air(new_page: NewPage) -> None:
    caspar = await layer(new_page)
    await caspar.command(f"CG 1-20 ADD 0 x 1 {quoted(template_xml(statement='stays'))}")
    await caspar.command(f"CG 1-20 UPDATE 0 {quoted(json.dumps({'statement': QUOTES}))}")
    assert "SyntaxError" in caspar.errors[0]
    await expect_words(caspar.page, "stays")
    later = Caspar(caspar.page, Release.LATER)
    await later.command(f"CG 1-20 UPDATE 0 {quoted(json.dumps({'statement': QUOTES}))}")
    assert later.errors == []
    await expect_words(caspar.page, QUOTES.replace("\n", " "))


# SPX.


def definition() -> str:
    """Return the script that SPX runs out of the file, and nothing else of it."""
    scripts = re.findall(r"<script>(.*?)</script>", (FOLDER / "index.html").read_text(encoding="utf-8"), re.DOTALL)
    assert len(scripts) == 1
    return str(scripts[0])


async def test_spx_finds_its_definition_and_plays_it(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(line(1, "first"), line(2, "second")), status(2)]
    blank = await new_page("about:blank")
    found = await blank.evaluate(f"() => {{ {definition()} return window.SPXGCTemplateDefinition; }}")
    fields = {field["field"]: field["value"] for field in found["DataFields"] if "field" in field}
    assert list(fields) == [f"f{number}" for number in range(10) if number != 5]
    assert int(found["steps"]) > 10**8, "after its last step SPX takes an item off air"
    flat = [value for name, value in found.items() if name != "DataFields"]
    flat += [value for field in found["DataFields"] for name, value in field.items() if name != "items"]
    assert all(isinstance(value, str) for value in flat)
    page = await new_page((FOLDER / "index.html").as_uri(), viewport=HD)
    filled = fields | {"f0": fake.url, "comment": "Lower third"}
    await page.evaluate("(fields) => { update(fields); play(); }", update_call(filled))
    await expect_words(page, "second")
    await page.evaluate("next()")
    await expect_words(page, "first")
    await page.evaluate("stop()")
    await page.evaluate("next()")
    assert await page.evaluate("tickerLowerThird._state.mode") == "cleared"
    await expect_blank(page)


async def test_spx_plays_the_ograf_graphic(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(line(1, "first"), line(2, "second")), status(2)]
    item = Item(json.loads((FOLDER / "ticker.ograf.json").read_text(encoding="utf-8")))
    assert item.layer == 5
    item.fields["server"] = fake.url
    data = item.data()
    page = await renderer(fake, new_page)
    assert await call(page, "load", renderType="realtime", data=data, rundownData={}) == {"statusCode": 200}
    assert await call(page, "updateAction", data=data) == {"statusCode": 200}
    await call(page, "playAction", data=data)
    await expect_words(page, "second")
    assert await page.evaluate("graphic.playAction()") == {"statusCode": 200, "currentStep": 1}
    await expect_words(page, "first")
    await call(page, "stopAction")
    await expect_blank(page)


async def test_what_is_typed_into_spx_is_on_air_as_it_was_typed(fake: FakeService, new_page: NewPage) -> None:
    page = await new_page((FOLDER / "index.html").as_uri(), viewport=HD)
    await page.evaluate("(fields) => { update(fields); play(); }", update_call({"f8": "R & D", "f9": QUOTES}))
    await expect_words(page, QUOTES.replace("\n", " "))
    await expect(page.locator(f"{PLATE} .source")).to_have_text("R & D")
    graphic = await renderer(fake, new_page)
    data = json.loads(update_call({"statement": QUOTES}))
    await call(graphic, "load", renderType="realtime", data=data)
    await call(graphic, "playAction")
    await expect_words(graphic, QUOTES.replace("\n", " "))
    await call(graphic, "updateAction", data={"statement": "&quot;"})
    await expect_words(graphic, "&quot;")


async def test_the_key_of_a_screen_is_read_from_a_file_beside_the_template(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(line(1, "first")), status(1)]
    for name in ("index.html", "template.js"):
        fake.host(f"spx/{name}", (FOLDER / name).read_text(encoding="utf-8"))
    fake.host("spx/page.css", (FOLDER / "page.css").read_text(encoding="utf-8"), content_type="text/css")
    fake.host("spx/ticker-key.txt", "tk_beside\n", content_type="text/plain")
    page = await new_page(f"{fake.url}host/spx/index.html?name=one&server={fake.url}&wait=1", viewport=HD)
    await page.evaluate("(fields) => { update(fields); play(); }", update_call({"f6": "30"}))
    await until(lambda: {*fake.keys} == {"Bearer tk_beside"})
    await page.evaluate("update({ f5: 'tk_told' })")
    await until(lambda: fake.keys[-1] == "Bearer tk_told")


async def test_without_a_key_nothing_is_reported(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(line(1, "first")), status(1)]
    none = fake.host("nothing.txt", "<html>no key</html>")
    page = await open_page(fake, new_page, f"name=one&keyfile={none}")
    await expect_words(page, "first")
    await page.evaluate("update({ name: 'two', keyfile: '' })")
    assert fake.keys == []


# OBS, and whatever drives it.


async def test_an_operator_speaks_to_one_screen_by_an_event_or_from_another_page(
    fake: FakeService, new_page: NewPage
) -> None:
    fake.opening = [snapshot(line(1, "first"), line(2, "second")), status(2)]
    page = await open_page(fake, new_page, "dwell=60&name=studio-1")
    await expect_words(page, "second")
    await order(page, {"command": "next"})
    await expect_words(page, "first")
    await order(page, {"command": "clear", "name": "studio-2"})
    await order(page, {"command": "clear", "feed": "ar"})
    await order(page, None)
    await order(page, {"command": "take", "id": "u2", "name": "studio-1"})
    await expect_words(page, "second")
    dock = await page.context.new_page()
    await dock.goto(f"{fake.url}v1/feeds")
    await dock.evaluate(
        "(order) => new BroadcastChannel('ticker lower third').postMessage(order)", {"command": "clear", "feed": "en"}
    )
    await expect_blank(page)


async def order(page: Page, detail: Any) -> None:
    await page.evaluate("(detail) => dispatchEvent(new CustomEvent('ticker-command', { detail }))", detail)


# OGraf.

RENDERER: Final = """<!doctype html><html lang="en"><title>renderer</title>
<style>html, body { margin: 0; height: 100%; background: transparent } div { position: relative; height: 100% }</style>
<div></div>
<script type="module">
import Graphic from '../clients/lower-third/lower-third.js';
customElements.define('a-renderers-name', Graphic);
window.graphic = document.createElement('a-renderers-name');
window.isElement = window.graphic instanceof HTMLElement;
</script>"""


async def renderer(fake: FakeService, new_page: NewPage) -> Page:
    page = await new_page(fake.host("renderer", RENDERER), viewport=HD)
    await page.wait_for_function("window.graphic")
    await page.evaluate("document.querySelector('div').append(graphic)")
    return page


async def call(page: Page, method: str, **parameters: Any) -> Any:
    return await page.evaluate("([method, parameters]) => graphic[method](parameters)", [method, parameters])


async def test_ograf_loads_plays_steps_and_stops_it(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(*(line(seq, f"line {seq}") for seq in (1, 2, 3))), status(3)]
    page = await renderer(fake, new_page)
    assert await page.evaluate("isElement")
    loaded = await call(page, "load", renderType="realtime", data={"server": fake.url, "dwell": 60})
    assert loaded == {"statusCode": 200}
    await expect_blank(page)
    assert await call(page, "playAction", skipAnimation=True) == {"statusCode": 200, "currentStep": 0}
    await expect_words(page, "line 3")
    assert await call(page, "playAction") == {"statusCode": 200, "currentStep": 1}
    await expect_words(page, "line 2")
    assert await call(page, "playAction", goto=2) == {"statusCode": 200, "currentStep": 2}
    assert await call(page, "playAction", delta=-1) == {"statusCode": 200, "currentStep": 1}
    assert (await call(page, "playAction", goto=9))["statusCode"] == 404
    assert await call(page, "customAction", id="take", payload={"id": "u1"}) == {"statusCode": 200, "currentStep": 2}
    await expect_words(page, "line 1")
    assert (await call(page, "customAction", id="explode"))["statusCode"] == 400
    assert await call(page, "stopAction") == {"statusCode": 200}
    await expect_blank(page)
    assert (await call(page, "customAction", id="next"))["statusCode"] == 409
    assert await call(page, "dispose") == {"statusCode": 200}
    await until(lambda: fake.open_connections == 0)


GONE_WITH_THE_ANSWER: Final = """async ([method, parameters]) => {
  const plates = () => graphic.shadowRoot.querySelectorAll('.plate');
  const opacity = () => Math.max(0, ...[...plates()].map((plate) => Number(getComputedStyle(plate).opacity)));
  const answer = graphic[method](parameters);
  const before = opacity();
  await answer;
  return { before, after: opacity(), plates: plates().length };
}"""


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("stopAction", {}),
        ("stopAction", {"skipAnimation": True}),
        ("customAction", {"id": "clear"}),
    ],
)
async def test_stop_is_answered_when_the_graphic_is_gone(
    fake: FakeService, new_page: NewPage, method: str, parameters: dict[str, Any]
) -> None:
    page = await renderer(fake, new_page)
    await call(page, "load", renderType="realtime", data={"server": "", "statement": "One line."})
    await call(page, "playAction", skipAnimation=True)
    seen = await page.evaluate(GONE_WITH_THE_ANSWER, [method, parameters])
    assert seen == {"before": 0 if "skipAnimation" in parameters else 1, "after": 0, "plates": 0}


async def test_a_stop_that_is_overtaken_by_another_one_is_answered_too(fake: FakeService, new_page: NewPage) -> None:
    page = await renderer(fake, new_page)
    await call(page, "load", renderType="realtime", data={"server": "", "statement": "One line."})
    await call(page, "playAction", skipAnimation=True)
    answers = await page.evaluate(
        "Promise.all([graphic.stopAction({}), graphic.stopAction({ skipAnimation: true }), graphic.stopAction({})])"
    )
    assert answers == [{"statusCode": 200}] * 3
    await expect_blank(page)


async def test_ograf_is_told_what_cannot_be_done(fake: FakeService, new_page: NewPage) -> None:
    fake.opening = [snapshot(line(1, "first"), line(2, "second")), status(2)]
    page = await renderer(fake, new_page)
    assert (await call(page, "load", renderType="realtime", data={"server": "nowhere"}))["statusCode"] == 400
    await call(page, "load", renderType="realtime", data={"server": fake.url, "dwell": 60})
    for action in ("next", "hold"):
        assert (await call(page, "customAction", id=action))["statusCode"] == 409
    await expect_blank(page)
    await call(page, "playAction", skipAnimation=True)
    for unknown in ("gone", 7):
        assert (await call(page, "customAction", id="take", payload={"id": unknown}))["statusCode"] == 404
    for data in ({"feed": "No Slug"}, {"mode": "loud"}, {"delay": "soon"}, {"server": 7}, "words", [1]):
        answer = await call(page, "updateAction", data=data)
        assert answer["statusCode"] == 400, data
    named = await call(page, "updateAction", data={"mode": "manual", "feed": "No Slug", "level": "loud"})
    assert named["statusMessage"].endswith(": feed, level.")
    assert await page.evaluate("graphic._options.mode") == "auto", "all of it or nothing"
    await expect_words(page, "second")
    assert (await call(page, "updateAction", data={"dwell": 30, "comment": "", "level": ""}))["statusCode"] == 200


async def test_ograf_may_send_the_words_itself_where_there_is_no_service(fake: FakeService, new_page: NewPage) -> None:
    page = await renderer(fake, new_page)
    assert (await call(page, "load", renderType="non-realtime", data={}))["statusCode"] == 400
    await call(page, "load", renderType="realtime", data={"attribution": "Desk", "statement": "One line."})
    await call(page, "playAction")
    await expect_words(page, "One line.")
    await call(page, "updateAction", data={"statement": "سطر آخر", "level": "flash"})
    await expect_words(page, "سطر آخر")
    await expect(page.locator(f"{PLATE}.flash[dir=rtl]")).to_have_count(1)
    await call(page, "updateAction", data={"statement": ""})
    await expect_blank(page)
    assert fake.joined == []


async def test_ograf_waits_for_no_service_for_ever(fake: FakeService, new_page: NewPage) -> None:
    page = await renderer(fake, new_page)
    assert await call(page, "load", renderType="realtime", data={"server": fake.url}) == {"statusCode": 200}
    assert await call(page, "playAction") == {"statusCode": 200}
    await expect_blank(page)
    fake.opening = [snapshot(line(1, "late")), status(1)]  # should it have joined anew meanwhile
    fake.send(*fake.opening)
    await expect_words(page, "late")


# Hosts with less.

POOR: Final = {
    "sheets": "delete window.CSSStyleSheet;",
    "channels": "window.BroadcastChannel = class { constructor() { throw new Error('insecure'); } };",
    "sockets": "delete window.WebSocket;",
    "streams": "delete window.WebSocket; delete window.EventSource;",
    "throwing": """for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
        Object.defineProperty(window, name, { get() { throw new Error('denied'); } });
        performance.now = () => { throw new Error('denied'); };
        window.requestAnimationFrame = () => { throw new Error('none'); };
        delete navigator.__proto__.locks; delete window.ResizeObserver; delete Intl.Segmenter;""",
}


@pytest.mark.parametrize("lack", POOR)
async def test_it_runs_with_less_than_browsers_have_today(fake: FakeService, new_page: NewPage, lack: str) -> None:
    fake.snapshot = snapshot(line(1, "on air", expires="2999-01-01T00:00:00.000Z"))
    fake.opening = [fake.snapshot, status(1)]
    page = await new_page("about:blank", viewport=HD)
    await page.add_init_script(POOR[lack])
    await page.goto(f"{fake.url}clients/lower-third/index.html#name=one&key=tk_x")
    await expect_words(page, "on air")
    plate = await page.locator(PLATE).evaluate("(plate) => getComputedStyle(plate).position")
    assert plate == "absolute", "it is dressed"
    await until(lambda: bool(fake.reports) and fake.reports[-1]["shown"] == [{"id": "u1", "version": 1}])
