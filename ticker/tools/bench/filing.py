"""Files updates over keep-alive HTTP/1.1, several connections at once. Must not wait for an answer."""

import contextlib
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.http1 import filing_request, parse_head
from ticker.tools.bench.read_poller import ReadPoller

_CONNECTIONS_MAX = 32
_CREATED = 201


@dataclass(frozen=True, slots=True)
class Desk:
    """Where updates are filed, and by whose key."""

    address: tuple[str, int]
    authority: str
    feed: str
    key: str
    run: str
    """Makes this run's idempotency keys its own."""


@dataclass(slots=True, eq=False)
class _Line:
    """One connection; ``serial`` is what it waits an answer for."""

    connection: socket.socket
    ledger: Deliveries
    serial: int = 0
    buffer: bytes = b""


class FilingLoad:
    """Opens a connection whenever all others wait, so that a slow answer never delays the next update."""

    def __init__(self, desk: Desk, wake: ReadPoller) -> None:
        self._desk = desk
        self._poller = ReadPoller()
        self._wake = wake
        """The readers' poller: an answer has to end its waiting as well."""
        self._lines: dict[int, _Line] = {}
        self._idle: list[_Line] = []

    def offer(self, serial: int, ledger: Deliveries) -> bool:
        """File update number ``serial`` now; return False, and file nothing, while 32 are unanswered."""
        self.poll()
        if not self._idle and len(self._lines) >= _CONNECTIONS_MAX:
            return False
        ledger.send(serial, time.perf_counter())
        self._send(serial, ledger)
        return True

    def _send(self, serial: int, ledger: Deliveries) -> None:
        line = self._idle.pop() if self._idle else self._open(ledger)
        line.serial, line.ledger, line.buffer = serial, ledger, b""
        desk = self._desk
        line.connection.sendall(
            filing_request(serial, feed=desk.feed, authority=desk.authority, key=desk.key, run=desk.run)
        )

    def _open(self, ledger: Deliveries) -> _Line:
        try:
            connection = socket.create_connection(self._desk.address, timeout=10)
        except OSError as refused:
            raise BenchError(f"cannot connect to {self._desk.authority}: {refused.strerror}") from refused
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = self._lines[connection.fileno()] = _Line(connection, ledger)
        self._poller.watch(connection.fileno())
        self._wake.watch(connection.fileno())
        return line

    def poll(self) -> int:
        """Read the answers that are there; return the number of those that are not.

        Raises:
            BenchError: an update was refused; the text has the server's words.
        """
        if self._lines:
            for fd in self._poller.ready(0, limit=_CONNECTIONS_MAX):
                self._take(self._lines[fd])
        return len(self._lines) - len(self._idle)

    def _take(self, line: _Line) -> None:
        try:
            chunk = line.connection.recv(1 << 16)
        except OSError:
            chunk = b""
        if not chunk:
            self._lose(line)
            return
        line.buffer += chunk
        head = parse_head(line.buffer)
        if head is None or len(line.buffer) < head.length + int(head.fields.get(b"content-length", b"0")):
            return
        if head.status != _CREATED:
            raise refusal(head.status, line.buffer[head.length :])
        line.ledger.answer(line.serial, time.perf_counter())
        self._idle.append(line)

    def _lose(self, line: _Line) -> None:
        """Let a closed connection go; what it was to file is sent again, under the same idempotency key."""
        self._forget(line)
        if line in self._idle:
            self._idle.remove(line)
        elif line.buffer:
            raise BenchError("the server closed a filing connection in the middle of its answer")
        else:
            self._send(line.serial, line.ledger)

    def _forget(self, line: _Line) -> None:
        fd = line.connection.fileno()
        self._poller.forget(fd)
        self._wake.forget(fd)
        del self._lines[fd]
        line.connection.close()

    def close(self) -> None:
        """Close every connection."""
        for line in list(self._lines.values()):
            self._forget(line)
        self._poller.close()


def refusal(status: int, body: bytes) -> BenchError:
    """Return the error of an update that was refused, and what to do about it."""
    advice = {
        401: "the key is not known here: give one with --key (`ticker keys add bench --role correspondent --feed en`)",
        403: "the key may not file to this feed: give another --key or --feed",
        404: "there is no such feed: give another --feed",
        503: "the server cannot file just now",
    }.get(status, "an update was refused")
    return BenchError(f"{advice} ({status}: {body[:300].decode(errors='replace')})")


@contextlib.contextmanager
def filing_at(desk: Desk, wake: ReadPoller) -> Iterator[FilingLoad]:
    """Return filing connections, and close them at the end."""
    filing = FilingLoad(desk, wake)
    try:
        yield filing
    finally:
        filing.close()
