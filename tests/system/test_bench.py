"""``ticker bench`` against a real server: the shape of what it says. How fast a machine is decides nothing."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import Process
from tests.servers import Serve
from tests.waiting import until

pytestmark = pytest.mark.long
SMALL = ("--readers", "20", "--seconds", "0.5", "--rounds", "1")
WITHIN_S = 50.0


def bench(tmp_path: Path, *flags: str) -> Process:
    return Process([sys.executable, "-m", "ticker", "bench", *flags], log=tmp_path / "bench.log")


def report_in(run: Process) -> dict[str, Any]:
    output = run.output
    report: dict[str, Any] = json.loads(output[output.index("\n{") if not output.startswith("{") else 0 :])
    return report


async def test_a_bench_of_its_own_server_checks_every_delivery_and_measures_all(tmp_path: Path) -> None:
    run = bench(tmp_path, *SMALL, "--transport", "ws", "--json")
    assert await run.ended(within_s=WITHIN_S) == 0, run.output
    report = report_in(run)
    floor, ticker = report["parts"]
    assert (floor["subject"], ticker["subject"]) == ("floor", "ticker")
    for part in (floor, ticker):
        phase = part["phases"]["fan-out"]
        assert (phase["updates"], phase["deliveries"], phase["foreign"]) == (5, 100, 0)
        assert len(phase["latencies_s"]) == 5
        assert phase["cpu_s"] > 0
        assert part["joined"]["cpu_s"] > 0
    assert floor["frame_bytes"] == pytest.approx(ticker["frame_bytes"], abs=8)
    assert len(ticker["phases"]["fan-out"]["filed_s"]) == 5
    assert ticker["phases"]["fan-out"]["store"]["log_s"] > 0
    assert ticker["joined"]["rss_bytes"] is not None
    assert ticker["filing_cpu_s"] > 0


async def test_a_suite_at_a_url_writes_its_bars_into_a_page(serve: Serve, redis_url: str, tmp_path: Path) -> None:
    server = await serve(redis_url=redis_url)
    page = tmp_path / "performance.md"
    flags = ("--suite", *SMALL, "--transport", "sse", "--url", server.url, "--key", server.key, "--write", str(page))
    run = bench(tmp_path, *flags)
    assert await run.ended(within_s=WITHIN_S) == 0, run.output
    assert "The bars" in run.output
    for bar in ("fan-out to 20 readers", "memory per idle reader", "CPU per join", "file → last", "burst of 200/s"):
        assert bar in page.read_text()


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [(("--key", "tk_unknown"), "the key is not known"), (("--feed", "no-such-feed"), "404")],
)
async def test_a_refusal_is_one_line_that_says_what_to_do(
    serve: Serve, redis_url: str, tmp_path: Path, changed: tuple[str, str], complaint: str
) -> None:
    server = await serve(redis_url=redis_url)
    flags = ("--url", server.url, "--key", server.key, "--transport", "sse")
    run = bench(tmp_path, *SMALL, *flags, *changed)
    assert await run.ended(within_s=WITHIN_S) == 1
    assert complaint in run.output
    assert "Traceback" not in run.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_bench_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    run = bench(tmp_path, *SMALL)

    def children() -> list[psutil.Process]:
        return psutil.Process(run.pid).children(recursive=True)

    await until(lambda: any("-server" in name(child) for child in children()), within_s=WITHIN_S, what="a Valkey")
    started = children()
    run.send(number)
    assert await run.ended(within_s=WITHIN_S) == 130, run.output
    assert "interrupted" in run.output
    _, alive = psutil.wait_procs(started, timeout=0)
    assert not [child for child in alive if status(child) != psutil.STATUS_ZOMBIE]


def name(process: psutil.Process) -> str:
    """Return a process's name; empty once it is gone."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def status(process: psutil.Process) -> str:
    """Say what a process does; a zombie, once it is gone."""
    try:
        return str(process.status())
    except psutil.NoSuchProcess:
        return psutil.STATUS_ZOMBIE
