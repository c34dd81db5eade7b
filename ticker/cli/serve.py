"""``ticker serve``: its flags are the fields of `Settings`, so that none can be forgotten or differ."""

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, get_args

import typer
from pydantic.fields import FieldInfo
from rich.markup import escape

from ticker.app import main as run_service
from ticker.settings import ENVIRONMENT_PREFIX, Settings

_METAVARS: Final[dict[type, str]] = {int: "N", float: "N", Path: "PATH"}


def serve_command(main: Callable[[Settings], int]) -> Callable[..., None]:
    """Make the command that calls ``main`` with its settings and ends with the status that it gives."""

    def serve(**flags: Any) -> None:
        raise typer.Exit(main(Settings.load(os.environ, flags)))

    serve.__doc__ = _HELP
    serve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [_parameter(name, field) for name, field in Settings.model_fields.items()]
    )
    return serve


def _parameter(name: str, field: FieldInfo) -> inspect.Parameter:
    """Make the flag of a setting. Text as it is typed: `Settings` reads it, and says what is wrong with it."""
    flag = "--" + name.replace("_", "-")
    is_switch = field.annotation is bool
    option = typer.Option(
        flag,
        help=escape(_help(field)),
        envvar=ENVIRONMENT_PREFIX + name.upper(),
        metavar=None if is_switch else _metavar(field),
        show_default=False,
    )
    annotation = Annotated[bool | None if is_switch else str | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _help(field: FieldInfo) -> str:
    """Return the description with its default, unless the description ends with one."""
    text = field.description or ""
    default = field.default
    if default is None or text.endswith("]"):
        return text
    if isinstance(default, bool):
        default = "on" if default else "off"
    return f"{text} [default: {'none' if default == '' else default}]"


def _metavar(field: FieldInfo) -> str:
    kinds = get_args(field.annotation) or (field.annotation,)
    choices = [choice for kind in kinds for choice in get_args(kind)]
    if choices:
        return "|".join(choices)
    return next((_METAVARS[kind] for kind in kinds if kind in _METAVARS), "TEXT")


_HELP: Final = """Run the service. Without --redis-url it starts an embedded Valkey, which stores the log in --data-dir.

Ctrl-C or SIGTERM drains: readers are closed over --drain-seconds, then the process exits with status 0.

\b
Examples:
  ticker serve
  ticker serve --port 8001 --feeds "en:English,fa:فارسی"
  TICKER_REDIS_URL=rediss://redis.example:6380 ticker serve --host 0.0.0.0
"""

serve = serve_command(run_service)
