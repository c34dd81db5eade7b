"""Accepts connections and reads what each asks for first. Readers' sockets stay ours; all else is handed to uvicorn.

A reader never gets a transport, a stream or a task: its whole request head is read here, and its socket goes on to
``join.py`` as a bare descriptor. ``takeover.py`` brings readers here that asked uvicorn for something else before.

When many come at once, all are accepted, then all are read, then all are written to. Doing one thing many times keeps
its code and the kernel's in the processor's caches: each join costs a quarter less than one after the other.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Final

from ticker.fanout.poller import Poller
from ticker.listen import Listeners
from ticker.readers.admission import Admitted, Decision, Refused, RequestHead, TurnedAway, UnknownFeed, transport_of
from ticker.readers.join import Joiner
from ticker.readers.request_head import HEAD_MAX_BYTES, TOO_LARGE, has_bare_line_feed, path_so_far, read_head
from ticker.readers.responses import NO_HEADERS, plain_answer
from ticker.wire.problems import ProblemKind

READ_BYTES: Final = 16_384
LINGER_S: Final = 1.0
"""How long a refused connection may read its answer. To close while it still sends would be a reset, and take away
the answer before it is read."""
LINGER_MAX_BYTES: Final = 1_048_576
"""What a refused connection may still send meanwhile."""
NO_DESCRIPTORS: Final = "Come back in a moment: this process may open no more files."

HandOff = Callable[[socket.socket, bytes, float], None]
"""Takes a connection that is no reader's, with what it has sent so far, and until when its head may take."""


class PendingConnection:
    """A connection that is not a reader yet. Owns its descriptor until it is clear who should have it."""

    __slots__ = ("_acceptor", "_fd", "_is_admitted", "_is_answered", "_is_decided", "_peer", "_read_bytes", "_received")

    def __init__(self, acceptor: "Acceptor", fd: int, peer: str) -> None:
        self._acceptor = acceptor
        self._fd = fd
        self._peer = peer
        self._received = b""
        self._is_decided = False
        self._is_answered = False
        self._is_admitted = False
        self._read_bytes = 0

    def on_readable(self) -> None:
        """Read on, until it is clear who should have this connection."""
        if self._is_admitted:
            return  # what else it sends, the reader reads
        try:
            received = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        self._read_bytes += len(received)
        if not received or self._read_bytes > LINGER_MAX_BYTES:
            self.drop()
            return
        if self._is_answered:
            return
        self._received += received
        if not self._is_decided:
            self._look(max(0, len(self._received) - len(received) - 3))
        elif len(self._received) > 2 * HEAD_MAX_BYTES:
            self.drop()

    def on_writable(self) -> None:
        """Never asked for: what is written here fits."""

    def make_room(self) -> bool:
        """Read what has come; close the connection if that is no whole head."""
        self.on_readable()
        is_idle = self._fd >= 0 and not (self._is_admitted or self._is_decided or self._is_answered)
        if is_idle:
            self.drop()
        return is_idle

    def drop(self) -> None:
        if self._fd >= 0:
            os.close(self._release())

    def become_reader(self, admitted: Admitted) -> None:
        """Hand the descriptor, and what was sent after the head, to a reader."""
        fd, self._fd = self._fd, -1
        self._acceptor.joiner.let_in(fd, admitted, trailing=self._received)

    def answer(self, kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = NO_HEADERS) -> None:
        """Answer with a problem, and close when the other side has read it or had time to."""
        if self._fd < 0 or self._is_answered:
            return
        self._is_answered = True
        self._is_idle_no_more()
        with contextlib.suppress(OSError):
            os.write(self._fd, plain_answer(kind, detail, headers=headers))
        end_output(self._fd)
        self._acceptor.linger(self)

    def follow(self, decision: Decision, head: RequestHead, trailing: bytes) -> None:
        """Do what was decided about the head, if need be once Redis was asked; ``trailing`` came after the head."""
        self._received = trailing
        if self._acceptor.joiner.needs_store(decision):
            self._is_decided = True
            self._acceptor.start(self._ask_store(decision, head))
        else:
            self._settle(decision, head)

    async def _ask_store(self, decision: Decision, head: RequestHead) -> None:
        decided = await self._acceptor.joiner.resolve(head, decision)
        if self._fd >= 0:
            self._settle(decided, head)

    def _settle(self, decision: Decision, head: RequestHead) -> None:
        match decision:
            case Admitted():
                self._is_admitted = True
                self._acceptor.admit_soon(self, decision)
            case TurnedAway():
                self._acceptor.joiner.turn_away(self._release(), decision)
            case Refused():
                self.answer(decision.kind, decision.detail, headers=self._acceptor.joiner.cors(head))
            case UnknownFeed():
                self.drop()

    def _look(self, since: int) -> None:
        received = self._received
        path = path_so_far(received)
        if path is not None and transport_of(path) is None:
            self._hand_off()
            return
        end = received.find(b"\r\n\r\n", since)
        if has_bare_line_feed(received[:end] if end >= 0 else received):
            self._hand_off()  # the parser there refuses it
            return
        if (end + 4 if end >= 0 else len(received)) > HEAD_MAX_BYTES:
            self.answer(ProblemKind.HEAD_TOO_LARGE, TOO_LARGE)
        elif end >= 0 and path is not None:
            self._decide(path)

    def _decide(self, path: str) -> None:
        joiner = self._acceptor.joiner
        read = read_head(self._received, path, proxies=joiner.proxies, peer=self._peer)
        if isinstance(read, ProblemKind):
            self.answer(read, TOO_LARGE)
            return
        if read is None:
            self._hand_off()  # to where malformed requests are answered
            return
        head, trailing = read
        self._is_idle_no_more()
        decision = joiner.decide(head)
        if decision is None or isinstance(decision, Refused):
            self._hand_off()
        else:
            self.follow(decision, head, trailing)

    def _hand_off(self) -> None:
        head_until = self._acceptor.waiting[self]
        fd = self._release()
        self._acceptor.hand_off(socket.socket(fileno=fd), self._received, head_until)

    def _is_idle_no_more(self) -> None:
        self._acceptor.joiner.idle.remove(self._peer, self)

    def _release(self) -> int:
        fd, self._fd = self._fd, -1
        self._is_idle_no_more()
        self._acceptor.forget(self, fd)
        return fd


class Acceptor:
    """The listening sockets of one process, and the connections that are not readers yet."""

    hand_off: HandOff
    """Set before ``open``: the server that takes connections is made after this, and hands readers back to it."""

    def __init__(
        self, sockets: Sequence[socket.socket], joiner: Joiner, *, poller: Poller, head_timeout_s: float
    ) -> None:
        self.waiting: dict[PendingConnection, float] = {}
        """Connections that have not said what they want, and until when they may; the oldest first."""
        self.joiner = joiner
        self._lingering: dict[PendingConnection, float] = {}
        """Connections that were answered, and until when they may read it; the oldest first."""
        self._admitted: list[tuple[PendingConnection, Admitted]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._poller = poller
        self._head_timeout_s = head_timeout_s
        self._loop = asyncio.get_running_loop()
        self._listeners = Listeners(sockets, self._accepted, refusal=plain_answer(ProblemKind.FULL, NO_DESCRIPTORS))
        self._sweeping: asyncio.TimerHandle | None = None

    def open(self) -> None:
        self._listeners.open()
        self._sweep()

    def close(self) -> None:
        """Accept no more, and end the connections that have not said what they want."""
        self._listeners.close()
        if self._sweeping is not None:
            self._sweeping.cancel()
        self.let_in()
        for pending in [*self.waiting, *self._lingering]:
            pending.drop()

    def shut(self) -> None:
        """Accept no more; again is allowed."""
        self._listeners.shut()

    def take_over(self, fd: int, peer: str, *, decision: Decision, head: RequestHead, trailing: bytes) -> None:
        """Take a reader's connection that uvicorn had: its descriptor, its head and what it sent after that."""
        pending = PendingConnection(self, fd, peer)
        self._poller.add(fd, pending)
        try:
            pending.follow(decision, head, trailing)
        except BaseException:  # a fault of ours, or the loop's end: either way the descriptor is nobody else's to close
            pending.drop()
            raise

    def admit_soon(self, pending: PendingConnection, admitted: Admitted) -> None:
        """Make a reader of a connection together with the others of this moment."""
        if not self._admitted:
            self._loop.call_soon(self.let_in)
        self._admitted.append((pending, admitted))
        self.waiting.pop(pending, None)
        self.joiner.coming.append(admitted.address)

    def let_in(self) -> None:
        """Make readers of the connections that are admitted."""
        admitted, self._admitted = self._admitted, []
        self.joiner.coming.clear()
        for pending, how in admitted:
            pending.become_reader(how)

    def linger(self, pending: PendingConnection) -> None:
        """Let a connection that was answered read for a while."""
        self.waiting.pop(pending, None)
        self._lingering[pending] = self._loop.time() + LINGER_S

    def forget(self, pending: PendingConnection, fd: int) -> None:
        """Watch a descriptor no more that is another's from now on."""
        self.waiting.pop(pending, None)
        self._lingering.pop(pending, None)
        self._poller.remove(fd)

    def start(self, asking: Coroutine[None, None, None]) -> None:
        """Run what must ask Redis before it is decided."""
        task = self._loop.create_task(asking, name="admission")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _accepted(self, fd: int, peer: str) -> None:
        pending = PendingConnection(self, fd, peer)
        self.waiting[pending] = self._loop.time() + self._head_timeout_s
        self._poller.add(fd, pending)
        self.joiner.idle.add(peer, pending)

    def _sweep(self) -> None:
        """End connections that have not sent a whole head in time, and those that had their time to read an answer."""
        now, late = self._loop.time(), f"Send the whole request head within {self._head_timeout_s:g} s."
        for pending, deadline in list(self.waiting.items()):
            if deadline > now:
                break
            pending.answer(ProblemKind.REQUEST_TIMEOUT, late)
        for pending, deadline in list(self._lingering.items()):
            if deadline > now:
                break
            pending.drop()
        self._sweeping = self._loop.call_later(self._head_timeout_s / 10, self._sweep)


def end_output(fd: int) -> None:
    """Send the end of a socket's output; it can still be read."""
    borrowed = socket.socket(fileno=fd)
    try:
        borrowed.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side has gone already
    finally:
        borrowed.detach()
