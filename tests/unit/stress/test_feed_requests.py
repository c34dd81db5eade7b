"""What readers ask for and bring back, as browsers do."""

import pytest

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.stress.feed_requests import cursors_in, id_of, joined, request


@pytest.mark.parametrize(
    ("transport", "feeds", "brought", "first", "header"),
    [
        (
            WireFormat.WS,
            ["en"],
            "aaaaaaaa.1",
            "GET /v1/feeds/en/socket?after=aaaaaaaa.1 HTTP/1.1",
            "Upgrade: websocket",
        ),
        (WireFormat.WS, ["en", "ar"], "", "GET /v1/socket?feed=en&feed=ar&after= HTTP/1.1", "Upgrade: websocket"),
        (WireFormat.SSE, ["en"], "", "GET /v1/feeds/en/stream HTTP/1.1", "Host: stress"),
        (
            *(WireFormat.SSE, ["en", "ar"], "en~aaaaaaaa.1"),
            *("GET /v1/stream?feed=en&feed=ar HTTP/1.1", "Last-Event-ID: en~aaaaaaaa.1"),
        ),
    ],
)
def test_a_request_asks_and_brings(
    transport: WireFormat, feeds: list[str], brought: str, first: str, header: str
) -> None:
    lines = request(transport, feeds, brought).decode().split("\r\n")
    assert lines[0] == first
    assert header in lines
    assert lines[-2:] == ["", ""]


def test_several_cursors_are_one_text() -> None:
    assert joined({"en": "aaaaaaaa.1", "ar": ""}) == "en~aaaaaaaa.1"
    assert cursors_in("en~aaaaaaaa.1", ["en", "ar"]) == {"en": "aaaaaaaa.1", "ar": ""}
    assert cursors_in("aaaaaaaa.1", ["en"]) == {"en": "aaaaaaaa.1"}
    assert cursors_in("", ["en", "ar"]) == {"en": "", "ar": ""}


def test_a_block_has_its_id_first_or_none() -> None:
    assert id_of(b"id: aaaaaaaa.1\nevent: update\ndata: {}\n\n") == "aaaaaaaa.1"
    assert id_of(b"event: status\ndata: {}\n\n") is None
    assert id_of(b"28\r\nid: aaaaaaaa.1\nevent: update\ndata: {}\n\n\r\n") == "aaaaaaaa.1"
    assert id_of(b"19\r\nevent: status\ndata: {}\n\n\r\n") is None
