from ticker.fanout.feeds import LiveFeeds
from ticker.newsroom.seams import KeyringLike, LiveFeedsLike
from ticker.store.keys import Keyring


def fit(desk: LiveFeeds, keyring: Keyring) -> tuple[LiveFeedsLike, KeyringLike]:
    """Let the type checker say whether the real parts have what the newsroom needs."""
    return desk, keyring


def test_the_real_parts_have_what_the_newsroom_needs() -> None:
    needed = {name for name in vars(LiveFeedsLike) if not name.startswith("_")}
    assert needed == {"draining", "now_ms", "feed", "file", "standing", "filing"}
    assert all(hasattr(LiveFeeds, name) for name in needed)
    assert all(hasattr(Keyring, name) for name in ("find", "by_id"))
