"""A browser's own EventSource, as the README shows it, behind each proxy of ``deploy/`` while the service restarts."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.conftest import NewPage
from tests.editor import editor_at
from tests.served import Served, served
from tests.system.readers.proxies import PROXIES, Proxy, start_proxy
from tests.waiting import until
from ticker.model import Role

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]

STATEMENT = "The fire at the port is out."
READ = """() => {
  window.said = [];
  window.news = new EventSource('/v1/feeds/en/stream');
  news.onerror = () => said.push(news.readyState === EventSource.CLOSED ? 'closed' : 'again');
  news.onopen = () => said.push('open');
  news.addEventListener('update', ({ data }) => said.push(JSON.parse(data).statement));
}"""


@pytest_asyncio.fixture(loop_scope="session", params=PROXIES)
async def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Served, Proxy]]:
    """Return a service behind a proxy."""
    async with served() as service:
        with ExitStack() as ending:
            yield service, await start_proxy(str(request.param), tmp_path, service.port, ending=ending)


async def said(page: Page) -> list[str]:
    """Return what the page's EventSource has told so far."""
    told: list[str] = await page.evaluate("said")
    return told


async def test_a_plain_event_source_survives_a_restart_behind_a_proxy(
    proxied: tuple[Served, Proxy], new_page: NewPage
) -> None:
    service, proxy = proxied
    page = await new_page(f"http://127.0.0.1:{proxy.port}/v1/constraints")
    await page.evaluate(READ)

    async def has_told(what: str, times: int = 1) -> bool:
        return (await said(page)).count(what) >= times

    await until(lambda: has_told("open"), what="the stream")
    service.process.kill()
    await until(lambda: has_told("open", 2), within_s=30, what="the proxy's answer in the service's place")
    await service.start()
    async with editor_at(service.url, service.keys[Role.EDITOR]) as editor:
        await editor.file(STATEMENT)
    await until(lambda: has_told(STATEMENT), within_s=30, what="news after the restart")
    assert "closed" not in await said(page)
