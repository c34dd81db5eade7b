from typing import Any, Final

import pytest

from tests.examples import NOW_MS
from ticker.model import Cursor, Epoch, UpdateId
from ticker.newsroom.problems import Refusal
from ticker.store.surfaces import Shown, SurfaceReport
from ticker.surfaces.report import SHOWN_MAX, parse_report
from ticker.wire.problems import ProblemKind

BODY: Final[dict[str, Any]] = {
    "kind": "lower-third",
    "cursor": "epoch001.7",
    "shown": [{"id": "01JAB", "version": 2}],
    "state": "live",
    "delay_s": 2.5,
}


def parse(**members: Any) -> SurfaceReport:
    return parse_report(BODY | members, name="studio-1", now_ms=NOW_MS)


def broken_by(members: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    with pytest.raises(Refusal) as refused:
        parse_report(members, name="studio-1", now_ms=NOW_MS)
    assert refused.value.kind is ProblemKind.INVALID_REPORT
    return [(error.field, error.rule, error.limit) for error in refused.value.errors]


def test_a_report_is_read_as_it_is_written() -> None:
    cursor = Cursor(Epoch("epoch001"), 7)
    shown = (Shown(UpdateId("01JAB"), 2),)
    assert parse() == SurfaceReport("studio-1", "lower-third", cursor, shown, "live", 2.5, NOW_MS, NOW_MS)


def test_a_surface_that_has_read_nothing_has_no_cursor() -> None:
    assert parse(cursor=None, shown=[], delay_s=0).cursor is None


def test_a_surface_with_an_operator_says_what_it_was_told() -> None:
    assert parse().mode is None
    assert parse(mode="held").mode == "held"
    assert broken_by(BODY | {"mode": "On Air"}) == [("mode", "word", None)]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"kind": "Lower Third"}, ("kind", "word", None)),
        ({"kind": 7}, ("kind", "string", None)),
        ({"state": ""}, ("state", "word", None)),
        ({"state": "live\n"}, ("state", "word", None)),
        ({"cursor": "nowhere"}, ("cursor", "cursor", None)),
        ({"cursor": 7}, ("cursor", "cursor", None)),
        ({"shown": {}}, ("shown", "list", None)),
        ({"shown": ["01JAB"]}, ("shown.0", "object", None)),
        ({"shown": [{"id": "<b>", "version": 1}]}, ("shown.0.id", "word", None)),
        ({"shown": [{"id": "a"}]}, ("shown.0.version", "required", None)),
        ({"shown": [{"id": "a", "version": 0}]}, ("shown.0.version", "min", 1)),
        ({"shown": [{"id": "a", "version": 1.5}]}, ("shown.0.version", "whole-number", None)),
        ({"shown": [{"id": "a", "version": True}]}, ("shown.0.version", "whole-number", None)),
        ({"shown": [{"id": "a", "version": 1}] * (SHOWN_MAX + 1)}, ("shown", "max-length", SHOWN_MAX)),
        ({"delay_s": 31}, ("delay_s", "max", 30)),
        ({"delay_s": -1}, ("delay_s", "min", 0)),
        ({"delay_s": "2"}, ("delay_s", "number", None)),
        ({"words": "never"}, ("words", "unknown-field", None)),
    ],
)
def test_every_broken_rule_is_named(members: dict[str, Any], expected: tuple[str, str, int | None]) -> None:
    assert broken_by(BODY | members) == [expected]


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert broken_by({}) == [(name, "required", None) for name in BODY]


def test_the_errors_of_one_report_are_bounded() -> None:
    assert len(broken_by(BODY | {f"more-{number}": 1 for number in range(100)})) == 32
