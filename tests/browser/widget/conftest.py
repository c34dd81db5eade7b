"""A real service with its usual clocks for the tests of the browser strip, and an editor who files there."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.editor import Editor, editor_at
from tests.served import Served, served
from ticker.model import Role


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service() -> AsyncIterator[Served]:
    async with served() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def editor(service: Served) -> AsyncIterator[Editor]:
    async with editor_at(service.url, service.keys[Role.EDITOR]) as made:
        yield made
