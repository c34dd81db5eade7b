"""One object in every encoding: the same JSON in all of them."""

import pytest

from tests.wires import Block, split_blocks, split_chunks, split_frames
from ticker.wire.encodings import encode

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
