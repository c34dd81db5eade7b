"""The command line: `app` has the commands, `main` is what the shell starts. No command does another layer's work."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from ticker import __version__
from ticker.cli.console import CommandFailed, Status, complain, show_plain
from ticker.errors import InvalidSettings, StoreUnavailable, StoreUnsuitable, TickerError

_COMMANDS: Final = {
    "serve": ("serve", "serve"),
    "demo": ("demo", "demo"),
    "list": ("standing", "list_standing"),
    "show": ("standing", "show_one"),
    "tail": ("tail", "tail"),
    "post": ("post", "post"),
    "correct": ("acts", "correct"),
    "refile": ("acts", "refile"),
    "hold": ("acts", "hold"),
    "release": ("acts", "release"),
    "kill": ("acts", "kill"),
    "replay": ("replay", "replay"),
    "feeds": ("feeds", "feeds"),
    "keys": ("keys", "keys"),
    "store": ("store", "store"),
    "doctor": ("doctor", "doctor"),
    "bench": ("bench", "bench_command"),
    "stress": ("stress", "stress"),
}
"""Each command's module here, and its name there; in the order of the help."""

_CONTEXT: Final = {"help_option_names": ["-h", "--help"]}

_STATUSES: Final[dict[type[TickerError], Status]] = {
    InvalidSettings: Status.USAGE,
    StoreUnsuitable: Status.USAGE,
    StoreUnavailable: Status.UNREACHED,
}


class Commands(TyperGroup):
    """Loads a command on first use (a server takes long to load, and most commands need none); reports failures."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- typer's signature
        """Return the names of the commands in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 -- typer's signature
        """Return one command; after a typo load all of them, for typer's "did you mean"."""
        for name in (cmd_name,) if cmd_name in _COMMANDS else _COMMANDS:
            if name not in self.commands:
                self.commands[name] = _load(name)
        return self.commands.get(cmd_name)

    def get_params(self, ctx: Any) -> Any:
        """Return the options before the command."""
        options = super().get_params(ctx)
        _leave_out_types(options)
        return options

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what it raises becomes one clear line and an exit status."""
        try:
            return super().invoke(ctx)
        except TickerError as failed:
            complain(str(failed))
            raise typer.Exit(_status(failed)) from failed


def _load(name: str) -> Any:
    module, attribute = _COMMANDS[name]
    found = getattr(import_module(f"ticker.cli.{module}"), attribute)
    if not isinstance(found, typer.Typer):
        command, found = found, typer.Typer(add_completion=False, rich_markup_mode="rich", context_settings=_CONTEXT)
        found.command(name)(command)
    loaded = typer.main.get_command(found)
    loaded.name = name
    _tidy(loaded)
    return loaded


def _tidy(command: Any) -> None:
    r"""Turn the ``\b`` of a raw docstring into the character by which typer knows lines that must not be joined."""
    command.help = (command.help or "").replace("\\b", "\b")
    _leave_out_types((*command.params, command.get_help_option(command.context_class(command, **_CONTEXT))))
    for below in getattr(command, "commands", {}).values():
        _tidy(below)


def _leave_out_types(options: Iterable[Any]) -> None:
    """Let no option that takes no value show ``<bool>``, as if it wanted one."""
    for option in options:
        if getattr(option, "is_bool_flag", False) and option.metavar is None:
            option.metavar = ""


def _status(failed: TickerError) -> Status:
    if isinstance(failed, CommandFailed):
        return failed.status
    return next((status for kind, status in _STATUSES.items() if isinstance(failed, kind)), Status.REFUSED)


_HELP: Final = """Push breaking news: what a correspondent files reaches every connected screen within milliseconds.

\b
  ticker demo                    try it with an hour of invented news
  ticker serve                   run the service
  ticker keys add amal --role correspondent --feed en
                                 create a key for a correspondent
  ticker post --feed en --from "Civil Defense" "The fire is out."
  ticker tail en ar              follow the news

Results go to stdout, everything else to stderr. --json prints results for programs. NO_COLOR turns colours off.

\b
Exit status:
  0    done
  1    refused: the service or the store rejected the request, and said why
  2    wrong usage or settings, or an unsuitable store
  3    no answer in time; a filing may have been accepted: retry with the same
       idempotency key to find out
  130  interrupted
"""

app = typer.Typer(
    name="ticker",
    cls=Commands,
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings=_CONTEXT,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        show_plain(f"ticker {__version__}")
        raise typer.Exit


@app.callback()
def ticker(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Parse the options before the command."""


def main() -> None:
    """Run the command line, in whatever encoding the terminal has."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed; left so, the next file or socket would take its number
            setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115 -- to the end
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="ticker")
    except CommandFailed as failed:  # before there was a command: what --version shows
        complain(str(failed))
        sys.exit(failed.status)
