"""Request heads, as admission takes them. Pure."""

from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import unquote

import httptools

from ticker.readers.admission import Head

HEAD_MAX_BYTES: Final = 16_384
NAMES: Final = {
    name.encode(): name
    for name in (
        *("connection", "content-length", "host", "last-event-id", "origin", "sec-websocket-key"),
        *("sec-websocket-version", "transfer-encoding", "upgrade", "x-forwarded-for"),
    )
}
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


def path_of(target: bytes) -> str:
    """Give a target's path as the routes read it: ``%65n`` is ``en``."""
    path = target.partition(b"?")[0].decode("latin-1")
    return unquote(path) if "%" in path else path


def take_header(named: dict[str, str], name: bytes, value: bytes) -> None:
    """Put a header among those that decide, if it is one; its name is in lower case, and repeated ones are joined."""
    known = NAMES.get(name)
    if known is not None:
        text = value.decode("latin-1")
        named[known] = f"{named[known]}, {text}" if known in named else text


def head_of(method: bytes, path: str, url: bytes, named: Mapping[str, str], *, entrance: Addresses, peer: str) -> Head:
    """Make a head of what the parser found; ``named`` is what ``take_header`` made of its headers."""
    return Head(
        method=method.decode("latin-1"),
        path=path,
        query=url.partition(b"?")[2].decode("latin-1"),
        headers=named,
        has_body="transfer-encoding" in named or named.get("content-length", "0") != "0",
        address=entrance.address(peer, named.get("x-forwarded-for", "")),
    )
