"""uvicorn's HTTP protocol, for readers on a connection that asked for something else before.

It recognises them and takes their sockets: it duplicates the descriptor, closes uvicorn's transport, and gives the
descriptor with the request's head to ``accept.py``. All other requests go to ASGI.
"""

import asyncio
import logging
import os
from collections.abc import Mapping
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ticker.readers.accept import LINGER_MAX_BYTES, LINGER_S, NO_DESCRIPTORS, Acceptor
from ticker.readers.admission import Decision, Refused, RequestHead, transport_of
from ticker.readers.join import Joiner
from ticker.readers.request_head import HEAD_MAX_BYTES, TOO_LARGE, head_of, judged, size_of, take_header
from ticker.readers.responses import NO_HEADERS, PIECE_BYTES, plain_answer
from ticker.wire.problems import ProblemKind

log = logging.getLogger(__name__)

PIPELINE_MAX: Final = 8
"""Requests that may wait for the answer to an earlier one. Browsers and proxies send one at a time; uvicorn reads on
with each answer, and would keep as many as a client sends."""


def takeover_protocol(acceptor: Acceptor, *, head_timeout_s: float) -> "type[TakeoverProtocol]":
    """Return the protocol class that ``uvicorn.Config(http=…)`` takes."""
    bound = {"acceptor": acceptor, "joiner": acceptor.joiner, "head_timeout_s": head_timeout_s}
    return type("BoundTakeoverProtocol", (TakeoverProtocol,), bound)


class TakeoverProtocol(HttpToolsProtocol):
    """One connection, until it turns out to be a reader's."""

    acceptor: Acceptor
    joiner: Joiner
    head_timeout_s: float
    first: bytes = b""
    """What the acceptor has read of this connection already."""
    first_head_until: float | None = None
    """Until when the head may take that the acceptor has begun to read, by the loop's clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader: tuple[RequestHead, Decision] | None = None
        """What a reader has asked for whose socket is about to be taken, and what was decided."""
        self._is_refused = False
        self._idle_bytes = 0
        """What came since something came of it: a head that was complete, or a part of a body."""
        self._has_progressed = False
        self._waiting_bytes = 0
        """The heads of requests that wait for the answer to an earlier one."""
        self._head_timer: asyncio.TimerHandle | None = None
        self._answered: RequestResponseCycle | None = None
        """The request that is being answered, or was last; ``cycle`` is the newest, which may have to wait."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start the clock for the first head."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=PIECE_BYTES)
        self._await_head(self.first_head_until)
        if self.first:
            self.data_received(self.first)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock, and have no more written: uvicorn tells the newest request only."""
        self._head_is_here()
        self._write_no_more()
        super().connection_lost(exc)

    def make_room(self) -> bool:
        """Close the connection: what has come of its head is all in."""
        self.transport.close()
        return True

    def data_received(self, data: bytes) -> None:
        """Feed the parser; take the socket if what it found is a reader."""
        if self._is_refused:
            self._idle_bytes += len(data)
            if self._idle_bytes > LINGER_MAX_BYTES:
                self.transport.abort()
            return
        self._has_progressed = False
        trailing = self._parse(data)
        found: tuple[RequestHead, Decision] | None = self._reader  # the parser's callbacks have set it
        if found is not None:
            self._hand_over(*found, trailing)
            return
        self._idle_bytes = 0 if self._has_progressed else self._idle_bytes + len(data)
        if self._idle_bytes > HEAD_MAX_BYTES:
            self._refuse(ProblemKind.HEAD_TOO_LARGE, TOO_LARGE)

    def on_message_begin(self) -> None:
        """Begin a request, unless the socket is a reader's already."""
        if not self._is_over:
            super().on_message_begin()
            self._unset_keepalive_if_required()
            if self._head_timer is None:
                self._await_head()

    def on_url(self, url: bytes) -> None:
        if not self._is_over:
            super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what stands behind a body is none."""
        if not self._is_over and self._head_timer is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Decide: a reader's socket is taken, everything else is a request for ASGI."""
        if self._is_over:
            return
        self._head_is_here()
        self._waiting_bytes = self._waiting_bytes + size_of(self.url, self.headers) if self._is_answering else 0
        target, path, wrong = judged(self.url, self.headers, version=self.parser.get_http_version())
        if wrong is None and (len(self.pipeline) >= PIPELINE_MAX or self._waiting_bytes > HEAD_MAX_BYTES):
            wrong = ProblemKind.BAD_REQUEST, "Wait for answers before you send more requests."
        if wrong is not None:
            self._refuse(*wrong, headers=self.joiner.cors(self._head(path)))
            return
        self.url = target
        if transport_of(path) is not None and self._may_take():
            head = self._head(path)
            decision = self.joiner.decide(head)
            if decision is not None and not isinstance(decision, Refused):
                self._reader = head, decision
                return
        super().on_headers_complete()
        if not self.pipeline:
            self._answered = self.cycle
        if self.parser.should_upgrade():  # nothing to upgrade to: what follows the head is not HTTP any more
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self._has_progressed = True
        if self._is_asgi:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self._is_asgi:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it has begun already: then the clock for heads runs."""
        if self.pipeline:
            self._answered = self.pipeline[-1][0]
        else:
            self.joiner.idle.add(self._peer, self)
        super().on_response_complete()
        if self._head_timer is not None:
            self._unset_keepalive_if_required()

    @property
    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    @property
    def _is_over(self) -> bool:
        """Report whether no more requests are read here: a reader's socket is about to be taken, or one was refused."""
        return self._reader is not None or self._is_refused

    @property
    def _is_asgi(self) -> bool:
        """Report whether the request that is being parsed is ASGI's: not a reader's, and not refused by its head."""
        has_begun: RequestResponseCycle | None = self.cycle  # uvicorn says it is never None; it is, until the first
        return not self._is_over and has_begun is not None and has_begun.scope is self.scope

    @property
    def _is_answering(self) -> bool:
        answering: RequestResponseCycle | None = self.cycle
        return answering is not None and not answering.response_complete

    def _parse(self, data: bytes) -> bytes:
        """Feed the parser; return what stands behind a request that asks for an upgrade."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            return data[upgrade.args[0] :]
        except httptools.HttpParserCallbackError:
            log.exception("a request that the gate could not take in")
            self._refuse(ProblemKind.INTERNAL)
        except httptools.HttpParserError as broken:
            if self._reader is None:  # else it is behind a reader's head, and nobody's concern
                self._refuse(ProblemKind.BAD_REQUEST, f"Send HTTP/1.1: {broken}"[:200])
        return b""

    def _may_take(self) -> bool:
        return not self._is_answering and not self.pipeline and not self.transport.get_write_buffer_size()

    def _head(self, path: str) -> RequestHead:
        named: dict[str, str] = {}
        for name, value in self.headers:
            take_header(named, name, value)
        return head_of(self.parser, path, self.url, named, proxies=self.joiner.proxies, peer=self._peer)

    def _hand_over(self, head: RequestHead, decision: Decision, trailing: bytes) -> None:
        try:
            descriptor = os.dup(self.transport.get_extra_info("socket").fileno())
        except OSError:
            self._refuse(ProblemKind.FULL, NO_DESCRIPTORS)
            return
        self.transport.close()
        self.acceptor.take_over(descriptor, self._peer, decision=decision, head=head, trailing=trailing)

    def _refuse(self, kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = NO_HEADERS) -> None:
        """Answer with a problem, and close when the other side has read it or had time to.

        Where an earlier answer is pending, only close.
        """
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self._head_is_here()
        if self._is_answering:
            self._write_no_more()
            self.transport.abort()
            return
        self.transport.write(plain_answer(kind, detail, headers=headers))
        self.transport.write_eof()
        self._head_timer = self.loop.call_later(LINGER_S, self.transport.close)

    def _write_no_more(self) -> None:
        """Have the answer that is under way, and those that wait, go nowhere: the transport is as good as closed."""
        self.pipeline.clear()
        if self._answered is not None:
            self._answered.disconnected = True
            self._answered.message_event.set()

    def _await_head(self, until: float | None = None) -> None:
        self.joiner.idle.add(self._peer, self)
        late_at = self.loop.time() + self.head_timeout_s if until is None else until
        self._head_timer = self.loop.call_at(late_at, self._head_is_late)

    def _head_is_here(self) -> None:
        self._has_progressed = True
        self.joiner.idle.remove(self._peer, self)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        self._refuse(ProblemKind.REQUEST_TIMEOUT, f"Send the whole request head within {self.head_timeout_s:g} s.")
