"""Request heads, as admission takes them. Pure."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import httptools

from ticker.readers.admission import Head

HEAD_MAX_BYTES: Final = 16_384
NAMES: Final = frozenset(
    {
        *(b"connection", b"content-length", b"host", b"last-event-id", b"origin", b"sec-websocket-key"),
        *(b"sec-websocket-version", b"transfer-encoding", b"upgrade", b"x-forwarded-for"),
    }
)
"""The headers that decide about a reader. Browsers send many others, and reading those would cost each join."""


class Addresses(Protocol):
    """Knows which address is a reader's."""

    def address(self, peer: str, forwarded_for: str) -> str:
        """Give the address behind a peer that may be a proxy."""


def origin_form(target: bytes) -> bytes | None:
    """Give a request's target as path and query, also where it names scheme and host; None if it is no target.

    RFC 9112 section 3.2.2: a server takes the absolute form too.
    """
    try:
        parsed: Any = httptools.parse_url(target)  # its stubs do not know that parts may be missing
    except httptools.HttpParserInvalidURLError:
        return None
    path: bytes = parsed.path or b"/"
    return path if parsed.query is None else path + b"?" + parsed.query


def head_of(
    method: bytes,
    path: str,
    url: bytes,
    headers: Sequence[tuple[bytes, bytes]],
    *,
    entrance: Addresses,
    peer: str,
) -> Head:
    """Make a head of what the parser found; header names are in lower case, repeated ones are joined."""
    named: dict[str, str] = {}
    for name_bytes, value in headers:
        if name_bytes in NAMES:
            name, text = name_bytes.decode(), value.decode("latin-1")
            named[name] = f"{named[name]}, {text}" if name in named else text
    return Head(
        method=method.decode("latin-1"),
        path=path,
        query=url.partition(b"?")[2].decode("latin-1"),
        headers=named,
        has_body="transfer-encoding" in named or named.get("content-length", "0") != "0",
        address=entrance.address(peer, named.get("x-forwarded-for", "")),
    )
