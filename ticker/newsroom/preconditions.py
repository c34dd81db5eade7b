"""The two headers that make a filing safe to repeat, ``If-Match`` and ``Idempotency-Key``: parsed and checked."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from ticker.newsroom.constraints import IDEMPOTENCY_KEY_MAX
from ticker.newsroom.problems import Refusal
from ticker.wire.problems import ProblemKind

_VERSION: Final = re.compile(r'"(0|[1-9][0-9]{0,14})"', re.ASCII)
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]+", re.ASCII)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_ESCAPED: Final = re.compile(r"\\(.)")


def parse_if_match(lines: Sequence[str]) -> int | None:
    """Read the version that an act names; None if the header is missing.

    Raises:
        Refusal: it is anything but one quoted version: unquoted, weak, a list, ``*``.
    """
    if not lines:
        return None
    match = _VERSION.fullmatch(lines[0].strip()) if len(lines) == 1 else None
    if match is None:
        raise Refusal(ProblemKind.INVALID_IF_MATCH, 'Write the version that you act on: If-Match: "3"')
    return int(match[1])


def parse_idempotency_key(lines: Sequence[str]) -> str | None:
    """Read the key of a retry, quoted or bare; None if the header is missing.

    Raises:
        Refusal: it is empty, too long, not printable ASCII, badly quoted, or there are several.
    """
    if not lines:
        return None
    given = lines[0].strip()
    if given.startswith('"'):
        match = _QUOTED.fullmatch(given)
        given = _ESCAPED.sub(r"\1", match[1]) if match else ""
    if len(lines) > 1 or len(given) > IDEMPOTENCY_KEY_MAX or not _PRINTABLE.fullmatch(given):
        rule = f"One key of 1 to {IDEMPOTENCY_KEY_MAX} printable ASCII characters, quoted or bare"
        raise Refusal(ProblemKind.INVALID_IDEMPOTENCY_KEY, rule)
    return given


def idempotency_scope(given: str, *, key_id: str, path: str) -> str:
    """Hash what an idempotency key belongs to: who files and where."""
    return hashlib.sha256(f"{key_id} {path} {given}".encode()).hexdigest()


def body_hash(body: bytes) -> str:
    """Hash a body as it came: the same bytes are the same body."""
    return hashlib.sha256(body).hexdigest()
