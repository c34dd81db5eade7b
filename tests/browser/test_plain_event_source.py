"""A browser's own EventSource, as the README shows it, behind each proxy of ``deploy/`` while the service restarts."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.conftest import NewPage
from tests.editor import editor_at
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer
from tests.system.readers.proxies import PROXIES, Proxy, start_proxy
from tests.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]

STATEMENT = "The fire at the port is out."
READ = """() => {
  window.said = [];
  window.news = new EventSource('/v1/feeds/en/stream');
  news.onerror = () => said.push(news.readyState === EventSource.CLOSED ? 'closed' : 'again');
  news.onopen = () => said.push('open');
  news.addEventListener('update', ({ data }) => said.push(JSON.parse(data).statement));
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """A service on a Valkey that outlives it, behind a proxy."""

    service: TickerProcess
    valkey: ValkeyServer
    proxy: Proxy


@pytest_asyncio.fixture(loop_scope="session", params=PROXIES)
async def site(
    request: pytest.FixtureRequest, serve: Serve, fresh_valkey: FreshValkey, tmp_path: Path
) -> AsyncIterator[Site]:
    valkey = await fresh_valkey()
    service = await serve(redis_url=valkey.url)
    with ExitStack() as ending:
        yield Site(service, valkey, await start_proxy(str(request.param), tmp_path, service.port, ending=ending))


async def said(page: Page) -> list[str]:
    """Return what the page's EventSource has told so far."""
    told: list[str] = await page.evaluate("said")
    return told


async def test_a_plain_event_source_survives_a_restart_behind_a_proxy(
    site: Site, serve: Serve, new_page: NewPage
) -> None:
    key = site.service.key
    page = await new_page(f"http://127.0.0.1:{site.proxy.port}/v1/constraints")
    await page.evaluate(READ)

    async def has_told(what: str, times: int = 1) -> bool:
        return (await said(page)).count(what) >= times

    await until(lambda: has_told("open"), what="the stream")
    site.service.kill()
    await until(lambda: has_told("open", 2), within_s=30, what="the proxy's answer in the service's place")
    again = await serve(redis_url=site.valkey.url, port=site.service.port)
    async with editor_at(again.url, key) as editor:
        await editor.file(STATEMENT)
    await until(lambda: has_told(STATEMENT), within_s=30, what="news after the restart")
    assert "closed" not in await said(page)
