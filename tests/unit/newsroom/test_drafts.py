import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.newsroom.doubles import NOW_MS, draft
from ticker.errors import InvalidDraft
from ticker.model import Level, SourceKind, rfc3339
from ticker.newsroom.body import parse_object
from ticker.newsroom.drafts import Draft, parse_correction, parse_draft, parse_reason

FAMILY = "👩\u200d👩\u200d👧"


def parse(members: dict[str, Any]) -> Draft:
    return parse_draft(members, now_ms=NOW_MS)


def broken(members: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    with pytest.raises(InvalidDraft) as refused:
        parse(members)
    return [(error.field, error.rule, error.limit) for error in refused.value.errors]


def test_the_least_draft_is_a_name_and_a_statement() -> None:
    filed = parse({"attribution": {"name": " Civil Defense "}, "statement": "Cafe\u0301"})
    assert filed.attribution.name == "Civil Defense"
    assert filed.statement == "Café"
    assert filed.level is Level.URGENT
    assert filed.expires is None


def test_a_draft_may_say_everything() -> None:
    filed = parse({
        "attribution": {"name": "الدفاع المدني", "role": "ناطق", "kind": "spokesperson"},
        "statement": "نص",
        "level": "flash",
        "dir": "ltr",
        "short": "نص",
        "section": "politics",
        "region": "mena",
        "slug": "LEBANON-ARMY/",
        "link": "https://example.com/a?b=c#d",
        "expires": rfc3339(NOW_MS + 60_000),
        "replaces": "01hzy",
    })  # fmt: skip
    assert filed.attribution.kind is SourceKind.SPOKESPERSON
    assert filed.level is Level.FLASH
    assert filed.expires == NOW_MS + 60_000
    assert filed.dir == "ltr"


def test_a_draft_tells_what_was_cleaned_in_which_text() -> None:
    filed = parse(draft(statement="a\u200bb\nc", short="\ufb01ve", attribution={"name": "A", "role": "\ufeffB"}))
    assert (filed.statement, filed.short, filed.attribution.role) == ("ab c", "five", "B")
    assert filed.cleaned == {
        "attribution.role": ("zero-width",),
        "statement": ("zero-width", "line-break"),
        "short": ("presentation-form",),
    }
    assert parse(draft()).cleaned == {}


def test_ids_slugs_and_links_are_never_cleaned() -> None:
    errors = broken(draft(section="sp\u200bort", link="https://example.com/\u200b", replaces="\ufeff01a"))
    assert errors == [("section", "slug", None), ("link", "url", None), ("replaces", "update-id", None)]


@pytest.mark.parametrize("text", ["x", "x" * 280, "é" * 280, FAMILY * 160])
def test_a_statement_has_up_to_280_graphemes(text: str) -> None:
    assert parse(draft(statement=text)).statement == text


@pytest.mark.parametrize(
    ("members", "errors"),
    [
        ({"statement": ""}, [("statement", "min-graphemes", 1)]),
        ({"statement": " \u3000"}, [("statement", "min-graphemes", 1)]),
        ({"statement": "\u200e"}, [("statement", "visible", None)]),
        ({"statement": "x" * 281}, [("statement", "max-graphemes", 280)]),
        ({"statement": FAMILY * 281}, [("statement", "max-code-points", 1152)]),
        (
            {"attribution": {"name": "👩\u200d" * 2000}},
            [("attribution.name", "max-cluster", 16), ("attribution.name", "max-code-points", 352)],
        ),
        ({"statement": 5}, [("statement", "string", None)]),
        ({"statement": None}, [("statement", "string", None)]),
        ({"statement": ["a"]}, [("statement", "string", None)]),
        ({"statement": "a" + "\u0316" * 7}, [("statement", "combining-marks", 6)]),
        ({"statement": "\x00" * 281}, [("statement", "control-character", None), ("statement", "max-graphemes", 280)]),
        ({"attribution": None}, [("attribution", "object", None)]),
        ({"attribution": "Army"}, [("attribution", "object", None)]),
        ({"attribution": {}}, [("attribution.name", "required", None)]),
        ({"attribution": {"name": "x" * 81}}, [("attribution.name", "max-graphemes", 80)]),
        ({"attribution": {"name": "a\u202e"}}, [("attribution.name", "bidi-override", None)]),
        ({"dir": "auto"}, [("dir", "one-of", None)]),
        ({"dir": None}, [("dir", "one-of", None)]),
        ({"attribution": {"name": "a", "role": "x" * 81}}, [("attribution.role", "max-graphemes", 80)]),
        ({"attribution": {"name": "a", "kind": "rumour"}}, [("attribution.kind", "one-of", None)]),
        ({"attribution": {"name": "a", "org": "b"}}, [("attribution.org", "unknown-field", None)]),
        ({"attribution": {"name": "a", "id": "b"}}, [("attribution.id", "unknown-field", None)]),
        ({"level": "loud"}, [("level", "one-of", None)]),
        ({"level": 3}, [("level", "one-of", None)]),
        ({"level": ["flash"]}, [("level", "one-of", None)]),
        ({"short": "x" * 56}, [("short", "max-graphemes", 55)]),
        ({"short": None}, [("short", "string", None)]),
        ({"short": "<b>"}, [("short", "markup", None)]),
        ({"section": "Politics"}, [("section", "slug", None)]),
        ({"section": ""}, [("section", "slug", None)]),
        ({"region": "x" * 33}, [("region", "max-graphemes", 32)]),
        ({"slug": "x" * 25}, [("slug", "max-graphemes", 24)]),
        ({"replaces": "a b"}, [("replaces", "update-id", None)]),
        ({"replaces": ""}, [("replaces", "update-id", None)]),
        ({"embargo": None}, [("embargo", "not-supported-yet", None)]),
        ({"id": "01"}, [("id", "not-allowed", None)]),
        ({"first_created": "2026-01-01T00:00:00Z"}, [("first_created", "not-allowed", None)]),
        ({"headline": "a"}, [("headline", "not-allowed", None)]),
        ({"note": "a"}, [("note", "unknown-field", None)]),
        ({"x" * 99: 1}, [("x" * 80, "unknown-field", None)]),
        (
            {"statement": "", "level": "x", "embargo": "y", "attribution": {"name": 1}},
            [
                ("attribution.name", "string", None),
                ("statement", "min-graphemes", 1),
                ("level", "one-of", None),
                ("embargo", "not-supported-yet", None),
            ],
        ),
    ],
)
def test_each_broken_rule_names_its_field(members: dict[str, Any], errors: list[tuple[str, str, int | None]]) -> None:
    assert broken(draft(**members)) == errors


def test_missing_fields_are_required() -> None:
    assert broken({}) == [("attribution", "required", None), ("statement", "required", None)]


def test_optional_texts_that_are_empty_are_left_out() -> None:
    filed = parse(draft(short=" ", slug="", attribution={"name": "a", "role": ""}))
    assert (filed.short, filed.slug, filed.attribution.role) == (None, None, None)


def test_lone_surrogates_are_refused_by_field() -> None:
    body = rb'{"attribution": {"name": "a\udc00"}, "statement": "\ud800"}'
    with pytest.raises(InvalidDraft) as refused:
        parse_draft(parse_object(body), now_ms=NOW_MS)
    assert [(error.field, error.rule) for error in refused.value.errors] == [
        ("attribution.name", "lone-surrogate"),
        ("statement", "lone-surrogate"),
    ]


def test_the_number_of_errors_is_bounded() -> None:
    assert len(broken(draft(**{f"field{number}": 1 for number in range(500)}))) == 32


def test_a_refusal_does_not_carry_the_draft_into_a_log() -> None:
    with pytest.raises(InvalidDraft) as refused:
        parse(draft(statement=1))
    assert refused.value.__context__ is None


def test_a_correction_is_a_whole_draft_with_a_note() -> None:
    assert parse_correction(draft(note=" The number was wrong. "), now_ms=NOW_MS).note == ("The number was wrong.")


@pytest.mark.parametrize(
    ("members", "error"),
    [
        (draft(), ("note", "required")),
        (draft(note=""), ("note", "min-graphemes")),
        (draft(note="x" * 281), ("note", "max-graphemes")),
        (draft(note="a\tb"), ("note", "control-character")),
        ({"note": "a", "statement": "b"}, ("attribution", "required")),
    ],
)
def test_a_correction_without_a_proper_note_is_refused(members: dict[str, Any], error: tuple[str, str]) -> None:
    with pytest.raises(InvalidDraft) as refused:
        parse_correction(members, now_ms=NOW_MS)
    assert [(found.field, found.rule) for found in refused.value.errors] == [error]


def test_an_act_may_give_a_reason() -> None:
    for members in ({}, {"reason": ""}):
        assert parse_reason(members).reason is None
    said = parse_reason({"reason": " Not confirmed\n"})
    assert said.reason == "Not confirmed"
    assert said.cleaned == {"reason": ("line-break",)}


@pytest.mark.parametrize("members", [{"reason": 5}, {"why": "a"}, {"reason": "a\0"}])
def test_an_act_takes_nothing_but_a_reason(members: dict[str, Any]) -> None:
    with pytest.raises(InvalidDraft):
        parse_reason(members)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*Draft.model_fields, "note", "embargo", "id"])


@given(st.dictionaries(NAMES, JSON, max_size=6))
def test_whatever_json_is_filed_is_a_draft_or_an_invalid_one(members: dict[str, Any]) -> None:

    with contextlib.suppress(InvalidDraft):
        assert parse_draft(parse_object(json.dumps(members).encode()), now_ms=NOW_MS).statement
