"""Thousands of readers in one process, each checked byte by byte: no task, no parser, no thread per reader.

The usual read of a reader costs one system call and one comparison with the stream that all must get; only what
nobody was given before, and what is no entry (a status, a ping), is cut into frames.
"""

import contextlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.frame_scanner import FrameKind, ScannedFrame, WireFormat, scanner_of
from ticker.tools.bench.http1 import serial_in
from ticker.tools.bench.read_poller import ReadPoller
from ticker.tools.bench.stream import Stream

PlaceOf = Callable[[bytes], int | None]
"""Reads the place of an entry from its JSON; None for what is no entry."""

_CHUNK_BYTES = 1 << 16
_NOWHERE = -1


def place_in_feed(payload: bytes) -> int | None:
    """Return the ``seq`` of an entry; None for a status.

    Raises:
        DeliveryError: the server says ``gap`` or starts over: entries were lost to this reader.
    """
    said = json.loads(payload)
    if said["type"] == "status":
        return None
    if said["type"] in ("gap", "snapshot"):
        raise DeliveryError(f"a reader was told {said['type']!r} ({said.get('reason', 'started over')})")
    return int(said["cursor"].rpartition(".")[2])


class LoadReaders:
    """The readers that have joined, and what each of them has."""

    def __init__(self, transport: WireFormat, place_of: PlaceOf) -> None:
        self.poller = ReadPoller()
        self._scan = scanner_of(transport)
        self._place = place_of
        self._sockets: dict[int, socket.socket] = {}
        self._last: dict[int, int] = {}
        """The newest entry that a reader has whole."""
        self._at: dict[int, int] = {}
        """How far into the stream a reader is; nowhere while its bytes stand apart in ``_rests``."""
        self._rests: dict[int, bytes] = {}
        self._places: dict[bytes, int | None] = {}
        self._stream = Stream(0)
        self._ledger = Deliveries(0)

    def __len__(self) -> int:
        return len(self._sockets)

    def admit(self, reader: socket.socket, *, last: int, rest: bytes) -> None:
        """Add a reader whose snapshot ended at ``last``; ``rest`` came behind it."""
        fd = reader.fileno()
        self._sockets[fd] = reader
        self._last[fd] = last
        self._at[fd] = _NOWHERE
        self._rests[fd] = rest
        self.poller.watch(fd)

    def start_at(self, last: int) -> None:
        """Assume that every reader has all up to ``last``: the floor has no snapshot to say it."""
        self._last = dict.fromkeys(self._last, last)

    def begin(self, ledger: Deliveries) -> None:
        """Keep the next deliveries in ``ledger``, and forget what the last phase brought."""
        self._ledger = ledger
        self._stream = Stream(max(self._last.values(), default=0))
        self._places.clear()
        for fd, last in self._last.items():
            is_there = last == self._stream.start and not self._rests.get(fd)
            self._at[fd] = 0 if is_there else _NOWHERE

    @property
    def sample(self) -> bytes:
        """Return the newest entry's bytes as they came, to be sent by the floor."""
        return self._stream.newest

    def read(self, fds: Iterable[int]) -> None:
        """Read what readable sockets have; descriptors that are no reader's are passed over.

        Raises:
            DeliveryError: a reader was closed, or an entry was left out, repeated or out of order.
        """
        # The hot loop of the whole client: local names, and the usual case without a call of ours.
        all_at, whole, stream = self._at, self._stream.whole, self._stream
        for fd in fds:
            at = all_at.get(fd)
            if at is None:
                continue
            chunk = _read_chunk(fd)
            if at >= 0 and whole.startswith(chunk, at):
                all_at[fd] = at = at + len(chunk)
                self._advance(fd, stream.last_at(at))
            else:
                self._read_slowly(fd, chunk)

    def _advance(self, fd: int, last: int) -> None:
        had = max(self._last[fd], self._stream.start)
        self._last[fd] = last
        if last > had:
            self._ledger.take(had + 1, last, time.perf_counter())

    def _read_slowly(self, fd: int, chunk: bytes) -> None:
        stream, last = self._stream, self._last[fd]
        begun = self._rests.pop(fd, b"")
        if (end := stream.end_of(last)) is not None and self._at[fd] > end:
            begun = bytes(stream.whole[end : self._at[fd]])
        buffer = begun + chunk
        frames, consumed = self._scan(buffer)
        for frame in frames:
            seq = self._place_of(frame)
            if seq is None:
                continue
            if seq != last + 1:
                raise DeliveryError(f"after entry {last} a reader was given {seq}")
            if stream.hold(seq, frame.whole):
                self._ledger.know(seq, serial_in(frame.payload))
            last = seq
        self._stand(fd, last, buffer[consumed:])
        self._advance(fd, last)

    def _stand(self, fd: int, last: int, rest: bytes) -> None:
        """Note where a reader is: in the stream if its last bytes are the stream's, else apart."""
        end = self._stream.end_of(last)
        if end is not None and self._stream.whole.startswith(rest, end):
            self._at[fd] = end + len(rest)
        else:
            self._at[fd] = _NOWHERE
            self._rests[fd] = rest

    def _place_of(self, frame: ScannedFrame) -> int | None:
        if frame.kind is FrameKind.QUIET:
            return None
        if frame.kind is FrameKind.CLOSE:
            code = int.from_bytes(frame.payload[:2])
            raise DeliveryError(f"the server closed a reader with {code} {frame.payload[2:].decode(errors='replace')}")
        payload = frame.payload
        if payload not in self._places:
            self._places[payload] = self._place(payload)
        return self._places[payload]

    def shrink(self, size: int) -> None:
        """Let the readers beyond ``size`` leave."""
        for fd in list(self._sockets)[size:]:
            self.poller.forget(fd)
            self._sockets.pop(fd).close()
            del self._last[fd], self._at[fd]
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
def load_readers_of(transport: WireFormat, place_of: PlaceOf) -> Iterator[LoadReaders]:
    """Return load readers, none of them connected yet, and close all at the end."""
    load_readers = LoadReaders(transport, place_of)
    try:
        yield load_readers
    finally:
        load_readers.close()
