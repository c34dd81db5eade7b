"""The door: accepts connections and reads what each wants first. Readers' sockets stay ours; the rest is uvicorn's.

A reader never gets a transport, a stream or a task: what was read here is its whole request head, and its socket goes
from the accept to the pump as a bare descriptor.

When many come at once, all are accepted, then all are read, then all are written to. Doing one thing many times keeps
its code and the kernel's in the processor's caches: each join costs a quarter less than one after the other.
"""

import asyncio
import contextlib
import errno
import logging
import os
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import Final

from ticker.fanout.poller import Poller
from ticker.listen import BACKLOG
from ticker.readers.admission import Admitted
from ticker.readers.farewell import LINGER_S, NO_DESCRIPTORS, end_output, plain_answer
from ticker.readers.join import Joiner
from ticker.readers.pending import PendingConnection
from ticker.wire.problems import ProblemKind

log = logging.getLogger(__name__)

ACCEPT_AT_ONCE: Final = 128
"""Connections accepted in one turn of the loop."""
_NO_DESCRIPTORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_RETRY_ACCEPT_S: Final = 0.5
_GONE: Final = (errno.ECONNABORTED, errno.EPROTO, errno.EINTR)

HandOff = Callable[[socket.socket, bytes, float], None]
"""Takes a connection that is no reader's, with what it has sent so far, and until when its head may take."""


class Acceptor:
    """The listening sockets of one process and whoever has just come through them."""

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        joiner: Joiner,
        *,
        poller: Poller,
        hand_off: HandOff,
        head_timeout_s: float,
    ) -> None:
        self.waiting: dict[PendingConnection, float] = {}
        """Connections that have not said what they want, and until when they may; the oldest first."""
        self.leaving: dict[PendingConnection, float] = {}
        """Connections that were answered, and until when they may read it; the oldest first."""
        self.joiner = joiner
        self.poller = poller
        self.hand_off = hand_off
        self._tasks: set[asyncio.Task[None]] = set()
        self._coming: list[tuple[PendingConnection, Admitted, bytes]] = []
        self._sockets = sockets
        self._head_timeout_s = head_timeout_s
        self._loop = asyncio.get_running_loop()
        self._spare = _spare_descriptor()
        self._sweeping: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Begin to accept; the sockets may listen already."""
        for listening in self._sockets:
            listening.listen(BACKLOG)
            self._loop.add_reader(listening.fileno(), self._accept, listening)
        self._sweep()

    def close(self) -> None:
        """Accept no more, and end whoever has not said what it wants."""
        self.shut()
        if self._sweeping is not None:
            self._sweeping.cancel()
        self.let_in()
        for pending in [*self.waiting, *self.leaving]:
            pending.drop()
        with contextlib.suppress(OSError):
            os.close(self._spare)

    def shut(self) -> None:
        """Accept no more; again is allowed.

        The sockets are closed: on a shared port the kernel would go on to give them connections. Whoever waits in their
        queues is taken in first, because closing resets it.
        """
        for listening in self._sockets:
            if listening.fileno() >= 0:
                self._accept(listening)
                self._loop.remove_reader(listening.fileno())
                listening.close()

    def let_in_soon(self, pending: PendingConnection, admitted: Admitted, trailing: bytes) -> None:
        """Let somebody in together with the others of this moment."""
        if not self._coming:
            self._loop.call_soon(self.let_in)
        self._coming.append((pending, admitted, trailing))
        self.waiting.pop(pending, None)
        self.joiner.coming.append(admitted.address)

    def let_in(self) -> None:
        """Make readers of those who are admitted."""
        coming, self._coming = self._coming, []
        self.joiner.coming.clear()
        for pending, admitted, trailing in coming:
            pending.enter(admitted, trailing)

    def see_off(self, pending: PendingConnection, fd: int) -> None:
        """Write no more to a connection that was answered, but let it read for a while."""
        self.waiting.pop(pending, None)
        self.leaving[pending] = self._loop.time() + LINGER_S
        end_output(fd)

    def start(self, asking: Coroutine[None, None, None]) -> None:
        """Run what must ask Redis before somebody can be let in."""
        task = self._loop.create_task(asking, name="admission")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            try:
                # What socket.accept is made of: it would make an object, and look at four more, for each connection.
                fd, peer = listening._accept()  # type: ignore[attr-defined]  # noqa: SLF001
            except BlockingIOError:
                return
            except OSError as failed:
                if failed.errno in _NO_DESCRIPTORS:
                    self._refuse_for_want_of_descriptors(listening)
                    return
                if failed.errno in _GONE:
                    continue
                raise
            os.set_blocking(fd, False)
            pending = PendingConnection(self, fd, peer[0])
            self.waiting[pending] = self._loop.time() + self._head_timeout_s
            self.poller.add(fd, pending)
            self.joiner.idle.add(peer[0], pending)

    def _refuse_for_want_of_descriptors(self, listening: socket.socket) -> None:
        """Answer one connection with the descriptor kept for this, and let the others wait in the backlog."""
        log.error("no descriptors left; raise the limit or lower --max-readers")
        os.close(self._spare)
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            connection.setblocking(False)
            with connection, contextlib.suppress(OSError):
                connection.send(plain_answer(ProblemKind.FULL, NO_DESCRIPTORS))
        self._spare = _spare_descriptor()
        self._loop.remove_reader(listening.fileno())
        self._loop.call_later(_RETRY_ACCEPT_S, self._accept_again, listening)

    def _accept_again(self, listening: socket.socket) -> None:
        if listening.fileno() >= 0:
            self._loop.add_reader(listening.fileno(), self._accept, listening)

    def _sweep(self) -> None:
        """End whoever has not sent a whole head in time."""
        now = self._loop.time()
        for pending, deadline in list(self.waiting.items()):
            if deadline > now:
                break
            pending.answer(
                ProblemKind.REQUEST_TIMEOUT, f"Send the whole request head within {self._head_timeout_s:g} s."
            )
        for pending, deadline in list(self.leaving.items()):
            if deadline > now:
                break
            pending.drop()
        self._sweeping = self._loop.call_later(self._head_timeout_s / 10, self._sweep)


def _spare_descriptor() -> int:
    return os.open(os.devnull, os.O_RDONLY)
