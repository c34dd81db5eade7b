"""What is read by plain GET: feeds, snapshots that caches can keep, pages of entries, single updates."""

import os
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.system.readers.newsroom import Newsroom, Wire
from tests.waiting import until
from ticker.readers.api import PAGE_MAX_BYTES

LONG_LINE = "\U0001f469\U0001f3fd\u200d\U0001f4bb" * 280


def is_problem(answer: httpx.Response, status: int) -> bool:
    assert answer.status_code == status, answer.text
    return answer.headers["content-type"] == "application/problem+json" and answer.json()["status"] == status


def in_ms(milliseconds: int) -> str:
    """Write a time from now on."""
    at = datetime.now(UTC) + timedelta(milliseconds=milliseconds)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def pages(newsroom: Newsroom, feed: str, query: str, *, limit: int) -> list[list[Wire]]:
    """Read page after page from a cursor on."""
    found = []
    cursor, more = query, True
    while more:
        answer = (await newsroom.get(f"/v1/feeds/{feed}/entries?limit={limit}&after={cursor}")).json()
        found.append(answer["entries"])
        cursor, more = answer["cursor"], answer["more"]
    return found


async def test_the_feeds_stand_in_the_configured_order_and_not_by_slug(newsroom: Newsroom) -> None:
    later = [await newsroom.feed(slug=slug) for slug in (f"z-{os.getpid()}", f"a-{os.getpid()}")]
    listed = [feed["slug"] for feed in (await newsroom.get("/v1/feeds")).json()["feeds"]]
    assert listed[:3] == ["en", "ar", "es"]
    assert [slug for slug in listed if slug in later] == later


async def test_the_feeds_are_listed(newsroom: Newsroom) -> None:
    feed = await newsroom.feed(language="ar", title="العربية ٢")
    answer = await newsroom.get("/v1/feeds")
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert {"slug": feed, "title": "العربية ٢", "language": "ar", "dir": "rtl"} in answer.json()["feeds"]


async def test_the_snapshot_is_what_readers_get(newsroom: Newsroom) -> None:
    feed = await newsroom.feed(snapshot=3)
    filed = await newsroom.file_many(feed, 5)
    answer = await newsroom.get(f"/v1/feeds/{feed}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert answer.json()["updates"] == filed[:1:-1]
    assert [answer.json()[name] for name in ("type", "cursor")] == ["snapshot", filed[-1]["cursor"]]


async def test_an_unchanged_snapshot_is_not_sent_again(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    await newsroom.file(feed)
    first = await newsroom.get(f"/v1/feeds/{feed}")
    etag = first.headers["etag"]
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await newsroom.get(f"/v1/feeds/{feed}", If_None_Match=condition)
        assert [again.status_code, again.content, again.headers["etag"]] == [304, b"", etag]
        assert again.headers["cache-control"] == "public, max-age=1"
    assert (await newsroom.get(f"/v1/feeds/{feed}", If_None_Match='"other"')).status_code == 200


async def test_each_act_gives_the_snapshot_another_etag(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    etags = [(await newsroom.get(f"/v1/feeds/{feed}")).headers["etag"]]
    entry = await newsroom.file(feed)
    etags.append((await newsroom.get(f"/v1/feeds/{feed}")).headers["etag"])
    for act in ("correction", "refile", "hold", "release", "kill"):
        entry = await newsroom.act(act, entry)
        etags.append((await newsroom.get(f"/v1/feeds/{feed}")).headers["etag"])
    assert len(set(etags)) == 7


async def test_what_expires_leaves_the_snapshot_and_changes_its_etag(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    stays = await newsroom.file(feed, "Stays.")
    await newsroom.file(feed, "Goes.", expires=in_ms(1_200))
    before = await newsroom.get(f"/v1/feeds/{feed}")
    assert len(before.json()["updates"]) == 2

    async def is_gone() -> bool:
        now = await newsroom.get(f"/v1/feeds/{feed}", If_None_Match=before.headers["etag"])
        return now.status_code == 200 and now.json()["updates"] == [stays]

    await until(is_gone, what="an expired update gone")


async def test_held_and_killed_words_are_in_no_snapshot(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    held, killed, stays = await newsroom.file_many(feed, 3)
    hold = await newsroom.act("hold", held)
    await newsroom.act("kill", killed)
    assert (await newsroom.get(f"/v1/feeds/{feed}")).json()["updates"] == [stays]
    release = await newsroom.act("release", hold)
    assert (await newsroom.get(f"/v1/feeds/{feed}")).json()["updates"] == [stays, release], "back in its place"


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 500])
async def test_pages_give_every_entry_once_and_in_order(newsroom: Newsroom, limit: int) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 7)
    found = await pages(newsroom, feed, "", limit=limit)
    assert [entry for page in found for entry in page] == filed
    assert all(len(page) == limit for page in found[:-1])
    assert 0 < len(found[-1]) <= limit
    assert await pages(newsroom, feed, filed[2]["cursor"], limit=500) == [filed[3:]]


async def test_the_last_page_s_cursor_is_where_the_next_entry_follows(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    await newsroom.file_many(feed, 2)
    last = (await newsroom.get(f"/v1/feeds/{feed}/entries")).json()
    third = await newsroom.file(feed, "Third.")
    answer = await newsroom.get(f"/v1/feeds/{feed}/entries?after={last['cursor']}")
    assert answer.json() == {"feed": feed, "entries": [third], "cursor": third["cursor"], "more": False}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_page_has_a_hundred_entries_unless_another_number_is_asked_for(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 101)
    answer = (await newsroom.get(f"/v1/feeds/{feed}/entries")).json()
    assert [answer["entries"], answer["more"]] == [filed[:100], True]


async def test_pages_hold_what_stands_and_no_words_that_were_taken_back(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    first, second, third = await newsroom.file_many(feed, 3)
    correction = await newsroom.act("correction", second)
    kill = await newsroom.act("kill", first)
    assert (await newsroom.get(f"/v1/feeds/{feed}/entries")).json()["entries"] == [third, correction, kill]


async def test_an_empty_feed_has_an_empty_page(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    answer = (await newsroom.get(f"/v1/feeds/{feed}/entries")).json()
    assert [answer["entries"], answer["more"]] == [[], False]
    again = (await newsroom.get(f"/v1/feeds/{feed}/entries?after={answer['cursor']}")).json()
    assert again == answer


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "", "1.5", "٣", "99999999999999999999", "+5", " 5"])
async def test_a_limit_that_is_none_is_refused(newsroom: Newsroom, limit: str) -> None:
    answer = await newsroom.client.get("/v1/feeds/en/entries", params={"limit": limit})
    assert is_problem(answer, 400)
    assert "limit" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["afetr=x", "limit=5&token=1&token=2", "_=123"])
async def test_an_unknown_parameter_is_passed_over(newsroom: Newsroom, query: str) -> None:
    assert (await newsroom.get(f"/v1/feeds/en/entries?{query}")).is_success


async def test_a_page_ends_where_it_has_half_a_mebibyte_and_says_that_there_is_more(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    filed = [await newsroom.file(feed, LONG_LINE) for _ in range(90)]
    page = await newsroom.get(f"/v1/feeds/{feed}/entries?limit=500")
    assert PAGE_MAX_BYTES < len(page.content) < PAGE_MAX_BYTES + 20_000
    assert page.json()["more"]
    rest = (await newsroom.get(f"/v1/feeds/{feed}/entries?limit=500&lastEventId={page.json()['cursor']}")).json()
    assert [*page.json()["entries"], *rest["entries"]] == filed
    assert not rest["more"]


@pytest.mark.parametrize("query", ["limit=5&limit=6", "after=&after=", "after=zzzzzzzz.1&limit=1&after="])
async def test_a_parameter_that_stands_twice_is_refused(newsroom: Newsroom, query: str) -> None:
    answer = await newsroom.get(f"/v1/feeds/en/entries?{query}")
    assert is_problem(answer, 400)
    assert answer.json()["detail"].endswith(": name it only once")


@pytest.mark.parametrize("cursor", ["nonsense", "zzzzzzzz.", "zzzzzzzz.-1", "ZZZZZZZZ.1", "en~zzzzzzzz.1"])
async def test_what_is_no_cursor_is_refused_as_such(newsroom: Newsroom, cursor: str) -> None:
    answer = await newsroom.get(f"/v1/feeds/en/entries?after={cursor}")
    assert is_problem(answer, 400)
    assert answer.json()["type"] == "urn:ticker:problem:invalid-cursor"


async def test_a_cursor_that_is_not_kept_is_gone(newsroom: Newsroom) -> None:
    feed = await newsroom.feed(history=4, snapshot=2)
    filed = await newsroom.file_many(feed, 6)
    epoch = filed[0]["cursor"].split(".")[0]
    for cursor, why in ((filed[0]["cursor"], "trimmed"), ("zzzzzzzz.3", "epoch"), (f"{epoch}.999", "unknown")):
        answer = await newsroom.get(f"/v1/feeds/{feed}/entries?after={cursor}")
        assert is_problem(answer, 410)
        assert answer.json()["detail"].startswith(why)


async def test_an_update_is_read_as_it_stands(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    entry = await newsroom.file(feed)
    path = f"/v1/feeds/{feed}/updates/{entry['id']}"
    for act in ("correction", "hold", "release", "kill"):
        answer = await newsroom.get(path)
        assert [answer.status_code, answer.json()] == [200, entry]
        assert answer.headers["etag"] == f'"{entry["version"]}"'
        again = await newsroom.get(path, If_None_Match=answer.headers["etag"])
        assert [again.status_code, again.content] == [304, b""]
        entry = await newsroom.act(act, entry)
    killed = await newsroom.get(path)
    assert [killed.status_code, killed.json()] == [200, entry]
    assert "statement" not in killed.json()
    assert killed.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("id", ["nope", "01m85ca371ev9w4svktx4rw6ab", "%00", "x" * 300])
async def test_an_update_that_never_was_is_not_found(newsroom: Newsroom, id: str) -> None:
    assert is_problem(await newsroom.get(f"/v1/feeds/en/updates/{id}"), 404)


@pytest.mark.parametrize("path", ["", "/entries", "/updates/x"])
@pytest.mark.parametrize("feed", ["nobody-made-me", "NOT-A-SLUG", "%2e%2e"])
async def test_an_unknown_feed_is_not_found(newsroom: Newsroom, feed: str, path: str) -> None:
    answer = await newsroom.get(f"/v1/feeds/{feed}{path}")
    assert is_problem(answer, 404)
    assert answer.headers["cache-control"] == "no-store", "it may be made any moment"


@pytest.mark.parametrize("path", ["/v1/feeds", "/v1/feeds/en", "/v1/feeds/en/entries", "/healthz", "/readyz"])
async def test_a_head_request_gets_the_same_head_and_no_body(newsroom: Newsroom, path: str) -> None:
    got, head = await newsroom.get(path), await newsroom.client.head(path)
    assert [head.status_code, head.content] == [200, b""]
    dated = {"date"}
    assert {name: text for name, text in head.headers.items() if name not in dated} == {
        name: text for name, text in got.headers.items() if name not in dated
    }
