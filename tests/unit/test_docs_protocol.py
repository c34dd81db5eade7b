"""The contract's page against the code: every table, and every example."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.contracts import ASYNCAPI, OPENAPI, broken
from tests.pages import PROTOCOL, bare, quoted, rows, text
from ticker.errors import InvalidDraft
from ticker.model import EntryKind, Level, Role
from ticker.newsroom import rule_wording
from ticker.newsroom.body import parse_object
from ticker.newsroom.constraints import DISPLAY, LIMITS, TEXTS
from ticker.newsroom.drafts import MADE_BY_THE_SERVER, parse_correction, parse_draft, parse_reason
from ticker.newsroom.roles import RIGHTS
from ticker.newsroom.text import CLEANED
from ticker.surfaces.report import parse_report
from ticker.wire.json_objects import GapReason, LiveState
from ticker.wire.problems import ProblemKind

NOW_MS: Final = 1_780_000_000_000


def test_every_problem_is_documented_with_its_status_and_its_title() -> None:
    documented = [(bare(kind), int(status), title) for kind, status, title in rows(PROTOCOL, "Problems")]
    assert documented == [(kind.code, kind.status, kind.title) for kind in ProblemKind]


def test_every_limit_is_documented() -> None:
    documented = {
        bare(name): (int(hard), int(editorial), int(recommended))
        for name, hard, editorial, recommended, _ in rows(PROTOCOL, "Drafts")
    }
    assert documented == {name: (limits.hard, limits.editorial, limits.recommended) for name, limits in LIMITS.items()}
    required = {bare(row[0]) for row in rows(PROTOCOL, "Drafts") if row[4].startswith("required")}
    assert required == {name for name, limits in LIMITS.items() if limits.required}


def test_every_level_is_documented_with_what_it_means() -> None:
    documented = [[bare(cell) for cell in row] for row in rows(PROTOCOL, "Constraints")]
    shown = [[level, str(level.urgency), *map(str, dataclasses.astuple(DISPLAY[level]))] for level in Level]
    assert documented == [[*row[:-1], {"True": "yes", "False": "no"}[row[-1]]] for row in shown]


def test_the_table_of_roles_is_the_one_that_is_kept() -> None:
    documented = {bare(row[0]): [cell != "–" for cell in row[1:4]] for row in rows(PROTOCOL, "Who may")}
    columns = (
        {EntryKind.UPDATE},
        {EntryKind.CORRECTION, EntryKind.REFILE},
        {EntryKind.HOLD, EntryKind.RELEASE, EntryKind.KILL},
    )
    assert documented == {role.value: [column <= RIGHTS[role].acts for column in columns] for role in Role}


def test_every_reason_of_a_gap_and_every_state_is_documented() -> None:
    assert {bare(row[0]) for row in rows(PROTOCOL, "`gap`")} == set(GapReason)
    assert {bare(row[0]) for row in rows(PROTOCOL, "`status`")} == set(LiveState)


ALL_STRINGS: Final = (*TEXTS, "section", "region", "link", "expires", "replaces")
BAD_TEXTS: Final[dict[str, Any]] = {
    "string": 5,
    "max-graphemes": "x" * 281,
    "visible": "\u200d",
    "control-character": "a\tb",
    "max-code-points": "👩\u200d👩" * 576,
    "max-cluster": "👩\u200d" * 9,
    "noncharacter": "a\ufffeb",
    "private-use": "a\ue000b",
    "lone-surrogate": "a\ud800b",
    "bidi-override": "a\u202eb",
    "replacement-character": "a\ufffdb",
    "combining-marks": "a" + "\u0316" * 7,
    "markup": "a <b>",
}
BAD_OTHERS: Final[dict[tuple[str, str], Any]] = {
    ("min-graphemes", "attribution.name"): " ",
    ("min-graphemes", "statement"): " ",
    ("min-graphemes", "note"): " ",
    ("object", "attribution"): "Civil Defense",
    ("max-graphemes", "section"): "x" * 33,
    ("max-graphemes", "region"): "x" * 33,
    ("slug", "section"): "Not a slug",
    ("slug", "region"): "-",
    ("one-of", "level"): "loud",
    ("one-of", "dir"): "auto",
    ("one-of", "attribution.kind"): "somebody",
    ("url", "link"): "https://news example",
    ("https", "link"): "http://news.example",
    ("credentials", "link"): "https://me@news.example",
    ("max-characters", "link"): "https://news.example/" + "x" * 2_000,
    ("date-time", "expires"): "tomorrow",
    ("future", "expires"): "2020-01-01T00:00:00Z",
    ("max-days", "expires"): "2030-01-01T00:00:00Z",
    ("update-id", "replaces"): "no id",
    ("unknown-field", "colour"): "red",
    ("not-supported-yet", "embargo"): "2030-01-01T00:00:00Z",
}
BAD_BODIES: Final = {
    "utf-8": b'{"statement": "\xff"}',
    "json": b"{",
    "object": b"[]",
    "too-deep": b"[" * 33 + b"]" * 33,
    "duplicate-name": b'{"a": 1, "a": 1}',
    "lone-surrogate": b'{"\\ud800": 1}',
}


def bodies() -> Iterator[dict[str, Any]]:
    """Return bodies that between them break every rule."""
    bad = [((rule, name), value) for rule, value in BAD_TEXTS.items() for name in TEXTS]
    bad += [(("string", name), 5) for name in ALL_STRINGS]
    bad += [*BAD_OTHERS.items(), *((("not-allowed", name), 1) for name in MADE_BY_THE_SERVER)]
    for (_, name), value in bad:
        draft: dict[str, Any] = {"attribution": {"name": "A"}, "statement": "B", "note": "C"}
        at, _, inner = name.partition(".")
        if inner:
            draft[at][inner] = value
        else:
            draft[at] = value
        yield {name: value} if name == "reason" else draft
    yield {}
    yield {"attribution": {}}


def provoked() -> Iterator[tuple[str, str]]:
    """Return every rule that was broken, with the field that broke it."""
    for body in bodies():
        try:
            if "reason" in body:
                parse_reason(parse_object(json.dumps(body).encode()))
            else:
                parse_correction(parse_object(json.dumps(body).encode()), now_ms=NOW_MS)
        except InvalidDraft as refused:
            yield from ((error.rule, error.field) for error in refused.errors)


def documented_rules() -> set[tuple[str, str]]:
    found = set()
    for rule, fields, _ in rows(PROTOCOL, "Rules"):
        names = {"any other": ["colour"]}.get(fields, [*quoted(fields), *(TEXTS if "texts" in fields else ())])
        found |= {(bare(rule), name) for name in names}
    return found


def test_every_rule_is_documented_with_each_field_that_can_break_it() -> None:
    by_the_log = {("killed-update", "replaces")}
    assert documented_rules() == set(provoked()) | by_the_log


def test_everything_that_is_cleaned_is_documented_in_the_order_of_the_header() -> None:
    documented = [bare(row[0]) for row in rows(PROTOCOL, "Cleaning")]
    assert documented == list(CLEANED) == list(rule_wording.CLEANED)


def test_every_rule_has_words_in_every_language() -> None:
    named = {rule for rule, _ in documented_rules()} | {bare(rule) for rule, _, _ in rows(PROTOCOL, "Rules", 1)}
    assert set(rule_wording.RULES) == named
    for sentences in (*rule_wording.RULES.values(), *rule_wording.CLEANED.values()):
        assert list(sentences) == ["en", "ar", "es"]
        assert all(sentences.values())
        assert len({"{limit}" in sentence for sentence in sentences.values()}) == 1


def test_every_rule_of_a_body_is_documented() -> None:
    documented = {(bare(rule), bare(name)) for rule, name, _ in rows(PROTOCOL, "Rules", 1)}
    found = set()
    for body in BAD_BODIES.values():
        with pytest.raises(InvalidDraft) as refused:
            parse_draft(parse_object(body), now_ms=NOW_MS)
        found |= {(error.rule, error.field) for error in refused.value.errors}
    assert documented == found
    assert {rule for rule, _ in found} == set(BAD_BODIES)


def examples(page: str) -> list[Any]:
    return [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL)]


def test_every_example_is_what_it_shows() -> None:
    shown = examples(PROTOCOL)
    assert shown
    for example in shown:
        kind = example.get("type")
        if "shown" in example:
            assert broken(OPENAPI, "/components/schemas/Report", example) == []
            parse_report(example, name="studio-1", now_ms=NOW_MS)
        elif kind is None:
            assert broken(OPENAPI, "/components/schemas/Draft", example) == []
            parse_draft(example, now_ms=NOW_MS)
        elif kind.startswith("urn:"):
            assert broken(OPENAPI, "/components/schemas/Problem", example) == []
        else:
            assert broken(ASYNCAPI, f"/components/messages/{kind}/payload", example) == []
