"""The stream that every reader must get: it grows once, and never forgives another version."""

import pytest

from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.stream import Stream


def test_a_stream_grows_by_what_nobody_had_and_compares_the_rest() -> None:
    stream = Stream(start=4)
    assert stream.newest == b""
    assert stream.hold(5, b"five")
    assert not stream.hold(5, b"five")
    assert stream.hold(6, b"sixth")
    assert (bytes(stream.whole), stream.newest) == (b"fivesixth", b"sixth")


def test_a_place_tells_which_entries_are_whole() -> None:
    stream = Stream(start=4)
    stream.hold(5, b"five")
    stream.hold(6, b"sixth")
    assert [stream.last_at(place) for place in (0, 3, 4, 8, 9)] == [4, 4, 5, 5, 6]
    assert [stream.end_of(seq) for seq in (3, 4, 5, 6)] == [None, 0, 4, 9]


def test_an_entry_before_the_stream_is_no_part_of_it() -> None:
    stream = Stream(start=4)
    assert not stream.hold(4, b"four")
    assert stream.whole == b""


def test_other_bytes_for_the_same_entry_are_refused() -> None:
    stream = Stream(start=0)
    stream.hold(1, b"one")
    stream.hold(2, b"two")
    for seq in (1, 2):
        with pytest.raises(DeliveryError, match=f"different bytes for entry {seq}"):
            stream.hold(seq, b"another")


def test_an_entry_beyond_a_hole_is_refused() -> None:
    with pytest.raises(DeliveryError, match="no reader was given entry 1"):
        Stream(start=0).hold(2, b"two")
