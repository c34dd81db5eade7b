"""Shows a report: rich tables, JSON, a block of Markdown in a page. Must not compute a figure."""

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ticker.tools.bench.bars import bars_of
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.plan import BenchReport
from ticker.tools.bench.tables import ReportTable, notes_of, tables_of

BEGIN: Final = "<!-- bench:begin (written by `make bench`; do not edit) -->"
END: Final = "<!-- bench:end -->"
_STYLES: Final = {"pass": "green", "MISS": "bold red", "not local": "dim"}


def print_report(report: BenchReport, console: Console) -> None:
    """Print tables and notes."""
    for table in tables_of(report):
        console.print(_table(table))
        console.print()
    for note in notes_of(report):
        console.print(Text(note, style="dim"))


def _table(table: ReportTable) -> Table:
    shown = Table(title=table.title, title_justify="left", title_style="bold")
    for index, heading in enumerate(table.headings):
        shown.add_column(heading, justify="left" if index == 0 else "right", no_wrap=index == 0)
    for row in table.rows:
        shown.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    return shown


def as_json(report: BenchReport) -> str:
    """Write everything that was measured, round by round."""
    whole: dict[str, Any] = dataclasses.asdict(report)
    whole["bars"] = [{**dataclasses.asdict(bar), "is_met": bar.is_met} for bar in bars_of(report)]
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_markdown(report: BenchReport) -> str:
    """Write the tables and notes as Markdown."""
    blocks = [f"**{table.title}**\n\n{_markdown_table(table)}" for table in tables_of(report)]
    notes = "\n".join(f"- {note}" for note in notes_of(report))
    return "\n\n".join((notes, *blocks))


def _markdown_table(table: ReportTable) -> str:
    rules = ["---"] + ["--:"] * (len(table.headings) - 1)
    return "\n".join(_markdown_row(row) for row in (table.headings, rules, *table.rows))


def _markdown_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def write_block(page: Path, block: str) -> None:
    """Put ``block`` between the page's markers; a page without them, or none, gets both at its end.

    Raises:
        BenchError: the page cannot be written, or has one marker only.
    """
    try:
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if begin and not end:
            raise BenchError(f"{page}: {BEGIN} has no {END} behind it")
        page.write_text(f"{before}{BEGIN}\n\n{block}\n\n{END}{after or chr(10)}", encoding="utf-8")
    except OSError as broken:
        raise BenchError(f"--write {page}: {broken.strerror}") from broken
