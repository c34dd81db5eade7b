"""Where the commands speak: results on stdout, everything else on stderr. Colour is rich's decision alone."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.style import Style
from rich.text import Text

from ticker.errors import TickerError

Say = Callable[[str], None]
"""Something that tells the person at the terminal one line, on stderr."""


class Status(IntEnum):
    """The exit statuses, the same for every command; ``ticker --help`` documents them."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNREACHED = 3
    INTERRUPTED = 130


class CommandFailed(TickerError):
    """A command cannot go on; ``str()`` is the line for stderr, ``status`` the exit status.

    CommandFailed
    ├── cli.problems.Refused    the service said no; carries the problem
    ├── cli.filing.Unreached    the service was not reached in time; a filing may stand
    └── cli.script.BadScript    a line of a replay file is wrong
    """

    status: Status = Status.REFUSED

    def __init__(self, text: str, *, status: Status | None = None) -> None:
        super().__init__(text)
        if status is not None:
            self.status = status


class _Pipe(Console):
    """A console that leaves it to the command what it does when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """Say so as any file does; rich would end the process."""
        raise BrokenPipeError


OUT: Final = _Pipe(markup=False, highlight=False, emoji=False)
ERR: Final = Console(markup=False, highlight=False, emoji=False, stderr=True)


def show(result: RenderableType) -> None:
    """Print a result, in colour if stdout is a terminal; its lines stay as they are."""
    with _written():
        OUT.print(result, soft_wrap=True)


def terminal_width() -> int | None:
    """Return the columns of the terminal that results go to; None if they go elsewhere."""
    return OUT.width if OUT.is_terminal else None


def show_plain(result: str) -> None:
    """Print a result that will be pasted or piped: the bare text and a line end."""
    with _written():
        sys.stdout.write(result + "\n")
        sys.stdout.flush()


@contextlib.contextmanager
def _written() -> Iterator[None]:
    """Make a full disk a failed command; a broken pipe is left to the command."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as failed:
        survive_closed_pipe()
        raise CommandFailed(f"standard output: {failed.strerror}") from failed


def show_json(result: Any) -> None:
    """Print a result for a machine: one line of JSON."""
    show_plain(json.dumps(result, ensure_ascii=False, separators=(",", ":")))


def say(note: str) -> None:
    """Tell the person at the terminal something that is no result."""
    ERR.print(Text(note, Style(dim=True)), soft_wrap=True)


def warn(note: str) -> None:
    """Tell the person at the terminal something that wants attention."""
    ERR.print(Text(note, Style(color="yellow")), soft_wrap=True)


def complain(note: str) -> None:
    """Say why a command failed."""
    ERR.print(Text(note, Style(color="red")), soft_wrap=True)


def survive_closed_pipe() -> None:
    """Point stdout at nothing, so that the interpreter's last flush does not fail as well."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
