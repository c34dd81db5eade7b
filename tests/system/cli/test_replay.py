"""An hour replayed, and the demo."""

import contextlib
import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import END_WITHIN_S, Process
from tests.system.cli.shell import TICKER, Newsroom, environment
from tests.waiting import until


async def test_a_file_is_replayed_through_the_service(newsroom: Newsroom, tmp_path: Path) -> None:
    def line(at: float, ref: str, act: str, **more: Any) -> str:
        return json.dumps({"at": at, "feed": "en", "ref": ref, "act": act, **more})

    def draft(statement: str, **more: Any) -> dict[str, Any]:
        return {"draft": {"attribution": {"name": "Desk"}, "statement": statement, **more}}

    file = tmp_path / "hour.ndjson"
    file.write_text(
        "\n".join(
            [
                line(0, "a", "update", **draft("A.")),
                line(1, "b", "update", **draft("B.")),
                line(2, "a", "correction", **draft("A!"), note="!"),
                line(3, "x", "update", **draft("<b>X</b>")),
                line(4, "b", "hold"),
                line(5, "b", "kill"),
                line(6, "c", "update", **draft("C.", replaces="b")),
            ]
        )
    )
    done = await newsroom.run("replay", file, "--speed", "100")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines()[0].startswith("line 4, update of x: 422 ")
    assert done.err.splitlines()[-1] == "6 of 7 lines filed"
    assert [update["statement"] for update in await newsroom.standing()] == ["C.", "A!"]


async def test_a_replay_reads_standard_input(newsroom: Newsroom) -> None:
    line = {"at": 0, "feed": "en", "ref": "a", "act": "update"}
    line["draft"] = {"attribution": {"name": "Desk"}, "statement": "Rain."}
    done = await newsroom.run("replay", "-", stdin=json.dumps(line))
    assert (done.status, done.err.splitlines()[-1]) == (0, "1 of 1 lines filed")
    assert [update["statement"] for update in await newsroom.standing()] == ["Rain."]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('<?xml version="1.0"?>\n<rss version="2.0">', "that looks like XML, as RSS is"),
        ("time,feed,statement\n0,en,Rain.", "that looks like CSV"),
        ("Rain.", "that is no JSON in UTF-8"),
    ],
)
async def test_what_is_no_replay_file_is_named_for_what_it_is(newsroom: Newsroom, given: str, said: str) -> None:
    done = await newsroom.run("replay", "-", stdin=given)
    assert (done.status, said in done.err) == (2, True), done.err
    assert "line 1" in done.err


async def test_the_demo_shows_news_and_ends_when_it_is_told(free_port: int, tmp_path: Path) -> None:
    data_dir = tmp_path / "demo"
    command = [*TICKER, "demo", "--port", str(free_port), "--data-dir", str(data_dir), "--speed", "120"]
    demo = Process(command, log=tmp_path / "log", environment=environment(TICKER_REDIS_URL="redis://127.0.0.1:1"))
    try:
        await until(
            lambda: len(re.findall(r"^\d\d:\d\d:\d\d (en|ar|es) ", demo.output, re.MULTILINE)) >= 20, within_s=30
        )
        children = psutil.Process(demo.pid).children(recursive=True)
        os.killpg(demo.pid, signal.SIGINT)  # as a terminal's Ctrl-C does
        await until(lambda: demo.status is not None, within_s=END_WITHIN_S)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)
    assert demo.status == 0, demo.output
    assert "Traceback" not in demo.output
    await until(lambda: not any(child.is_running() for child in children))
