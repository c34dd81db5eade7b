"""Streams, read back by a parser that follows the WHATWG rules and knows nothing of this service."""

import re
from dataclasses import dataclass, field

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wires import split_chunks
from ticker.wire import sse


@dataclass(slots=True)
class EventSource:
    """An ``EventSource`` without a network: WHATWG HTML section 9.2.6, step by step."""

    events: list[tuple[str, str, str]] = field(default_factory=list)
    """Type, data and last event id of each event."""
    reconnection_ms: int | None = None
    _type: str = ""
    _lines: list[str] = field(default_factory=list)
    _last_id: str = ""

    def interpret(self, stream: bytes) -> None:
        *lines, unfinished = re.split(r"\r\n|\n|\r", stream.decode().removeprefix("\ufeff"))
        assert not unfinished, "a stream of whole blocks ends with an empty line"
        for line in lines:
            if not line:
                self._dispatch()
            elif not line.startswith(":"):
                name, _, value = line.partition(":")
                self._process(name, value.removeprefix(" "))

    def _process(self, name: str, value: str) -> None:
        match name:
            case "event":
                self._type = value
            case "data":
                self._lines.append(value)
            case "id" if "\0" not in value:
                self._last_id = value
            case "retry" if value.isascii() and value.isdigit():
                self.reconnection_ms = int(value)
            case _:
                pass

    def _dispatch(self) -> None:
        if self._lines:
            self.events.append((self._type or "message", "\n".join(self._lines), self._last_id))
        self._type, self._lines = "", []


def interpreted(stream: bytes) -> EventSource:
    source = EventSource()
    source.interpret(stream)
    return source


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=5,
)


@given(JSON)
def test_a_block_brings_any_json_back_as_it_was(payload: object) -> None:
    text = orjson.dumps(payload)
    source = interpreted(sse.id_line("epoch001.41") + sse.rest("update", text))
    assert source.events == [("update", text.decode(), "epoch001.41")]


def test_a_block_without_an_id_leaves_the_last_one() -> None:
    blocks = [sse.id_line("en~epoch001.41,ar~epoch002.7"), sse.rest("snapshot", b"[]"), sse.rest("status", b"{}")]
    assert interpreted(b"".join(blocks)).events == [
        ("snapshot", "[]", "en~epoch001.41,ar~epoch002.7"),
        ("status", "{}", "en~epoch001.41,ar~epoch002.7"),
    ]


def test_a_stream_opens_with_a_comment_and_says_when_to_come_back() -> None:
    opening = sse.opening(2_500)
    assert opening.startswith(b":")
    source = interpreted(opening)
    assert (source.reconnection_ms, source.events) == (2_500, [])


def test_a_retry_hint_is_no_event() -> None:
    source = interpreted(sse.retry_block(1_234))
    assert (source.reconnection_ms, source.events) == (1_234, [])


@pytest.mark.parametrize(
    "header",
    [
        "content-type: text/event-stream; charset=utf-8",
        "cache-control: no-store, no-transform",
        "x-accel-buffering: no",
        "incremental: ?1",
        "connection: close",
    ],
)
@pytest.mark.parametrize("head", [sse.BARE_HEAD, sse.CHUNKED_HEAD])
def test_a_stream_s_head_has(head: bytes, header: str) -> None:
    assert header in head.decode().lower().split("\r\n")


@pytest.mark.parametrize("head", [sse.BARE_HEAD, sse.CHUNKED_HEAD])
def test_a_stream_s_head_has_no_length_and_is_open_for_more_headers(head: bytes) -> None:
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.endswith(b"\r\n")
    assert b"\r\n\r\n" not in head
    assert b"length" not in head.lower()


def test_only_http_1_1_has_chunks() -> None:
    assert sse.CHUNKED_HEAD.count(b"\r\nTransfer-Encoding: chunked\r\n") == 1
    assert b"transfer-encoding" not in sse.BARE_HEAD.lower()


@given(st.binary(max_size=70_000))
def test_a_chunk_brings_its_block_back(block: bytes) -> None:
    assert split_chunks(sse.chunk(block) + sse.LAST_CHUNK) == ([block, b""], b"")
