"""What stands behind the ``?``: bounded before it is read, and whatever nobody knows is passed over. Pure."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

PARAMETERS_MAX: Final = 64
"""Reading one costs a microsecond, and a head has room for eight thousand."""
Parameters = Sequence[tuple[str, str]]
"""Names and values, decoded, in their order."""


def parameters_of(query: str | bytes) -> Parameters | str:
    """Read a query; a text says what is wrong with it."""
    text = query if isinstance(query, str) else query.decode("latin-1")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        return f"send at most {PARAMETERS_MAX} parameters"


def last_of(parameters: Parameters, name: str) -> str | None:
    """Return the last value of a parameter, None if it is not there."""
    return next((value for known, value in reversed(parameters) if known == name), None)


def stands_twice(parameters: Parameters, *names: str) -> str | None:
    """Return the first of these names that stands more than once."""
    given = [name for name, _ in parameters]
    return next((name for name in names if given.count(name) > 1), None)
