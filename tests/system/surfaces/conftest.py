"""A served ticker with keys of every role, for tests of what surfaces report and of who sees it."""

import contextlib
import itertools
import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from tests.editor import Editor, answered, post
from tests.served import Served, served
from tests.servers import http
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed

HASTE: Final = "10"
"""How many times faster the clocks run: a surface is silent after 1.5 s."""
_NUMBERS: Final = itertools.count()


@dataclass(slots=True)
class Surfaces(Editor):
    """One feed of one process, and whoever asks it."""

    served: Served

    @property
    def path(self) -> str:
        return f"/v1/feeds/{self.feed}/surfaces"

    def bearer_of(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.served.keys[role]}"}

    async def report(self, name: str, cursor: str | None, *shown: dict[str, Any], **members: Any) -> httpx.Response:
        """Report as a surface does."""
        on_air = [{"id": entry["id"], "version": entry["version"]} for entry in shown]
        body = {"kind": "lower-third", "cursor": cursor, "shown": on_air, "state": "live", "delay_s": 0} | members
        return await post(self.client, f"{self.path}/{name}", body, self.bearer_of(Role.SURFACE))

    async def remove(self, name: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Remove a surface, as an editor unless told otherwise."""
        return await answered(lambda: self.client.delete(f"{self.path}/{name}", headers=headers or self.bearer))

    async def overview(self) -> dict[str, Any]:
        answer = await self.client.get(self.path, headers=self.bearer)
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    async def receipt(self) -> dict[str, Any]:
        receipts = (await self.overview())["receipts"]
        newest: dict[str, Any] = receipts[0] if receipts else {}
        return newest

    async def watch(self, **headers: str) -> AsyncGenerator[dict[str, Any], None]:
        """Return what the stream tells, for as long as it runs."""
        headers = headers or self.bearer
        async with self.client.stream("GET", f"{self.path}/stream", headers=headers) as answer:
            assert answer.status_code == 200, answer
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


@contextlib.asynccontextmanager
async def surfaces_at(service: Served, feed: str) -> AsyncIterator[Surfaces]:
    """Go to a process; wait until it serves the feed."""
    async with http(service.url) as client:

        async def is_served() -> bool:
            return (await client.get(f"/v1/feeds/{feed}")).is_success

        await until(is_served, what=f"feed {feed}")
        yield Surfaces(client, service.keys[Role.EDITOR], feed, service)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _served() -> AsyncIterator[Served]:
    async with served(times_divided_by=HASTE) as made:
        yield made


@pytest.fixture
async def surfaces(_served: Served) -> AsyncIterator[Surfaces]:
    """Return a feed of the test's own at a ticker that all tests here share."""
    feed = f"en-{next(_NUMBERS)}"
    async with _served.valkey.connect() as redis:
        await add_feed(redis, Feed(Slug(feed), "English", "en"))
    async with surfaces_at(_served, feed) as made:
        yield made


@pytest.fixture
async def own_surfaces() -> AsyncIterator[Surfaces]:
    """Return a ticker that the test may end."""
    async with served(times_divided_by=HASTE) as own, surfaces_at(own, "en") as made:
        yield made


@contextlib.asynccontextmanager
async def beside(surfaces: Surfaces) -> AsyncIterator[Surfaces]:
    """Return the same feed at another process."""
    async with (
        served(beside=surfaces.served, times_divided_by=HASTE) as other,
        surfaces_at(other, surfaces.feed) as made,
    ):
        yield made
