"""Pages from elsewhere may read what the list lets them read; they may file nothing."""

import httpx
import pytest

from tests.editor import draft
from tests.system.readers.conftest import ON_THE_LIST
from tests.system.readers.newsroom import Newsroom

READABLE = [
    "/v1/feeds",
    "/v1/feeds/en",
    "/v1/feeds/en/entries",
    "/v1/feeds/en/stream",
    "/v1/stream?feed=en",
    "/v1/feeds/en/socket",
]
PROBLEMS = [("/v1/feeds/nobody", 404), ("/v1/feeds/en/entries?limit=0", 400), ("/nothing", 404), ("/v1/stream", 400)]
FILED = ["/v1/feeds/en/updates", "/v1/feeds/en/updates/x/kill", "/v1/session"]
ALLOW, METHODS, HEADERS = (f"access-control-allow-{what}" for what in ("origin", "methods", "headers"))


async def ask_first(newsroom: Newsroom, path: str, origin: str, method: str = "GET") -> httpx.Response:
    """Ask as a browser does before a request that is not simple."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    return await newsroom.client.options(path, headers=asked)


@pytest.mark.parametrize("origin", ["https://anywhere.example", "null", ""])
@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en", "/v1/feeds/en/entries"])
async def test_any_page_may_read_by_default(newsroom: Newsroom, path: str, origin: str) -> None:
    answer = await newsroom.get(path, **({"Origin": origin} if origin else {}))
    assert [answer.status_code, answer.headers[ALLOW]] == [200, "*"]
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert "etag" in exposed
    assert "date" in exposed, "a page that polls has no other clock that is right"
    assert "vary" not in answer.headers, "the same answer for all, so that caches keep one"


@pytest.mark.parametrize(("path", "status"), PROBLEMS)
async def test_problems_can_be_read_too(newsroom: Newsroom, path: str, status: int) -> None:
    answer = await newsroom.get(path, Origin="https://anywhere.example")
    assert [answer.status_code, answer.headers[ALLOW]] == [status, "*"]


async def test_an_unchanged_snapshot_can_be_read_too(newsroom: Newsroom) -> None:
    etag = (await newsroom.get("/v1/feeds/en")).headers["etag"]
    answer = await newsroom.get("/v1/feeds/en", Origin="https://anywhere.example", If_None_Match=etag)
    assert [answer.status_code, answer.headers[ALLOW]] == [304, "*"]


@pytest.mark.parametrize("path", READABLE)
async def test_a_browser_that_asks_first_hears_what_it_may_send(newsroom: Newsroom, path: str) -> None:
    answer = await ask_first(newsroom, path, "https://anywhere.example")
    assert [answer.status_code, answer.headers[ALLOW], answer.headers["allow"]] == [204, "*", "GET, OPTIONS"]
    assert answer.headers[METHODS] == "GET, OPTIONS"
    assert {"last-event-id", "if-none-match"} <= {name.strip().lower() for name in answer.headers[HEADERS].split(",")}


async def test_with_a_list_its_pages_are_echoed_and_caches_are_told(choosy: Newsroom) -> None:
    for path in ("/v1/feeds", "/v1/feeds/en", "/v1/feeds/en/entries", "/v1/feeds/nobody", "/nothing"):
        listed = await choosy.get(path, Origin=ON_THE_LIST)
        assert [listed.headers[ALLOW], listed.headers["vary"]] == [ON_THE_LIST, "Origin"]
        other = await choosy.get(path, Origin="https://evil.example")
        assert ALLOW not in other.headers
        assert other.headers["vary"] == "Origin"
        assert (await choosy.get(path)).headers["vary"] == "Origin"
    etag = (await choosy.get("/v1/feeds/en")).headers["etag"]
    assert (await choosy.get("/v1/feeds/en", Origin=ON_THE_LIST, If_None_Match=etag)).headers["vary"] == "Origin"


@pytest.mark.parametrize("path", READABLE)
async def test_with_a_list_a_browser_that_asks_first_hears_whether_it_is_on_it(choosy: Newsroom, path: str) -> None:
    listed = await ask_first(choosy, path, ON_THE_LIST)
    assert [listed.headers[ALLOW], listed.headers["vary"]] == [ON_THE_LIST, "Origin"]
    other = await ask_first(choosy, path, "https://evil.example")
    assert ALLOW not in other.headers


@pytest.mark.parametrize("path", FILED)
async def test_no_page_from_elsewhere_may_file(newsroom: Newsroom, path: str) -> None:
    asked = await ask_first(newsroom, path, "https://anywhere.example", "POST")
    assert not asked.is_success or ALLOW not in asked.headers
    assert METHODS not in asked.headers
    tried = await newsroom.client.post(path, json={}, headers={"Origin": "https://anywhere.example"})
    assert ALLOW not in tried.headers


async def test_a_key_from_elsewhere_is_served_but_no_page_reads_the_answer(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    answer = await newsroom.client.post(
        f"/v1/feeds/{feed}/updates",
        json=draft("From elsewhere."),
        headers={"Authorization": f"Bearer {newsroom.key}", "Origin": "https://anywhere.example"},
    )
    assert answer.status_code == 201
    assert ALLOW not in answer.headers


async def test_one_update_can_be_read_from_elsewhere_though_filing_is_next_door(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    path = f"/v1/feeds/{feed}/updates/{filed['id']}"
    assert (await newsroom.get(path, Origin="https://anywhere.example")).headers[ALLOW] == "*"
    assert (await ask_first(newsroom, path, "https://anywhere.example")).headers[ALLOW] == "*"
