"""Server-sent events, read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cli.sse import EVENT_MAX_BYTES, Event, EventReader, NotAnEventStream

STREAM = (
    ": ticker\nretry: 2500\n\n"
    'id: k3jab2cd.4\nevent: update\ndata: {"headline":"خبر: عاجل\u2028"}\n\n'
    "event: status\ndata: {}\n\n"
).encode()
EVENTS = [Event("update", '{"headline":"خبر: عاجل\u2028"}'), Event("status", "{}")]


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_events_do_not_depend_on_how_the_bytes_are_cut(cuts: list[int]) -> None:
    reader = EventReader()
    edges = [0, *sorted(cuts), len(STREAM)]
    events = [event for a, b in itertools.pairwise(edges) for event in reader.take(STREAM[a:b])]
    assert events == EVENTS
    assert reader.retry_s == 2.5


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("size", [1, 1000])
def test_all_line_ends_of_the_standard_are_read(end: bytes, size: int) -> None:
    stream = STREAM.replace(b"\n", end)
    reader = EventReader()
    events = [event for at in range(0, len(stream), size) for event in reader.take(stream[at : at + size])]
    assert events == EVENTS


def test_an_event_without_an_end_is_not_given() -> None:
    assert list(EventReader().take(b"event: update\ndata: {}\n")) == []


def test_several_data_lines_are_one_text() -> None:
    assert list(EventReader().take(b"data: a\ndata:b\n\n")) == [Event("message", "a\nb")]


def test_a_retry_that_is_no_number_is_ignored() -> None:
    reader = EventReader()
    assert list(reader.take(b"retry: soon\nretry: -5\nretry\n\n")) == []
    assert reader.retry_s == 0


def test_what_is_no_stream_is_said_so() -> None:
    with pytest.raises(NotAnEventStream):
        list(EventReader().take(b"data: \xff\n\n"))
    with pytest.raises(NotAnEventStream):
        list(EventReader().take(b"x" * (EVENT_MAX_BYTES + 1)))
