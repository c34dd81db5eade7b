"""Text in a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cli.text import isolate, isolation, numbers_apart, plain

FSI, PDI, RLO = "\u2068", "\u2069", "\u202e"


def test_what_moves_the_cursor_is_left_out() -> None:
    assert plain("a\x1b[2Jb\rc\x07\x9bd") == "a[2Jbcd"


def test_what_turns_text_around_is_left_out() -> None:
    assert plain(f"pay {RLO}100 to\u202c me") == "pay 100 to me"


def test_marks_joiners_and_balanced_isolates_stay() -> None:
    text = f"می\u200cخواهم \u200e{FSI}Port Sela{PDI}"
    assert plain(text) == text


@pytest.mark.parametrize("text", [f"a{FSI}b", f"a{PDI}b", f"{PDI}a{FSI}"])
def test_isolates_that_do_not_close_are_left_out(text: str) -> None:
    assert plain(text).isalpha()


def test_right_to_left_words_are_isolated_and_others_left_alone() -> None:
    assert isolate("خبر عاجل") == f"{FSI}خبر عاجل{PDI}"
    assert isolate("a line in עברית") == f"{FSI}a line in עברית{PDI}"
    assert isolate("¡Última hora!") == "¡Última hora!"


def test_a_row_is_isolated_in_the_direction_of_its_text() -> None:
    assert isolation("Reuters: خبر", rtl=True) == ("\u2067", PDI)
    assert isolation("Reuters: خبر", rtl=False) == ("\u2066", PDI)
    assert isolation("2026", rtl=True) == ("", "")


@given(st.text())
def test_nothing_that_comes_out_can_control_a_terminal(text: str) -> None:
    shown = plain(text)
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in shown)
    assert plain(shown) == shown


def test_words_are_set_in_the_direction_that_is_known_and_not_in_that_of_their_first_letter() -> None:
    assert isolate("UNIFIL: لا صحة", dir="rtl") == "\u2067UNIFIL: لا صحة\u2069"
    assert isolate("الجيش: no", dir="ltr") == "\u2066الجيش: no\u2069"


NUMBERS = {
    "للاستفسار: +961 1 234567 أو (+961) 3-123456.": ["+961 1 234567", "(+961) 3-123456"],
    "الحرارة -5 و(+3) وبنسبة 50%": ["-5", "+3", "50%"],
    "نزح 10 000 شخص، بلغ $100": ["10 000", "$100"],
    "فاز 3-1 في 2025–2026 من كوفيد-19 و F-16 ونسبة ٥٠٪": ["3", "1", "2025", "2026"],
    "10-12% بين 10 000-20 000 و(٣-١)": ["10", "12%", "10 000", "20 000", "٣", "١"],
    "في 2026 15 قتيلا عند 12:30 يوم 28/11/2026": [],
    "Call +961 1 234567": [],
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_that_right_to_left_text_takes_apart_are_found(text: str) -> None:
    assert [text[start:end] for start, end in numbers_apart(text)] == NUMBERS[text]


def test_numbers_are_isolated_left_to_right_within_a_line() -> None:
    assert isolate("هاتف +961 1", dir="rtl") == "\u2067هاتف \u2066+961 1\u2069\u2069"
