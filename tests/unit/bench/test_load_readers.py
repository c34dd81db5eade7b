"""The crowd believes nobody: each reader's bytes are held against what must come next."""

import contextlib
import json
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.load_readers import LoadReaders, load_readers_of, place_in_feed
from ticker.wire.websocket import text_frame

READERS = 3


class Stage:
    """A crowd whose servers are the other ends of its sockets."""

    def __init__(self, load_readers: LoadReaders) -> None:
        self.load_readers = load_readers
        self.ledger = Deliveries(READERS)
        self.ends: list[socket.socket] = []
        for _ in range(READERS):
            ours, theirs = socket.socketpair()
            theirs.setblocking(False)
            self.ends.append(ours)
            load_readers.admit(theirs, last=0, rest=b"")
        load_readers.begin(self.ledger)
        for serial in range(1, 4):
            self.ledger.send(serial, 0.0)

    def read(self) -> None:
        while fds := self.load_readers.poller.ready(0, limit=2):
            self.load_readers.read(fds)


@contextlib.contextmanager
def staged() -> Iterator[Stage]:
    with load_readers_of(WireFormat.WS, place_in_feed) as load_readers:
        made = Stage(load_readers)
        try:
            yield made
        finally:
            for end in made.ends:
                end.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with staged() as made:
        yield made


def entry(seq: int) -> bytes:
    words = {"type": "update", "cursor": f"abcdefgh.{seq}", "statement": f"a [bench {seq:07d}]"}
    return text_frame(json.dumps(words).encode())


def said(kind: str) -> bytes:
    return text_frame(json.dumps({"type": kind, "reason": "trimmed", "cursor": "abcdefgh.1"}).encode())


def test_every_reader_is_counted_for_every_entry(stage: Stage) -> None:
    for end in stage.ends:
        end.send(entry(1) + entry(2))
        end.send(said("status") + entry(3))
    stage.read()
    assert stage.ledger.is_complete
    assert stage.ledger.deliveries == 3 * READERS


def test_an_entry_that_comes_in_pieces_is_counted_once(stage: Stage) -> None:
    whole = entry(1) + entry(2)
    for end in stage.ends:
        for start in range(0, len(whole), 7):
            end.send(whole[start : start + 7])
            stage.read()
    assert stage.ledger.deliveries == 2 * READERS


@pytest.mark.parametrize(
    ("stream", "complaint"),
    [
        (entry(2), "after entry 0 a reader was given 2"),
        (entry(1) + entry(3), "after entry 1 a reader was given 3"),
        (entry(1) + entry(1), "after entry 1 a reader was given 1"),
        (said("gap"), "gap.*trimmed"),
        (said("snapshot"), "snapshot"),
        (b"\x88\x0a\x0f\xa8too slow", "4008 too slow"),
        (b"HTTP/1.1 500", "byte stream is broken"),
    ],
)
def test_a_reader_that_is_not_served_right_stops_the_bench(stage: Stage, stream: bytes, complaint: str) -> None:
    stage.ends[0].send(stream)
    with pytest.raises(DeliveryError, match=complaint):
        stage.read()


def test_the_same_entry_again_later_stops_it_as_well(stage: Stage) -> None:
    stage.ends[0].send(entry(1))
    stage.read()
    stage.ends[0].send(entry(1))
    with pytest.raises(DeliveryError, match="after entry 1 a reader was given 1"):
        stage.read()


def test_a_reader_that_is_cut_off_stops_it(stage: Stage) -> None:
    stage.ends[0].close()
    with pytest.raises(DeliveryError, match="closed a reader"):
        stage.read()


def test_the_floor_gets_the_bytes_of_one_entry(stage: Stage) -> None:
    assert stage.load_readers.sample == b""
    stage.ends[0].send(entry(1) + entry(2))
    stage.read()
    assert stage.load_readers.sample == entry(2)


def test_readers_who_leave_are_not_waited_for(stage: Stage) -> None:
    stage.load_readers.shrink(1)
    assert len(stage.load_readers) == 1
    ledger = Deliveries(1)
    ledger.send(1, 0.0)
    stage.load_readers.begin(ledger)
    stage.ends[0].send(entry(1))
    stage.read()
    assert ledger.is_complete


def test_other_bytes_for_one_reader_stop_it(stage: Stage) -> None:
    stage.ends[0].send(entry(1))
    stage.read()
    stage.ends[1].send(entry(1).replace(b"statement", b"statemenT"))
    with pytest.raises(DeliveryError, match="two readers were given different bytes for entry 1"):
        stage.read()


def test_a_reader_that_joined_before_the_others_catches_up(stage: Stage) -> None:
    for end in stage.ends[1:]:
        end.send(entry(1))
    stage.read()
    ledger = Deliveries(READERS)
    ledger.send(2, 0.0)
    stage.load_readers.begin(ledger)
    stage.ends[0].send(entry(1)[:9])
    stage.read()
    for end in stage.ends:
        end.send(entry(1)[9:] + entry(2) if end is stage.ends[0] else entry(2))
        stage.read()
    assert ledger.is_complete


@given(st.data())
def test_any_cuts_and_any_quiet_frames_between_are_counted_right(choose: st.DataObject) -> None:
    quiet = [said("status"), b"\x89\x00", b""]
    with staged() as stage:
        for end in stage.ends:
            whole = b"".join(choose.draw(st.sampled_from(quiet)) + entry(seq) for seq in (1, 2, 3))
            cuts = sorted(choose.draw(st.sets(st.integers(1, len(whole) - 1), max_size=6)))
            for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True):
                end.send(whole[start:stop])
                stage.read()
        assert stage.ledger.is_complete
        assert stage.ledger.deliveries == 3 * READERS
