"""``ticker replay``: file a newsroom's hour through the API, as it happened or faster."""

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ticker.cli.cleaned import explain_cleaned
from ticker.cli.console import ERR, CommandFailed, Say, Status, complain, say, show, terminal_width
from ticker.cli.filing import Filed, FilingClient, read_key
from ticker.cli.lines import render
from ticker.cli.options import DEFAULT_URL, KeyFile, KeyOption, Patience, Url
from ticker.cli.problems import RequestRefused
from ticker.cli.script import Act, parse_script
from ticker.cli.strip import Strip
from ticker.model import EntryKind

_HOPELESS = frozenset({401, 403, 404})
"""What every further line would be answered too: a wrong key, the wrong feed."""
_ENDS = {
    EntryKind.CORRECTION: "corrections",
    EntryKind.REFILE: "refiles",
    EntryKind.HOLD: "hold",
    EntryKind.RELEASE: "release",
    EntryKind.KILL: "kill",
}


class Replay:
    """Files acts one after the other, each at its time, and keeps ids and versions of what it filed."""

    def __init__(
        self,
        filing: FilingClient,
        speed: float,
        *,
        complain: Say = complain,
        tell: Say = say,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.refused = 0
        self._filing = filing
        self._speed = speed
        self._complain = complain
        self._tell = tell
        self._clock = clock
        self._sleep = sleep
        self._stands: dict[tuple[str, str], Filed] = {}

    def run(self, acts: Iterable[Act], filed: Callable[[Act, Filed | None], None]) -> None:
        """File all acts; ``filed`` hears of each, with None for one that was refused.

        Raises:
            Refused: the key or the feed is wrong, so every line would be refused.
            Unreached: the service does not answer.
        """
        started = self._clock()
        for act in acts:
            self._sleep(max(0.0, started + act.at_s / self._speed - self._clock()))
            try:
                answer = self._file(act)
            except RequestRefused as refused:
                if refused.problem.status in _HOPELESS:
                    raise
                self.refused += 1
                self._complain(f"line {act.line}, {act.kind} of {act.ref}: {refused}")
                filed(act, None)
            else:
                if answer is not None and answer.cleaned:
                    self._tell(f"line {act.line}, {act.kind} of {act.ref}: {explain_cleaned(answer.cleaned)}")
                filed(act, answer)

    def _file(self, act: Act) -> Filed | None:
        name = (act.feed, act.ref)
        if act.kind is EntryKind.UPDATE:
            self._stands[name] = self._filing.update(act.feed, self._resolved(act))
            return self._stands[name]
        before = self._stands.get(name)
        if before is None:  # its update was refused, which was said
            self.refused += 1
            return None
        body = {} if act.draft is None else self._resolved(act)
        if act.note is not None:
            body["note"] = act.note
        self._stands[name] = self._filing.act(act.feed, before.id, _ENDS[act.kind], body, version=before.version)
        return self._stands[name]

    def _resolved(self, act: Act) -> dict[str, Any]:
        """Return the draft with the id of what it replaces instead of the file's name for it."""
        draft = dict(act.draft or {})
        replaced = self._stands.get((act.feed, str(draft.get("replaces"))))
        if replaced is not None:
            draft["replaces"] = replaced.id
        return draft


def replay(
    file: Annotated[
        Path,
        typer.Argument(
            help="file with one act per line, as JSON; - reads stdin", metavar="FILE.ndjson", show_default=False
        ),
    ],
    speed: Annotated[float, typer.Option("--speed", help="speed-up factor", min=0.01, metavar="N")] = 1.0,
    lines: Annotated[bool, typer.Option("--lines", help="print filed updates instead of a progress bar")] = False,
    patience_s: Patience = 60.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
) -> None:
    r"""File the acts in a file at the times given there: updates, corrections, refiles, holds, releases, kills.

    The file is checked first. A line that the service refuses is reported and skipped; the exit status is then 1.

    \b
    A line of the file:
      {"at": 12.5, "feed": "en", "ref": "fire", "act": "update", "draft": {…}}
      {"at": 80, "feed": "en", "ref": "fire", "act": "correction", "draft": {…},
       "note": "…"}  (all of it on one line)
      {"at": 95, "feed": "en", "ref": "fire", "act": "kill"}

    \b
    Example:
      ticker replay newsroom-hour.ndjson --speed 20
    """
    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as script:
            acts = parse_script(script)
    except OSError as broken:
        raise CommandFailed(f"{file}: {broken.strerror}", status=Status.USAGE) from broken
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        filing.await_ready()
        run = Replay(filing, speed)
        (_run_with_lines if lines else _run_with_bar)(run, acts)
    say(f"{len(acts) - run.refused} of {len(acts)} lines filed")
    if run.refused:
        raise typer.Exit(Status.REFUSED)


def _run_with_bar(run: Replay, acts: list[Act]) -> None:
    columns = (TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=ERR, transient=True) as progress:
        task = progress.add_task("filing", total=len(acts))
        run.run(acts, lambda act, _: progress.update(task, advance=1, description=act.kind))


def _run_with_lines(run: Replay, acts: list[Act]) -> None:
    strips: dict[str, Strip] = {}

    def print_line(act: Act, filed: Filed | None) -> None:
        line = strips.setdefault(act.feed, Strip(act.feed)).take_entry(filed.entry) if filed else None
        if line is not None:
            show(render(line, with_feed=True, width=terminal_width()))

    run.run(acts, print_line)
