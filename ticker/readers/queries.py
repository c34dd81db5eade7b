"""What stands behind the ``?``: bounded before it is read, and whatever nobody knows is passed over. Pure."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

PARAMETERS_MAX: Final = 64
"""Reading one costs a microsecond, and a head has room for eight thousand."""
Parameters = Sequence[tuple[str, str]]
"""Names and values, decoded, in their order."""
_CURSOR_NAMES: Final = ("lastEventId", "Last-Event-ID", "after")
"""Polyfills of ``EventSource`` cannot set a header: they add the first or the second to an address that may have an
older ``after`` already."""


def parameters_of(query: str) -> Parameters | str:
    """Read a query; a text says what is wrong with it."""
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        return f"send at most {PARAMETERS_MAX} parameters"


def last_of(parameters: Parameters, name: str) -> str | None:
    """Return the last value of a parameter, None if it is not there."""
    return next((value for known, value in reversed(parameters) if known == name), None)


def cursor_text(parameters: Parameters, *, header: str = "") -> str:
    """Return the cursor that a request brings: ``Last-Event-ID`` as a header, in the query, ``after``; or nothing."""
    return header or next(filter(None, (last_of(parameters, name) for name in _CURSOR_NAMES)), "")


def stands_twice(parameters: Parameters, *names: str) -> str | None:
    """Return the first of these names that stands more than once."""
    given = [name for name, _ in parameters]
    return next((name for name in names if given.count(name) > 1), None)
