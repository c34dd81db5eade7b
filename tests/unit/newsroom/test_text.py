import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.newsroom.text import (
    OUTER_SPACE,
    broken_rules,
    clean,
    count_graphemes,
    first_strong,
    is_balanced,
    is_slug,
    is_visible,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
BIDI_TEXT = st.text("aب <\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", max_size=20)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a\x00b", "control-character"),
        ("a\tb", "control-character"),
        ("a\nb", "control-character"),
        ("a\r\nb", "control-character"),
        ("a\x7fb", "control-character"),
        ("a\x85b", "control-character"),
        ("line\n", "control-character"),
        ("a\u2028b", "line-separator"),
        ("a\u2029", "line-separator"),
        ("\ufeffa", "byte-order-mark"),
        ("a\ufdd0", "noncharacter"),
        ("a\uffff", "noncharacter"),
        ("a\U0010fffe", "noncharacter"),
        ("a\ue000", "private-use"),
        ("a\U000f0000", "private-use"),
        ("a\ud800b", "lone-surrogate"),
        ("a\udfff", "lone-surrogate"),
        ("a\u202db\u202c", "bidi-override"),
        ("a\u202eb\u202c", "bidi-override"),
        ("a\u202ab", "unbalanced-bidi"),
        ("a\u202c", "unbalanced-bidi"),
        ("a\u2067b", "unbalanced-bidi"),
        ("a\u2069", "unbalanced-bidi"),
        ("\u202a\u2066a\u202c\u2069", "unbalanced-bidi"),
        ("<b>bold</b>", "markup"),
        ("a </p", "markup"),
        ("<!-- a", "markup"),
        ("<?php", "markup"),
        ("<é", "markup"),
        ("e" + "\u0301" * 31, "combining-marks"),
    ],
)
def test_each_refused_character_has_its_rule(text: str, rule: str) -> None:
    assert rule in broken_rules(clean(text))


@pytest.mark.parametrize(
    "text",
    [
        "Army: 3 < 5 and 5 > 3, <3, < b",
        "تم\u200cام",
        "👩\u200d👩\u200d👧",
        "\u200eA\u200f\u061c",
        "\u2066(+961) 1\u2069 \u2067نص\u2069",
        "\u202aa\u202bb\u202c\u202c",
        "\u2068a\u202bb\u202c\u2069",
        "Ẑ" + "\u0301" * 29,
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_marks_joiners_and_balanced_isolates_are_kept(text: str) -> None:
    assert list(broken_rules(clean(text))) == []


def test_every_broken_rule_is_named() -> None:
    assert list(broken_rules("\x00\ue000<b\u2067")) == ["control-character", "private-use", "markup", "unbalanced-bidi"]


def test_outer_space_is_every_space_separator_and_nothing_else() -> None:
    assert set(OUTER_SPACE) == {c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Zs"}
    assert clean("\u00a0\u3000 a b \u2003") == "a b"
    assert clean("a\n") == "a\n"


def test_text_is_put_into_nfc() -> None:
    assert clean("Cafe\u0301") == "Café"
    assert clean("\u0627\u0653") == "آ"


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert list(broken_rules(clean(cleaned))) == list(broken_rules(cleaned))


@given(st.text("\u0316\u0301\u0344\u0f71a", max_size=80))
def test_cleaning_twice_is_cleaning_once_for_piles_of_marks(text: str) -> None:
    if not list(broken_rules(clean(text))):
        assert clean(clean(text)) == clean(text) == unicodedata.normalize("NFC", text).strip(OUTER_SPACE)


@given(ANY_TEXT)
def test_refused_characters_are_found_wherever_they_stand(text: str) -> None:
    broken = set(broken_rules(text))
    for rule, character in (("control-character", "\x01"), ("lone-surrogate", "\ud900"), ("bidi-override", "\u202e")):
        assert set(broken_rules(f"{text}{character}{text}")) >= (broken | {rule}) - {"unbalanced-bidi"}


@given(BIDI_TEXT)
def test_balanced_text_stays_balanced_in_brackets_and_beside_itself(text: str) -> None:
    if is_balanced(text):
        assert is_balanced(f"\u2068{text}\u2069\u202b{text}\u202c")
        assert not is_balanced(f"\u2068{text}")
        assert not is_balanced(f"{text}\u202c")


@given(ANY_TEXT)
def test_counting_stops_where_it_is_told(text: str) -> None:
    count = count_graphemes(text)
    assert count <= len(text)
    assert (count == 0) is (text == "")
    assert count_graphemes(text, stop=5) == min(count, 5)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("👩\u200d👩\u200d👧", 1),
        ("🇱🇧🇵🇸", 2),
        ("e\u0301", 1),
        ("لُبْنان", 5),
        ("\r\n", 1),
        ("नमस्ते", 3),
    ],
)
def test_length_is_counted_as_people_see_it(text: str, count: int) -> None:
    assert count_graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Army: x", "ltr"),
        ("الجيش", "rtl"),
        ("שלום", "rtl"),
        ("123 «…» الجيش and x", "rtl"),
        ("123", None),
        ("", None),
        ("\u200fAbc", "rtl"),
        ("\u061c1", "rtl"),
        ("\u2066abc\u2069 نص", "rtl"),
        ("\u2069نص", "rtl"),
        ("\u2067نص", None),
        ("\u202aنص\u202c", "rtl"),
    ],
)
def test_direction_is_that_of_the_first_strong_character_outside_of_isolates(text: str, direction: str | None) -> None:
    assert first_strong(text) == direction


@pytest.mark.parametrize("text", ["", " ", "\u200e\u200f", "\u200b", "\u3164", "\u2800", "\u2066\u2069"])
def test_what_shows_nothing_is_not_visible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "٣", "…", "👍", "\u200eا"])
def test_what_shows_something_is_visible(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize("text", ["mena", "0-day", "a-", "x" * 99])
def test_slugs(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "-a", "A", "a b", "a_b", "é", "a\n", "٣"])
def test_no_slugs(text: str) -> None:
    assert not is_slug(text)
