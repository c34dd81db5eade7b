"""Problems as a person would want them."""

import httpx
import pytest

from ticker.cli.problems import Problem, RequestRefused, explain
from ticker.errors import FieldError


def test_each_field_is_named_with_what_is_wrong_with_it() -> None:
    body = {
        "type": "urn:ticker:problem:invalid-draft", "title": "The draft breaks rules", "status": 422,
        "errors": [
            {"field": "attribution.name", "rule": "max-graphemes", "limit": 80},
            {"field": "colour", "rule": "unknown-field"},
        ],
    }  # fmt: skip
    assert Problem.read(httpx.Response(422, json=body)).lines == (
        "422 The draft breaks rules",
        "  attribution.name: At most 80 characters. (max-graphemes)",
        "  colour: No such field. (unknown-field)",
    )


def test_the_detail_is_shown_where_there_is_one() -> None:
    body = {"title": "Not allowed", "detail": "the update is withheld"}
    assert Problem.read(httpx.Response(409, json=body)).lines == ("409 Not allowed: the update is withheld",)


@pytest.mark.parametrize("content", [b"<html>502</html>", b"[]", b"\xff", b""])
def test_an_answer_of_somebody_else_is_a_problem_too(content: bytes) -> None:
    assert Problem.read(httpx.Response(502, content=content)).lines == ("502 Bad Gateway",)


def test_a_problem_cannot_control_the_terminal() -> None:
    body = {"title": "a\x1b[2J", "errors": [{"field": "\x07x", "rule": "odd", "limit": "many"}, "y"]}
    assert Problem.read(httpx.Response(400, json=body)).lines == ("400 a[2J", "  x breaks a rule (odd)")


def test_an_unknown_rule_is_shown_by_its_name_and_limit() -> None:
    assert explain(FieldError("link", "max-dots", 3)) == "link breaks a rule (max-dots, limit 3)"
    assert explain(FieldError("link", "odd")) == "link breaks a rule (odd)"


def test_what_is_empty_is_needed() -> None:
    assert explain(FieldError("statement", "min-graphemes", 1)) == "statement: Needed. (min-graphemes)"


def test_what_a_person_at_a_terminal_can_do_is_said_in_the_terminal_s_words() -> None:
    stale = RequestRefused(Problem(412, "Another version stands", "version 2 stands"))
    assert str(stale).splitlines()[1:] == ["  leave out --version to act on what stands"]
    no_time = RequestRefused(Problem(422, "The draft breaks rules", "", (FieldError("expires", "date-time"),)))
    assert str(no_time).splitlines()[2:] == ["  or say for how long: 90s, 20m, 6h, 7d"]
