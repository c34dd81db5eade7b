"""Lines for a terminal."""

import io
from datetime import timedelta, timezone

from rich.console import Console

from ticker.cli.lines import render
from ticker.cli.strip import ShownUpdate, StripLine

AMMAN = timezone(timedelta(hours=3))
AT = "2026-11-23T09:30:00.000Z"
SHOWN = ShownUpdate("01JD", 1, 1, AT, "alert", "", stands=True)


def show(line: StripLine, *, with_feed: bool = False, width: int | None = None) -> str:
    return render(line, with_feed=with_feed, width=width, zone=AMMAN).plain


def test_a_line_says_when_in_local_time_how_loud_and_what() -> None:
    line = StripLine(AT, "en", "update", "flash", "Desk: Rain.")
    assert show(line) == "12:30:00 FLASH   Desk: Rain."


def test_with_several_feeds_it_says_which() -> None:
    assert (
        show(StripLine(AT, "en", "update", "urgent", "Desk: Rain."), with_feed=True)
        == "12:30:00 en URGENT  Desk: Rain."
    )


def test_corrections_and_refiles_are_visible_as_such() -> None:
    line = StripLine(AT, "en", "correction", "urgent", "Desk: Rain.", note="no snow")
    assert show(line) == "12:30:00 URGENT  CORRECTION Desk: Rain. (correction: no snow)"
    assert " REFILE " in show(StripLine(AT, "en", "refile", "urgent", "Desk: Rain."))
    assert " RELEASED " in show(StripLine(AT, "en", "release", "urgent", "Desk: Rain."))


def test_a_substitute_says_so() -> None:
    assert show(StripLine(AT, "en", "update", "urgent", "x", is_substitute=True)).endswith(
        "x (replaces a line that was killed)"
    )


def test_a_kill_says_which_line_is_not_to_be_used() -> None:
    line = StripLine(AT, "en", "kill", "", "do not use", id="01JD", of=SHOWN)
    assert show(line) == "12:30:00 KILL do not use: the alert line of 12:30:00 (update 01JD)"


def test_a_kill_of_an_unknown_line_has_its_id() -> None:
    assert show(StripLine(AT, "en", "kill", "", "do not use", id="01JD")).endswith("do not use: update 01JD")


def test_what_went_while_nobody_looked_has_no_time() -> None:
    assert show(StripLine("", "en", "gone", "", "no longer stands", id="01JD", of=SHOWN)).startswith("--:--:-- GONE")


def test_in_a_terminal_rows_break_between_words_and_stand_under_each_other() -> None:
    line = StripLine(AT, "en", "update", "urgent", "Desk: It rains, and it will not stop.")
    assert show(line, width=42).splitlines() == [
        "12:30:00 URGENT  Desk: It rains, and it",
        "                 will not stop.",
    ]


def test_a_terminal_too_narrow_for_that_breaks_lines_itself() -> None:
    assert "\n" not in show(StripLine(AT, "en", "update", "urgent", "Desk: It rains, and it will not stop."), width=30)


def test_right_to_left_rows_keep_their_direction_to_themselves() -> None:
    line = StripLine(AT, "ar", "correction", "urgent", "Reuters: مطر غزير في عمان اليوم", note="ثلج", is_rtl=True)
    assert show(line, width=53).splitlines() == [
        "12:30:00 URGENT  CORRECTION \u2067Reuters: مطر غزير في عمان\u2069",
        "                            \u2067اليوم (correction: ثلج)\u2069",
    ]


def test_numbers_in_right_to_left_rows_keep_their_own_order() -> None:
    line = StripLine(AT, "ar", "update", "urgent", "الدفاع المدني: للاستفسار +961 1 234567", is_rtl=True)
    assert "\u2066+961 1 234567\u2069" in show(line, width=80)
    assert "\u2066" not in show(line)


def test_a_pipe_gets_one_line_and_the_text_as_it_is() -> None:
    line = StripLine(AT, "ar", "update", "urgent", "الدفاع المدني: مطر " * 20, is_rtl=True)
    assert show(line).endswith(line.text)


def test_headlines_are_no_markup_and_are_not_broken() -> None:
    words = "[red]x[/] :smile: " + "word " * 9 + "end"
    line = render(StripLine(AT, "en", "update", "urgent", words), with_feed=False, zone=AMMAN)
    out = io.StringIO()
    Console(file=out, markup=False, highlight=False, emoji=False, width=20).print(line, soft_wrap=True)
    assert out.getvalue() == f"12:30:00 URGENT  {words}\n"


def test_the_zone_is_the_terminals_where_none_is_given() -> None:
    assert " URGENT  x" in render(StripLine(AT, "en", "update", "urgent", "x"), with_feed=False).plain
