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
from tests.system.surfaces.conftest import Desk, beside, desk_at
from tests.waiting import until
from ticker.model import Feed, Role, Slug
from ticker.store.feeds import add_feed
from ticker.store.keys import add_key, revoke_key
from ticker.store.names import USUAL
from ticker.store.surfaces import NAMES_MAX, decode_report, encode_report
from ticker.surfaces.routes import STREAMS_OF_A_KEY


async def test_what_a_surface_reports_is_what_the_desk_sees(desk: Desk) -> None:
    entry = await desk.file(level="flash")
    told = await desk.report("studio-1", entry["cursor"], entry, delay_s=2.5)
    assert told.status_code == 200
    assert told.json()["head"] == entry["cursor"]
    await desk.file()
    seen = await desk.overview()
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


async def test_a_kill_returns_a_receipt(desk: Desk) -> None:
    entry = await desk.file()
    for name in ("one", "two", "gone"):
        await desk.report(name, entry["cursor"], entry)
    killed = await desk.act("kill", entry)
    receipt = await desk.receipt()
    assert {name: receipt[name] for name in ("id", "clear", "after_ms")} == {
        "id": entry["id"],
        "clear": 0,
        "after_ms": None,
    }
    assert not_clear(receipt) == ["gone", "one", "two"]
    await desk.report("one", killed["cursor"])
    await desk.report("two", entry["cursor"])
    assert not_clear(await desk.receipt()) == ["gone", "two"]
    last = await desk.report("two", killed["cursor"])

    async def is_settled() -> bool:
        await desk.report("one", killed["cursor"])
        return bool((await desk.receipt())["silent"] == ["gone"])

    await until(is_settled)
    receipt = await desk.receipt()
    assert [receipt["clear"], receipt["of"], receipt["waiting"]] == [2, 2, []]
    assert receipt["after_ms"] == ms_between(killed, last)


async def test_killed_and_held_words_are_not_among_what_the_desk_sees(desk: Desk) -> None:
    entries = [await desk.file(statement=f"SECRET {number}") for number in range(2)]
    await desk.report("one", entries[1]["cursor"], *entries)
    assert "SECRET" in str(await desk.overview())
    await desk.act("hold", entries[0])
    await desk.act("kill", entries[1])
    seen = await desk.overview()
    assert "SECRET" not in str(seen)
    assert [shown["id"] for shown in seen["surfaces"][0]["shown"]] == [entry["id"] for entry in entries]


async def test_the_stream_tells_everything_at_once_and_then_what_is_new(desk: Desk) -> None:
    entry = await desk.file()
    await desk.report("one", entry["cursor"], entry)
    async with contextlib.aclosing(desk.watch()) as watching:
        first = await anext(watching)
        assert [surface["name"] for surface in first["surfaces"]] == ["one"]
        killed = await desk.act("kill", entry)
        await seen(watching, lambda told: bool(told["receipts"]) and told["receipts"][0]["clear"] == 0)
        clear = await desk.report("one", killed["cursor"])
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


async def test_what_is_reported_to_one_process_is_seen_in_every_other(own_desk: Desk) -> None:
    desk = own_desk
    async with beside(desk) as other:
        entry = await desk.file()
        await desk.report("one", entry["cursor"], entry)
        await until(lambda: names(other))
        killed = await other.act("kill", entry)
        clear = await other.report("one", killed["cursor"])
        for one in (desk, other):
            await until(functools.partial(clear_count, one))
            assert (await one.receipt())["after_ms"] == ms_between(killed, clear)


async def clear_count(desk: Desk) -> int:
    return int((await desk.receipt()).get("clear", 0))


async def names(desk: Desk) -> list[str]:
    return [surface["name"] for surface in (await desk.overview())["surfaces"]]


async def test_a_restart_forgets_no_surface(own_desk: Desk) -> None:
    desk = own_desk
    entry = await desk.file()
    for name in ("one", "two"):
        await desk.report(name, entry["cursor"], entry)
    killed = await desk.act("kill", entry)
    desk.served.process.kill()
    async with beside(desk) as again:
        await again.report("two", entry["cursor"], entry)
        receipt = await again.receipt()
        assert [receipt["clear"], not_clear(receipt), receipt["after_ms"]] == [0, ["one", "two"], None]
        await again.report("two", killed["cursor"])
        clear = await again.report("one", killed["cursor"])
        assert (await again.receipt())["after_ms"] == ms_between(killed, clear)


async def test_a_surface_that_reported_a_day_ago_is_forgotten(desk: Desk) -> None:
    await desk.report("one", None)
    key = USUAL.surfaces(desk.feed)
    async with desk.served.valkey.connect() as redis:
        assert 0 < await redis.ttl(key) <= 86_400
        kept = decode_report(next(iter((await redis.hgetall(key)).values())))
        old = dataclasses.replace(kept, name="old", at_ms=kept.at_ms - 86_400_000)
        await redis.hset(key, mapping={"old": encode_report(old), "broken": "no report"})

        async def is_tidy() -> bool:
            return set(await redis.hgetall(key)) == {b"one", b"broken"}  # nobody knows whose that one is

        await until(is_tidy)
    assert await names(desk) == ["one"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SURFACE])
async def test_only_surfaces_report(desk: Desk, role: Role) -> None:
    body: dict[str, Any] = {"kind": "strip", "cursor": None, "shown": [], "state": "live", "delay_s": 0}
    answer = await desk.client.post(f"{desk.path}/one", json=body, headers=desk.bearer_of(role))
    assert refused(answer) == (403, "forbidden")


@pytest.mark.parametrize("end", ["", "/stream"])
async def test_only_editors_see(desk: Desk, end: str) -> None:
    path = desk.path + end
    for role in (Role.SURFACE, Role.CORRESPONDENT):
        assert refused(await desk.client.get(path, headers=desk.bearer_of(role))) == (403, "forbidden")
    assert refused(await desk.client.get(path)) == (401, "unauthenticated")
    nowhere = path.replace(desk.feed, "none")
    assert refused(await desk.client.get(nowhere, headers=desk.bearer)) == (404, "no-such-feed")
    async with desk.served.valkey.connect() as redis:
        _, foreign = await add_key(redis, name="foreign", role=Role.EDITOR, feeds=("ar",))

    async def is_refused() -> bool:
        answer = await desk.client.get(path, headers={"Authorization": f"Bearer {foreign}"})
        return refused(answer) == (403, "forbidden")

    await until(is_refused)


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:ticker:problem:")


async def test_a_session_sees_without_a_key(desk: Desk) -> None:
    await desk.client.post("/v1/session", headers=desk.bearer)
    assert (await desk.client.get(desk.path)).status_code == HTTPStatus.OK
    async with contextlib.aclosing(desk.watch(Accept="text/event-stream")) as watching:
        assert (await anext(watching))["feed"] == desk.feed


async def test_a_stream_ends_with_its_key(desk: Desk) -> None:
    async with desk.served.valkey.connect() as redis:
        key, secret = await add_key(redis, name="for a while", role=Role.EDITOR, feeds=(desk.feed,))
        await until(lambda: opens(desk, secret))
    async with contextlib.aclosing(desk.watch(Authorization=f"Bearer {secret}")) as watching:
        await anext(watching)
        async with desk.served.valkey.connect() as redis:
            await revoke_key(redis, key.id)
        async for _ in watching:
            pass


async def opens(desk: Desk, secret: str) -> bool:
    return (await desk.client.get(desk.path, headers={"Authorization": f"Bearer {secret}"})).is_success


async def test_a_process_that_goes_down_ends_its_streams(own_desk: Desk) -> None:
    async with contextlib.aclosing(own_desk.watch()) as watching:
        await anext(watching)
        own_desk.served.process.end()
        async for _ in watching:
            pass
    assert own_desk.served.process.status == 0


async def test_a_report_comes_from_any_origin_a_file_too(desk: Desk) -> None:
    asking = {"Origin": "null", "Access-Control-Request-Method": "POST"}
    preflight = await desk.client.options(f"{desk.path}/one", headers=asking)
    assert preflight.status_code == HTTPStatus.NO_CONTENT
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    assert (await desk.report("one", None)).headers["Access-Control-Allow-Origin"] == "*"
    assert (await desk.report("one", "nowhere")).headers["Access-Control-Allow-Origin"] == "*"


async def test_what_breaks_rules_is_refused_and_the_former_report_stands(desk: Desk) -> None:
    await desk.report("one", None)
    answer = await desk.report("one", "nowhere", state="LIVE")
    assert refused(answer) == (422, "invalid-report")
    assert [error["field"] for error in answer.json()["errors"]] == ["cursor", "state"]
    assert refused(await desk.report("stream", None)) == (422, "invalid-report")
    assert refused(await desk.report("Studio", None)) == (422, "invalid-report")
    large = await desk.report("one", None, kind="k" * 20_000)
    assert refused(large) == (413, "too-large")
    json = desk.bearer_of(Role.SURFACE) | {"Content-Type": "application/json"}
    half = await desk.client.post(f"{desk.path}/one", content=b"{", headers=json)
    assert refused(half) == (400, "invalid-json")
    assert await names(desk) == ["one"]


async def test_a_surface_that_reports_far_too_often_is_told_to_wait(desk: Desk) -> None:
    assert (await desk.report("one", None)).status_code == HTTPStatus.OK
    answers = await asyncio.gather(*(desk.report("one", None) for _ in range(60)))
    assert HTTPStatus.TOO_MANY_REQUESTS in {answer.status_code for answer in answers}
    assert (await desk.report("two", None)).status_code == HTTPStatus.OK


async def key_for(desk: Desk, *surfaces: str, role: Role = Role.SURFACE) -> dict[str, str]:
    """Make a key that names these surfaces; wait until the process knows it."""
    async with desk.served.valkey.connect() as redis:
        _, secret = await add_key(redis, name="own", role=role, feeds=("*",), surfaces=surfaces or None)
    bearer = {"Authorization": f"Bearer {secret}"}

    async def is_known() -> bool:
        return (await desk.client.get("/v1/session", headers=bearer)).is_success

    await until(is_known)
    return bearer


async def reported(desk: Desk, name: str, bearer: dict[str, str], **members: Any) -> httpx.Response:
    body = {"kind": "strip", "cursor": None, "shown": [], "state": "live", "delay_s": 0} | members
    return await post(desk.client, f"{desk.path}/{name}", body, bearer)


async def test_a_surface_s_key_speaks_for_the_screens_that_it_names_only(desk: Desk) -> None:
    bearer = await key_for(desk, "studio-1", "ob-*")
    for name in ("studio-1", "ob-", "ob-van-7"):
        assert (await reported(desk, name, bearer)).status_code == HTTPStatus.OK
    for name in ("studio-2", "studio-10", "o"):
        assert refused(await reported(desk, name, bearer)) == (403, "forbidden")
    assert await names(desk) == ["ob-", "ob-van-7", "studio-1"]


async def test_a_cursor_beyond_the_head_is_refused_and_one_of_another_epoch_counts_as_none(desk: Desk) -> None:
    entry = await desk.file()
    await desk.report("one", entry["cursor"], entry)
    epoch, _, seq = entry["cursor"].partition(".")
    answer = await desk.report("one", f"{epoch}.{int(seq) + 1}")
    assert refused(answer) == (422, "invalid-report")
    assert answer.json()["errors"] == [{"field": "cursor", "rule": "beyond-head"}]
    killed = await desk.act("kill", entry)
    assert not_clear(await desk.receipt()) == ["one"], "what it said of the future makes it clear of nothing"
    assert (await desk.report("one", "aaaaaaaa.999999999")).status_code == HTTPStatus.OK
    assert (await desk.overview())["surfaces"][0]["cursor"] is None
    assert not_clear(await desk.receipt()) == ["one"]
    await desk.report("one", killed["cursor"])
    assert (await desk.receipt())["clear"] == 1


async def test_a_cursor_that_this_process_has_not_read_yet_is_looked_for_in_the_log(own_desk: Desk) -> None:
    desk = own_desk
    async with beside(desk) as other:
        for _ in range(20):
            entry = await desk.file()
            assert (await other.report("one", entry["cursor"], entry)).status_code == HTTPStatus.OK


async def test_what_one_key_reports_in_a_name_is_no_reason_to_refuse_another(desk: Desk) -> None:
    noisy = await key_for(desk, "studio-1")
    answers = await asyncio.gather(*(reported(desk, "studio-1", noisy) for _ in range(60)))
    assert HTTPStatus.TOO_MANY_REQUESTS in {answer.status_code for answer in answers}
    assert (await desk.report("studio-1", None)).status_code == HTTPStatus.OK


async def test_a_key_fills_a_feed_with_so_many_names_and_no_more(desk: Desk) -> None:
    bearer = await key_for(desk, "ob-*")
    for number in range(NAMES_MAX):
        assert (await reported(desk, f"ob-{number}", bearer)).status_code == HTTPStatus.OK
    answer = await reported(desk, "ob-one-more", bearer)
    assert refused(answer) == (429, "too-many-requests")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await reported(desk, "ob-0", bearer)).status_code == HTTPStatus.OK, "it is one of them"
    assert (await desk.report("studio-1", None)).status_code == HTTPStatus.OK, "another key has names of its own"
    assert (await desk.remove("ob-1")).status_code == HTTPStatus.NO_CONTENT
    assert (await reported(desk, "ob-one-more", bearer)).status_code == HTTPStatus.OK, "an editor made room"


async def test_a_key_s_names_count_in_all_its_feeds_and_a_name_in_several_is_one(desk: Desk) -> None:
    bearer, other = await key_for(desk, "ob-*"), Slug(f"{desk.feed}-sport")
    async with desk.served.valkey.connect() as redis:
        await add_feed(redis, Feed(other, "Sport", "en"))
    async with desk_at(desk.served, other) as sport:
        for number in range(NAMES_MAX):
            where = (desk, sport)[number % 2]
            assert (await reported(where, f"ob-{number}", bearer)).status_code == HTTPStatus.OK
        for where in (desk, sport):
            assert refused(await reported(where, "ob-one-more", bearer)) == (429, "too-many-requests")
            assert (await reported(where, "ob-0", bearer)).status_code == HTTPStatus.OK, "it is one of them"
        assert (await sport.remove("ob-1")).is_success
        assert (await reported(desk, "ob-one-more", bearer)).status_code == HTTPStatus.OK, "an editor made room"


async def test_an_editor_removes_a_screen_in_every_process(own_desk: Desk) -> None:
    desk = own_desk
    async with beside(desk) as other:
        entry = await desk.file()
        for name in ("gone", "here"):
            await desk.report(name, entry["cursor"], entry)
        await desk.act("kill", entry)
        await until(lambda: names(other))
        removed = await desk.remove("gone")
        assert removed.status_code == HTTPStatus.NO_CONTENT
        assert await names(desk) == ["here"]
        assert not_clear(await desk.receipt()) == ["here"]

        async def is_gone() -> bool:
            return await names(other) == ["here"] and not_clear(await other.receipt()) == ["here"]

        await until(is_gone)
        async with desk.served.valkey.connect() as redis:
            for key in (USUAL.surfaces(desk.feed), USUAL.reporters(desk.feed)):
                assert list(await redis.hgetall(key)) == [b"here"]
    again = await desk.remove("gone")
    assert refused(again) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.SURFACE, Role.CORRESPONDENT])
async def test_only_editors_remove_screens(desk: Desk, role: Role) -> None:
    await desk.report("one", None)
    answer = await desk.remove("one", desk.bearer_of(role))
    assert refused(answer) == (403, "forbidden")
    assert refused(await desk.client.delete(f"{desk.path}/one")) == (401, "unauthenticated")
    assert await names(desk) == ["one"]


async def test_a_screen_that_is_removed_in_order_says_so_and_is_in_no_receipt(desk: Desk) -> None:
    entry = await desk.file()
    for name in ("one", "two"):
        await desk.report(name, entry["cursor"], entry)
    assert (await desk.report("one", entry["cursor"], state="removed")).status_code == HTTPStatus.OK
    assert await names(desk) == ["two"]
    await desk.act("kill", entry)
    receipt = await desk.receipt()
    assert (receipt["clear"], not_clear(receipt)) == (0, ["two"])


async def test_one_key_s_streams_shut_nobody_else_out(desk: Desk) -> None:
    greedy, path = await key_for(desk, role=Role.EDITOR), f"{desk.path}/stream"
    async with contextlib.AsyncExitStack() as streams:
        for _ in range(STREAMS_OF_A_KEY):
            stream = desk.client.stream("GET", path, headers=greedy)
            assert (await streams.enter_async_context(stream)).status_code == HTTPStatus.OK
        assert refused(await desk.client.get(path, headers=greedy)) == (429, "too-many-requests")
        async with contextlib.aclosing(desk.watch()) as watching:
            assert (await anext(watching))["feed"] == desk.feed

    async def is_free_again() -> bool:
        async with desk.client.stream("GET", path, headers=greedy) as stream:
            return stream.status_code == HTTPStatus.OK

    await until(is_free_again)
