"""Surfaces before a real service: what they report is seen by the desk, and each kill has its receipt."""

import asyncio
import contextlib
import dataclasses
import functools
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from tests.editor import post
from tests.system.surfaces.conftest import Surfaces, beside, surfaces_at
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed
from ticker.store.keys import add_key, revoke_key
from ticker.store.names import USUAL
from ticker.store.surfaces import NAMES_MAX, decode_report, encode_report
from ticker.surfaces.routes import STREAMS_OF_A_KEY


async def test_what_a_surface_reports_is_what_the_desk_sees(surfaces: Surfaces) -> None:
    entry = await surfaces.file(level="flash")
    told = await surfaces.report("studio-1", entry["cursor"], entry, delay_s=2.5)
    assert told.status_code == 200
    assert told.json()["head"] == entry["cursor"]
    await surfaces.file()
    seen = await surfaces.overview()
    (surface,) = seen["surfaces"]
    assert {name: surface[name] for name in ("name", "kind", "cursor", "state", "delay_s", "behind", "silent")} == {
        "name": "studio-1",
        "kind": "lower-third",
        "cursor": entry["cursor"],
        "state": "live",
        "delay_s": 2.5,
        "behind": 1,
        "silent": False,
    }
    (shown,) = surface["shown"]
    assert shown == {name: entry[name] for name in ("id", "version", "level", "headline", "language", "dir")}
    assert seen["receipts"] == []


async def test_a_kill_returns_a_receipt(surfaces: Surfaces) -> None:
    entry = await surfaces.file()
    for name in ("one", "two", "gone"):
        await surfaces.report(name, entry["cursor"], entry)
    killed = await surfaces.act("kill", entry)
    receipt = await surfaces.receipt()
    assert {name: receipt[name] for name in ("id", "clear", "after_ms")} == {
        "id": entry["id"],
        "clear": 0,
        "after_ms": None,
    }
    assert not_clear(receipt) == ["gone", "one", "two"]
    await surfaces.report("one", killed["cursor"])
    await surfaces.report("two", entry["cursor"])
    assert not_clear(await surfaces.receipt()) == ["gone", "two"]
    last = await surfaces.report("two", killed["cursor"])

    async def is_settled() -> bool:
        await surfaces.report("one", killed["cursor"])
        return bool((await surfaces.receipt())["silent"] == ["gone"])

    await until(is_settled)
    receipt = await surfaces.receipt()
    assert [receipt["clear"], receipt["of"], receipt["waiting"]] == [2, 2, []]
    assert receipt["after_ms"] == ms_between(killed, last)


async def test_killed_and_held_words_are_not_among_what_the_desk_sees(surfaces: Surfaces) -> None:
    entries = [await surfaces.file(statement=f"SECRET {number}") for number in range(2)]
    await surfaces.report("one", entries[1]["cursor"], *entries)
    assert "SECRET" in str(await surfaces.overview())
    await surfaces.act("hold", entries[0])
    await surfaces.act("kill", entries[1])
    seen = await surfaces.overview()
    assert "SECRET" not in str(seen)
    assert [shown["id"] for shown in seen["surfaces"][0]["shown"]] == [entry["id"] for entry in entries]


async def test_the_stream_tells_everything_at_once_and_then_what_is_new(surfaces: Surfaces) -> None:
    entry = await surfaces.file()
    await surfaces.report("one", entry["cursor"], entry)
    async with contextlib.aclosing(surfaces.watch()) as watching:
        first = await anext(watching)
        assert [surface["name"] for surface in first["surfaces"]] == ["one"]
        killed = await surfaces.act("kill", entry)
        await seen(watching, lambda told: bool(told["receipts"]) and told["receipts"][0]["clear"] == 0)
        clear = await surfaces.report("one", killed["cursor"])
        told = await seen(watching, lambda told: told["receipts"][0]["clear"] == 1)
        assert told["receipts"][0]["after_ms"] == ms_between(killed, clear)
        await seen(watching, lambda told: told["surfaces"][0]["silent"])


def not_clear(receipt: dict[str, Any]) -> list[str]:
    """Name the surfaces that are waited for; on a busy machine they may have fallen silent by now."""
    return sorted(receipt["waiting"] + receipt["silent"])


def ms_between(killed: dict[str, Any], report: httpx.Response) -> int:
    """Count from a kill to when a report was taken, by the service's own clock."""
    made, taken = (datetime.fromisoformat(at) for at in (killed["version_created"], report.json()["at"]))
    return max(0, round((taken - made) / timedelta(milliseconds=1)))


async def seen(watching: Any, claim: Any) -> dict[str, Any]:
    async for told in watching:
        if claim(told):
            found: dict[str, Any] = told
            return found
    raise AssertionError("the stream ended")


async def test_what_is_reported_to_one_process_is_seen_in_every_other(own_surfaces: Surfaces) -> None:
    surfaces = own_surfaces
    async with beside(surfaces) as other:
        entry = await surfaces.file()
        await surfaces.report("one", entry["cursor"], entry)
        await until(lambda: names(other))
        killed = await other.act("kill", entry)
        clear = await other.report("one", killed["cursor"])
        for one in (surfaces, other):
            await until(functools.partial(clear_count, one))
            assert (await one.receipt())["after_ms"] == ms_between(killed, clear)


async def clear_count(surfaces: Surfaces) -> int:
    return int((await surfaces.receipt()).get("clear", 0))


async def names(surfaces: Surfaces) -> list[str]:
    return [surface["name"] for surface in (await surfaces.overview())["surfaces"]]


async def test_a_restart_forgets_no_surface(own_surfaces: Surfaces) -> None:
    surfaces = own_surfaces
    entry = await surfaces.file()
    for name in ("one", "two"):
        await surfaces.report(name, entry["cursor"], entry)
    killed = await surfaces.act("kill", entry)
    surfaces.served.process.kill()
    async with beside(surfaces) as again:
        await again.report("two", entry["cursor"], entry)
        receipt = await again.receipt()
        assert [receipt["clear"], not_clear(receipt), receipt["after_ms"]] == [0, ["one", "two"], None]
        await again.report("two", killed["cursor"])
        clear = await again.report("one", killed["cursor"])
        assert (await again.receipt())["after_ms"] == ms_between(killed, clear)


async def test_a_surface_that_reported_a_day_ago_is_forgotten(surfaces: Surfaces) -> None:
    await surfaces.report("one", None)
    key = USUAL.surfaces(surfaces.feed)
    async with surfaces.served.valkey.connect() as redis:
        assert 0 < await redis.ttl(key) <= 86_400
        kept = decode_report(next(iter((await redis.hgetall(key)).values())))
        old = dataclasses.replace(kept, name="old", at_ms=kept.at_ms - 86_400_000)
        await redis.hset(key, mapping={"old": encode_report(old), "broken": "no report"})

        async def is_tidy() -> bool:
            return set(await redis.hgetall(key)) == {b"one", b"broken"}  # nobody knows whose that one is

        await until(is_tidy)
    assert await names(surfaces) == ["one"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SURFACE])
async def test_only_surfaces_report(surfaces: Surfaces, role: Role) -> None:
    body: dict[str, Any] = {"kind": "strip", "cursor": None, "shown": [], "state": "live", "delay_s": 0}
    answer = await surfaces.client.post(f"{surfaces.path}/one", json=body, headers=surfaces.bearer_of(role))
    assert refused(answer) == (403, "forbidden")


@pytest.mark.parametrize("end", ["", "/stream"])
async def test_only_editors_see(surfaces: Surfaces, end: str) -> None:
    path = surfaces.path + end
    for role in (Role.SURFACE, Role.CORRESPONDENT):
        assert refused(await surfaces.client.get(path, headers=surfaces.bearer_of(role))) == (403, "forbidden")
    assert refused(await surfaces.client.get(path)) == (401, "unauthenticated")
    nowhere = path.replace(surfaces.feed, "none")
    assert refused(await surfaces.client.get(nowhere, headers=surfaces.bearer)) == (404, "no-such-feed")
    async with surfaces.served.valkey.connect() as redis:
        _, foreign = await add_key(redis, name="foreign", role=Role.EDITOR, feeds=("ar",))

    async def is_refused() -> bool:
        answer = await surfaces.client.get(path, headers={"Authorization": f"Bearer {foreign}"})
        return refused(answer) == (403, "forbidden")

    await until(is_refused)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:ticker:problem:")


async def test_a_session_sees_without_a_key(surfaces: Surfaces) -> None:
    await surfaces.client.post("/v1/session", headers=surfaces.bearer)
    assert (await surfaces.client.get(surfaces.path)).status_code == HTTPStatus.OK
    async with contextlib.aclosing(surfaces.watch(Accept="text/event-stream")) as watching:
        assert (await anext(watching))["feed"] == surfaces.feed


async def test_a_stream_ends_with_its_key(surfaces: Surfaces) -> None:
    async with surfaces.served.valkey.connect() as redis:
        key, secret = await add_key(redis, name="for a while", role=Role.EDITOR, feeds=(surfaces.feed,))
        await until(lambda: opens(surfaces, secret))
    async with contextlib.aclosing(surfaces.watch(Authorization=f"Bearer {secret}")) as watching:
        await anext(watching)
        async with surfaces.served.valkey.connect() as redis:
            await revoke_key(redis, key.id)
        async for _ in watching:
            pass


async def opens(surfaces: Surfaces, secret: str) -> bool:
    return (await surfaces.client.get(surfaces.path, headers={"Authorization": f"Bearer {secret}"})).is_success


async def test_a_process_that_goes_down_ends_its_streams(own_surfaces: Surfaces) -> None:
    async with contextlib.aclosing(own_surfaces.watch()) as watching:
        await anext(watching)
        own_surfaces.served.process.end()
        async for _ in watching:
            pass
    assert own_surfaces.served.process.status == 0


async def test_a_report_comes_from_any_origin_a_file_too(surfaces: Surfaces) -> None:
    asking = {"Origin": "null", "Access-Control-Request-Method": "POST"}
    preflight = await surfaces.client.options(f"{surfaces.path}/one", headers=asking)
    assert preflight.status_code == HTTPStatus.NO_CONTENT
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    assert (await surfaces.report("one", None)).headers["Access-Control-Allow-Origin"] == "*"
    assert (await surfaces.report("one", "nowhere")).headers["Access-Control-Allow-Origin"] == "*"


async def test_what_breaks_rules_is_refused_and_the_former_report_stands(surfaces: Surfaces) -> None:
    await surfaces.report("one", None)
    answer = await surfaces.report("one", "nowhere", state="LIVE")
    assert refused(answer) == (422, "invalid-report")
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor", "state"]
    assert refused(await surfaces.report("stream", None)) == (422, "invalid-report")
    assert refused(await surfaces.report("Studio", None)) == (422, "invalid-report")
    large = await surfaces.report("one", None, kind="k" * 20_000)
    assert refused(large) == (413, "too-large")
    json = surfaces.bearer_of(Role.SURFACE) | {"Content-Type": "application/json"}
    half = await surfaces.client.post(f"{surfaces.path}/one", content=b"{", headers=json)
    assert refused(half) == (400, "invalid-json")
    assert await names(surfaces) == ["one"]


async def test_a_surface_that_reports_far_too_often_is_told_to_wait(surfaces: Surfaces) -> None:
    assert (await surfaces.report("one", None)).status_code == HTTPStatus.OK
    answers = await asyncio.gather(*(surfaces.report("one", None) for _ in range(60)))
    assert HTTPStatus.TOO_MANY_REQUESTS in {answer.status_code for answer in answers}
    assert (await surfaces.report("two", None)).status_code == HTTPStatus.OK


async def key_for(surfaces: Surfaces, *granted: str, role: Role = Role.SURFACE) -> dict[str, str]:
    """Make a key that names these surfaces; wait until the process knows it."""
    async with surfaces.served.valkey.connect() as redis:
        _, secret = await add_key(redis, name="own", role=role, feeds=("*",), surfaces=granted or None)
    bearer = {"Authorization": f"Bearer {secret}"}

    async def is_known() -> bool:
        return (await surfaces.client.get("/v1/session", headers=bearer)).is_success

    await until(is_known)
    return bearer


async def reported(surfaces: Surfaces, name: str, bearer: dict[str, str], **members: Any) -> httpx.Response:
    body = {"kind": "strip", "cursor": None, "shown": [], "state": "live", "delay_s": 0} | members
    return await post(surfaces.client, f"{surfaces.path}/{name}", body, bearer)


async def test_a_surface_s_key_speaks_for_the_screens_that_it_names_only(surfaces: Surfaces) -> None:
    bearer = await key_for(surfaces, "studio-1", "ob-*")
    for name in ("studio-1", "ob-", "ob-van-7"):
        assert (await reported(surfaces, name, bearer)).status_code == HTTPStatus.OK
    for name in ("studio-2", "studio-10", "o"):
        assert refused(await reported(surfaces, name, bearer)) == (403, "forbidden")
    assert await names(surfaces) == ["ob-", "ob-van-7", "studio-1"]


async def test_a_cursor_beyond_the_head_is_refused_and_one_of_another_epoch_counts_as_none(surfaces: Surfaces) -> None:
    entry = await surfaces.file()
    await surfaces.report("one", entry["cursor"], entry)
    epoch, _, seq = entry["cursor"].partition(".")
    answer = await surfaces.report("one", f"{epoch}.{int(seq) + 1}")
    assert refused(answer) == (422, "invalid-report")
    assert answer.json()["errors"] == [{"field": "cursor", "rule": "beyond-head"}]
    killed = await surfaces.act("kill", entry)
    assert not_clear(await surfaces.receipt()) == ["one"], "what it said of the future makes it clear of nothing"
    assert (await surfaces.report("one", "aaaaaaaa.999999999")).status_code == HTTPStatus.OK
    assert (await surfaces.overview())["surfaces"][0]["cursor"] is None
    assert not_clear(await surfaces.receipt()) == ["one"]
    await surfaces.report("one", killed["cursor"])
    assert (await surfaces.receipt())["clear"] == 1


async def test_a_cursor_that_this_process_has_not_read_yet_is_looked_for_in_the_log(own_surfaces: Surfaces) -> None:
    surfaces = own_surfaces
    async with beside(surfaces) as other:
        for _ in range(20):
            entry = await surfaces.file()
            assert (await other.report("one", entry["cursor"], entry)).status_code == HTTPStatus.OK


async def test_what_one_key_reports_in_a_name_is_no_reason_to_refuse_another(surfaces: Surfaces) -> None:
    noisy = await key_for(surfaces, "studio-1")
    answers = await asyncio.gather(*(reported(surfaces, "studio-1", noisy) for _ in range(60)))
    assert HTTPStatus.TOO_MANY_REQUESTS in {answer.status_code for answer in answers}
    assert (await surfaces.report("studio-1", None)).status_code == HTTPStatus.OK


async def test_a_key_fills_a_feed_with_so_many_names_and_no_more(surfaces: Surfaces) -> None:
    bearer = await key_for(surfaces, "ob-*")
    for number in range(NAMES_MAX):
        assert (await reported(surfaces, f"ob-{number}", bearer)).status_code == HTTPStatus.OK
    answer = await reported(surfaces, "ob-one-more", bearer)
    assert refused(answer) == (429, "too-many-requests")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await reported(surfaces, "ob-0", bearer)).status_code == HTTPStatus.OK, "it is one of them"
    assert (await surfaces.report("studio-1", None)).status_code == HTTPStatus.OK, "another key has names of its own"
    assert (await surfaces.remove("ob-1")).status_code == HTTPStatus.NO_CONTENT
    assert (await reported(surfaces, "ob-one-more", bearer)).status_code == HTTPStatus.OK, "an editor made room"


async def test_a_key_s_names_count_in_all_its_feeds_and_a_name_in_several_is_one(surfaces: Surfaces) -> None:
    bearer, other = await key_for(surfaces, "ob-*"), Slug(f"{surfaces.feed}-sport")
    async with surfaces.served.valkey.connect() as redis:
        await add_feed(redis, Feed(other, "Sport", "en"))
    async with surfaces_at(surfaces.served, other) as sport:
        for number in range(NAMES_MAX):
            where = (surfaces, sport)[number % 2]
            assert (await reported(where, f"ob-{number}", bearer)).status_code == HTTPStatus.OK
        for where in (surfaces, sport):
            assert refused(await reported(where, "ob-one-more", bearer)) == (429, "too-many-requests")
            assert (await reported(where, "ob-0", bearer)).status_code == HTTPStatus.OK, "it is one of them"
        assert (await sport.remove("ob-1")).is_success
        assert (await reported(surfaces, "ob-one-more", bearer)).status_code == HTTPStatus.OK, "an editor made room"


async def test_an_editor_removes_a_screen_in_every_process(own_surfaces: Surfaces) -> None:
    surfaces = own_surfaces
    async with beside(surfaces) as other:
        entry = await surfaces.file()
        for name in ("gone", "here"):
            await surfaces.report(name, entry["cursor"], entry)
        await surfaces.act("kill", entry)
        await until(lambda: names(other))
        removed = await surfaces.remove("gone")
        assert removed.status_code == HTTPStatus.NO_CONTENT
        assert await names(surfaces) == ["here"]
        assert not_clear(await surfaces.receipt()) == ["here"]

        async def is_gone() -> bool:
            return await names(other) == ["here"] and not_clear(await other.receipt()) == ["here"]

        await until(is_gone)
        async with surfaces.served.valkey.connect() as redis:
            for key in (USUAL.surfaces(surfaces.feed), USUAL.reporters(surfaces.feed)):
                assert list(await redis.hgetall(key)) == [b"here"]
    again = await surfaces.remove("gone")
    assert refused(again) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.SURFACE, Role.CORRESPONDENT])
async def test_only_editors_remove_screens(surfaces: Surfaces, role: Role) -> None:
    await surfaces.report("one", None)
    answer = await surfaces.remove("one", surfaces.bearer_of(role))
    assert refused(answer) == (403, "forbidden")
    assert refused(await surfaces.client.delete(f"{surfaces.path}/one")) == (401, "unauthenticated")
    assert await names(surfaces) == ["one"]


async def test_a_screen_that_is_removed_in_order_says_so_and_is_in_no_receipt(surfaces: Surfaces) -> None:
    entry = await surfaces.file()
    for name in ("one", "two"):
        await surfaces.report(name, entry["cursor"], entry)
    assert (await surfaces.report("one", entry["cursor"], state="removed")).status_code == HTTPStatus.OK
    assert await names(surfaces) == ["two"]
    await surfaces.act("kill", entry)
    receipt = await surfaces.receipt()
    assert (receipt["clear"], not_clear(receipt)) == (0, ["two"])


async def test_one_key_s_streams_shut_nobody_else_out(surfaces: Surfaces) -> None:
    greedy, path = await key_for(surfaces, role=Role.EDITOR), f"{surfaces.path}/stream"
    async with contextlib.AsyncExitStack() as streams:
        for _ in range(STREAMS_OF_A_KEY):
            stream = surfaces.client.stream("GET", path, headers=greedy)
            assert (await streams.enter_async_context(stream)).status_code == HTTPStatus.OK
        assert refused(await surfaces.client.get(path, headers=greedy)) == (429, "too-many-requests")
        async with contextlib.aclosing(surfaces.watch()) as watching:
            assert (await anext(watching))["feed"] == surfaces.feed

    async def is_free_again() -> bool:
        async with surfaces.client.stream("GET", path, headers=greedy) as stream:
            return stream.status_code == HTTPStatus.OK

    await until(is_free_again)
