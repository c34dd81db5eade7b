"""A reader: a socket and a cursor, nothing more. No queue, no task, no copy of any text.

What the kernel did not take of a write is kept as the rest of the one part that was cut; the cursor stands still, and
the socket is watched until it takes more.
"""

import asyncio
import contextlib
import errno
import os
import random
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from ticker.fanout.feed_view import FeedView
from ticker.fanout.poller import Poller
from ticker.fanout.tail import Chunk
from ticker.wire import websocket
from ticker.wire.close_codes import CloseCode
from ticker.wire.json_objects import GapReason
from ticker.wire.websocket import Inbound

_READ_BYTES: Final = 4_096
"""Read at once of what a reader sends. To parse so much in pings takes some 5 ms, and nobody has a turn meanwhile."""
_RETRY_MS: Final = (1_000, 5_000)


def retry_ms() -> int:
    """Return a random time after which a reader should come back, in milliseconds."""
    return random.randint(*_RETRY_MS)


class ReaderState(Enum):
    """What a reader's socket can do now."""

    LIVE = "live"
    FULL = "full"
    """The kernel takes no more; wait for the socket."""
    CLOSING = "closing"
    """Told to go; it has a grace to take its last bytes."""
    CLOSED = "closed"


@dataclass(slots=True)
class Shared:
    """What all readers of a process share."""

    loop: asyncio.AbstractEventLoop
    poller: Poller
    close_grace_s: float
    left: Callable[["Reader", CloseCode | None], None]
    """Counts out a reader that left, with the code it was given if it was told to go; again is allowed."""
    writes: int = 0
    """Writes that a socket took whole."""
    full: dict["Reader", None] = field(default_factory=dict)
    """Every reader whose socket is full, the longest first."""
    closing: set["Reader"] = field(default_factory=set)
    """Told to go, and not gone yet."""


class _Hot:
    """What a pass looks at of each reader, side by side in memory: slots lie in the order of classes, then of names."""

    __slots__ = ("cursor", "fd", "state", "status_due")


class Reader(_Hot, ABC):
    """One connected reader of a view."""

    __slots__ = ("address", "bucket", "full_since", "heard_at", "inbound", "rest", "shared", "view")

    def __init__(self, view: FeedView, shared: Shared, fd: int, *, address: str, cursor: int) -> None:
        self.view = view
        self.shared = shared
        self.fd = fd
        self.address = address
        self.cursor = cursor
        """The index of the last entry that it has."""
        self.state = ReaderState.LIVE
        self.rest = b""
        self.status_due = True
        self.full_since = 0.0
        self.heard_at = time.monotonic()
        self.inbound: Inbound | None = None
        self.bucket = 0

    @abstractmethod
    def advance(self) -> None:
        """Write everything between the cursor and the head, as far as the socket takes it. Never waits."""

    @abstractmethod
    def begin(self, prefix: bytes, gaps: Sequence[GapReason | None]) -> None:
        """Write the answer's head and what the reader needs first; ``gaps`` has one place for each feed."""

    @property
    def is_caught_up(self) -> bool:
        """Report whether nothing is due to this reader."""
        return self.state is ReaderState.LIVE and not self.rest

    def send(self, chunk: Chunk) -> bool:
        """Write a piece and move the cursor; report whether the socket took it all."""
        data = chunk.data
        if not data:
            self.move(chunk.ends[-1][1])
            return True
        try:
            taken = os.write(self.fd, data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self.drop()
            return False
        return self.wrote(chunk, taken)

    def wrote(self, chunk: Chunk, taken: int) -> bool:
        """Account for a write of which the socket took ``taken`` bytes; report whether that was all."""
        if taken == len(chunk.data):
            self.move(chunk.ends[-1][1])
            self.shared.writes += 1
            return True
        self._keep_rest(chunk, taken)
        self._become_full()
        return False

    def send_aside(self, data: bytes) -> None:
        """Write bytes that move no cursor, to a reader that is caught up; one that is full goes without."""
        if self.state is not ReaderState.LIVE:
            return
        try:
            taken = os.write(self.fd, data)
        except BlockingIOError:
            taken = 0
        except OSError:
            self.drop()
            return
        if taken == len(data):
            self.shared.writes += 1
        else:
            self.wrote(Chunk(data, ((len(data), self.cursor),)), taken)

    def take_status(self, status: bytes) -> None:
        """Write a status; to a reader whose socket takes nothing of it one is due once it has caught up."""
        self.status_due = True
        if self.state is ReaderState.LIVE:
            self.send_aside(status)
            self.status_due = self._took_nothing

    def send_status(self) -> None:
        """Write the status that is due, if one is."""
        if self.status_due:
            self.take_status(self.view.status())

    @property
    def _took_nothing(self) -> bool:
        """Report whether the socket took nothing of the last write."""
        return self.state is ReaderState.FULL and not self.rest

    def move(self, cursor: int) -> None:
        """Set the cursor: everything up to it was written."""
        self.cursor = cursor

    def close(self, code: CloseCode) -> None:
        """Tell the reader to go, if its socket takes it, and close after a grace."""
        if self.state in (ReaderState.CLOSING, ReaderState.CLOSED):
            return
        self._end(self.view.encoding.ending(code, retry_ms=retry_ms()), code)

    def drop(self) -> None:
        """Close the socket now. The descriptor may be another's a moment later, so it is forgotten first."""
        if self.state is ReaderState.CLOSED:
            return
        self.shared.left(self, None)
        self.shared.closing.discard(self)
        fd, self.fd = self.fd, -1
        self.state, self.rest, self.inbound = ReaderState.CLOSED, b"", None
        self.shared.poller.remove(fd)
        os.close(fd)

    def _keep_rest(self, chunk: Chunk, taken: int) -> None:
        start = 0
        for end, cursor in chunk.ends:
            if taken < end:
                if taken > start:
                    self.rest = chunk.data[taken:end]
                    self.move(cursor)
                return
            self.move(cursor)
            start = end

    def _become_full(self) -> None:
        if self.state is ReaderState.LIVE:
            self.state = ReaderState.FULL
            self.full_since = time.monotonic()
            self.shared.full[self] = None
            self.shared.poller.want_room(self.fd, True)

    def _flush(self) -> bool:
        """Write the rest; report whether it is all out, or the reader gone."""
        try:
            taken = os.write(self.fd, self.rest) if self.rest else 0
        except BlockingIOError:
            return False
        except OSError:
            self.drop()
            return True
        self.rest = self.rest[taken:]
        if self.rest:
            return False
        if self.state is ReaderState.CLOSING:
            self._end_output()
        return True

    def _end_output(self) -> None:
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self.fd)) as duplicate:
            duplicate.shutdown(socket.SHUT_WR)

    def on_writable(self) -> None:
        """Write the rest, then go on where the reader stands."""
        if not self._flush() or self.state is ReaderState.CLOSED:
            return
        if self.state is ReaderState.FULL:
            self.state = ReaderState.LIVE
            self.advance()
            if self.state is not ReaderState.LIVE:
                return  # full again, since now: the rest that is out by now was a step forward
            self.shared.full.pop(self, None)
        self.shared.poller.want_room(self.fd, False)

    def on_readable(self) -> None:
        """Read what the reader sent."""
        try:
            received = os.read(self.fd, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError as failed:
            if failed.errno == errno.ETIMEDOUT and self.state is ReaderState.FULL:
                # The kernel's patience with a full socket is as long as ours, and begins earlier.
                self.shared.left(self, CloseCode.TOO_SLOW)
            received = b""
        if not received:
            self.drop()
            return
        self.take(received)

    def take(self, received: bytes) -> None:
        """Take what the reader sent: pongs and closes matter, the rest is parsed and ignored."""
        self.heard_at = time.monotonic()
        if not self.view.encoding.parses_received or self.state is ReaderState.CLOSING:
            return
        inbound = self.inbound
        if inbound is None:
            if websocket.is_lone_pong(received):
                return
            inbound = self.inbound = Inbound()
        answer, ended = inbound.receive(received)
        if ended:
            self._end(answer, None)
            return
        if answer and self.is_caught_up:
            self.send_aside(answer)  # a pong that the socket does not take is dropped
        if inbound.is_idle:
            self.inbound = None

    def _end(self, last: bytes, code: CloseCode | None) -> None:
        """Write the last bytes, or keep them for when the socket takes them, and close after a grace."""
        self.shared.left(self, code)
        was_full = self.state is ReaderState.FULL
        self.state = ReaderState.CLOSING
        self.shared.closing.add(self)
        self.rest += last
        self.shared.loop.call_later(self.shared.close_grace_s, self.drop)
        if not was_full and not self._flush():
            self.shared.poller.want_room(self.fd, True)
