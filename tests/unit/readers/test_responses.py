import random

from ticker.readers.responses import PIECE_BYTES, pieces_of


def test_pieces_are_the_parts_in_their_order_and_none_is_larger_than_a_piece() -> None:
    sizes = random.Random(1)
    for _ in range(200):
        parts = [sizes.randbytes(sizes.choice([0, 1, 900, 20_000, PIECE_BYTES, 80_000])) for _ in range(6)]
        pieces = list(pieces_of(parts))
        assert b"".join(pieces) == b"".join(parts)
        assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)


def test_a_large_part_is_cut_and_not_copied() -> None:
    body = b"x" * (3 * PIECE_BYTES)
    for piece in pieces_of([body]):
        assert isinstance(piece, memoryview)
        assert piece.obj is body


def test_small_parts_go_out_together() -> None:
    assert list(pieces_of([b"a", memoryview(b"bc"), b"", b"d"])) == [b"abcd"]
    assert list(pieces_of([])) == []
