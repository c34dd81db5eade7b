from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import httpx
import pytest

from tests.unit.newsroom.doubles import House, draft, refused
from ticker.errors import StoreUnavailable

SESSION = "/v1/session"
OWN = "http://desk.example"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.client.aclose()


def cookie_of(response: httpx.Response) -> dict[str, str]:
    (morsel,) = SimpleCookie(response.headers["Set-Cookie"]).values()
    return {"value": morsel.value} | {name: str(value) for name, value in morsel.items() if value}


async def test_a_key_starts_a_session(house: House) -> None:
    response = await house.post(SESSION)
    assert response.status_code == 200
    assert response.json() == {"id": "e1", "name": "Desk", "role": "editor", "feeds": ["*"]}
    assert response.headers["Cache-Control"] == "no-store"
    cookie = cookie_of(response)
    assert cookie.pop("value").count(".") == 2
    assert cookie == {"httponly": "True", "max-age": "43200", "path": "/", "samesite": "strict"}
    assert (await house.client.get(SESSION)).json()["name"] == "Desk"


async def test_nobody_is_signed_in_without_a_session(house: House) -> None:
    assert refused(await house.client.get(SESSION)) == (401, "unauthenticated")


@pytest.mark.parametrize("key", [None, "tk_wrong"])
async def test_only_a_key_starts_a_session(house: House, key: str | None) -> None:
    assert refused(await house.post(SESSION, key=key)) == (401, "unauthenticated")


async def test_a_session_does_not_start_another(house: House) -> None:
    await house.post(SESSION)
    assert refused(await house.post(SESSION, key=None, Origin=OWN)) == (401, "unauthenticated")


async def test_a_surface_has_no_session(house: House) -> None:
    assert refused(await house.post(SESSION, key="tk_surface")) == (403, "forbidden")


async def test_ending_a_session_takes_the_cookie_and_refuses_its_copy(house: House) -> None:
    token = cookie_of(await house.post(SESSION))["value"]
    response = await house.client.delete(SESSION, headers={"Origin": OWN})
    assert response.status_code == 204
    assert cookie_of(response)["max-age"] == "0"
    copy = {"Cookie": f"ticker_session={token}"}
    assert refused(await house.client.get(SESSION, headers=copy)) == (401, "unauthenticated")


async def test_a_session_that_cannot_be_ended_everywhere_runs_on_and_says_so(house: House) -> None:
    await house.post(SESSION)
    house.keyring.outage = StoreUnavailable("away")
    response = await house.client.delete(SESSION, headers={"Origin": OWN})
    assert refused(response) == (503, "store-unavailable")
    assert response.headers["Retry-After"] == "2"
    assert (await house.client.get(SESSION)).status_code == 200


async def test_ending_no_session_is_no_mistake(house: House) -> None:
    assert (await house.client.delete(SESSION)).status_code == 204


async def test_a_session_files_from_our_own_pages(house: House) -> None:
    await house.post(SESSION)
    assert (await house.post("/v1/feeds/en/updates", draft(), key=None, Origin=OWN)).status_code == 201


@pytest.mark.parametrize(
    "origin", ["https://desk.example", "http://desk.example:8000", "http://evil.example", "null", ""]
)
async def test_a_session_files_from_no_other_page(origin: str) -> None:
    house = House(file_origins="http://evil.example")
    await house.post(SESSION)
    response = await house.post("/v1/feeds/en/updates", draft(), key=None, Origin=origin)
    assert refused(response) == (403, "foreign-origin")
    assert refused(await house.client.delete(SESSION, headers={"Origin": origin})) == (403, "foreign-origin")
    assert house.desk.attempts == []


async def test_a_session_without_an_origin_writes_nothing(house: House) -> None:
    await house.post(SESSION)
    assert refused(await house.post("/v1/feeds/en/updates", draft(), key=None)) == (403, "foreign-origin")


async def test_a_wrong_key_is_not_helped_by_a_session(house: House) -> None:
    await house.post(SESSION)
    response = await house.post("/v1/feeds/en/updates", draft(), key="tk_wrong", Origin=OWN)
    assert refused(response) == (401, "unauthenticated")


@pytest.mark.parametrize(("peer", "is_secure"), [("10.0.0.1", True), ("192.0.2.1", False)])
async def test_behind_a_trusted_https_proxy_the_cookie_is_secure(peer: str, *, is_secure: bool) -> None:
    house = House(peer=peer, trusted_proxies="10.0.0.0/8")
    house.client.headers["X-Forwarded-Proto"] = "https"
    response = await house.post(SESSION)
    assert ("secure" in cookie_of(response)) is is_secure
    name = "__Host-ticker_session" if is_secure else "ticker_session"
    assert [*response.cookies] == [name]
    token = cookie_of(response)["value"]
    filed = await house.post(
        "/v1/feeds/en/updates",
        draft(),
        key=None,
        Origin="https://desk.example",
        Cookie=f"{name}={token}",
    )
    assert filed.status_code == (201 if is_secure else 403)


async def test_without_a_secret_nobody_signs_in(house: House) -> None:
    house.keyring.session_secret = b""
    response = await house.post(SESSION)
    assert refused(response) == (503, "store-unavailable")
    assert response.headers["Retry-After"] == "2"


async def test_a_key_starts_no_sessions_without_number_and_keeps_nobody_else_from_signing_in(house: House) -> None:
    statuses = [(await house.post(SESSION)).status_code for _ in range(70)]
    assert set(statuses) == {200, 429}
    assert refused(await house.post(SESSION)) == (429, "too-many-requests")
    assert (await house.post(SESSION, key="tk_english")).status_code == 200


async def test_over_https_only_a_cookie_counts_that_no_sibling_domain_can_set() -> None:
    house = House(peer="10.0.0.1", trusted_proxies="10.0.0.0/8")
    house.client.headers["X-Forwarded-Proto"] = "https"
    token = (await house.post(SESSION)).cookies["__Host-ticker_session"]
    house.client.cookies.clear()
    for name, status in (("ticker_session", 401), ("__Host-ticker_session", 200)):
        answer = await house.client.get(SESSION, headers={"Cookie": f"{name}={token}"})
        assert answer.status_code == status, name
