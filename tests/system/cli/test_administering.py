"""Keys and feeds from the command line, beside a service and without one."""

import json
import re
from pathlib import Path

from tests.system.cli.shell import Newsroom, run
from ticker.model import Role
from ticker.settings import Settings
from ticker.store.keys import add_key
from ticker.store.open import open_store


async def test_the_first_minutes_of_a_newcomer(newsroom: Newsroom) -> None:
    made = await newsroom.run("keys", "add", "amal", "--role", "correspondent", "--feed", "en")
    assert re.fullmatch(r"tk_\S+\n", made.out)
    key = made.out.strip()
    filed = await newsroom.run(
        "post",
        "--feed",
        "en",
        "--from",
        "Civil Defense",
        "--role",
        "Spokesman",
        "Fire at the port is out.",
        TICKER_KEY=key,
    )
    assert (filed.status, filed.out.count("\n")) == (0, 1)
    read = await newsroom.run("tail", "en", "--count", "1")
    assert read.out.endswith(" URGENT  Civil Defense, Spokesman: Fire at the port is out.\n")
    assert (await newsroom.run("keys", "revoke", "amal")).status == 0
    refused = await newsroom.run("post", "--feed", "en", "--from", "Desk", "More.", TICKER_KEY=key)
    assert (refused.status, refused.err[:4]) == (1, "401 ")


async def test_keys_and_feeds_are_made_and_listed_without_a_service(tmp_path: Path) -> None:
    store = {"TICKER_DATA_DIR": str(tmp_path / "data")}
    made = json.loads((await run("keys", "add", "حارس", "--role", "editor", "--feed", "*", "--json", **store)).out)
    assert made["key"].startswith("tk_")
    listed = await run("keys", "list", "--json", **store)
    assert json.loads(listed.out) == [{name: value for name, value in made.items() if name != "key"}]
    assert made["key"] not in (await run("keys", "list", **store)).out
    assert (await run("feeds", "add", "ar-sport", "--title", "رياضة", "--expires", "6h", **store)).status == 0
    feeds = json.loads((await run("feeds", "list", "--json", **store)).out)
    assert [(feed["slug"], feed["language"], feed["dir"], feed["expires_s"]) for feed in feeds] == [
        ("ar-sport", "ar", "rtl", 21_600)
    ]
    again = await run("feeds", "add", "ar-sport", **store)
    assert (again.status, "--change" in again.err) == (1, True)
    assert (await run("keys", "revoke", made["id"], **store)).status == 0
    assert (await run("keys", "revoke", made["id"], **store)).status == 1


async def test_a_feed_that_is_added_is_served_at_once(newsroom: Newsroom) -> None:
    assert (await newsroom.run("feeds", "add", "en-sport", "--title", "Sport")).status == 0
    await newsroom.post("Kick-off.", feed="en-sport")
    assert [update["statement"] for update in await newsroom.standing("en-sport")] == ["Kick-off."]


async def test_a_surface_key_names_its_screens_and_doctor_lists_those_that_do_not(tmp_path: Path) -> None:
    store = {"TICKER_DATA_DIR": str(tmp_path / "data")}
    named = ("--surface", "studio-1", "--surface", "ob-*")
    adding = ("keys", "add", "gallery", "--role", "surface", "--feed", "en")
    assert (await run(*adding, **store)).status == 2
    made = json.loads((await run(*adding, *named, "--json", **store)).out)
    assert made["surfaces"] == ["studio-1", "ob-*"]
    assert "studio-1 ob-*" in (await run("keys", "list", COLUMNS="200", **store)).out
    async with open_store(Settings.load({}, {"data_dir": tmp_path / "data"})) as redis:
        await add_key(redis, name="of-version-0-1", role=Role.SURFACE, feeds=["en"])
    listed = json.loads((await run("keys", "list", "--json", **store)).out)
    assert [key["surfaces"] for key in listed] == [["studio-1", "ob-*"], ["*"]]
    found = json.loads((await run("doctor", "--watch", "0", "--json", "--url", "http://127.0.0.1:9", **store)).out)
    [doubt] = [one["found"] for one in found if one["check"] == "keys of surfaces"]
    assert "of-version-0-1" in doubt
    assert "gallery" not in doubt


async def test_feeds_are_listed_in_their_configured_order(newsroom: Newsroom) -> None:
    listed = json.loads((await newsroom.run("feeds", "list", "--json")).out)
    assert [feed["slug"] for feed in listed][:3] == ["en", "ar", "es"]


async def test_a_store_that_has_nothing_is_named_for_it_may_be_the_wrong_one(tmp_path: Path) -> None:
    store = {"TICKER_DATA_DIR": str(tmp_path / "typo")}
    for command, what in ((("keys", "list"), "keys"), (("feeds", "list"), "feeds"), (("store", "renew"), "feeds")):
        done = await run(*command, **store)
        assert (done.status, f"there are no {what} in {tmp_path}/typo" in done.err) == (0, True), done
