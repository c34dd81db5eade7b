from ticker.model import UPDATE_ID
from ticker.newsroom.ids import mint_id


def test_ids_are_26_lower_case_crockford_digits() -> None:
    for _ in range(100):
        minted = mint_id(1_800_000_000_000)
        assert UPDATE_ID.match(minted)
        assert len(minted) == 26
        assert set(minted) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_stand_in_the_order_of_time() -> None:
    minted = [mint_id(at_ms) for at_ms in (0, 1, 31, 32, 1_800_000_000_000, 1_800_000_000_001, 2**48 - 1)]
    assert minted == sorted(minted)
    assert minted[0].startswith("0000000000")
    assert minted[-1].startswith("7zzzzzzzzz")


def test_ids_of_one_millisecond_differ() -> None:
    assert len({mint_id(1) for _ in range(1000)}) == 1000
