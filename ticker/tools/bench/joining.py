"""Joins readers: many connections under way at once, each until it is live. Must not send anything else."""

import errno
import functools
import json
import os
import selectors
import socket
import time
from dataclasses import dataclass

from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.frame_scanner import FrameKind, ScannedFrame, WireFormat, scanner_of
from ticker.tools.bench.http1 import WS_ACCEPT, parse_head, reader_request
from ticker.tools.bench.load_readers import LoadReaders

_PATIENCE_S = 30.0
_UNDER_WAY_MAX = 64


@dataclass(frozen=True, slots=True)
class JoinTarget:
    """Where readers join, and how."""

    address: tuple[str, int]
    authority: str
    feed: str
    transport: WireFormat
    greets: bool = True
    """Whether a snapshot and a status come first; the floor sends neither."""


@dataclass(slots=True)
class _Newcomer:
    connection: socket.socket
    buffer: bytes = b""
    has_head: bool = False
    last: int = 0
    has_snapshot: bool = False
    is_live: bool = False


class Joining:
    """Brings the number of readers to a size; the time it takes is the server's, not a pace of ours."""

    def __init__(self, load_readers: LoadReaders, join_target: JoinTarget) -> None:
        self._load_readers = load_readers
        self._join_target = join_target
        self._request = reader_request(join_target.transport, join_target.feed, join_target.authority)
        self._scan = scanner_of(join_target.transport)
        self._selector = selectors.DefaultSelector()

    def run(self, size: int) -> float:
        """Join until there are ``size`` readers; return the seconds it took.

        Raises:
            BenchError: the server refused a reader, or did not answer in time.
        """
        started_s = time.perf_counter()
        patience_until_s = started_s + _PATIENCE_S
        try:
            while len(self._load_readers) < size:
                while len(self._load_readers) + len(self._selector.get_map()) < size and self._may_open():
                    self._open()
                came = self._selector.select(1.0)
                for key, events in came:
                    self._go_on(key.data, events)
                if came:
                    patience_until_s = time.perf_counter() + _PATIENCE_S
                elif time.perf_counter() > patience_until_s:
                    raise BenchError(f"no join was answered for {_PATIENCE_S:.0f} s ({len(self._load_readers)} joined)")
        finally:
            for key in list(self._selector.get_map().values()):
                key.data.connection.close()
            self._selector.close()
        return time.perf_counter() - started_s

    def _may_open(self) -> bool:
        return len(self._selector.get_map()) < _UNDER_WAY_MAX

    def _open(self) -> None:
        try:
            connection = socket.socket(_family(self._join_target.address[0]), socket.SOCK_STREAM)
        except OSError as full:
            raise BenchError(f"no socket for another reader: {full.strerror}; raise `ulimit -n`") from full
        connection.setblocking(False)
        status = connection.connect_ex(self._join_target.address)
        if status not in (0, errno.EINPROGRESS):
            connection.close()
            raise BenchError(f"cannot connect to {self._join_target.authority}: {os.strerror(status)}")
        self._selector.register(connection, selectors.EVENT_WRITE, _Newcomer(connection))

    def _go_on(self, newcomer: _Newcomer, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                newcomer.connection.send(self._request)
                self._selector.modify(newcomer.connection, selectors.EVENT_READ, newcomer)
                return
            chunk = newcomer.connection.recv(1 << 16)
        except OSError as broken:
            raise BenchError(f"{self._join_target.authority} dropped a join: {broken.strerror}") from broken
        if not chunk:
            raise BenchError(
                f"{self._join_target.authority} closed a join before it was live: {newcomer.buffer[:200]!r}"
            )
        newcomer.buffer += chunk
        if not newcomer.has_head:
            self._read_head(newcomer)
        if newcomer.has_head:
            self._read_greeting(newcomer)

    def _read_head(self, newcomer: _Newcomer) -> None:
        head = parse_head(newcomer.buffer)
        if head is None:
            return
        is_socket = self._join_target.transport is WireFormat.WS
        wanted = 101 if is_socket else 200
        body = newcomer.buffer[head.length :]
        if head.status != wanted:
            raise BenchError(f"a join was answered {head.status}, not {wanted}: {body[:300].decode(errors='replace')}")
        if is_socket and head.fields.get(b"sec-websocket-accept") != WS_ACCEPT:
            raise BenchError("the server's Sec-WebSocket-Accept is wrong")
        newcomer.has_head = True
        newcomer.buffer = body

    def _read_greeting(self, newcomer: _Newcomer) -> None:
        if self._join_target.greets:
            frames, consumed = self._scan(newcomer.buffer)
            newcomer.buffer = newcomer.buffer[consumed:]
            for frame in frames:
                _greet(newcomer, frame)
        if newcomer.is_live or not self._join_target.greets:
            self._selector.unregister(newcomer.connection)
            self._load_readers.admit(newcomer.connection, last=newcomer.last, rest=newcomer.buffer)


def _greet(newcomer: _Newcomer, frame: ScannedFrame) -> None:
    if frame.kind is FrameKind.CLOSE:
        raise BenchError(f"the server refused a reader with {int.from_bytes(frame.payload[:2])}")
    if frame.kind is FrameKind.QUIET:
        return
    kind, seq = _read(frame.payload)
    if kind == "status":
        newcomer.is_live = newcomer.has_snapshot
    elif kind != "gap":
        # A snapshot, or an entry of others that came between it and the status.
        newcomer.has_snapshot = True
        newcomer.last = seq


@functools.lru_cache(maxsize=64)
def _read(payload: bytes) -> tuple[str, int]:
    """Read type and place; remembered, because joiners share their snapshot's bytes."""
    said = json.loads(payload)
    return said["type"], int(said.get("cursor", "0").rpartition(".")[2])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
