"""One object, two encodings, the same JSON in both."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wires import Block, split_blocks, split_frames
from ticker.wire.encoded import encode
from ticker.wire.sse import STREAM_HEAD, id_line, opening, retry_block

json_lines = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=300).map(str.encode)


@pytest.mark.parametrize("length", [1, 125, 126, 65_535, 65_536])
def test_the_json_is_found_again_behind_a_frames_head_of_any_length(length: int) -> None:
    payload = os.urandom(length // 2).hex().encode().ljust(length, b"x")
    encoded = encode("update", payload)
    assert encoded.json == payload
    [frame], rest = split_frames(encoded.frame)
    assert (frame.opcode, frame.payload, rest) == (1, payload, b"")


@given(json_lines)
def test_a_block_has_its_cursor_its_type_and_the_json_in_one_line(payload: bytes) -> None:
    encoded = encode("update", payload, cursor="epoch001.7")
    [block], rest = split_blocks(encoded.block)
    assert (block, rest) == (Block("epoch001.7", "update", payload.decode()), b"")
    assert encoded.block == id_line("epoch001.7") + encoded.rest
    [shared], _ = split_blocks(encoded.rest)
    assert shared.id is None


def test_what_has_no_cursor_has_no_id_line() -> None:
    encoded = encode("status", b"{}")
    assert encoded.block == encoded.rest == b"event: status\ndata: {}\n\n"


def test_a_stream_opens_with_a_comment_and_when_to_come_back() -> None:
    assert split_blocks(opening(1_234)) == ([Block(None, "", "", 1_234, is_comment=True)], b"")
    assert split_blocks(retry_block(99)) == ([Block(None, "", "", 99)], b"")


def test_a_streams_head_is_what_browsers_and_proxies_need() -> None:
    first, *lines = STREAM_HEAD.decode().split("\r\n")
    assert first == "HTTP/1.1 200 OK"
    assert lines.pop() == "", "headers may follow, then the empty line"
    assert dict(line.split(": ") for line in lines) == {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store, no-transform",
        "X-Accel-Buffering": "no",
        "Connection": "close",
    }
