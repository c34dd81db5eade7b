from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from tests.unit.newsroom.doubles import refused
from ticker import errors
from ticker.errors import NotJson, StaleVersion, StoreUnavailable
from ticker.newsroom.problems import Refusal, exception_responses, refusal_of
from ticker.wire.origins import Origins
from ticker.wire.problems import ProblemKind

RAISED: dict[str, Exception] = {
    "refusal": Refusal(ProblemKind.FORBIDDEN, "Not you.", headers={"X-Why": "because"}),
    "error": StaleVersion(2),
    "outage": StoreUnavailable("gone"),
    "http": HTTPException(401, "Say who", headers={"WWW-Authenticate": "Bearer"}),
    "teapot": HTTPException(418),
    "bug": ZeroDivisionError("secret detail"),
}


async def get(path: str, *, readers: str = "*", **headers: str) -> httpx.Response:
    async def fail(request: Request) -> Any:
        raise RAISED[request.path_params["what"]]

    app = Starlette(routes=[Route("/{what}", fail)], exception_handlers=exception_responses(Origins.parse(readers)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/refusal", (403, "forbidden")),
        ("/error", (412, "stale-version")),
        ("/outage", (503, "store-unavailable")),
        ("/http", (401, "unauthenticated")),
        ("/teapot", (400, "bad-request")),
        ("/bug", (500, "internal")),
        ("/no/such/path", (404, "not-found")),
    ],
)
async def test_every_failure_is_a_problem(path: str, expected: tuple[int, str]) -> None:
    response = await get(path)
    assert refused(response) == expected
    assert response.headers["Cache-Control"] == "no-store"
    assert "secret" not in response.text


async def test_headers_and_detail_of_a_failure_go_with_it() -> None:
    assert (await get("/refusal")).headers["X-Why"] == "because"
    said = await get("/http")
    assert said.headers["WWW-Authenticate"] == "Bearer"
    assert said.json()["detail"] == "Say who"
    assert (await get("/no/such/path")).json()["detail"] == ProblemKind.NOT_FOUND.advice


async def test_pages_that_may_read_may_see_why_they_may_not() -> None:
    assert (await get("/nothing/here")).headers["Access-Control-Allow-Origin"] == "*"
    listed = await get("/error", readers="https://a.example", Origin="https://a.example")
    assert listed.headers["Access-Control-Allow-Origin"] == "https://a.example"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotJson("json"), 400),
        (errors.InvalidDraft(errors.FieldError("statement", "required")), 422),
        (errors.InvalidCursor("x"), 400),
        (errors.NoSuchUpdate(), 404),
        (errors.NotYourUpdate(), 403),
        (errors.NotAllowedInState("canceled"), 409),
        (errors.StaleVersion(4), 412),
        (errors.NotReplaceable(), 422),
        (errors.IdempotencyMismatch(), 422),
        (errors.StoreUnavailable("gone"), 503),
        (errors.StoreUnsuitable("too old"), 500),
    ],
)
def test_every_error_has_its_status(error: errors.TickerError, status: int) -> None:
    assert refusal_of(error).kind.status == status


def test_every_refusal_of_the_log_is_in_the_table() -> None:
    for kind in errors.ActRefused.__subclasses__():
        assert refusal_of(kind.__new__(kind)).kind.status < 500, kind


def test_a_refusal_is_itself() -> None:
    refusal = refusal_of(errors.StaleVersion(4))
    assert isinstance(refusal, Refusal)
    assert refusal_of(refusal) is refusal
    assert refusal.detail.startswith("version 4 stands. Read the update again")


def test_a_substitute_for_what_was_not_killed_names_the_field() -> None:
    assert list(refusal_of(errors.NotReplaceable()).errors) == [errors.FieldError("replaces", "killed-update")]


@pytest.mark.parametrize(
    ("may_stand", "detail"),
    [
        (True, "It may stand: retry with the same Idempotency-Key."),
        (False, "Nothing was written: try again in some seconds."),
    ],
)
def test_an_outage_says_whether_the_write_may_stand_and_when_to_come_back(*, may_stand: bool, detail: str) -> None:
    refusal = refusal_of(errors.StoreUnavailable("redis://inside: gone", may_stand=may_stand))
    assert refusal.detail == detail
    assert refusal.headers == {"Retry-After": "2"}
