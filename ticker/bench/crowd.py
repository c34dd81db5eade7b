"""Thousands of readers in one process, each checked in full: no task, no parser, no thread per reader.

A chunk that one reader was given is given to thousands; so each distinct chunk is cut and parsed once
and remembered. The usual read of a reader costs one system call, one look-up and one comparison.
"""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator

from ticker.bench.http1 import serial_in
from ticker.bench.ledger import Ledger
from ticker.bench.poller import Poller
from ticker.bench.scan import Frame, FrameKind, Transport, scanner_of
from ticker.bench.trouble import DeliveryError

PlaceOf = Callable[[bytes], int | None]
"""Reads the place of an entry from its JSON; None for what is no entry."""

_CHUNK_BYTES = 1 << 14
_REMEMBERED_MAX = 1024
_NOTHING = (0, 0)


def place_in_feed(payload: bytes) -> int | None:
    """Give the ``seq`` of an entry; None for a status.

    Raises:
        DeliveryError: the server says ``gap`` or starts over: entries were lost to this reader.
    """
    said = json.loads(payload)
    if said["type"] == "status":
        return None
    if said["type"] in ("gap", "snapshot"):
        raise DeliveryError(f"a reader was told {said['type']!r} ({said.get('reason', 'started over')})")
    return int(said["cursor"].rpartition(".")[2])


class Crowd:
    """The readers that have joined, and what each of them has."""

    def __init__(self, transport: Transport, place_of: PlaceOf) -> None:
        self.poller = Poller()
        self.sample = b""
        """The newest entry's bytes as they came, to be sent by the floor."""
        self._scan = scanner_of(transport)
        self._place = place_of
        self._sockets: dict[int, socket.socket] = {}
        self._last: dict[int, int] = {}
        self._rests: dict[int, bytes] = {}
        self._spans: dict[bytes, tuple[int, int]] = {}
        self._places: dict[bytes, int | None] = {}
        self._ledger = Ledger(0)

    def __len__(self) -> int:
        return len(self._sockets)

    def admit(self, reader: socket.socket, *, last: int, rest: bytes) -> None:
        """Take in a reader whose snapshot ended at ``last``; ``rest`` came behind it."""
        fd = reader.fileno()
        self._sockets[fd] = reader
        self._last[fd] = last
        if rest:
            self._rests[fd] = rest
        self.poller.watch(fd)

    def start_at(self, last: int) -> None:
        """Say that every reader has all up to ``last``: the floor has no snapshot to say it."""
        self._last = dict.fromkeys(self._last, last)

    def begin(self, ledger: Ledger) -> None:
        """Keep the next deliveries in ``ledger``, and forget what the last phase brought."""
        self._ledger = ledger
        self._spans.clear()
        self._places.clear()

    def read(self, fds: Iterable[int]) -> None:
        """Take what readable sockets have; descriptors that are no reader's are passed over.

        Raises:
            DeliveryError: a reader was closed, or an entry was left out, repeated or out of order.
        """
        # The hot loop of the whole client: local names, and the usual case without a call of ours.
        all_last, rests, spans, ledger = self._last, self._rests, self._spans, self._ledger
        for fd in fds:
            had = all_last.get(fd)
            if had is None:
                continue
            chunk = _read_chunk(fd)
            if fd in rests:
                chunk = rests.pop(fd) + chunk
            span = spans.get(chunk) or self._parse(fd, chunk)
            first, last = span
            if first:
                if first != had + 1:
                    raise DeliveryError(f"after entry {had} a reader was given {first}")
                all_last[fd] = last
                ledger.take(first, last, time.perf_counter())

    def _parse(self, fd: int, chunk: bytes) -> tuple[int, int]:
        frames, consumed = self._scan(chunk)
        if consumed < len(chunk):
            self._rests[fd] = chunk[consumed:]
        seqs = [seq for frame in frames if (seq := self._place_of(frame)) is not None]
        if seqs != list(range(seqs[0], seqs[0] + len(seqs)) if seqs else ()):
            raise DeliveryError(f"a reader was given entries out of order: {seqs[:20]}")
        span = (seqs[0], seqs[-1]) if seqs else _NOTHING
        if len(frames) == 1 and seqs:
            self.sample = chunk[:consumed]
        if consumed == len(chunk):
            if len(self._spans) >= _REMEMBERED_MAX:
                self._spans.clear()
            self._spans[chunk] = span
        return span

    def _place_of(self, frame: Frame) -> int | None:
        if frame.kind is FrameKind.QUIET:
            return None
        if frame.kind is FrameKind.CLOSE:
            code = int.from_bytes(frame.payload[:2])
            raise DeliveryError(f"the server closed a reader with {code} {frame.payload[2:].decode(errors='replace')}")
        payload = frame.payload
        if payload not in self._places:
            seq = self._places[payload] = self._place(payload)
            if seq is not None:
                self._ledger.know(seq, serial_in(payload))
        return self._places[payload]

    def shrink(self, size: int) -> None:
        """Let the readers beyond ``size`` leave."""
        for fd in list(self._sockets)[size:]:
            self.poller.forget(fd)
            self._sockets.pop(fd).close()
            del self._last[fd]
            self._rests.pop(fd, None)

    def close(self) -> None:
        """Let everybody leave."""
        self.shrink(0)
        self.poller.close()


def _read_chunk(fd: int) -> bytes:
    try:
        chunk = os.read(fd, _CHUNK_BYTES)
    except OSError as broken:
        raise DeliveryError(f"the server cut a reader off: {broken.strerror}") from broken
    if not chunk:
        raise DeliveryError("the server closed a reader")
    return chunk


@contextlib.contextmanager
def crowd_of(transport: Transport, place_of: PlaceOf) -> Iterator[Crowd]:
    """Give an empty crowd and see everybody out at the end."""
    crowd = Crowd(transport, place_of)
    try:
        yield crowd
    finally:
        crowd.close()
