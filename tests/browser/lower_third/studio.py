"""A kiosk that takes what surfaces report, and pages that show its lower third. It judges no report."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import uvicorn
from playwright.async_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.browser.conftest import NewPage
from tests.browser.kiosk import Kiosk
from tests.processes import ROOT
from tests.waiting import until

FOLDER: Final = ROOT / "clients" / "lower-third"
HD: Final = {"width": 1920, "height": 1080}
PLATE: Final = ".plate:not(.leaving)"
TURN: Final = """(hidden) => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


class Studio(Kiosk):
    """Says what a test wants, and keeps what screens report."""

    def __init__(self) -> None:
        super().__init__()
        self.reports: list[dict[str, Any]] = []  # type: ignore[assignment]  # a kiosk keeps reports of another kind
        self.keys: list[str] = []
        self.report_status = 200

    def app(self) -> Starlette:
        """Build the application."""
        own = super().app()
        own.router.routes.insert(0, Route("/v1/feeds/{feed}/surfaces/{name}", self._report, methods=["POST"]))
        return own

    async def _report(self, request: Request) -> Response:
        self.keys.append(request.headers.get("authorization", ""))
        self.reports.append({"name": request.path_params["name"], **json.loads(await request.body())})
        return JSONResponse({}, status_code=self.report_status)


@asynccontextmanager
async def studio() -> AsyncIterator[Studio]:
    """Run a studio on a free port."""
    made = Studio()
    config = uvicorn.Config(
        made.app(), port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1, ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(), name="studio")
    await until(lambda: server.started)
    made.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        yield made
    finally:
        made.hang_up()
        server.should_exit = True
        await serving


async def screen(
    made: Studio, new_page: NewPage, query: str = "", *, clock: bool = False, fragment: str = "", **context: Any
) -> Page:
    """Open the lower third as OBS does: by its address. With ``clock`` its time is the test's to move."""
    page = await new_page("about:blank", **{"viewport": HD, **context})
    if clock:
        await page.clock.install(time=0)
        await page.clock.pause_at(1_000)
    await page.goto(f"{made.url}clients/lower-third/index.html?{query}#{fragment}")
    return page


async def expect_words(page: Page, words: str) -> None:
    """Wait until these words stand on air, and nothing else."""
    await expect(page.locator(f"{PLATE} .words")).to_have_text(words)


async def expect_blank(page: Page) -> None:
    await expect(page.locator(".plate")).to_have_count(0)
