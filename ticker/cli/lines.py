"""Lines for a terminal: when, how loud, what. Pure."""

import io
from datetime import datetime, tzinfo
from typing import Final

from rich.console import Console
from rich.text import Text

from ticker.cli.strip import ShownUpdate, StripLine
from ticker.cli.text import isolation, number_isolation, numbers_apart, plain

_ROOM_MIN: Final = 20
"""A terminal that leaves fewer columns breaks lines itself."""
_RULER: Final = Console(file=io.StringIO())
"""Text wraps itself only for some console; it prints nothing."""
_LEVEL_STYLES: Final = {"flash": "bold white on red", "alert": "bold red", "urgent": "yellow", "routine": "dim"}
_KIND_TAGS: Final = {
    "correction": ("CORRECTION", "bold black on yellow"),
    "refile": ("REFILE", "cyan"),
    "release": ("RELEASED", "green"),
    "hold": ("HOLD", "bold yellow"),
    "kill": ("KILL", "bold white on red"),
    "gone": ("GONE", "bold yellow"),
}


def render(line: StripLine, *, with_feed: bool, width: int | None = None, zone: tzinfo | None = None) -> Text:
    """Lay out one line of news: for a terminal of ``width`` columns, or without one for whatever reads a pipe.

    In a terminal what is said is broken between words and stands under itself, and each row keeps its direction
    to itself: a right-to-left one turns neither the time nor what stands beside it.
    ``zone`` is the terminal's own where it is not given.
    """
    head, body = _head(line, with_feed=with_feed, zone=zone), _body(line, zone)
    indent = head.cell_len
    room = 0 if width is None else width - indent
    if room < _ROOM_MIN:
        return head.append_text(body)
    for number, row in enumerate(body.wrap(_RULER, room)):
        row.rstrip()
        before, after = isolation(row.plain, rtl=line.is_rtl)
        head.append("\n" + " " * indent if number else "").append(before)
        head.append_text(_with_numbers(row)).append(after)
    return head


def _with_numbers(row: Text) -> Text:
    """Return a row whose numbers right-to-left text does not take apart."""
    before, after = number_isolation()
    made, at = Text(), 0
    for start, end in numbers_apart(row.plain):
        made.append_text(row[at:start]).append(before).append_text(row[start:end]).append(after)
        at = end
    return made.append_text(row[at:])


def _head(line: StripLine, *, with_feed: bool, zone: tzinfo | None) -> Text:
    head = Text()
    head.append(f"{_clock(line.at, zone)} ", "dim")
    if with_feed:
        head.append(f"{line.feed} ", "dim")
    if line.level:
        head.append(f"{line.level.upper():7} ", _LEVEL_STYLES.get(line.level, ""))
    if line.kind in _KIND_TAGS:
        tag, style = _KIND_TAGS[line.kind]
        head.append(tag, style)
        head.append(" ")
    return head


def _body(line: StripLine, zone: tzinfo | None) -> Text:
    words = line.text if line.level else f"{line.text}: {_name(line.id, line.of, zone)}"
    body = Text()
    body.append(words, "bold" if line.level in ("flash", "alert") else "")
    if line.note:
        body.append(f" (correction: {line.note})", "italic")
    if line.is_substitute:
        body.append(" (replaces a line that was killed)", "italic")
    return body


def _name(id: str, shown: ShownUpdate | None, zone: tzinfo | None) -> str:
    if shown is None:
        return f"update {plain(id)}"
    return f"the {plain(shown.level)} line of {_clock(shown.at, zone)} (update {plain(id)})"


def _clock(at: str, zone: tzinfo | None) -> str:
    try:
        return f"{datetime.fromisoformat(at).astimezone(zone):%H:%M:%S}"
    except ValueError:
        return "--:--:--"
