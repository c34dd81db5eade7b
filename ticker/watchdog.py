"""Ends a process whose event loop does not turn any more: a supervisor starts it anew, and the log says where it hung.

Nothing in the loop could notice: it is a thread, which looks once a second and costs nothing between.
"""

import asyncio
import logging
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

STUCK_AFTER_S: Final = 10.0
"""Not among the settings' times, which tests and stress runs shorten: a busy machine may well take a second."""
LOOKS_EVERY_S: Final = 1.0
STATUS: Final = 70
"""EX_SOFTWARE of sysexits.h."""
_WRITING_MAX_S: Final = 2.0

log = logging.getLogger(__name__)


@contextmanager
def watched(
    loop: asyncio.AbstractEventLoop, *, stuck_after_s: float = STUCK_AFTER_S, looks_every_s: float = LOOKS_EVERY_S
) -> Iterator[None]:
    """Watch a loop until the end of the block; end the process if it does not turn for ``stuck_after_s`` seconds."""
    over = threading.Event()
    looks = max(1, round(stuck_after_s / looks_every_s))
    watching = threading.Thread(target=_watch, args=(loop, over, looks, looks_every_s), name="watchdog", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def _watch(loop: asyncio.AbstractEventLoop, over: threading.Event, looks: int, every_s: float) -> None:
    """Count the looks in vain, not the time: while the whole process is stopped or asleep, this thread is as well."""
    in_vain = 0
    turned = threading.Event()
    turned.set()
    while not over.wait(every_s):
        if turned.is_set():
            in_vain = 0
            turned.clear()
            loop.call_soon_threadsafe(turned.set)
            continue
        in_vain += 1
        if in_vain >= looks:
            _end(in_vain * every_s)


def _end(stuck_s: float) -> None:
    """Write where every thread stands and end the process; who hangs may hold the log, so that is not waited for."""
    stacks = _stacks()

    def write() -> None:
        log.critical("the event loop does not turn: the process ends", extra={"for_s": stuck_s, "stacks": stacks})

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    writing.join(_WRITING_MAX_S)
    os._exit(STATUS)


def _stacks() -> str:
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    stacks = [
        f"thread {names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()  # noqa: SLF001 - the standard library's only way
    ]
    return "\n".join(stacks)
