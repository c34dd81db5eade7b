"""A connection that has not said yet what it wants. Reads its head; who may come in, others decide."""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import httptools

from ticker.readers.admission import Admitted, Decision, Refused, RequestHead, TurnedAway, UnknownFeed, transport_of
from ticker.readers.farewell import LINGER_MAX_BYTES, NO_HEADERS, plain_answer
from ticker.readers.request_head import (
    HEAD_MAX_BYTES,
    HEADERS_MAX,
    TOO_LARGE,
    has_bare_line_feed,
    head_of,
    is_for_one_host,
    path_of,
    take_header,
)
from ticker.wire.problems import ProblemKind

if TYPE_CHECKING:
    from ticker.readers.accept import Acceptor

READ_BYTES: Final = 16_384


class PendingConnection:
    """A connection that has not said yet what it wants. Owns its descriptor until that is clear."""

    __slots__ = ("_acceptor", "_fd", "_is_answered", "_is_coming", "_is_decided", "_peer", "_read_bytes", "_received")

    def __init__(self, acceptor: "Acceptor", fd: int, peer: str) -> None:
        self._acceptor = acceptor
        self._fd = fd
        self._peer = peer
        self._received = b""
        self._is_decided = False
        self._is_answered = False
        self._is_coming = False
        self._read_bytes = 0

    def on_readable(self) -> None:
        """Read on, until it is clear who should have this connection."""
        if self._is_coming:
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
        is_idle = self._fd >= 0 and not (self._is_coming or self._is_decided or self._is_answered)
        if is_idle:
            self.drop()
        return is_idle

    def drop(self) -> None:
        """Close the connection."""
        if self._fd >= 0:
            os.close(self._release())

    def enter(self, admitted: Admitted, trailing: bytes) -> None:
        """Become a reader: from now on the descriptor is its own."""
        fd, self._fd = self._fd, -1
        self._acceptor.joiner.let_in(fd, admitted, trailing=trailing)

    def answer(self, kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = NO_HEADERS) -> None:
        """Answer with a problem, and close when the other side has read it or had time to."""
        if self._fd < 0 or self._is_answered:
            return
        self._is_answered = True
        self._is_idle_no_more()
        with contextlib.suppress(OSError):
            os.write(self._fd, plain_answer(kind, detail, headers=headers))
        self._acceptor.see_off(self, self._fd)

    def _look(self, since: int) -> None:
        received = self._received
        path = _path_of(received)
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
        collected = HeadLines()
        parser = httptools.HttpRequestParser(collected)
        end = len(self._received)
        try:
            parser.feed_data(self._received)
        except httptools.HttpParserUpgrade as upgrade:
            end = upgrade.args[0]
        except httptools.HttpParserError:
            pass  # if it is behind the head, it is nobody's concern
        if not collected.is_complete or not is_for_one_host(collected.hosts, parser.get_http_version()):
            self._hand_off()  # to where malformed requests are answered
            return
        if collected.count > HEADERS_MAX:
            self.answer(ProblemKind.HEAD_TOO_LARGE, TOO_LARGE)
            return
        self._is_idle_no_more()
        joiner = self._acceptor.joiner
        head = head_of(parser, path, collected.url, collected.headers, joiner=joiner, peer=self._peer)
        decision = joiner.decide(head)
        trailing = self._received[end:]
        if decision is None or isinstance(decision, Refused):
            self._hand_off()
        elif joiner.needs_store(decision):
            self._ask_store(head, decision, trailing)
        else:
            self._let_in(decision, trailing)

    def _ask_store(self, head: RequestHead, decision: Decision, trailing: bytes) -> None:
        self._is_decided = True
        self._received = trailing
        self._acceptor.start(self._resolve(head, decision))

    async def _resolve(self, head: RequestHead, decision: Decision) -> None:
        decided = await self._acceptor.joiner.resolve(head, decision)
        if self._fd < 0:
            return
        if isinstance(decided, Refused):
            self.answer(decided.kind, decided.detail, headers=self._acceptor.joiner.cors(head))
        else:
            self._let_in(decided, self._received)

    def _let_in(self, decision: Decision, trailing: bytes) -> None:
        match decision:
            case Admitted():
                self._is_coming = True
                self._acceptor.let_in_soon(self, decision, trailing)
            case TurnedAway():
                self._acceptor.joiner.turn_away(self._release(), decision)
            case UnknownFeed() | Refused():
                self.drop()

    def _hand_off(self) -> None:
        head_until = self._acceptor.waiting[self]
        fd = self._release()
        self._acceptor.hand_off(socket.socket(fileno=fd), self._received, head_until)

    def _is_idle_no_more(self) -> None:
        self._acceptor.joiner.idle.remove(self._peer, self)

    def _release(self) -> int:
        fd, self._fd = self._fd, -1
        self._is_idle_no_more()
        self._acceptor.waiting.pop(self, None)
        self._acceptor.leaving.pop(self, None)
        self._acceptor.poller.remove(fd)
        return fd


class HeadLines:
    """What httptools found in a head, as far as admission looks at it."""

    __slots__ = ("count", "headers", "hosts", "is_complete", "url")

    def __init__(self) -> None:
        self.count = self.hosts = 0
        self.url = b""
        self.headers: dict[str, str] = {}
        self.is_complete = False

    def on_url(self, url: bytes) -> None:
        """Take a part of the URL."""
        if not self.is_complete:
            self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self.is_complete:
            self.count += 1
            name = name.lower()
            self.hosts += name == b"host"
            take_header(self.headers, name, value)

    def on_headers_complete(self) -> None:
        """Note the end of the head: what follows is no part of it."""
        self.is_complete = True


def _path_of(received: bytes) -> str | None:
    """Read the path from a request line, as soon as it is clear; None until then."""
    line, ended, _ = received.partition(b"\n")
    parts = line.split(b" ", 2)
    if len(parts) == 3 or (ended and len(parts) == 2):
        return path_of(parts[1].rstrip(b"\r")) or ""
    return "" if ended else None
