"""The options from which a draft is made, and the draft itself. Whether it is valid the service says."""

import sys
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

import typer

from ticker.cli.console import CommandFailed, Status
from ticker.cli.durations import parse_duration_s
from ticker.model import Level, SourceKind, language_dir, rfc3339
from ticker.newsroom.text import direction

STATEMENT_MAX_BYTES: Final = 16 << 10


class Direction(StrEnum):
    """How a text is set, for an option."""

    LTR = "ltr"
    RTL = "rtl"


Statement = Annotated[
    str, typer.Argument(help="text of the update, up to 280 characters; - reads it from stdin", metavar="TEXT")
]
Name = Annotated[str, typer.Option("--from", help="name of the source", metavar="NAME")]
SourceRole = Annotated[
    str | None, typer.Option("--role", help="role of the source: Spokesman, Minister, …", metavar="TEXT")
]
Kind = Annotated[SourceKind | None, typer.Option("--kind", help="kind of source")]
DirOption = Annotated[
    Direction | None, typer.Option("--dir", help=r"direction of the text \[default: from its letters]")
]
LevelOption = Annotated[Level | None, typer.Option("--level", help=r"urgency of the update \[default: urgent]")]
NewLevel = Annotated[Level | None, typer.Option("--level", help="new urgency")]
Short = Annotated[
    str | None, typer.Option("--short", help="short text for push and lower third, up to 55 characters", metavar="TEXT")
]
Section = Annotated[str | None, typer.Option("--section", help="section: sport, economy, …", metavar="SLUG")]
Region = Annotated[str | None, typer.Option("--region", help="region: mena, europe, …", metavar="SLUG")]
StorySlug = Annotated[str | None, typer.Option("--slug", help="slug of the story, up to 24 characters", metavar="SLUG")]
Link = Annotated[str | None, typer.Option("--link", help="https address of the full story", metavar="URL")]
Expires = Annotated[
    str | None, typer.Option("--expires", help="when it expires: in 6h, or at a time", metavar="6h|TIME")
]
Replaces = Annotated[
    str | None, typer.Option("--replaces", help="id of the killed update that it replaces", metavar="ID")
]

_FIELDS: Final = (
    "attribution",
    "statement",
    "level",
    "dir",
    "short",
    "section",
    "region",
    "slug",
    "link",
    "expires",
    "replaces",
)
"""Always in this order: a retry must have the same bytes."""


def draft(
    name: str | None, statement: str | None, *, role: str | None, kind: SourceKind | None, **words: str | None
) -> dict[str, Any]:
    """Make a draft of what was given, leaving out what was not."""
    attribution = _given({"name": name, "role": role, "kind": kind})
    words["expires"] = _moment(words.get("expires"))
    return _given({"attribution": attribution or None, "statement": statement, **words})


def redraft(standing: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Make a whole draft of what stands and what changes.

    Raises:
        CommandFailed: nothing changes, or what stands has no words (it is held or killed) and too few are given.
    """
    if not changes:
        raise CommandFailed("nothing changes: give the text, or an option", status=Status.USAGE)
    attribution = {**standing.get("attribution", {}), **changes.get("attribution", {})}
    said_dir = None if "statement" in changes else _said_dir(standing)
    words = {**standing, "dir": said_dir, **changes, "attribution": attribution}
    if standing.get("pubstatus") == "canceled":
        raise CommandFailed(
            "the update was killed, and nothing can follow a kill: file a new one, with "
            f"`ticker post --replaces {standing.get('id', 'ID')}` if it stands in for this one"
        )
    if "name" not in attribution or "statement" not in words:
        raise CommandFailed(
            f"the update is {standing.get('pubstatus', 'gone')}, its words are not given out: give --from and the text",
            status=Status.USAGE,
        )
    return {field: words[field] for field in _FIELDS if words.get(field) is not None}


def _said_dir(standing: Mapping[str, Any]) -> str | None:
    """Return the direction of what stands if somebody must have said it: its letters have another."""
    if "statement" not in standing:
        return None
    said: str = standing["dir"]
    return None if said == direction(standing["statement"], language_dir(standing["language"])) else said


def read_statement(text: str) -> str:
    """Return the text itself, or with ``-`` what stdin has, without a byte order mark and its last line end."""
    if text != "-":
        return text
    return sys.stdin.buffer.read(STATEMENT_MAX_BYTES).decode("utf-8-sig", "surrogateescape").rstrip("\r\n")


def _moment(expires: str | None) -> str | None:
    """Return a time as RFC 3339 where a duration from now was given; anything else is for the service to judge."""
    if expires is None:
        return None
    try:
        return rfc3339(int((time.time() + parse_duration_s(expires)) * 1000))
    except ValueError:
        return expires


def _given(words: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in words.items() if value is not None}
