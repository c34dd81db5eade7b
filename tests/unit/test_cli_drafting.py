"""From options to drafts."""

import io
import sys
from typing import Any

import pytest

from ticker.cli.console import CommandFailed
from ticker.cli.drafting import draft, read_statement, redraft
from ticker.model import SourceKind

STANDING = {
    "type": "update", "id": "01JD", "version": 2, "pubstatus": "usable", "level": "alert", "urgency": 2,
    "attribution": {"name": "Civil Defense", "role": "Spokesman"}, "statement": "Fire.", "short": "Fire",
    "headline": "Civil Defense, Spokesman: Fire.", "expires": "2027-01-31T18:00:00.000Z", "language": "en",
    "dir": "ltr",
}  # fmt: skip


def test_what_was_not_given_is_left_out() -> None:
    made = draft("Desk", "Rain.", role=None, kind=SourceKind.OFFICIAL, level=None, short="R")
    assert made == {"attribution": {"name": "Desk", "kind": "official"}, "statement": "Rain.", "short": "R"}


def test_what_stands_stays_but_for_the_changes() -> None:
    whole = redraft(STANDING, draft(None, "Fire is out.", role="Chief", kind=None))
    assert whole == {
        "attribution": {"name": "Civil Defense", "role": "Chief"}, "statement": "Fire is out.", "level": "alert",
        "short": "Fire", "expires": "2027-01-31T18:00:00.000Z",
    }  # fmt: skip


def test_the_same_changes_make_the_same_bytes_before_and_after_they_stand() -> None:
    changes = draft(None, "Out.", role=None, kind=None, level="flash", section="fire")
    once = redraft(STANDING, changes)
    again = redraft({**STANDING, **once, "version": 3, "note": "x"}, changes)
    assert list(once.items()) == list(again.items())


def test_a_direction_that_somebody_said_stays_with_its_words() -> None:
    said = {**STANDING, "dir": "rtl"}
    changes = draft(None, None, role="Chief", kind=None)
    assert redraft(said, changes)["dir"] == "rtl"
    assert "dir" not in redraft(STANDING, changes)
    assert "dir" not in redraft(said, draft(None, "Out.", role=None, kind=None))
    assert redraft(said, draft(None, "Out.", role=None, kind=None, dir="rtl"))["dir"] == "rtl"


def test_words_that_are_not_given_out_must_be_given_whole() -> None:
    held: dict[str, Any] = {"id": "01JD", "version": 3, "pubstatus": "withheld"}
    with pytest.raises(CommandFailed, match=r"withheld.*--from"):
        redraft(held, draft(None, "Out.", role=None, kind=None))
    assert redraft(held, draft("Desk", "Out.", role=None, kind=None))["statement"] == "Out."


def test_nothing_can_follow_a_kill() -> None:
    killed: dict[str, Any] = {"id": "01JD", "version": 3, "pubstatus": "canceled"}
    with pytest.raises(CommandFailed, match=r"nothing can follow a kill.*--replaces 01JD"):
        redraft(killed, draft("Desk", "Out.", role=None, kind=None))


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with pytest.raises(CommandFailed, match="nothing changes"):
        redraft(STANDING, {})


def test_a_dash_reads_the_text_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("خبر عاجل\n".encode()), "ascii"))
    assert read_statement("-") == "خبر عاجل"
    assert read_statement("as it is") == "as it is"


def test_a_byte_order_mark_before_stdin_is_dropped_and_bytes_that_are_no_text_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for given, read in ((b"\xef\xbb\xbfRain.\r\n", "Rain."), (b"\xef\xbb\xbf\xff\n", "\udcff")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "ascii"))
        assert read_statement("-") == read
