"""What stands, as flat rows of strings for systems that only poll: vMix, Viz, spreadsheets. Answered from memory."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import orjson
from starlette.requests import Request
from starlette.responses import Response

from ticker.fanout.newsdesk import Newsdesk
from ticker.fanout.tail import Tail
from ticker.readers.answers import freshness, loaded_tail, matches, problem_answer
from ticker.wire.problems import ProblemKind

COLUMNS: Final = ("Id", "Version", "Level", "Attribution", "Statement", "Short", "Headline", "Time", "Dir")
Row = Mapping[str, str]

_FORMULA: Final = ("=", "+", "-", "@")
_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}")


def rows_of(updates: Sequence[Mapping[str, Any]], *, zone: tzinfo | None = None) -> list[Row]:
    """Make a row of each update, or one blank row of none. In a time zone, ``Time`` is a clock's ``14:05``."""
    rows = [_row(update, zone) for update in updates]
    return rows or [dict.fromkeys(COLUMNS, "")]


def as_json(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write an array of objects."""
    return orjson.dumps([{name: row[name] for name in columns} for row in rows])


def as_xml(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write ``<lines><line><Id>…</Id>…</line>…</lines>``."""
    lines = ("".join(f"<{name}>{escape(row[name])}</{name}>" for name in columns) for row in rows)
    body = "\n".join(f"<line>{line}</line>" for line in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<lines>\n{body}\n</lines>\n'.encode()


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write RFC 4180 with a line of names; a cell that a spreadsheet would take for a formula gets a ``'``."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(row[name]) for name in columns] for row in rows)
    return out.getvalue().encode()


def as_text(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write a line for each row, its cells apart by tabs, below a line of names; one column alone needs no name."""
    lines = ["\t".join(row[name] for name in columns) for row in rows]
    if len(columns) > 1:
        lines.insert(0, "\t".join(columns))
    return "".join(f"{line}\n" for line in lines).encode()


_FORMS: Final[Mapping[str, tuple[str, Callable[[Sequence[Row], Sequence[str]], bytes]]]] = {
    "json": ("application/json", as_json),
    "xml": ("application/xml; charset=utf-8", as_xml),
    "csv": ("text/csv; charset=utf-8; header=present", as_csv),
    "txt": ("text/plain; charset=utf-8", as_text),
}


@dataclass(frozen=True, slots=True)
class _Wish:
    columns: Sequence[str]
    limit: int
    zone: tzinfo | None


class Lines:
    """The answers to ``lines.*``."""

    def __init__(self, desk: Newsdesk) -> None:
        self._desk = desk

    async def lines(self, request: Request) -> Response:
        """Give the rows in the form that the address names; cacheable for a second, as the snapshot is."""
        if request.path_params["form"] not in _FORMS:
            return problem_answer(ProblemKind.NOT_FOUND, f"lines come as {', '.join(_FORMS)}")
        tail = await loaded_tail(self._desk, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        wish = _wish(request)
        if isinstance(wish, str):
            return problem_answer(ProblemKind.BAD_REQUEST, wish)
        media_type, write = _FORMS[request.path_params["form"]]
        body = write(self._rows(tail, wish), wish.columns)
        headers = freshness(self._desk) | {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers | {"Content-Type": media_type, "X-Content-Type-Options": "nosniff"})

    def _rows(self, tail: Tail, wish: _Wish) -> list[Row]:
        updates = orjson.loads(tail.snapshot(self._desk.now_ms()).json)["updates"]
        return rows_of(updates[: wish.limit], zone=wish.zone)


def _wish(request: Request) -> _Wish | str:
    """Read the query; a text says what is wrong with it."""
    query = request.query_params
    unknown = set(query) - {"column", "limit", "zone"}
    if unknown:
        return f"unknown parameter {min(unknown)[:40]!r}"
    columns = query.getlist("column") or COLUMNS
    if not set(columns) <= set(COLUMNS):
        return f"column: one of {', '.join(COLUMNS)}"
    limit = query.get("limit", "1000")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", limit, re.ASCII):
        return "limit: a whole number from 1 to 9999"
    zone = _zone(query["zone"]) if "zone" in query else None
    if "zone" in query and zone is None:
        return "zone: the name of a time zone, as in Europe/Madrid"
    return _Wish(columns, int(limit), zone)


def _zone(name: str) -> tzinfo | None:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name) if _ZONE.fullmatch(name) else None
    except (KeyError, ValueError, OSError):
        return None


def _row(update: Mapping[str, Any], zone: tzinfo | None) -> Row:
    headline, statement = str(update["headline"]), str(update["statement"])
    time = str(update["first_created"])
    return {
        "Id": str(update["id"]),
        "Version": str(update["version"]),
        "Level": str(update["level"]),
        "Attribution": _attribution(headline, statement, str(update["attribution"]["name"])),
        "Statement": statement,
        "Short": str(update.get("short", "")),
        "Headline": headline,
        "Time": time if zone is None else f"{datetime.fromisoformat(time).astimezone(zone):%H:%M}",
        "Dir": str(update["dir"]),
    }


def _attribution(headline: str, statement: str, name: str) -> str:
    """Give name and role as the headline has them: in the punctuation of the feed's language, without the colon."""
    source = headline.removesuffix(statement) if statement and headline.endswith(statement) else ""
    return source.rstrip(" \u00a0:：") or name


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
