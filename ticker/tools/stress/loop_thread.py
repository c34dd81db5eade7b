"""A loop in a thread of its own: what proxies carry must not wait until readers have been served."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

Result = TypeVar("Result")
Subject = TypeVar("Subject")


class LoopThread:
    """Runs coroutines of others; use it ``with``."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stress proxies", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def do(self, act: Callable[[Subject], None], subject: Subject) -> None:
        """Have something done that belongs there."""

        async def act_there() -> None:
            act(subject)

        await self._run(act_there())

    @asynccontextmanager
    async def keeping(self, entered: AbstractAsyncContextManager[Result]) -> AsyncIterator[Result]:
        """Enter something there, and leave it there at the end of the block."""
        given = await self._run(entered.__aenter__())
        try:
            yield given
        finally:
            await self._run(entered.__aexit__(None, None, None))

    async def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
