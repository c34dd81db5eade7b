from http import HTTPStatus

import orjson
import pytest

from ticker.errors import FieldError
from ticker.wire.problems import PROBLEM_TYPE, ProblemKind, kind_of_status, problem, problem_parts


def test_a_problem_says_type_title_and_status() -> None:
    assert orjson.loads(problem(ProblemKind.NO_SUCH_FEED)) == {
        "type": "urn:ticker:problem:no-such-feed",
        "title": "There is no such feed",
        "status": 404,
        "detail": "GET /v1/feeds lists the feeds; ticker feeds add makes one.",
    }


def test_a_problem_names_field_and_rule() -> None:
    errors = [FieldError("attribution.name", "max-graphemes", 80), FieldError("embargo", "not-supported-yet")]
    assert orjson.loads(problem(ProblemKind.INVALID_DRAFT, "Two rules.", errors)) == {
        "type": "urn:ticker:problem:invalid-draft",
        "title": "The draft breaks rules",
        "status": 422,
        "detail": "Two rules.",
        "errors": [
            {"field": "attribution.name", "rule": "max-graphemes", "limit": 80},
            {"field": "embargo", "rule": "not-supported-yet"},
        ],
    }


def test_types_are_unique_and_statuses_exist() -> None:
    assert len({kind.type for kind in ProblemKind}) == len(ProblemKind)
    assert all(HTTPStatus(kind.status) >= HTTPStatus.BAD_REQUEST for kind in ProblemKind)


def test_a_response_is_never_cached_and_has_the_headers_that_are_added() -> None:
    body, status, headers = problem_parts(ProblemKind.NOT_READY, "Wait.", headers={"Retry-After": "1"})
    assert (body, status) == (problem(ProblemKind.NOT_READY, "Wait."), 503)
    assert list(headers.items()) == [
        ("Content-Type", PROBLEM_TYPE),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Retry-After", "1"),
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ProblemKind.BAD_REQUEST),
        (404, ProblemKind.NOT_FOUND),
        (405, ProblemKind.METHOD_NOT_ALLOWED),
        (418, ProblemKind.BAD_REQUEST),
        (500, ProblemKind.INTERNAL),
        (503, ProblemKind.STORE_UNAVAILABLE),
        (599, ProblemKind.INTERNAL),
    ],
)
def test_every_status_has_a_kind(status: int, kind: ProblemKind) -> None:
    assert kind_of_status(status) is kind
