"""What the addresses answer to whom: methods, origins, and what is served besides filing."""

import pytest

from tests.unit.newsroom.doubles import House, draft, refused
from ticker.newsroom.constraints import constraints
from ticker.newsroom.routes import ACTS

UPDATES = "/v1/feeds/en/updates"
DESK = "https://composer.example"


@pytest.mark.parametrize("path", [UPDATES, *[f"{UPDATES}/some/{act}" for act in ACTS]])
async def test_filing_is_a_post(path: str) -> None:
    response = await House().client.get(path)
    assert refused(response) == (405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


async def test_a_session_is_posted_got_and_deleted() -> None:
    response = await House().client.put("/v1/session")
    assert refused(response) == (405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "DELETE"}


async def test_constraints_are_served() -> None:
    response = await House().client.get("/v1/constraints")
    assert response.content == constraints()
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=300"


async def test_a_foreign_page_with_a_key_is_served_without_cors_headers() -> None:
    response = await House().post(UPDATES, draft(), Origin=DESK)
    assert response.status_code == 201
    assert not [name for name in response.headers if name.startswith("access-control")]


async def test_a_listed_page_may_read_what_its_filing_answers() -> None:
    house = House(file_origins=f"https://other.example,{DESK}")
    for response in (await house.post(UPDATES, draft(), Origin=DESK), await house.post(UPDATES, {}, Origin=DESK)):
        assert response.headers["Access-Control-Allow-Origin"] == DESK
        assert response.headers["Vary"] == "Origin"
        exposed = response.headers["Access-Control-Expose-Headers"]
        assert exposed == (
            "Location, ETag, Ticker-Cleaned, Ticker-Cursor, Ticker-Version, Ticker-Replicated, Retry-After"
        )
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("path", [UPDATES, f"{UPDATES}/some/kill"])
async def test_a_listed_page_may_ask_before_it_files(path: str) -> None:
    house = House(file_origins=DESK)
    asked = {"Origin": DESK, "Access-Control-Request-Method": "POST"}
    response = await house.client.options(path, headers=asked)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == DESK
    assert response.headers["Access-Control-Allow-Methods"] == "POST"
    allowed = response.headers["Access-Control-Allow-Headers"]
    assert allowed == "Authorization, Content-Type, Idempotency-Key, If-Match"
    assert house.desk.filed == 0


@pytest.mark.parametrize("listed", ["", "https://other.example"])
async def test_a_page_that_is_not_listed_is_not_allowed_to(listed: str) -> None:
    response = await House(file_origins=listed).client.options(UPDATES, headers={"Origin": DESK})
    assert response.status_code == 204
    assert not [name for name in response.headers if name.startswith("access-control")]
    assert response.headers.get("Vary") == ("Origin" if listed else None)
