"""Cursors as readers bring them: what is garbage, what is passed over, what becomes a gap; nothing ever raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import EN as ENGLISH
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.model import Cursor, Epoch
from ticker.readers.cursors import NONE_REQUESTED, Requested, read_cursors
from ticker.wire.json_objects import GapReason

AT_1, AT_2 = Cursor(Epoch("epoch001"), 1), Cursor(Epoch("epoch002"), 2)
EN, BOTH = ("en",), ("ar", "en")
LONGEST = [f"{letter}{'x' * 62}" for letter in "abcdefghijklmnop"]
FARTHEST = Cursor(Epoch("zzzzzzzz"), 10**15 - 1)


@pytest.mark.parametrize("feeds", [EN, BOTH])
def test_no_text_is_no_cursor_and_no_garbage(feeds: tuple[str, ...]) -> None:
    assert read_cursors("", feeds) == NONE_REQUESTED


@pytest.mark.parametrize(
    ("text", "feeds", "by_feed"),
    [
        (f"{AT_1}", EN, {"en": AT_1}),
        (f"en~{AT_1}", EN, {"en": AT_1}),
        (f"en~{AT_1},ar~{AT_2}", BOTH, {"en": AT_1, "ar": AT_2}),
        (f"ar~{AT_2},en~{AT_1}", BOTH, {"en": AT_1, "ar": AT_2}),
        (f"en~{AT_1}", BOTH, {"en": AT_1}),
        (f"en~{AT_1},es~{AT_2}", BOTH, {"en": AT_1}),
        (f"es~{AT_2}", BOTH, {}),
        (f"es~{AT_2}", EN, {}),
        (f"en~{AT_1},en~{AT_2}", BOTH, {"en": AT_2}),
    ],
)
def test_each_feed_gets_its_own_in_any_order_and_the_rest_is_passed_over(
    text: str, feeds: tuple[str, ...], by_feed: dict[str, Cursor]
) -> None:
    assert read_cursors(text, feeds) == Requested(by_feed)


def test_one_plain_cursor_is_garbage_for_several_feeds() -> None:
    assert read_cursors(str(AT_1), BOTH) == Requested({}, frozenset(BOTH))


@pytest.mark.parametrize("feeds", [EN, BOTH])
@pytest.mark.parametrize(
    "text",
    [
        *("garbage", "epoch001", "epoch001.", ".1", "epoch001.01", "epoch001.-1", "epoch001.1 ", " epoch001.1"),
        *("EPOCH001.1", "epoch01.1", "epoch001.1\n", "epoch001.\u0661", "epoch001.1234567890123456"),
        *("~", ",", "~epoch001.1x", "\0", "é", "\ud800", "epoch001.1,epoch001.2", "epoch001.1, epoch001.2"),
        *("en~,ar~", "en~x,ar~y", "en~garbage,ar", "en~en~epoch001.1,"),
    ],
)
def test_a_text_that_is_no_cursor_is_garbage_for_all(text: str, feeds: tuple[str, ...]) -> None:
    assert read_cursors(text, feeds) == Requested({}, frozenset(feeds))


@pytest.mark.parametrize(
    ("text", "by_feed", "garbage"),
    [
        (f"en~x,ar~{AT_2}", {"ar": AT_2}, {"en"}),
        (f"en~{AT_1},ar~x", {"en": AT_1}, {"ar"}),
        ("en~garbage", {}, {"en"}),
        (f"en~{AT_1},", {"en": AT_1}, {"ar"}),
        (f",en~{AT_1}", {"en": AT_1}, {"ar"}),
        (f"en~{AT_1},ar", {"en": AT_1}, {"ar"}),
        (f"en~{AT_1};ar~{AT_2}", {}, {"en"}),
        (f"es~x,en~{AT_1}", {"en": AT_1}, set()),
    ],
)
def test_of_a_joint_cursor_each_feed_stands_for_itself(
    text: str, by_feed: dict[str, Cursor], garbage: set[str]
) -> None:
    assert read_cursors(text, BOTH) == Requested(by_feed, frozenset(garbage))


def test_sixteen_of_the_longest_are_not_too_long() -> None:
    text = ",".join(f"{feed}~{FARTHEST}" for feed in LONGEST)
    assert read_cursors(text, LONGEST) == Requested(dict.fromkeys(LONGEST, FARTHEST))


def test_what_is_far_too_long_is_garbage_though_it_could_be_read() -> None:
    assert read_cursors(",".join([f"en~{AT_1}"] * 200), BOTH) == Requested({}, frozenset(BOTH))


PIECES = st.sampled_from(["en", "ar", "~", ",", ".", "epoch001", "1", "epoch001.1", "en~epoch001.1", "\0", " "])
FEEDS = st.lists(st.sampled_from(["en", "ar", "es", ""]), min_size=1, max_size=3, unique=True)


@given(st.text() | st.lists(PIECES).map("".join), FEEDS)
def test_no_text_raises_and_only_asked_feeds_get_cursors(text: str, feeds: list[str]) -> None:
    requested = read_cursors(text, feeds)
    assert set(requested.by_feed) <= set(feeds)
    assert requested.garbage <= set(feeds) - set(requested.by_feed)
    assert text or requested == NONE_REQUESTED


SEQS = st.integers(0, 10**15 - 1)
CURSORS = st.builds(Cursor, st.from_regex(r"\A[a-z0-9]{8}\Z").map(Epoch), SEQS)


@given(st.dictionaries(st.sampled_from(["en", "ar", "es"]), CURSORS, min_size=1))
def test_what_is_written_is_read_back(by_feed: dict[str, Cursor]) -> None:
    text = ",".join(f"{feed}~{cursor}" for feed, cursor in by_feed.items())
    assert read_cursors(text, list(by_feed)) == Requested(by_feed)


@pytest.fixture
def tail() -> Tail:
    """Make a tail whose log ends at ``epoch001.5``, and has lost what stood up to ``.3``."""
    tail = Tail(ENGLISH)
    tail.restart(Epoch("epoch001"), [], seq=5, last="", trimmed=3, reason=GapReason.EPOCH)
    return tail


@pytest.mark.parametrize(
    ("text", "gap", "is_ahead"),
    [
        ("epoch001.5", None, False),
        ("epoch001.3", None, False),
        ("epoch001.2", GapReason.TRIMMED, False),
        ("epoch001.6", GapReason.UNKNOWN, True),
        ("epoch002.5", GapReason.EPOCH, True),
        ("nonsense", GapReason.UNKNOWN, False),
    ],
)
def test_a_cursor_is_a_place_in_the_tail_or_a_gap(
    tail: Tail, text: str, gap: GapReason | None, is_ahead: object
) -> None:
    requested = read_cursors(text, EN)
    index, told = requested.resolve(tail)
    assert told is gap
    assert (index == SNAPSHOT_DUE) is (gap is not None)
    assert requested.is_ahead_of(tail) is is_ahead


def test_without_a_cursor_there_is_a_snapshot_and_no_gap(tail: Tail) -> None:
    assert NONE_REQUESTED.resolve(tail) == (SNAPSHOT_DUE, None)
    assert not NONE_REQUESTED.is_ahead_of(tail)
