import itertools
from typing import Any

import orjson
import pytest

from tests.unit.newsroom.doubles import NOW_MS, draft
from ticker.errors import InvalidDraft
from ticker.model import Level, SourceKind
from ticker.newsroom.constraints import LIMITS, constraints
from ticker.newsroom.drafts import parse_correction, parse_reason

SERVED: dict[str, Any] = orjson.loads(constraints())


def test_each_field_has_three_limits_that_rise() -> None:
    for limits in SERVED["fields"].values():
        three = [limits["recommended"], limits["editorial"], limits["hard"]]
        assert all(lower < higher for lower, higher in itertools.pairwise(three))


def test_a_usual_line_is_within_what_is_recommended_and_the_longest_within_what_the_desk_wants() -> None:
    """Of a day's lines half have more than 100 characters, and the longest has 205."""
    limits = LIMITS["statement"]
    assert 100 * 1.25 < limits.recommended < 205 <= limits.editorial


def test_the_caps_are_those_of_the_contract() -> None:
    assert {field: limits["hard"] for field, limits in SERVED["fields"].items()} == {
        "attribution.name": 80,
        "attribution.role": 80,
        "statement": 280,
        "short": 55,
        "section": 32,
        "region": 32,
        "slug": 24,
        "link": 2000,
        "note": 280,
        "reason": 280,
    }


def filed_with(field: str, text: str) -> None:
    name, _, member = field.partition(".")
    body = draft(note="n")
    if member:
        body = draft(note="n", attribution={"name": "n", member: text})
    else:
        body[name] = text
    if field == "reason":
        parse_reason({"reason": text})
    else:
        parse_correction(body, now_ms=NOW_MS)


@pytest.mark.parametrize("field", LIMITS)
def test_the_served_cap_is_the_one_that_drafts_are_held_against(field: str) -> None:
    cap = SERVED["fields"][field]["hard"]
    start = "https://example.com/" if field == "link" else ""
    filed_with(field, start.ljust(cap, "x"))
    with pytest.raises(InvalidDraft) as refused:
        filed_with(field, start.ljust(cap + 1, "x"))
    assert [(error.field, error.limit) for error in refused.value.errors] == [(field, cap)]


def test_every_level_and_kind_of_source_is_told() -> None:
    assert [(row["level"], row["urgency"]) for row in SERVED["levels"]] == [
        (level.value, level.urgency) for level in Level
    ]
    assert [row["level"] for row in SERVED["levels"] if row["default"]] == ["urgent"]
    assert SERVED["source_kinds"] == [kind.value for kind in SourceKind]


def test_the_rules_of_texts_are_told_as_data() -> None:
    told = SERVED["text"]
    assert told["refused"]["bidi-override"] == [[0x202D, 0x202E]]
    assert told["dropped"]["soft-hyphen"] == [[0xAD, 0xAD]]
    assert (told["combining_marks_max"], told["cluster_max"]) == (6, 16)
    assert {field: limits["hard"] * told["code_points_per_grapheme"] + told["code_points_more"]
            for field, limits in SERVED["fields"].items() if field in ("statement", "attribution.name")} == {
        "attribution.name": 352,
        "statement": 1152,
    }  # fmt: skip
    assert set(told["fields"]) <= set(SERVED["fields"])


def test_every_rule_and_everything_cleaned_is_told_in_words() -> None:
    assert SERVED["rules"]["max-graphemes"]["es"] == "Como máximo {limit} caracteres."
    assert SERVED["cleaned"]["line-break"]["ar"] == "فواصل أسطر"
