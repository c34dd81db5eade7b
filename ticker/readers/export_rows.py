"""What stands as flat rows of strings, and how each form writes them. Knows no HTTP."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

import orjson

from ticker.fanout.tail import Tail, TailEntry

COLUMNS: Final = ("Id", "Version", "Level", "Attribution", "Statement", "Short", "Headline", "Time", "Dir")
_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Spreadsheets in East Asian languages take the full-width signs for the others."""
_QUOTED: Final = re.compile('[",\r\n]|^[ \t]|[ \t]$|^$')
_ROWS_IN_A_TURN: Final = 32


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are written: what stands around and between cells, rows and the whole."""

    media_type: str
    cell: Callable[[str, str], str]
    """Writes a cell, given its column and its text."""
    head: Callable[[Sequence[str]], str]
    """Writes what stands in front of the rows."""
    row: tuple[bytes, bytes, bytes]
    """What begins a row, stands between its cells, and ends it."""
    between_rows: bytes = b""
    end: bytes = b""

    def parts(self, rows: Iterable[Mapping[str, bytes]], columns: Sequence[str]) -> Iterator[bytes]:
        """Return the whole text in parts; ``rows`` are cells by column, as ``cell`` wrote them."""
        begins, between, ends = self.row
        yield self.head(columns).encode()
        for number, cells in enumerate(rows):
            yield self.between_rows + begins if number else begins
            for place, column in enumerate(columns):
                if place and between:
                    yield between
                yield cells[column]
            yield ends
        yield self.end


def _csv_cell(_: str, text: str) -> str:
    """Write a cell by RFC 4180; one that a spreadsheet would take for a formula gets a ``'``."""
    cell = f"'{text}" if text.startswith(_FORMULA) else text
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


FORMS: Final[Mapping[str, Form]] = {
    "json": Form(
        "application/json",
        lambda column, text: f'"{column}":{orjson.dumps(text).decode()}',
        lambda _: "[",
        (b"{", b",", b"}"),
        b",",
        b"]",
    ),
    "xml": Form(
        "application/xml; charset=utf-8",
        lambda column, text: f"<{column}>{escape(text)}</{column}>",
        lambda _: '<?xml version="1.0" encoding="UTF-8"?>\n<lines>\n',
        (b"<line>", b"", b"</line>\n"),
        b"",
        b"</lines>\n",
    ),
    "csv": Form(
        "text/csv; charset=utf-8; header=present",
        _csv_cell,
        lambda columns: ",".join(columns) + "\r\n",
        (b"", b",", b"\r\n"),
    ),
    "txt": Form(
        "text/plain; charset=utf-8",
        lambda _, text: text,
        lambda columns: "\t".join(columns) + "\n" if len(columns) > 1 else "",  # one column alone needs no name
        (b"", b"\t", b"\n"),
    ),
}


def row_of(update: Mapping[str, Any]) -> dict[str, str]:
    """Make a row of an update as readers get it."""
    headline, statement = str(update["headline"]), str(update["statement"])
    return {
        "Id": str(update["id"]),
        "Version": str(update["version"]),
        "Level": str(update["level"]),
        "Attribution": _attribution(headline, statement, str(update["attribution"]["name"])),
        "Statement": statement,
        "Short": str(update.get("short", "")),
        "Headline": headline,
        "Time": str(update["first_created"]),
        "Dir": str(update["dir"]),
    }


def cells_of(row: Mapping[str, str], form: Form) -> dict[str, bytes]:
    """Write each cell of a row."""
    return {column: form.cell(column, row[column]).encode() for column in COLUMNS}


def _attribution(headline: str, statement: str, name: str) -> str:
    """Return name and role as the headline has them: in the punctuation of the feed's language, without the colon."""
    source = headline.removesuffix(statement) if statement and headline.endswith(statement) else ""
    return source.rstrip(" \u00a0:\uff1a") or name


@dataclass(slots=True)
class Row:
    """One update's row, written once for each form that was asked for."""

    version_id: str
    """``id@version``: inside an epoch it says which words these are."""
    texts: Mapping[str, str]
    at_ms: int | None
    """When the update was first filed; None for a blank row."""
    _cells: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    _zoned: tuple[tzinfo | None, str, Mapping[str, bytes]] = (None, "", MappingProxyType({}))
    """The last that were asked for with a clock: an answer is gone through twice."""

    def cells(self, name: str) -> Mapping[str, bytes]:
        """Return the cells as the form of this name writes them."""
        cells = self._cells.get(name)
        if cells is None:
            cells = self._cells[name] = cells_of(self.texts, FORMS[name])
        return cells

    def cells_in(self, name: str, zone: tzinfo) -> Mapping[str, bytes]:
        """Return the cells with ``Time`` as a clock of that zone shows it: ``14:05``."""
        if self.at_ms is None:
            return self.cells(name)
        former, former_name, cells = self._zoned
        if former is not zone or former_name != name:
            clock = f"{datetime.fromtimestamp(self.at_ms // 1000, UTC).astimezone(zone):%H:%M}"
            cells = {**self.cells(name), "Time": FORMS[name].cell("Time", clock).encode()}
            self._zoned = zone, name, cells
        return cells


BLANK: Final = Row("", dict.fromkeys(COLUMNS, ""), None)
"""Where nothing stands: systems that poll keep the last row of an empty table on air."""


class Rows:
    """The rows of one feed. Each is made once, and kept for as long as its update is shown."""

    def __init__(self) -> None:
        self._shown: Sequence[TailEntry] | None = None
        self._epoch = ""
        self._rows: dict[str, Row] = {}

    async def first(self, tail: Tail, limit: int, *, form: str, now_ms: int) -> list[Row]:
        """Return the newest rows, or a blank one where nothing stands; many are made in several turns of the loop."""
        shown = tail.shown(now_ms)
        if shown is not self._shown:
            self._forget(shown, tail.epoch)
        found: list[Row] = []
        for number, held in enumerate(shown[:limit], start=1):
            version_id = held.entry.version_id
            row = self._rows.get(version_id)
            if row is None:
                texts = row_of(orjson.loads(held.encoded.shared_json))
                row = self._rows[version_id] = Row(version_id, texts, held.entry.first_created_ms)
            row.cells(form)
            found.append(row)
            if number % _ROWS_IN_A_TURN == 0:
                await asyncio.sleep(0)
        return found or [BLANK]

    def _forget(self, shown: Sequence[TailEntry], epoch: str) -> None:
        """Forget what is not shown any more; in another epoch a mark may name other words."""
        standing = {held.entry.version_id for held in shown} if epoch == self._epoch else frozenset[str]()
        self._rows = {version_id: row for version_id, row in self._rows.items() if version_id in standing}
        self._shown, self._epoch = shown, epoch
