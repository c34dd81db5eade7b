"""Replay files."""

import json
from typing import Any

import pytest

from ticker.cli.script import Act, BadScript, parse_script
from ticker.model import EntryKind

DRAFT = {"attribution": {"name": "Desk"}, "statement": "It rains."}
UPDATE = {"at": 1, "feed": "en", "ref": "rain", "act": "update", "draft": DRAFT}


def lines(*acts: dict[str, Any] | str) -> list[bytes]:
    return [act.encode() if isinstance(act, str) else json.dumps(act).encode() for act in acts]


def later(act: str, **more: Any) -> dict[str, Any]:
    return {"at": 2, "feed": "en", "ref": "rain", "act": act, **more}


def test_lines_become_acts_and_empty_ones_are_passed_over() -> None:
    acts = parse_script(lines(UPDATE, "  \n", later("correction", draft=DRAFT, note="Not snow."), later("kill")))
    assert acts == [
        Act(1, 1.0, "en", "rain", EntryKind.UPDATE, DRAFT),
        Act(3, 2.0, "en", "rain", EntryKind.CORRECTION, DRAFT, "Not snow."),
        Act(4, 2.0, "en", "rain", EntryKind.KILL),
    ]


def test_the_same_ref_in_two_feeds_is_two_updates() -> None:
    assert len(parse_script(lines(UPDATE, {**UPDATE, "feed": "ar"}))) == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        ({**UPDATE, "when": 3}, '"when" is no field'),
        ({**UPDATE, "at": "3"}, '"at"'),
        ({**UPDATE, "at": -1}, '"at"'),
        ({**UPDATE, "at": True}, '"at"'),
        ({**UPDATE, "feed": "EN"}, '"feed"'),
        ({**UPDATE, "ref": ""}, '"ref"'),
        ({**UPDATE, "act": "publish"}, '"act" is "publish"'),
        ({**UPDATE, "act": ["kill"]}, '"act" is'),
        ({**UPDATE, "draft": None}, 'update needs a "draft"'),
        ({**UPDATE, "note": "x"}, '"note"'),
        ({**UPDATE, "ref": "snow", "act": "kill", "draft": None}, "no update"),
    ],
)
def test_a_wrong_line_is_named(wrong: dict[str, Any] | str, words: str) -> None:
    with pytest.raises(BadScript) as refused:
        parse_script(lines({**UPDATE, "ref": "sun", "at": 0}, wrong))
    assert refused.value.line == 2
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("before", "then", "words"),
    [
        ([], UPDATE, "already"),
        ([], {**UPDATE, "ref": "sun", "at": 0.5}, "goes back"),
        ([], later("release"), "usable"),
        ([], later("correction", draft=DRAFT), '"note"'),
        ([], later("kill", draft=DRAFT), 'has no "draft"'),
        ([later("hold")], later("hold"), "withheld"),
        ([later("kill")], later("refile", draft=DRAFT), "was killed"),
    ],
)
def test_what_cannot_follow_is_found_before_anything_is_filed(
    before: list[dict[str, Any]], then: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadScript, match=words):
        parse_script(lines(UPDATE, *before, then))


def test_a_correction_ends_a_hold() -> None:
    parse_script(lines(UPDATE, later("hold"), later("correction", draft=DRAFT, note="x"), later("hold"), later("kill")))


def test_what_is_no_text_is_said_so() -> None:
    with pytest.raises(BadScript, match="line 1"):
        parse_script([b"\xff\xfe{\x00}\x00"])


def test_an_empty_file_is_no_script() -> None:
    with pytest.raises(BadScript, match="empty"):
        parse_script([b"\n"])
