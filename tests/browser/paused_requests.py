"""Requests of a page that are held back until the test lets them be answered: what is slow, without any waiting."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Page, Route

WITHIN_S: Final = 20


@dataclass
class PausedRequests:
    """Requests of a page that wait until the test answers them; later ones pass. No slots: Playwright marks it."""

    page: Page
    pattern: str
    method: str
    waiting: asyncio.Queue[Route] = field(default_factory=asyncio.Queue)
    is_passing: bool = False

    async def take(self, route: Route) -> None:
        if self.is_passing or route.request.method != self.method:
            await route.continue_()
        else:
            self.waiting.put_nowait(route)

    async def first(self) -> Route:
        """Wait for one; whatever is asked from now on passes."""
        async with asyncio.timeout(WITHIN_S):
            route = await self.waiting.get()
        self.is_passing = True
        return route

    async def answer(self, route: Route, answer: Mapping[str, Any] | None = None) -> None:
        """Answer one, as the service does if nothing else is said, and wait until the page has the answer."""
        async with self.page.expect_event("requestfinished", lambda request: request == route.request):
            await (route.continue_() if answer is None else route.fulfill(**answer))


@contextlib.asynccontextmanager
async def paused(page: Page, pattern: str, method: str = "GET") -> AsyncIterator[PausedRequests]:
    requests = PausedRequests(page, pattern, method)
    await page.route(pattern, requests.take)
    yield requests
    await page.unroute(pattern)
