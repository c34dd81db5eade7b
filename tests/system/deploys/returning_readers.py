"""Thousands of readers in one process who come back as browsers do, each checked byte by byte over all its connections.

A reader keeps its cursor and goes on behind it, whoever serves it next: the entry after the one that it has must be the
very next, in the very bytes that everybody else was given. No snapshot and no gap is taken from whoever brought a
cursor. Waits as a browser's page does: by the close code and a back-off of its own on a socket, by ``retry:`` on a
stream.
"""

import asyncio
import contextlib
import errno
import functools
import json
import random
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.waiting import until
from tests.wires import split_chunks
from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.frame_scanner import FrameKind, ScannedFrame, WireFormat, scanner_of
from ticker.tools.bench.http1 import WS_ACCEPT, parse_head, reader_request

_BACKOFF_BASE_S: Final = 1.0
_BACKOFF_MAX_S: Final = 30.0
_RETRY_S: Final = 3.0
"""What browsers wait before a stream is opened again if nobody said how long."""
_RECEIVE_BYTES: Final = 1 << 16
_OPENING_AT_ONCE: Final = 64


@dataclass(slots=True)
class ReaderLog:
    """What the readers were given, and when they came and went (``time.monotonic``)."""

    payloads: dict[int, bytes] = field(default_factory=dict)
    """The JSON of each entry, as the first reader got it."""
    deliveries: int = 0
    tries_s: list[float] = field(default_factory=list)
    joins_s: list[float] = field(default_factory=list)
    away_s: list[float] = field(default_factory=list)
    """How long each who came back had been away."""
    sent_away: Counter[str] = field(default_factory=Counter)
    """How connections ended that had been live."""
    turned_away: Counter[str] = field(default_factory=Counter)
    """How connections ended that had not."""
    faults: list[str] = field(default_factory=list)
    """Promises that were not kept."""


class Reader:
    """One reader, over as many connections as it needs."""

    __slots__ = (
        *("_address", "_log", "_buffer", "_chunked", "_connection", "_cursor", "_failures"),
        *("_has_head", "_loop", "_retry_s", "_scan", "_timer", "_transport", "is_live", "left_s", "seq"),
    )

    def __init__(self, address: tuple[str, int], transport: WireFormat, log: ReaderLog) -> None:
        self._address, self._transport, self._log = address, transport, log
        self._scan = scanner_of(transport)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._connection: socket.socket | None = None
        self._cursor, self._failures, self._retry_s = "", 0, _RETRY_S
        self._buffer, self._has_head = b"", False
        self._chunked: bytes | None = None
        """What has come of a chunk that is not whole; None where the body comes as it is."""
        self.seq = 0
        self.is_live = False
        self.left_s: float | None = None

    def come(self) -> None:
        """Connect, with the cursor if there is one."""
        self._log.tries_s.append(time.monotonic())
        self._buffer, self._chunked, self._has_head = b"", None, False
        self._connection = connection = socket.socket()
        connection.setblocking(False)
        status = connection.connect_ex(self._address)
        if status not in (0, errno.EINPROGRESS):
            self._end(errno.errorcode[status])
            return
        self._loop.add_writer(connection, self._ask)

    def leave(self) -> None:
        """Go for good."""
        if self._timer is not None:
            self._timer.cancel()
        self._close()

    def _ask(self) -> None:
        assert self._connection is not None
        self._loop.remove_writer(self._connection)
        host, port = self._address
        asked = reader_request(self._transport, "en", f"{host}:{port}")
        if self._cursor and self._transport is WireFormat.WS:
            asked = asked.replace(b"/socket HTTP", b"/socket?after=%b HTTP" % self._cursor.encode(), 1)
        elif self._cursor:
            asked = asked[:-2] + b"Last-Event-ID: %b\r\n\r\n" % self._cursor.encode()
        try:
            self._connection.send(asked)
        except OSError as broken:
            self._end(errno.errorcode[broken.errno or 0])
            return
        self._loop.add_reader(self._connection, self._take)

    def _take(self) -> None:
        assert self._connection is not None
        try:
            received = self._connection.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError as broken:
            self._end(errno.errorcode[broken.errno or 0])
            return
        if not received:
            self._end("end" if self._transport is WireFormat.SSE else "end without a close frame")
            return
        try:
            self._read(received)
        except (DeliveryError, ValueError) as broken:
            self._log.faults.append(str(broken))
            self._end("fault")

    def _read(self, received: bytes) -> None:
        if not self._has_head:
            self._buffer += received
            head = parse_head(self._buffer)
            if head is None:
                return
            received, self._buffer, self._has_head = self._buffer[head.length :], b"", True
            if head.status != (101 if self._transport is WireFormat.WS else 200):
                self._end(f"HTTP {head.status}")
                return
            if self._transport is WireFormat.WS and head.fields[b"sec-websocket-accept"] != WS_ACCEPT:
                raise DeliveryError("a wrong Sec-WebSocket-Accept")
            if head.fields.get(b"transfer-encoding") == b"chunked":
                self._chunked = b""
        is_over = False
        if self._chunked is not None:
            chunks, self._chunked = split_chunks(self._chunked + received)
            received, is_over = b"".join(chunks), b"" in chunks
        frames, consumed = self._scan(self._buffer + received)
        self._buffer = (self._buffer + received)[consumed:]
        for frame in frames:
            self._hear(frame)
            if self._connection is None:
                return
        if is_over:
            self._end("end")

    def _hear(self, frame: ScannedFrame) -> None:
        payload = frame.payload
        if frame.kind is FrameKind.CLOSE:
            self._end(str(int.from_bytes(payload[:2])))
        elif frame.kind is FrameKind.QUIET:
            for line in payload.splitlines() if self._transport is WireFormat.SSE else ():
                if line.startswith(b"retry:"):
                    self._retry_s = int(line.removeprefix(b"retry:")) / 1000
        elif b'"type":"status"' in payload[:40]:
            self._become_live()
        else:
            self._hold(payload)

    def _hold(self, payload: bytes) -> None:
        said = json.loads(payload)
        if said["type"] in ("snapshot", "gap"):
            if self._cursor:
                raise DeliveryError(f"whoever brought {self._cursor} was told {said['type']} {said.get('reason', '')}")
            if said["type"] == "gap":
                return
        seq = int(said["cursor"].rpartition(".")[2])
        if said["type"] != "snapshot":
            if seq != self.seq + 1:
                raise DeliveryError(f"after entry {self.seq} a reader was given {seq}")
            if self._log.payloads.setdefault(seq, payload) != payload:
                raise DeliveryError(f"two readers were given different bytes for entry {seq}")
            self._log.deliveries += 1
        self._cursor, self.seq = said["cursor"], seq

    def _become_live(self) -> None:
        if self.is_live:
            return
        now_s = time.monotonic()
        self.is_live, self._failures = True, 0
        self._log.joins_s.append(now_s)
        if self.left_s is not None:
            self._log.away_s.append(now_s - self.left_s)
            self.left_s = None

    def _end(self, how: str) -> None:
        """Close, and come back later."""
        self._close()
        (self._log.sent_away if self.is_live else self._log.turned_away)[how] += 1
        if self.is_live:
            self.left_s = time.monotonic()
        self.is_live = False
        self._failures += 1
        if self._transport is WireFormat.SSE and how == "end":
            wait_s = self._retry_s
        else:
            wait_s = random.random() * min(_BACKOFF_MAX_S, _BACKOFF_BASE_S * 2**self._failures)
        self._timer = self._loop.call_later(wait_s, self.come)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._loop.remove_writer(connection)
            self._loop.remove_reader(connection)
            connection.close()


class ReturningReaders:
    """All the readers, half of them by each transport."""

    def __init__(self, address: tuple[str, int], size: int) -> None:
        self.log = ReaderLog()
        self.readers = [Reader(address, tuple(WireFormat)[number % 2], self.log) for number in range(size)]

    @property
    def live(self) -> int:
        """Return how many are connected and up to date."""
        return sum(reader.is_live for reader in self.readers)

    @property
    def behind(self) -> int:
        """Return the newest entry that every reader has."""
        return min(reader.seq for reader in self.readers)

    async def come(self) -> None:
        """Join, not too many at once."""
        for number, reader in enumerate(self.readers):
            reader.come()
            await until(functools.partial(self._has_room, number + 1), within_s=60, what="joins", every_s=0.001)

    def _has_room(self, begun: int) -> bool:
        return begun - len(self.log.joins_s) - self.log.turned_away.total() < _OPENING_AT_ONCE

    def leave(self) -> None:
        """Go for good."""
        for reader in self.readers:
            with contextlib.suppress(OSError):
                reader.leave()
