"""An edition of a real service, keys for whoever works there, and composers in real pages. It judges nothing."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.console import complaint
from tests.editor import Editor, post
from tests.served import Served
from tests.servers import http
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed
from ticker.store.keys import revoke_key

HASTE: Final = "3"
"""How many times faster the service's clocks run: a surface is silent after 3 s."""
PACE_S: Final = 1
"""How often a screen reports."""
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1366, "height": 900}
_NUMBERS: Final = itertools.count()


@dataclass(slots=True)
class Edition(Editor):
    """One edition: its address, its keys, and an editor who files there from elsewhere."""

    service: Served
    language: str
    keys: Mapping[Role, str]
    browser: Browser
    ending: contextlib.AsyncExitStack
    complaints: list[str] = field(default_factory=list)
    _reported: dict[str, dict[str, Any]] = field(default_factory=dict)
    _reporting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def url(self) -> str:
        return f"{self.service.url}/clients/composer/"

    @property
    def updates(self) -> str:
        return f"/v1/feeds/{self.feed}/updates"

    async def revoke(self, role: Role) -> None:
        """Revoke the key of a role, and wait until the service does not take it any more."""
        bearer = {"Authorization": f"Bearer {self.keys[role]}"}
        key = (await self.client.get("/v1/session", headers=bearer)).json()
        async with self.service.valkey.connect() as redis:
            assert await revoke_key(redis, key["id"])

        async def is_refused() -> bool:
            return (await self.client.get("/v1/session", headers=bearer)).status_code == httpx.codes.UNAUTHORIZED

        await until(is_refused, what="the end of a key", within_s=20)

    # What others do.

    async def report(self, name: str, *shown: Mapping[str, Any], **more: Any) -> None:
        """Report once as a lower third does that has read everything."""
        on_air = [{"id": entry["id"], "version": entry["version"]} for entry in shown]
        async with self._reporting:
            self._reported[name] = {"kind": "lower-third", "shown": on_air, "state": "live", "delay_s": 0} | more
            await self._report(name)

    @contextlib.asynccontextmanager
    async def reporting(self, *names: str) -> AsyncIterator[None]:
        """Let screens say again and again what they last reported: one that is only slow must not be silent."""

        over = asyncio.Event()

        async def go_on() -> None:
            while not over.is_set():
                for name in names:
                    async with self._reporting:
                        await self._report(name)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), PACE_S)

        reporting = asyncio.create_task(go_on(), name="screens")
        try:
            yield
        finally:
            over.set()
            await reporting

    async def _report(self, name: str) -> None:
        head = (await self.client.get(f"/v1/feeds/{self.feed}")).json()["cursor"]
        body = {"cursor": head} | self._reported[name]
        bearer = {"Authorization": f"Bearer {self.keys[Role.SURFACE]}"}
        answer = await post(self.client, f"/v1/feeds/{self.feed}/surfaces/{name}", body, bearer)
        assert answer.is_success, answer.text

    async def standing(self) -> list[dict[str, Any]]:
        """Return what every reader sees, newest first."""
        updates: list[dict[str, Any]] = (await self.client.get(f"/v1/feeds/{self.feed}")).json()["updates"]
        return updates

    # Composers.

    async def context(self, **options: Any) -> BrowserContext:
        """Return a browser profile of its own.

        Without service workers, unless told ``service_workers="allow"``: of a page that has one, Playwright misses
        requests, and a test that holds one back would wait in vain.
        """
        usual = {
            "locale": "en-GB",
            "timezone_id": "UTC",
            "reduced_motion": "reduce",
            "service_workers": "block",
            "viewport": DESK,
        }
        made = await self.browser.new_context(**{**usual, **options})
        made.on("console", lambda said: self.complaints.extend(complaint(said)))
        made.on("weberror", lambda failed: self.complaints.append(str(failed.error)))
        self.ending.push_async_callback(made.close)
        return made

    async def compose(self, role: Role = Role.EDITOR, context: BrowserContext | None = None, **options: Any) -> Page:
        """Open a composer, signed in, with this edition in sight and live."""
        page = await (context or await self.context(**options)).new_page()
        await page.goto(self.url)
        await sign_in(page, self.keys[role])
        await expect_live(page)
        return page

    async def tab(self, page: Page) -> Page:
        """Open another tab beside a composer."""
        other = await page.context.new_page()
        await other.goto(self.url)
        await expect_live(other)
        return other


async def sign_in(page: Page, key: str) -> None:
    await page.locator("#key").fill(key)
    await page.keyboard.press("Enter")


async def sign_out(page: Page) -> None:
    """Sign out, and again while the service is too slow: its time-outs here are as short as all its times."""
    where = page.locator(".bar")
    for _ in range(5):
        async with page.expect_response(lambda answer: answer.request.method == "DELETE") as answered:
            await press(where, "Sign out")
        if (await answered.value).ok:
            return
        where = page.get_by_role("dialog")


async def expect_live(page: Page) -> None:
    await expect(page.locator(".state")).to_have_attribute("data-state", "live")


async def standing_one(edition: Edition) -> dict[str, Any]:
    """Return the one update that every reader sees."""
    [entry] = await edition.standing()
    return entry


async def write(page: Page, statement: str, name: str = "Civil Defense", **fields: str) -> None:
    """Write a line, and leave it in the form."""
    await page.locator("#new-statement").fill(statement)
    await page.locator("#new-name").fill(name)
    for field_name, text in fields.items():
        await page.locator(f"#new-{field_name}").fill(text)


async def file(page: Page) -> None:
    await page.locator(".compose .file").click()


def lines(page: Page, state: str | None = None) -> Locator:
    """Return the lines of the outbox, or those in one state."""
    return page.locator(".outbox .line" + (f"[data-state='{state}']" if state else ""))


def row(page: Page, text: str) -> Locator:
    """Return the update of the feed that says this."""
    return page.locator(".feed .row", has_text=text)


async def press(at: Locator, name: str) -> None:
    await at.get_by_role("button", name=name, exact=True).click()


@contextlib.asynccontextmanager
async def open_edition(
    service: Served, browser: Browser, *, language: str = "en", title: str = "English"
) -> AsyncIterator[Edition]:
    """Make an edition with a key of each role, and close every page at the end."""
    feed = f"{language}-{next(_NUMBERS)}"
    async with service.valkey.connect() as redis:
        await add_feed(redis, Feed(Slug(feed), title, language))
    names = {Role.EDITOR: "Desk", Role.CORRESPONDENT: "Rana", Role.SURFACE: "Studios"}
    keys = {role: await service.add_key(role, name, feed) for role, name in names.items()}
    async with (
        http(service.url) as client,
        contextlib.AsyncExitStack() as ending,
    ):
        edition = Edition(client, keys[Role.EDITOR], feed, service, language, keys, browser, ending)

        async def is_open() -> bool:
            assert service.process.status is None, f"ended: {service.process.status}\n{service.process.output}"
            bearer = {"Authorization": f"Bearer {keys[Role.SURFACE]}"}
            found = await asyncio.gather(client.get(f"/v1/feeds/{feed}"), client.get("/v1/session", headers=bearer))
            return all(answer.is_success for answer in found)

        await until(is_open, what=f"feed {feed} and its keys")
        yield edition
    assert not edition.complaints, "\n".join(edition.complaints)
