import json
import sys
import time
import unicodedata
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processes import ROOT
from ticker.model import Dir
from ticker.newsroom.constraints import BODY_MAX_BYTES, LIMITS
from ticker.newsroom.text import (
    _CLEANABLE,
    _STEPS,
    CLEANED,
    Clean,
    broken_lengths,
    broken_rules,
    clean,
    count_graphemes,
    direction,
    is_slug,
    is_visible,
)

TABLE: Final[list[dict[str, Any]]] = json.loads((ROOT / "tests" / "golden" / "texts.json").read_text(encoding="utf-8"))
LIMIT: Final = LIMITS["statement"].hard
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
HARD_SIGNS: Final = (
    "ae<b>/! \t\n\r\u2028\u00a0\u2003بא9#"  # plain, space, ends of lines
    "\u0301\u0316\u0338\u064b\u0f71\u0344\u1100\u1161\uac00"  # marks and letters that compose
    "\u200b\u200c\u200d\ufeff\u00ad\u206a\ufff9\ufffc\u180e"  # invisible
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # directions
    "\ufe0f\ufe00\u180b\U000e0100❤葛ᠠ\u2329\u2adc\u2260\uf900"  # selectors and bases
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e0041\U000e007f🇱👩"  # flags and tags
    "\ufe8d\ufe70\ufe76\ufdfa\ufb01\U0001d401ℬ\uf0b7\uf0a7\ue000"  # forms and bullets
)
HARD_TEXT = st.text(HARD_SIGNS, max_size=40)


def judged(text: str, limit: int = LIMIT) -> list[str]:
    """Name the rules that a clean text breaks, as a field of a draft does."""
    broken = [rule for rule, _ in (*broken_rules(text), *broken_lengths(text, limit))]
    return broken or ([] if not text or is_visible(text) else ["visible"])


def test_the_table_has_texts_enough_in_scripts_enough() -> None:
    assert len(TABLE) >= 80
    assert len({row["script"] for row in TABLE} - {"Emoji"}) >= 12
    assert {rule for row in TABLE for rule in row.get("cleaned", [])} == set(CLEANED)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['script']}: {row['why']}".encode("ascii", "replace"))
def test_each_text_of_the_table_is_kept_cleaned_or_refused_as_it_says(row: dict[str, Any]) -> None:
    cleaned = clean(row["given"])
    assert judged(cleaned.text) == row.get("refused", [])
    if "stored" in row:
        assert cleaned == Clean(row["stored"], tuple(row.get("cleaned", ())))
        assert clean(row["stored"]) == Clean(row["stored"], ())


@given(ANY_TEXT | HARD_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once.text) == Clean(once.text, ())


@given(ANY_TEXT | HARD_TEXT)
def test_no_step_changes_a_text_in_which_nothing_is_to_be_cleaned(text: str) -> None:
    if _CLEANABLE.search(text) is None:
        assert [rule for rule, step in _STEPS if rule and step(text) != text] == []


@given(HARD_TEXT)
def test_what_is_clean_is_composed_trimmed_and_balanced(text: str) -> None:
    cleaned = clean(text).text
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == cleaned.strip(" \u00a0\u2003")
    assert not set(cleaned) & set("\n\r\u2028\u200b\ufeff\u00ad\u206a\ufff9\ufffc\u180e\ufe8d\U0001d401ℬ")
    assert bidi_depth(cleaned) == 0


def bidi_depth(text: str) -> int:
    """Return how many isolates and embeddings are open at the end by UAX #9, counting what closes none as one."""
    open_until: list[str] = []
    for character in text:
        match unicodedata.bidirectional(character):
            case "LRE" | "RLE" | "LRO" | "RLO":
                open_until.append("PDF")
            case "LRI" | "RLI" | "FSI":
                open_until.append("PDI")
            case ("PDF" | "PDI") as closing:
                if not open_until or open_until.pop() != closing:
                    return -1
            case _:
                pass
    return len(open_until)


@given(st.text("abc é\u00a0اب\u200d\u200eक्षह𞤀한", max_size=60))
def test_nothing_is_cleaned_where_nothing_is_hidden(text: str) -> None:
    assert clean(text).cleaned == ()


def test_every_mark_of_direction_joiner_and_no_break_space_stays() -> None:
    for kept in "\u200c\u200d\u200e\u200f\u061c\u00a0\u202f":
        assert clean(f"a{kept}b") == Clean(f"a{kept}b", ())


def test_outer_space_is_every_space_separator_and_nothing_else() -> None:
    spaces = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Zs"]
    assert clean("".join([*spaces, "a b", *spaces])).text == "a b"
    assert clean("\ta").text == "\ta"


HOSTILE: Final = (
    "\u202a\u2069",
    "\u2067",
    "\u2067\u202a" * 3 + "\u2069",
    "🇱🇧",
    "\u0316\u200b",
    "\u0316",
    "<a ",
    "a",
    "<!",
    "\u200c",
    " ",
    "\uf0b7 ",
    "\n ",
    "ᄀ",
    "\ufdfa",
    "🏴\U000e0067",
    "👩\u200d",
    "क\u094d",
    "葛\U000e0100\U000e0100",
    "\U0001d401",
)


def seconds_of(text: str) -> float:
    """Return the lesser processor time of two runs over a text."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        cleaned = clean(text).text
        judged(cleaned)
        direction(cleaned, "rtl")
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_no_body_takes_quadratic_time(piece: str) -> None:
    whole, quarter = ("<e" + piece * (most // len(piece.encode())) for most in (BODY_MAX_BYTES, BODY_MAX_BYTES // 4))
    took_s = seconds_of(whole)
    assert took_s < 0.5
    # Four times as much may take four times as long, and a little: were it quadratic, it would be sixteen times.
    assert took_s < 9 * seconds_of(quarter) + 0.02


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("👨\u200d👩\u200d👧\u200d👦" * 160, []),
        ("👨\u200d👩\u200d👧\u200d👦" * 280, [("max-code-points", 1152)]),
        ("x" * 280, []),
        ("x" * 281, [("max-graphemes", 280)]),
        ("x" * 5000, [("max-graphemes", 280), ("max-code-points", 1152)]),
        ("\u1100" * 5000, [("max-cluster", 16), ("max-code-points", 1152)]),
        ("👩\u200d" * 8, []),
        ("👩\u200d" * 8 + "👩", [("max-cluster", 16)]),
    ],
)
def test_a_text_is_short_in_characters_in_code_points_and_in_each_character(
    text: str, rules: list[tuple[str, int]]
) -> None:
    assert list(broken_lengths(text, 280)) == rules


def test_a_short_text_may_still_hold_one_character_too_long() -> None:
    assert list(broken_lengths("\u1100" * 17, 280)) == [("max-cluster", 16)]


@pytest.mark.parametrize("between", ["", "\u200d", "\u200c"])
def test_six_marks_stand_on_a_letter_and_seven_do_not(between: str) -> None:
    assert list(broken_rules("e" + f"\u0316{between}" * 6)) == []
    assert list(broken_rules("e" + f"\u0316{between}" * 7)) == [("combining-marks", 6)]


@given(ANY_TEXT)
def test_refused_characters_are_found_wherever_they_stand(text: str) -> None:
    for rule, character in (("control-character", "\x01"), ("lone-surrogate", "\ud900"), ("bidi-override", "\u202e")):
        assert rule in judged(f"{text}{character}{text}")


@given(st.text("aå👩\u200d\u0301🇱", max_size=60))
def test_counting_stops_where_it_is_told(text: str) -> None:
    count = count_graphemes(text, stop=100)
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
    assert count_graphemes(text, stop=99) == count


@pytest.mark.parametrize(
    ("text", "usual", "found"),
    [
        ("UNIFIL: لا صحة لما يُشاع عن إخلاء المواقع", "rtl", "rtl"),
        ("الجيش: no truth in reports of a withdrawal", "ltr", "ltr"),
        ("The army", "rtl", "ltr"),
        ("الجيش", "ltr", "rtl"),
        ("שלום", "ltr", "rtl"),
        ("aaaaaaaببب", "rtl", "rtl"),
        ("aaaaaaaaببب", "rtl", "ltr"),
        ("aaaببببببب", "ltr", "ltr"),
        ("aaaبببببببب", "ltr", "rtl"),
        ("12:30 – 5", "rtl", "rtl"),
        ("12:30 – 5", "ltr", "ltr"),
        ("١٢ 12", "ltr", "ltr"),
        ("", "rtl", "rtl"),
        ("\u200f\u061c12", "ltr", "ltr"),
        ("\u2066abcdefgh\u2069 نص", "rtl", "ltr"),
        ("ʺ12ˆ", "rtl", "rtl"),
        ("國務院", "rtl", "ltr"),
        ("𞤀𞤣𞤤𞤢𞤥", "ltr", "rtl"),
    ],
)
def test_direction_is_the_feeds_if_three_in_ten_of_the_letters_have_it(text: str, usual: Dir, found: Dir) -> None:
    assert direction(text, usual) == found


def test_a_strong_letter_is_a_letter_of_a_strong_bidi_class() -> None:
    classes = {"L": "ltr", "R": "rtl", "AL": "rtl"}
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(character).startswith("L"):
            found = classes.get(unicodedata.bidirectional(character))
            expected = [found] if found else ["ltr", "rtl"]
            usual: tuple[Dir, ...] = ("rtl",) if found == "ltr" else ("ltr",) if found else ("ltr", "rtl")
            assert [direction(character, one) for one in usual] == expected, ascii(character)


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
