"""From the bytes of a request to a JSON object, strictly: what two parsers could read differently is refused. Pure.

The standard library's parser on purpose: it lets a lone surrogate through, which then is a broken rule of the field
that holds it (422), and it shows names that stand twice.
"""

import json
import re
from typing import Any, Final, NoReturn

from ticker.errors import FieldError, InvalidDraft

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class NotJson(InvalidDraft):
    """The body is no JSON object that can be read in one way only (400)."""

    def __init__(self, rule: str) -> None:
        super().__init__(FieldError("body", rule))


def parse_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        NotJson: the bytes are not UTF-8, not JSON (``NaN`` is none), no object, nested too deeply,
            hold a number of thousands of digits, an object names a member twice, or a name holds a lone surrogate.
    """
    try:
        value = json.loads(body.decode(), object_pairs_hook=_members, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise NotJson("utf-8") from None
    except ValueError:
        raise NotJson("json") from None
    except RecursionError:
        raise NotJson("too-deep") from None
    if not isinstance(value, dict):
        raise NotJson("object")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson("duplicate-name")
    if any(map(_SURROGATE.search, members)):
        raise NotJson("lone-surrogate")  # in a name: it cannot be said back which field that is
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise NotJson("json")
