"""Filing and acting from the command line."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.servers import Serve
from tests.system.cli.shell import Newsroom, in_terminal, run


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


async def test_a_killed_line_is_said_to_be_beyond_correction(newsroom: Newsroom) -> None:
    id = await newsroom.post("Rain.")
    await newsroom.run("kill", id, "--feed", "en", "--yes")
    for command in (("correct", "--note", "It is snow."), ("refile",)):
        done = await newsroom.run(command[0], id, "--feed", "en", *command[1:], "--from", "Desk", "Snow.")
        assert (done.status, done.out) == (1, "")
        assert "nothing can follow a kill" in done.err
        assert f"ticker post --replaces {id}" in done.err


async def test_a_correction_and_a_refile_may_change_every_field(newsroom: Newsroom) -> None:
    id = await newsroom.post("Rain.", "--section", "weather")
    more = ("--region", "mena", "--slug", "RAIN", "--link", "https://news.example/rain", "--expires", "3h")
    assert (await newsroom.run("correct", id, "--feed", "en", "--note", "Where.", *more)).status == 0
    [standing] = await newsroom.standing()
    given = [standing[field] for field in ("section", "region", "slug", "link", "statement", "level")]
    assert given == ["weather", "mena", "RAIN", "https://news.example/rain", "Rain.", "urgent"]
    assert (await newsroom.run("refile", id, "--feed", "en", "--section", "sport")).status == 0
    assert [update["section"] for update in await newsroom.standing()] == ["sport"]


async def test_what_was_cleaned_of_a_line_is_told_by_every_command_that_files(newsroom: Newsroom) -> None:
    posted = await newsroom.run("post", "--feed", "en", "--from", "De\u00adsk", "Rain\u200b\nfalls.")
    id = posted.out.strip()
    assert posted.err.splitlines() == [
        "cleaned: attribution.name (soft hyphens); statement (invisible characters, line breaks)",
        "update, version 1: Desk: Rain falls.",
    ]
    corrected = await newsroom.run("correct", id, "--feed", "en", "--note", "It\u200b is snow.", "Snow.", "--json")
    assert corrected.err == "cleaned: note (invisible characters)\n"
    assert json.loads(corrected.out)["cleaned"] == {"note": ["zero-width"]}
    assert "cleaned" in (await newsroom.run("refile", id, "--feed", "en", "Sn\u00adow.")).err
    assert "cleaned" not in (await newsroom.run("refile", id, "--feed", "en", "Snow.")).err
    act = {"at": 0, "feed": "en", "ref": "hail", "act": "update"}
    line = json.dumps(act | {"draft": {"attribution": {"name": "Desk"}, "statement": "Ha\u00adil."}})
    replayed = await newsroom.run("replay", "-", stdin=line)
    assert "line 1, update of hail: cleaned: statement (soft hyphens)" in replayed.err


async def test_a_line_comes_down_after_the_time_that_was_said(newsroom: Newsroom) -> None:
    await newsroom.post("Polls have closed.", "--expires", "6h")
    [standing] = await newsroom.standing()
    lasts = datetime.fromisoformat(standing["expires"]) - datetime.fromisoformat(standing["first_created"])
    assert abs(lasts - timedelta(hours=6)) < timedelta(minutes=1)
    wrong = await newsroom.run("post", "--feed", "en", "--from", "Desk", "--expires", "soon", "Rain.")
    assert (wrong.status, "(date-time)" in wrong.err) == (1, True), wrong.err


async def test_https_to_a_service_that_speaks_http_is_told_so(newsroom: Newsroom) -> None:
    url = newsroom.service.url.replace("http://", "https://")
    done = await newsroom.run("post", "--feed", "en", "--from", "Desk", "--patience", "0", "Rain.", TICKER_URL=url)
    assert (done.status, done.out) == (3, "")
    assert "it speaks no TLS: write http://" in done.err
    assert "SSL" not in done.err
    assert "nothing was sent" in done.err


async def test_what_stands_is_listed_and_shown_with_ids(newsroom: Newsroom) -> None:
    assert "nothing stands in en" in (await newsroom.run("list", "en")).err
    first, second = await newsroom.post("Rain."), await newsroom.post("Snow.")
    await newsroom.run("refile", second, "--feed", "en", "Much snow.")
    listed = (await newsroom.run("list", "en")).out.splitlines()
    assert [line.split(" ", 1)[1].strip() for line in listed[::2]] == [
        "URGENT  Desk: Rain.",
        "URGENT  REFILE Desk: Much snow.",
    ]
    assert [line.strip() for line in listed[1::2]] == [f"{first} version 1", f"{second} version 2"]
    assert json.loads((await newsroom.run("list", "en", "--newest", "1", "--json")).out)["updates"][0]["id"] == second
    assert json.loads((await newsroom.run("show", first, "--feed", "en", "--json")).out)["statement"] == "Rain."
    await newsroom.run("kill", first, "--feed", "en", "--yes")
    killed = await newsroom.run("show", first, "--feed", "en")
    assert "KILL do not use" in killed.out
    assert "Rain" not in killed.out
    unknown = await newsroom.run("show", "0" * 26, "--feed", "en")
    assert (unknown.status, unknown.err[:4]) == (1, "404 ")


async def test_a_wrong_key_and_an_unknown_feed_are_said_to_be_that(newsroom: Newsroom) -> None:
    wrong = await newsroom.run("post", "--feed", "en", "--from", "Desk", "Rain.", TICKER_KEY="tk_of_somebody_else")
    assert wrong.status == 1
    assert "the key in TICKER_KEY, --key or --key-file is not known there" in wrong.err
    for command in (("post", "--from", "Desk", "Rain.", "--feed", "nowhere"), ("list", "nowhere")):
        unknown = await newsroom.run(*command)
        assert (unknown.status, "asked for: nowhere" in unknown.err) == (1, True)


async def test_where_nobody_listens_it_says_the_address_and_that_nothing_was_sent(free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    said = []
    for command in (("post", "--feed", "en", "--from", "Desk", "--patience", "0", "Rain."), ("list", "en")):
        done = await run(*command, "--url", url, TICKER_KEY="tk_any")
        assert (done.status, done.out) == (3, "")
        assert url in done.err
        assert "Connection refused" in done.err
        assert "Errno" not in done.err
        said.append(done.err)
    assert "nothing was sent" in said[0]
    assert "it may stand" not in said[0]


async def test_a_filing_that_was_cut_off_may_stand(free_port: int) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", free_port):
        done = await run(
            *("post", "--feed", "en", "--from", "Desk", "--patience", "0", "Rain."),
            *("--url", f"http://127.0.0.1:{free_port}", "--idempotency-key", "mine"),
            TICKER_KEY="tk_any",
        )
    assert done.status == 3
    assert "it may stand: try again with --idempotency-key mine" in done.err


@pytest.mark.parametrize("command", [(), ("post",), ("correct",), ("serve",), ("keys", "add"), ("tail",), ("doctor",)])
async def test_an_option_without_a_value_shows_no_type_in_the_help(command: tuple[str, ...]) -> None:
    assert "<bool>" not in (await run(*command, "--help")).out


async def test_the_help_of_a_correction_claims_no_level_that_it_would_not_set() -> None:
    assert "default: urgent" in (await run("post", "--help")).out
    for command in ("correct", "refile"):
        assert "default: urgent" not in (await run(command, "--help")).out


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
