"""A request's body: read only if it is JSON, up to a size and within a time; parsed to one JSON object, strictly.

What two parsers could read differently is refused. The standard library's parser on purpose: it lets a lone surrogate
through, which then is a broken rule of the field that holds it (422), and it shows names that stand twice.
"""

import asyncio
import json
import re
from typing import Any, Final, NoReturn

from starlette.requests import ClientDisconnect, Request

from ticker.errors import NotJson
from ticker.newsroom.constraints import BODY_MAX_BYTES
from ticker.newsroom.problems import Refusal
from ticker.wire.problems import ProblemKind

DEPTH_MAX: Final = 32
"""A draft needs two levels; far fewer than any parser's stack allows."""
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
"""Strings and brackets. A string may lack its end, so that the search never goes back: it takes linear time."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_JSON: Final = "application/json"


async def read_body(request: Request, *, may_be_empty: bool, patience_s: float) -> bytes:
    """Read the whole body. One that may be empty needs no media type while it is.

    Raises:
        Refusal: another media type, too large, too slow, or the client went away.
    """
    is_json = _is_json(request)
    if not is_json and not may_be_empty:
        raise _not_json()
    if is_json and _declared_bytes(request) > BODY_MAX_BYTES:
        raise _too_large()  # without reading it, but what is declared small is counted all the same
    body = bytearray()
    try:
        async with asyncio.timeout(patience_s):
            async for chunk in request.stream():
                body += chunk
                if body and not is_json:
                    raise _not_json()
                if len(body) > BODY_MAX_BYTES:
                    raise _too_large()
    except TimeoutError:
        raise Refusal(
            ProblemKind.REQUEST_TIMEOUT,
            f"Send the whole body within {patience_s:g} s.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise Refusal(ProblemKind.BAD_REQUEST, "Send as many bytes as Content-Length says.") from None
    return bytes(body)


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


def _is_json(request: Request) -> bool:
    media_type, *parameters = [part.strip().lower() for part in request.headers.get("content-type", "").split(";")]
    encoding = request.headers.get("content-encoding", "identity").lower()
    charsets = [part.partition("=")[2].strip('" ') for part in parameters if part.startswith("charset")]
    return media_type == _JSON and encoding == "identity" and all(charset == "utf-8" for charset in charsets)


def _declared_bytes(request: Request) -> int:
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _not_json() -> Refusal:
    return Refusal(ProblemKind.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": _JSON})


def _too_large() -> Refusal:
    return Refusal(ProblemKind.TOO_LARGE, f"Send at most {BODY_MAX_BYTES} bytes.")


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
