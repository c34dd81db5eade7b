"""``ticker bench``: the command. The load, the floor and the figures are in ``ticker.tools.bench``."""

import signal
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ticker.cli.console import ERR, OUT, Status, complain, say, show_plain
from ticker.cli.options import FeedOption, Json, KeyOption
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.output import as_json, as_markdown, print_report, write_block
from ticker.tools.bench.plan import BenchReport, Plan, Step, StepName
from ticker.tools.bench.suite import BenchTarget, Suite

_SUITE_READERS = 5_000
_READERS = 1_000


class Choice(StrEnum):
    """Which transports to measure."""

    WS = "ws"
    SSE = "sse"
    BOTH = "both"


def bench_command(
    *,
    readers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help=r"number of readers \[default: 1000; with --suite 5000]")
    ] = None,
    rate: Annotated[float, typer.Option(min=0.1, metavar="N", help="updates filed per second")] = 10.0,
    transport: Annotated[Choice, typer.Option(help="transports of the readers")] = Choice.BOTH,
    seconds: Annotated[float, typer.Option(min=0.1, metavar="N", help="duration of filing in each phase")] = 5.0,
    rounds: Annotated[int, typer.Option(min=1, metavar="N", help="rounds; each measures floor and ticker in turn")] = 5,
    # No TICKER_URL here: a bench must not file to a newsroom because a variable was set.
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", show_default=False, help="server to measure; default: start one"),
    ] = None,
    key: KeyOption = None,
    feed: FeedOption = "en",
    suite: Annotated[bool, typer.Option("--suite", help="run all phases that the performance bars need")] = False,
    json: Json = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="PATH", show_default=False, help="write the tables between the markers of this page"),
    ] = None,
) -> None:
    """Measure a server: CPU per delivery and per join, memory per reader, latency to the last reader.

    It starts its own server with a temporary log, or uses --url and files test
    updates to that server. The server's CPU is compared with that of a bare
    send() loop that sends the same bytes, measured in the same round.
    """
    chosen = tuple(WireFormat) if transport is Choice.BOTH else (WireFormat(transport.value),)
    count = readers or (_SUITE_READERS if suite else _READERS)
    if suite:
        plan = Plan.suite(readers=count, seconds=seconds, transports=chosen, rounds=rounds, feed=feed)
    else:
        plan = Plan(count, (Step(StepName.FAN_OUT, count, rate, seconds),), chosen, rounds, feed)
    report = _run(plan, BenchTarget.of(url, key))
    if json:
        show_plain(as_json(report))
    else:
        print_report(report, OUT)
    if write:
        write_block(write, as_markdown(report))
        say(f"written to {write}")


def _run(plan: Plan, target: BenchTarget) -> BenchReport:
    # Drawn between phases only: a thread that draws would share the load client's core.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        with Progress(*columns, console=ERR, auto_refresh=False, transient=True) as progress:
            task = progress.add_task("starting")

            def tell(what: str) -> None:
                progress.update(task, description=what, advance=1)
                progress.refresh()

            rounds = Suite(plan, target, tell)
            progress.update(task, total=rounds.steps)
            return rounds.run()
    except KeyboardInterrupt:
        complain("interrupted; what the bench had started is stopped")
        raise typer.Exit(Status.INTERRUPTED) from None


def _interrupt(_signum: int, _frame: FrameType | None) -> None:
    """Leave so that every server that was started is stopped; a second Ctrl-C must not break that off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
