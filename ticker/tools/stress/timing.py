"""When bytes came: a loop that knows since when a socket had nothing to read. Must not read anything itself."""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class StampedSelector(selectors.DefaultSelector):
    """A selector that remembers when it was asked.

    What a socket has when it is read was written after ``quiet_at``: the poll before this one found nothing there,
    or what it found was read to the end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.quiet_at = self._asked_at = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Ask which sockets are ready."""
        self.quiet_at, self._asked_at = self._asked_at, time.monotonic()
        return super().select(timeout)


def run_stamped(main: Callable[[StampedSelector], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine on a loop with such a selector, which it is given."""
    selector = StampedSelector()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        return runner.run(main(selector))
