"""Waiting in tests: for a condition, with a deadline, never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(
    claim: Callable[[], object | Awaitable[object]], *, within_s: float = 15.0, what: str = "", every_s: float = 0.005
) -> None:
    """Wait until ``claim`` gives something true; ask it so often.

    Raises:
        AssertionError: it did not within ``within_s``.
    """
    deadline = time.monotonic() + within_s
    while True:
        answer = claim()
        if isinstance(answer, Awaitable):
            answer = await answer
        if answer:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s: {what or claim}")
        await asyncio.sleep(every_s)  # the poll's pace, not what is waited for


async def keep_pace(seconds: float) -> None:
    """Let time pass between two acts of somebody who acts for as long as a test takes. Nothing is waited for so."""
    await asyncio.sleep(seconds)
