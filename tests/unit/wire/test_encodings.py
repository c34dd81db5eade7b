"""One object in every encoding: the same JSON in all of them."""

import pytest

from tests.wires import Block, split_blocks, split_chunks, split_frames
from ticker.wire import sse, websocket
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import BARE_SSE, SSE, WEBSOCKET, encode

SIZES = [2, 125, 126, 65_535, 65_536]
"""Payloads on both sides of each length that a frame's head has."""


def text_of(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


@pytest.mark.parametrize("cursor", [None, "epoch001.41"])
@pytest.mark.parametrize("size", SIZES)
def test_the_json_comes_back_out_of_a_frame_of_any_size(size: int, cursor: str | None) -> None:
    assert encode("update", text_of(size), cursor=cursor).json == text_of(size)


@pytest.mark.parametrize("size", SIZES)
def test_frame_and_block_carry_the_same_json(size: int) -> None:
    encoded = encode("update", text_of(size), cursor="epoch001.41")
    frames, rest_of_frames = split_frames(encoded.frame)
    blocks, rest_of_blocks = split_blocks(encoded.block)
    assert (rest_of_frames, rest_of_blocks) == (b"", b"")
    assert [(frame.opcode, frame.payload) for frame in frames] == [(1, text_of(size))]
    assert blocks == [Block("epoch001.41", "update", text_of(size).decode())]


def test_the_rest_is_the_block_without_its_id() -> None:
    encoded = encode("update", b"{}", cursor="epoch001.41")
    assert encoded.block == b"id: epoch001.41\n" + encoded.rest
    assert encoded.rest == b"event: update\ndata: {}\n\n"


def test_what_has_no_cursor_has_no_id_to_leave_out() -> None:
    encoded = encode("status", b"{}")
    assert encoded.id_bytes == 0
    assert encoded.rest == encoded.block == b"event: status\ndata: {}\n\n"


@pytest.mark.parametrize("size", SIZES)
def test_the_shared_bytes_carry_their_own_chunk(size: int) -> None:
    encoded = encode("update", text_of(size), cursor="epoch001.41")
    assert split_chunks(encoded.chunk) == ([encoded.block], b"")


KEY, CORS = b"dGhlIHNhbXBsZSBub25jZQ==", b"Access-Control-Allow-Origin: *\r\n"


def test_a_socket_is_opened_by_its_handshake_and_refused_behind_it_with_a_code() -> None:
    opened = WEBSOCKET.opening(key=KEY, cors=CORS, retry_ms=1)
    refused = WEBSOCKET.refusal(CloseCode.FULL, key=KEY, cors=CORS, retry_ms=1)
    assert opened == websocket.accept_head(KEY)
    assert refused == opened + websocket.close_frame(CloseCode.FULL)


def test_a_stream_is_opened_and_refused_by_a_head_a_time_to_return_and_the_end_of_its_framing() -> None:
    assert BARE_SSE.opening(key=b"", cors=CORS, retry_ms=7) == sse.BARE_HEAD + CORS + b"\r\n" + sse.opening(7)
    assert SSE.opening(key=b"", cors=CORS, retry_ms=7) == sse.CHUNKED_HEAD + CORS + b"\r\n" + sse.chunk(sse.opening(7))
    assert BARE_SSE.refusal(CloseCode.FULL, key=b"", cors=b"", retry_ms=7) == sse.BARE_HEAD + b"\r\nretry: 7\n\n"
    refused = SSE.refusal(CloseCode.FULL, key=b"", cors=b"", retry_ms=7)
    assert refused == sse.CHUNKED_HEAD + b"\r\n" + sse.chunk(b"retry: 7\n\n") + sse.LAST_CHUNK


def test_a_stream_of_several_feeds_has_its_own_id_before_the_shared_rest_and_a_socket_none() -> None:
    encoded = encode("update", b"{}", cursor="epoch001.41")
    joint = b"id: en~epoch001.41\n" + encoded.rest
    assert BARE_SSE.take_with_id(encoded, "en~epoch001.41") == joint
    assert SSE.take_with_id(encoded, "en~epoch001.41") == sse.chunk(joint)
    assert WEBSOCKET.take_with_id(encoded, "en~epoch001.41") == encoded.frame


@pytest.mark.parametrize("code", [CloseCode.RESTARTING, CloseCode.NO_SUCH_FEED])
def test_a_reader_is_told_at_the_end_whether_to_return(code: CloseCode) -> None:
    assert WEBSOCKET.ending(code, retry_ms=7) == websocket.close_frame(code)
    assert SSE.ending(code, retry_ms=7) == (sse.chunk(b"retry: 7\n\n") if code.may_return else b"") + sse.LAST_CHUNK
    assert BARE_SSE.ending(code, retry_ms=7) == (b"retry: 7\n\n" if code.may_return else b"")
