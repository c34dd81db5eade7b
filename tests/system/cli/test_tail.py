"""Following feeds from the command line."""

import asyncio
import json
import os
import re
import shlex
import signal
from pathlib import Path

import pytest

from tests.servers import Serve
from tests.system.cli.shell import TICKER, Follow, Newsroom, in_terminal, shell, until_said
from tests.waiting import until

STYLE = re.compile(r"\x1b\[[0-9;]*m")
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*[34][0-9]")


@pytest.mark.parametrize("transport", ["sse", "ws"])
async def test_a_tail_shows_what_happens_as_it_happens(newsroom: Newsroom, follow: Follow, transport: str) -> None:
    await newsroom.post("Before.")
    tail = follow("en", "ar", "--transport", transport)
    await until_said(tail, "Desk: Before.", "live")
    id = await newsroom.post("Fourteen are hurt.", "--level", "flash")
    await newsroom.run("correct", id, "--feed", "en", "--note", "It is four.", "Four are hurt.")
    await newsroom.run("kill", id, "--feed", "en", "--yes")
    await newsroom.post("عاجل", feed="ar")
    await until_said(tail, "ar URGENT  Desk: عاجل")
    news = [line[9:] for line in tail.output.splitlines() if re.match(r"\d\d:\d\d:\d\d ", line)]
    assert news[0] == "en URGENT  Desk: Before."
    assert news[1:3] == [
        "en FLASH   Desk: Fourteen are hurt.",
        "en FLASH   CORRECTION Desk: Four are hurt. (correction: It is four.)",
    ]
    assert re.fullmatch(rf"en KILL do not use: the flash line of [\d:]{{8}} \(update {id}\)", news[3])


@pytest.mark.parametrize("transport", ["sse", "ws"])
async def test_a_tail_ends_with_the_cursor_to_go_on_from(newsroom: Newsroom, follow: Follow, transport: str) -> None:
    await newsroom.post("One.")
    tail = follow("en", "ar", "--transport", transport)
    await until_said(tail, "One.", "live")
    os.kill(tail.pid, signal.SIGINT)
    await until(lambda: tail.status == 0)
    found = re.search(r"--after (\S+)", tail.output)
    assert found
    await newsroom.post("Two.")
    more = await newsroom.run("tail", "en", "ar", "--after", found[1], "--count", "1", "--transport", transport)
    assert more.out.endswith("Desk: Two.\n")
    assert "One." not in more.out


async def test_a_tail_for_programs_is_the_protocol_itself(newsroom: Newsroom) -> None:
    await newsroom.post("One.")
    done = await newsroom.run("tail", "en", "--json", "--count", "1")
    (snapshot,) = (json.loads(line) for line in done.out.splitlines())
    assert snapshot["type"] == "snapshot"
    assert snapshot["updates"] == await newsroom.standing()


async def test_a_count_counts_updates_those_of_a_snapshot_too(newsroom: Newsroom, follow: Follow) -> None:
    for statement in ("One.", "Two.", "Three."):
        await newsroom.post(statement)
    newest = await newsroom.run("tail", "en", "--count", "1")
    assert [line[17:] for line in newest.out.splitlines()] == ["Desk: Three."]
    assert len((await newsroom.run("tail", "en", "--count", "2")).out.splitlines()) == 2
    tail = follow("en", "--json", "--count", "5")  # three in the snapshot, and two more
    await until_said(tail, '"status"')
    await newsroom.post("Four.")
    await until_said(tail, "Four.")
    assert tail.status is None
    await newsroom.post("Five.")
    await until(lambda: tail.status == 0)


@pytest.mark.parametrize("transport", ["sse", "ws"])
async def test_a_tail_that_the_service_refuses_ends(newsroom: Newsroom, transport: str) -> None:
    refused = await newsroom.run("tail", "nowhere", "--transport", transport)
    assert (refused.status, "no such feed" in refused.err.lower()) == (1, True)
    assert "asked for: nowhere; `ticker feeds list`" in refused.err


@pytest.mark.parametrize("transport", ["sse", "ws"])
async def test_a_tail_outlives_a_crash_of_the_service(
    serve: Serve, newsroom: Newsroom, follow: Follow, transport: str
) -> None:
    tail = follow("en", "--transport", transport)
    await until_said(tail, "live")
    await newsroom.post("Before.")
    await until_said(tail, "Before.")
    newsroom.service.kill()
    await until_said(tail, f"{newsroom.service.url}: ", "again in")
    assert "Errno" not in tail.output
    again = await serve(port=newsroom.service.port, data_dir=newsroom.service.data_dir)
    assert again.url == newsroom.service.url
    await newsroom.post("After.")
    await until_said(tail, "After.")
    assert [tail.output.count(f"Desk: {word}") for word in ("Before.", "After.")] == [1, 1]


async def test_a_terminal_gets_colour_and_whole_words(newsroom: Newsroom) -> None:
    await newsroom.post("Heavy rain is expected in the whole of the north until the evening, the service says.")
    await newsroom.post("من المتوقع هطول أمطار غزيرة في أنحاء الشمال كافة حتى المساء، وفق هيئة الأرصاد.", feed="ar")
    _, shown = await in_terminal("tail", "en", "ar", "-c", "2", typed="", variables=newsroom.variables)
    assert COLOUR.search(shown)
    rows = [row for row in STYLE.sub("", shown).splitlines() if "--after" not in row]
    assert max(len(row) for row in rows) <= 80 + len("\u2067\u2069")
    assert all(row.count("\u2067") == row.count("\u2069") for row in rows)
    assert "\u2067" in shown


async def test_a_terminal_that_wants_no_colour_gets_none(newsroom: Newsroom) -> None:
    await newsroom.post("Rain.", "--level", "flash")
    _, shown = await in_terminal("tail", "en", "-c", "1", typed="", variables=newsroom.variables | {"NO_COLOR": "1"})
    assert "Desk: Rain." in STYLE.sub("", shown)
    assert not COLOUR.search(shown)


@pytest.mark.parametrize("form", ["--newest 0", "--json"])
async def test_a_pipe_that_nobody_reads_any_more_ends_a_tail_in_peace(newsroom: Newsroom, form: str) -> None:
    line = f"{shlex.join(TICKER)} tail en {form} | head -n 1"
    reading = asyncio.create_task(shell(line, newsroom.variables))
    while not reading.done():  # a tail notices with the next line that it writes
        await newsroom.post("More.")
    done = await reading
    assert (done.status, len(done.out.splitlines())) == (0, 1)
    assert done.err.splitlines()[-1].startswith("to go on from here: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux alone has a file that is always full")
@pytest.mark.parametrize("form", ["tail en", "tail en --json", "--version"])
async def test_a_full_disk_is_one_clear_line(newsroom: Newsroom, form: str) -> None:
    await newsroom.post("One.")
    done = await shell(f"{shlex.join(TICKER)} {form} > /dev/full", newsroom.variables)
    assert done.status == 1
    assert done.err.splitlines()[-1].startswith("standard output: ")


async def test_a_standard_output_that_is_closed_costs_nothing_but_the_results(newsroom: Newsroom) -> None:
    await newsroom.post("One.")
    done = await shell(f"{shlex.join(TICKER)} tail en --count 1 <&- >&-", newsroom.variables)
    assert done.status == 0
    assert done.err.splitlines()[-1].startswith("to go on from here: ")
