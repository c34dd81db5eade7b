"""``ticker stress``: the command. The plan, the faults and the checks are in ``ticker.tools.stress``."""

import random
import shutil
import signal
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ticker.cli.console import ERR, CommandFailed, Status, complain, say, show, show_json, show_plain
from ticker.cli.options import Json
from ticker.tools.stress.deployment import DIVIDED_BY
from ticker.tools.stress.faults import NATURES, Fault
from ticker.tools.stress.plan import Scenario, Wishes, described, scenarios, target_of
from ticker.tools.stress.report import explain
from ticker.tools.stress.run import Bounds, Means, Outcome, run
from ticker.tools.stress.timing import run_stamped

_SECONDS: Final = 60.0
_PLANNED: Final = 20
_SEEDS: Final = 1 << 32
_MORE_MAX: Final = 10


def stress(
    seed: Annotated[
        int | None, typer.Option(metavar="N", help=r"seed of the plan \[default: random, printed]")
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(min=0, metavar="N", help=r"start no scenario after this time \[default: 60, unless --scenarios]"),
    ] = None,
    scenarios_: Annotated[
        int | None, typer.Option("--scenarios", min=1, metavar="N", help="number of scenarios", show_default=False)
    ] = None,
    readers: Annotated[int, typer.Option(min=0, metavar="N", help="readers per scenario")] = 40,
    processes: Annotated[int, typer.Option(min=1, max=16, metavar="N", help="server processes on one Valkey")] = 3,
    filers: Annotated[int, typer.Option(min=1, metavar="N", help="correspondents per scenario")] = 4,
    faults: Annotated[
        str | None, typer.Option(metavar="A,B", help="only these faults; see --list", show_default=False)
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Redis or Valkey server to use instead of the bundled one",
                     exists=True, dir_okay=False, show_default=False),
    ] = None,
    beside: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="folder with another version of ticker; servers alternate between the two",
                     exists=True, file_okay=False, show_default=False),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="list the faults and exit")] = False,
    plan: Annotated[bool, typer.Option("--plan", help="print the plan of the seed and exit")] = False,
    as_json_: Json = False,
) -> None:  # fmt: skip
    r"""Inject planned faults into a test deployment and check that every reader received what was promised.

    It starts servers on a Valkey in a temporary folder, with time constants divided by ten. Readers of both transports
    connect, correspondents file, and faults are injected. Then everything is repaired, and the acknowledged filings are
    compared with what each reader received. The same seed gives the same plan. Exit status 1: a promise was broken; the
    first violation is printed with its history.

    \b
    Examples:
      ticker stress
      ticker stress --seed 7 --scenarios 20 --readers 100
      ticker stress --faults kill-server,freeze-store --seconds 30
      ticker stress --seed 7 --plan
      ticker stress --faults change-version,kill-server --beside ../ticker-0.1.0
    """
    if list_:
        _show_faults(as_json=as_json_)
        return
    wishes = Wishes(readers, processes, filers, _chosen(faults))
    chosen = random.randrange(_SEEDS) if seed is None else seed
    if plan:
        _show_plan(chosen, list(islice(scenarios(chosen, wishes), scenarios_ or _PLANNED)), as_json=as_json_)
        return
    bounds = Bounds(scenarios_, _SECONDS if seconds is None and scenarios_ is None else seconds)
    say(f"seed {chosen}; time constants divided by {DIVIDED_BY:.0f}")
    outcome, folder = _run(chosen, wishes, bounds, store, _checked(beside))
    if as_json_:
        show_json(_report(outcome, folder))
    else:
        _show(outcome, folder)
    if outcome.violations:
        raise typer.Exit(Status.REFUSED)


def _chosen(names: str | None) -> tuple[Fault, ...]:
    if names is None:
        return tuple(Fault)
    known = {fault.value: fault for fault in Fault}
    wanted = list(dict.fromkeys(filter(None, (name.strip() for name in names.split(",")))))
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        missing = unknown[0] if unknown else names
        raise CommandFailed(
            f"--faults: there is no {missing!r}; --list says what each of these does: {', '.join(known)}",
            status=Status.USAGE,
        )
    return tuple(known[name] for name in wanted)


def _checked(beside: Path | None) -> Path | None:
    if beside is not None and not (beside / "ticker" / "__init__.py").is_file():
        raise CommandFailed(
            f"--beside: there is no ticker in {beside}: name the folder that holds it, as of a checkout",
            status=Status.USAGE,
        )
    return None if beside is None else beside.resolve()


def _run(
    seed: int, wishes: Wishes, bounds: Bounds, store: Path | None, beside: Path | None
) -> tuple[Outcome, Path | None]:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    folder = Path(tempfile.mkdtemp(prefix="tk-"))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    is_kept = False
    try:
        # Drawn between scenarios only: a thread that draws would share the readers' core.
        with Progress(*columns, console=ERR, auto_refresh=False, transient=True) as progress:
            task = progress.add_task("starting", total=bounds.scenarios or bounds.seconds)

            def tell(scenario: Scenario, outcome: Outcome) -> None:
                done = outcome.scenarios if bounds.scenarios else outcome.seconds
                what = ", ".join(planned_fault.fault for planned_fault in scenario.planned_faults)
                progress.update(task, description=f"scenario {scenario.number}: {what}", completed=done)
                progress.refresh()

            outcome = run_stamped(
                lambda selector: run(
                    seed,
                    wishes,
                    bounds,
                    Means.here(folder, selector, executable=None if store is None else str(store), beside=beside),
                    tell=tell,
                )
            )
        is_kept = bool(outcome.violations)
    except KeyboardInterrupt:
        complain("interrupted; what the run had started is stopped")
        raise typer.Exit(Status.INTERRUPTED) from None
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)
    return outcome, folder if is_kept else None


def _interrupt(_signum: int, _frame: FrameType | None) -> None:
    """Leave so that everything that was started is stopped; a second Ctrl-C must not break that off."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _show_faults(*, as_json: bool) -> None:
    if as_json:
        show_json(
            [{"fault": fault, "does": nature.does, "house": nature.deployment} for fault, nature in NATURES.items()]
        )
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("fault", "does"):
        table.add_column(column, overflow="fold")
    for fault, nature in NATURES.items():
        table.add_row(fault, nature.does)
    show(table)


def _show_plan(seed: int, planned: Sequence[Scenario], *, as_json: bool) -> None:
    if as_json:
        show_json({"seed": seed, "scenarios": [dict(described(scenario)) for scenario in planned]})
        return
    say(f"seed {seed}")
    for scenario in planned:
        show_plain(f"scenario {scenario.number}: {scenario.seconds:.2f} s, {len(scenario.parts)} readers")
        for planned_fault in scenario.planned_faults:
            until = f", for {planned_fault.lasts_s:.3f} s" if planned_fault.lasts_s else ""
            show_plain(f"  {planned_fault.at_s:6.3f} s  {planned_fault.fault} of {target_of(planned_fault)}{until}")


def _show(outcome: Outcome, folder: Path | None) -> None:
    if outcome.failed is not None and outcome.history is not None:
        first, *others = outcome.violations
        complain(f"seed {outcome.seed}, scenario {outcome.failed.number}: a promise was broken")
        for line in explain(first, outcome.history):
            show_plain(line)
        for other in others[:_MORE_MAX]:
            show_plain(f"also: {other.promise}: {other.what}"[:200])
        say(f"logs of the processes: {folder}")
        say(
            f"again: ticker stress --seed {outcome.seed} --scenarios {outcome.failed.number + 1}, with the same options"
        )
    for fault, why in sorted(outcome.left_out.items()):
        say(f"left out, not possible here: {fault} ({why})")
    verdict = "broken" if outcome.violations else "kept"
    show_plain(
        f"seed {outcome.seed}: promises {verdict}. {outcome.scenarios} scenarios in {outcome.seconds:.0f} s, "
        f"{outcome.filed} filings acknowledged in {outcome.tries} tries, {outcome.given} objects to readers in "
        f"{outcome.visits} visits, {outcome.gaps} gaps"
    )


def _report(outcome: Outcome, folder: Path | None) -> dict[str, Any]:
    report: dict[str, Any] = {
        "seed": outcome.seed,
        "times_divided_by": DIVIDED_BY,
        "scenarios": outcome.scenarios,
        "seconds": round(outcome.seconds, 1),
        "filed": outcome.filed,
        "tries": outcome.tries,
        "given": outcome.given,
        "visits": outcome.visits,
        "gaps": outcome.gaps,
        "strikes": outcome.planned_faults,
        "left_out": sorted(outcome.left_out),
        "violations": [
            {"promise": one.promise, "what": one.what, "update": one.update, "reader": one.reader}
            for one in outcome.violations
        ],
    }
    if outcome.failed is not None and outcome.history is not None:
        report["scenario"] = dict(described(outcome.failed))
        report["story"] = explain(outcome.violations[0], outcome.history)
        report["logs"] = str(folder)
    return report
