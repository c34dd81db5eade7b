"""The door: accepts connections and reads what each wants first. Readers' sockets stay ours; the rest is uvicorn's.

A reader never gets a transport, a stream or a task: what was read here is its whole request head, and its socket goes
from the accept to the pump as a bare descriptor.
"""

import asyncio
import contextlib
import errno
import logging
import os
import socket
from collections.abc import Callable, Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import httptools

from ticker.fanout.watch import Watch
from ticker.readers.admission import Admitted, Decision, Head, Refused, TurnedAway, UnknownFeed, transport_of
from ticker.readers.entrance import Entrance
from ticker.readers.heads import HEAD_MAX_BYTES, head_of
from ticker.wire.problems import PROBLEM_TYPE, ProblemKind, problem

log = logging.getLogger(__name__)

ACCEPT_AT_ONCE: Final = 128
"""Connections accepted in one turn of the loop."""
READ_BYTES: Final = 16_384
_NO_DESCRIPTORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_RETRY_ACCEPT_S: Final = 0.5
_GONE: Final = (errno.ECONNABORTED, errno.EPROTO, errno.EINTR)

HandOff = Callable[[socket.socket, bytes], None]
"""Takes a connection that is no reader's, with what it has sent so far."""


class Door:
    """The listening sockets of one process and whoever has just come through them."""

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        entrance: Entrance,
        *,
        watch: Watch,
        hand_off: HandOff,
        head_timeout_s: float,
    ) -> None:
        self.waiting: dict[Knock, float] = {}
        """Connections that have not said what they want, and until when they may; the oldest first."""
        self.entrance = entrance
        self.watch = watch
        self.hand_off = hand_off
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets = sockets
        self._head_timeout_s = head_timeout_s
        self._loop = asyncio.get_running_loop()
        self._spare = _spare_descriptor()
        self._sweeping: asyncio.TimerHandle | None = None

    def open(self, backlog: int = 4096) -> None:
        """Begin to accept."""
        for listening in self._sockets:
            listening.listen(backlog)
            self._loop.add_reader(listening.fileno(), self._accept, listening)
        self._sweep()

    def close(self) -> None:
        """Accept no more, and end whoever has not said what it wants."""
        for listening in self._sockets:
            self._loop.remove_reader(listening.fileno())
        if self._sweeping is not None:
            self._sweeping.cancel()
        for knock in list(self.waiting):
            knock.drop()
        with contextlib.suppress(OSError):
            os.close(self._spare)

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
            knock = Knock(self, fd, peer[0])
            self.waiting[knock] = self._loop.time() + self._head_timeout_s
            self.watch.add(fd, knock)
            knock.on_readable()

    def _refuse_for_want_of_descriptors(self, listening: socket.socket) -> None:
        """Answer one connection with the descriptor kept for this, and let the others wait in the backlog."""
        log.error("no descriptors left; raise the limit or lower --max-readers")
        os.close(self._spare)
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            connection.setblocking(False)
            with connection, contextlib.suppress(OSError):
                connection.send(plain_answer(ProblemKind.FULL, "no descriptors left"))
        self._spare = _spare_descriptor()
        self._loop.remove_reader(listening.fileno())
        self._loop.call_later(_RETRY_ACCEPT_S, self._accept_again, listening)

    def _accept_again(self, listening: socket.socket) -> None:
        if listening.fileno() >= 0:
            self._loop.add_reader(listening.fileno(), self._accept, listening)

    def _sweep(self) -> None:
        """End whoever has not sent a whole head in time."""
        now = self._loop.time()
        for knock, deadline in list(self.waiting.items()):
            if deadline > now:
                break
            knock.answer(ProblemKind.REQUEST_TIMEOUT, f"no whole request head within {self._head_timeout_s:g} s")
        self._sweeping = self._loop.call_later(self._head_timeout_s / 10, self._sweep)


class Knock:
    """A connection that has not said yet what it wants. Owns its descriptor until that is clear."""

    __slots__ = ("_door", "_fd", "_is_decided", "_peer", "_received")

    def __init__(self, door: Door, fd: int, peer: str) -> None:
        self._door = door
        self._fd = fd
        self._peer = peer
        self._received = b""
        self._is_decided = False

    def on_readable(self) -> None:
        """Read on, until it is clear who should have this connection."""
        try:
            received = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self.drop()
            return
        self._received += received
        if not self._is_decided:
            self._look(max(0, len(self._received) - len(received) - 3))
        elif len(self._received) > 2 * HEAD_MAX_BYTES:
            self.drop()

    def on_writable(self) -> None:
        """Never asked for: what is written here fits."""

    def drop(self) -> None:
        """Close the connection."""
        if self._fd >= 0:
            os.close(self._release())

    def answer(self, kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = MappingProxyType({})) -> None:
        """Answer with a problem and close."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.write(self._fd, plain_answer(kind, detail, headers=headers))
            self.drop()

    def _look(self, since: int) -> None:
        received = self._received
        path = _path_of(received)
        if path is not None and transport_of(path) is None:
            self._hand_off()
        elif received.find(b"\r\n\r\n", since) >= 0 and path is not None:
            self._decide(path)
        elif len(received) > HEAD_MAX_BYTES:
            self.answer(ProblemKind.HEAD_TOO_LARGE, f"at most {HEAD_MAX_BYTES} bytes")

    def _decide(self, path: str) -> None:
        collected = HeadLines()
        parser = httptools.HttpRequestParser(collected)
        end = len(self._received)
        try:
            parser.feed_data(self._received)
        except httptools.HttpParserUpgrade as upgrade:
            end = upgrade.args[0]
        except httptools.HttpParserError:
            self._hand_off()  # to where malformed requests are answered
            return
        if not collected.is_complete:
            self._hand_off()
            return
        entrance = self._door.entrance
        head = head_of(parser.get_method(), path, collected.url, collected.headers, entrance=entrance, peer=self._peer)
        decision = entrance.decide(head)
        self._received, behind = self._received, self._received[end:]
        if decision is None or isinstance(decision, Refused):
            self._hand_off()
        elif entrance.needs_store(decision):
            self._ask_store(head, decision, behind)
        else:
            self._let_in(decision, behind)

    def _ask_store(self, head: Head, decision: Decision, behind: bytes) -> None:
        self._is_decided = True
        self._received = behind
        self._door.start(self._resolve(head, decision))

    async def _resolve(self, head: Head, decision: Decision) -> None:
        decided = await self._door.entrance.resolve(head, decision)
        if self._fd < 0:
            return
        if isinstance(decided, Refused):
            self.answer(decided.kind, decided.detail, headers=self._door.entrance.cors(head))
        else:
            self._let_in(decided, self._received)

    def _let_in(self, decision: Decision, behind: bytes) -> None:
        match decision:
            case Admitted():
                self._door.waiting.pop(self, None)
                fd, self._fd = self._fd, -1
                self._door.entrance.let_in(fd, decision, behind=behind)
            case TurnedAway():
                self._door.entrance.turn_away(self._release(), decision)
            case UnknownFeed() | Refused():
                self.drop()

    def _hand_off(self) -> None:
        fd = self._release()
        self._door.hand_off(socket.socket(fileno=fd), self._received)

    def _release(self) -> int:
        fd, self._fd = self._fd, -1
        self._door.waiting.pop(self, None)
        self._door.watch.remove(fd)
        return fd


class HeadLines:
    """What httptools found in a head."""

    __slots__ = ("headers", "is_complete", "url")

    def __init__(self) -> None:
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL."""
        if not self.is_complete:
            self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self.is_complete:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Note the end of the head: what follows is no part of it."""
        self.is_complete = True


def plain_answer(kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Build a whole HTTP answer with a problem, after which the connection is closed."""
    body = problem(kind, detail)
    fields = {**headers, "Retry-After": "1"} if kind.status == 503 else headers
    more = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    head = (
        f"HTTP/1.1 {kind.status} {kind.title}\r\nContent-Type: {PROBLEM_TYPE}\r\nContent-Length: {len(body)}\r\n"
        f"Cache-Control: no-store\r\n{more}Connection: close\r\n\r\n"
    )
    return head.encode("latin-1") + body


def _path_of(received: bytes) -> str | None:
    """Read the path from a request line, as soon as it is clear; None until then."""
    line, ended, _ = received.partition(b"\n")
    parts = line.split(b" ", 2)
    if len(parts) == 3 or (ended and len(parts) == 2):
        return parts[1].partition(b"?")[0].rstrip(b"\r").decode("latin-1")
    return "" if ended else None


def _spare_descriptor() -> int:
    return os.open(os.devnull, os.O_RDONLY)
