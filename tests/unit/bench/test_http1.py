"""The client's bytes: what it asks, what it files, what it understands of an answer."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.server import ServerProtocol

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.http1 import (
    WS_ACCEPT,
    draft,
    filing_request,
    parse_head,
    reader_request,
    serial_in,
    with_serial,
)


def test_the_handshake_is_one_that_a_library_accepts() -> None:
    first, *lines = reader_request(WireFormat.WS, "en", "127.0.0.1:8000").decode().split("\r\n")
    headers = Headers([(name, value) for name, _, value in (line.partition(": ") for line in lines if line)])
    answer = ServerProtocol().accept(Request(first.split()[1], headers))
    assert answer.status_code == 101
    assert answer.headers["Sec-WebSocket-Accept"].encode() == WS_ACCEPT


def test_a_stream_is_asked_for_plainly() -> None:
    assert reader_request(WireFormat.SSE, "ar", "h").startswith(b"GET /v1/feeds/ar/stream HTTP/1.1\r\nHost: h\r\n")


def test_a_filing_carries_key_retry_key_and_draft() -> None:
    head, _, body = filing_request(7, feed="en", authority="h", key="tk_x", run="r").partition(b"\r\n\r\n")
    assert b"Authorization: Bearer tk_x\r\n" in head
    assert b'Idempotency-Key: "r-7"\r\n' in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body) == draft(7)


@given(st.integers(0, 9_999_999))
def test_a_draft_keeps_its_number_within_the_limits(serial: int) -> None:
    written = draft(serial)
    assert serial_in(json.dumps(written).encode()) == serial
    assert len(str(written["statement"])) <= 280


def test_somebody_elses_text_has_no_number() -> None:
    assert serial_in(b'{"statement":"The fire is out."}') is None
    assert serial_in(b"[bench soon]") is None


def test_another_number_takes_the_same_room_everywhere() -> None:
    was = b'"statement":"a [bench 0000041]","headline":"b: a [bench 0000041]"'
    assert with_serial(was, 9_000_042) == was.replace(b"0000041", b"9000042")


@given(st.integers(0, 60))
def test_a_head_is_read_only_when_it_is_whole(cut: int) -> None:
    whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nTicker-Version: 1\r\n\r\n"
    assert parse_head(whole[: min(cut, len(whole) - 1)]) is None
    head = parse_head(whole + b"{}")
    assert head is not None
    assert (head.status, head.fields[b"content-length"], head.length) == (httpx.codes.CREATED, b"2", len(whole))


def test_what_is_no_http_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="SSH"):
        parse_head(b"SSH-2.0-OpenSSH 9\r\n\r\n")
