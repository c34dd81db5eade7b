"""Going down: the signals that say so, and readers sent away over a window so that not all come back at once."""

import asyncio
import logging
import signal
import sys
from types import TracebackType
from typing import Final, Self

from ticker.fanout.hub import Pump
from ticker.wire.close_codes import CloseCode

log = logging.getLogger(__name__)

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""SIGHUP too, because a terminal that closes must not leave the embedded Valkey behind."""
_STEP_S: Final = 0.02


class Ending:
    """Hears the signals that end a process, from its start on: the first asks, the second ends it at once.

    Whoever is asked while it starts is cancelled, so that what it has started already is taken down again.
    """

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self._starting = asyncio.current_task()

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._tell)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)

    def started(self) -> None:
        """Note that from now on somebody waits for ``told``."""
        self._starting = None

    def _tell(self) -> None:
        if self.told.is_set():
            log.warning("told twice: ending at once")
            sys.exit(1)
        self.told.set()
        if self._starting is not None:
            self._starting.cancel()


async def drain_readers(pump: Pump, *, window_s: float) -> None:
    """Close every reader within ``window_s``, evenly spread; return when all are gone, or their grace is over."""
    readers = pump.readers()
    loop = asyncio.get_running_loop()
    started, closed = loop.time(), 0
    while closed < len(readers):
        passed_s = loop.time() - started
        due = len(readers) if passed_s >= window_s else int(len(readers) * passed_s / window_s) + 1
        for reader in readers[closed:due]:
            reader.close(CloseCode.RESTARTING)
        closed = due
        await asyncio.sleep(_STEP_S)
    for reader in pump.readers():  # whoever was let in in the meantime: nobody should be
        reader.close(CloseCode.RESTARTING)
    deadline = loop.time() + pump.close_grace_s
    while loop.time() < deadline and pump.closing:  # noqa: ASYNC110 (twice a second's work would not pay for an event)
        await asyncio.sleep(_STEP_S)
