"""Text in a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.cli.text import isolate, isolation, plain

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
