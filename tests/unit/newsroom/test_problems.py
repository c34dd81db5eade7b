from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from tests.unit.newsroom.doubles import refused
from ticker.errors import StaleVersion, StoreUnavailable
from ticker.newsroom.problems import exception_responses
from ticker.newsroom.refusals import Refusal
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
