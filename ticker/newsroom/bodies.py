"""From the bytes of a request to a JSON object, strictly: what two parsers could read differently is refused. Pure.

The standard library's parser on purpose: it lets a lone surrogate through, which then is a broken rule of the field
that holds it (422), and it shows names that stand twice.
"""

import json
import re
from typing import Any, Final, NoReturn

from ticker.errors import FieldError, InvalidDraft

DEPTH_MAX: Final = 32
"""A draft needs two levels; far fewer than any parser's stack allows."""
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
"""Strings and brackets. A string may lack its end, so that the search never goes back: it takes linear time."""
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
        text = body.decode()
        if _depth(text) > DEPTH_MAX:
            raise NotJson("too-deep")
        value = json.loads(text, object_pairs_hook=_members, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise NotJson("utf-8") from None
    except ValueError:
        raise NotJson("json") from None
    if not isinstance(value, dict):
        raise NotJson("object")
    return value


def _depth(text: str) -> int:
    """Count how deep brackets stand in one another. Python's own limit differs from version to version."""
    deepest = depth = 0
    for token in _TOKENS.findall(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token, 0)
        deepest = max(deepest, depth)
    return deepest


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson("duplicate-name")
    if any(map(_SURROGATE.search, members)):
        raise NotJson("lone-surrogate")  # in a name: it cannot be said back which field that is
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise NotJson("json")
