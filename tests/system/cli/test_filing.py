"""Filing and acting from the command line."""

import asyncio
import json
from pathlib import Path

from tests.servers import Serve
from tests.system.cli.shell import Newsroom, in_terminal


async def test_an_update_is_corrected_refiled_held_released_and_killed(newsroom: Newsroom) -> None:
    id = await newsroom.post("Fourteen are hurt.", "--role", "Editor", "--level", "alert", "--short", "14 hurt")
    corrected = await newsroom.run(
        "correct", id, "--feed", "en", "--note", "It is four.", "--short", "4 hurt", "Four are hurt."
    )
    assert corrected.out == f"{id}\n"
    [standing] = await newsroom.standing()
    assert [standing[word] for word in ("version", "statement", "short", "level", "note")] == [
        2, "Four are hurt.", "4 hurt", "alert", "It is four.",
    ]  # fmt: skip
    assert standing["attribution"] == {"name": "Desk", "role": "Editor"}
    assert (await newsroom.run("refile", id, "--feed", "en", "--role", "Duty editor")).status == 0
    assert (await newsroom.run("hold", id, "--feed", "en", "--reason", "a call came in")).status == 0
    assert await newsroom.standing() == []
    assert (await newsroom.run("release", id, "--feed", "en")).status == 0
    assert [update["version"] for update in await newsroom.standing()] == [5]
    killed = await newsroom.run("kill", id, "--feed", "en", "--yes", "--json")
    assert json.loads(killed.out)["pubstatus"] == "canceled"
    substitute = await newsroom.post("Nobody is hurt.", "--replaces", id)
    assert [update["id"] for update in await newsroom.standing()] == [substitute]
    after = await newsroom.run("release", id, "--feed", "en")
    assert (after.status, after.err[:4]) == (1, "409 ")


async def test_who_acts_on_an_old_version_is_told(newsroom: Newsroom) -> None:
    id = await newsroom.post("Rain.")
    await newsroom.run("refile", id, "--feed", "en", "Heavy rain.")
    stale = await newsroom.run("kill", id, "--feed", "en", "--version", "1", "--yes")
    assert (stale.status, stale.err[:4]) == (1, "412 ")


async def test_a_kill_is_asked_about_and_never_by_mistake(newsroom: Newsroom) -> None:
    id = await newsroom.post("Rain.")
    unasked = await newsroom.run("kill", id, "--feed", "en")
    assert (unasked.status, "--yes" in unasked.err) == (2, True)
    assert (await in_terminal("kill", id, "--feed", "en", typed="\n", variables=newsroom.variables))[0] == 1
    assert len(await newsroom.standing()) == 1
    status, shown = await in_terminal("kill", id, "--feed", "en", typed="y\n", variables=newsroom.variables)
    assert (status, "Desk: Rain." in shown) == (0, True)
    assert await newsroom.standing() == []


async def test_broken_rules_are_listed_field_by_field(newsroom: Newsroom) -> None:
    refused = await newsroom.run("post", "--feed", "en", "--from", "x" * 81, "--short", "y" * 56, "a\tb")
    assert refused.status == 1
    assert refused.err.splitlines()[1:] == [
        "  attribution.name: At most 80 characters. (max-graphemes)",
        "  statement: Has control characters, such as a tab. (control-character)",
        "  short: At most 55 characters. (max-graphemes)",
    ]


async def test_text_comes_from_stdin_in_any_script(newsroom: Newsroom) -> None:
    done = await newsroom.run("post", "--feed", "ar", "--from", "الدفاع المدني", "-", stdin="أُخمد الحريق في المرفأ.\n")
    assert done.status == 0
    [standing] = await newsroom.standing("ar")
    assert (standing["statement"], standing["dir"]) == ("أُخمد الحريق في المرفأ.", "rtl")


async def test_a_byte_order_mark_before_a_text_or_a_file_is_dropped(newsroom: Newsroom, tmp_path: Path) -> None:
    done = await newsroom.run("post", "--feed", "en", "--from", "Desk", "-", stdin="\ufeffFirst.\r\n")
    assert done.status == 0
    script = tmp_path / "hour.ndjson"
    draft = '{"attribution": {"name": "Desk"}, "statement": "Second."}'
    line = '{"at": 0, "feed": "en", "ref": "a", "act": "update", "draft": ' + draft + "}\n"
    script.write_text(line, encoding="utf-8-sig")
    assert (await newsroom.run("replay", str(script))).status == 0
    assert [entry["statement"] for entry in await newsroom.standing()] == ["Second.", "First."]


async def test_a_line_is_set_as_it_is_told_to_and_stays_so_when_it_is_corrected(newsroom: Newsroom) -> None:
    id = await newsroom.post("UNIFIL", "--dir", "rtl")
    assert (await newsroom.standing())[0]["dir"] == "rtl"
    assert (await newsroom.run("refile", id, "--feed", "en", "--role", "Spokesman")).status == 0
    assert (await newsroom.standing())[0]["dir"] == "rtl"
    assert (await newsroom.run("correct", id, "--feed", "en", "--note", "x", "--dir", "ltr")).status == 0
    assert (await newsroom.standing())[0]["dir"] == "ltr"


async def test_a_filing_waits_for_the_service_and_lands_once(serve: Serve, newsroom: Newsroom) -> None:
    newsroom.service.end()
    filing = asyncio.create_task(newsroom.run("post", "--feed", "en", "--from", "Desk", "Late."))
    try:
        await serve(port=newsroom.service.port, data_dir=newsroom.service.data_dir)
        done = await filing
    finally:
        filing.cancel()
    assert done.status == 0
    assert [update["id"] for update in await newsroom.standing()] == [done.out.strip()]


async def test_the_same_idempotency_key_files_nothing_more(newsroom: Newsroom) -> None:
    ids = [await newsroom.post("Once.", "--idempotency-key", "mine") for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(await newsroom.standing()) == 1
