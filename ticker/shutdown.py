"""Shutting down: the signals that ask for it, its order, and readers sent away over a window."""

import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import uvicorn

from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.port_sharing import is_another_ready
from ticker.readers.accept import Acceptor
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
        """Note that from now on ``told`` is waited for."""
        self._starting = None

    def _tell(self) -> None:
        if self.told.is_set():
            log.warning("told twice: ending at once")
            sys.exit(1)
        self.told.set()
        if self._starting is not None:
            self._starting.cancel()


async def shut_down(
    told: asyncio.Event,
    *,
    hub: Hub,
    health: Health,
    acceptor: Acceptor,
    servers: Sequence[uvicorn.Server],
    shared_url: str | None,
    window_s: float,
) -> None:
    """Wait until the process is told to end, then send readers away, and end the servers when all have gone.

    ``shared_url`` is the service's address where other processes listen on the same port, else None.
    """
    await told.wait()
    log.info("draining", extra={"readers": hub.count, "over_s": window_s})
    health.drain()
    acceptor.let_in()  # readers that were admitted before; from now on none is
    if shared_url is not None and await is_another_ready(shared_url):
        acceptor.shut()  # the kernel would go on to send us half of those whom we send away
    await drain_readers(hub, window_s=window_s)
    hub.heartbeat.stop()
    acceptor.close()
    for server in servers:
        server.should_exit = True


async def drain_readers(hub: Hub, *, window_s: float) -> None:
    """Close every reader within ``window_s``, evenly spread; return when all are gone, or their grace is over."""
    readers = hub.readers()
    loop = asyncio.get_running_loop()
    started, closed = loop.time(), 0
    while closed < len(readers):
        passed_s = loop.time() - started
        due = len(readers) if passed_s >= window_s else int(len(readers) * passed_s / window_s) + 1
        for reader in readers[closed:due]:
            reader.close(CloseCode.RESTARTING)
        closed = due
        await asyncio.sleep(_STEP_S)
    for reader in hub.readers():  # let in in the meantime: none should be
        reader.close(CloseCode.RESTARTING)
    deadline = loop.time() + hub.shared.close_grace_s
    while loop.time() < deadline and hub.shared.closing:  # noqa: ASYNC110 (twice a second's work would not pay for an event)
        await asyncio.sleep(_STEP_S)
