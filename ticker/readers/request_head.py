"""Request heads, as admission takes them. Pure."""

import re
import string
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

import httptools

from ticker.readers.admission import RequestHead
from ticker.wire.origins import Proxies
from ticker.wire.problems import ProblemKind

HEAD_MAX_BYTES: Final = 16_384
HEADERS_MAX: Final = 100
"""Browsers behind several proxies send some forty. Each costs far more memory than its bytes."""
TOO_LARGE: Final = f"Send at most {HEAD_MAX_BYTES} bytes and {HEADERS_MAX} headers before the body."
PATH_MAX_BYTES: Final = 512
PATH_MAX_PARTS: Final = 16
"""No address of ours has as many, and to look for a file costs time for each."""
_DETOUR: Final = re.compile(r"//|/\.{1,2}(?:/|\Z)")
_PLAIN: Final = string.ascii_letters + string.digits + "-._~/\\"
_ENCODED_NEEDLESSLY: Final = re.compile("|".join(f"%{ord(plain):02x}" for plain in _PLAIN), re.IGNORECASE)
"""RFC 3986's unreserved characters, which nobody has to encode, and slashes, which mean something else then."""
NAMES: Final = {
    name.encode(): name
    for name in (
        *("connection", "content-length", "host", "last-event-id", "origin", "sec-websocket-key"),
        *("sec-websocket-version", "transfer-encoding", "upgrade", "x-forwarded-for"),
    )
}
"""The headers that decide about a reader. Browsers send many others, and reading those would cost each join."""


def origin_form(target: bytes) -> bytes | None:
    """Return a request's target as path and query, also where it names scheme and host; None if it is no target.

    RFC 9112 section 3.2.2: a server takes the absolute form too.
    """
    try:
        parsed: Any = httptools.parse_url(target)  # its stubs do not know that parts may be missing
    except httptools.HttpParserInvalidURLError:
        return None
    path: bytes = parsed.path or b"/"
    return path if parsed.query is None else path + b"?" + parsed.query


def path_of(target: bytes) -> str | None:
    """Return a target's path as the routes read it; None for one that nothing here has.

    What is an address of ours in another spelling is none: a proxy's rule for ``/metrics`` would not know it by
    ``/%6detrics`` or ``/clients/../metrics``.
    """
    path = target.partition(b"?")[0].decode("latin-1")
    if len(path) > PATH_MAX_BYTES or path.count("/") > PATH_MAX_PARTS or _DETOUR.search(path):
        return None
    if "%" not in path:
        return path
    return None if _ENCODED_NEEDLESSLY.search(path) else unquote(path)


def is_for_one_host(hosts: int, version: str) -> bool:
    """Report whether a head has as many ``Host`` headers as RFC 9112 section 3.2 asks for."""
    return hosts == 1 or (hosts == 0 and version != "1.1")


def has_bare_line_feed(head: bytes) -> bool:
    """Report whether a line ends without a carriage return: two parsers could see two requests there."""
    return head.count(b"\n") != head.count(b"\r\n")


Wrong = tuple[ProblemKind, str]
"""What a head is refused with, and what to do instead."""


def size_of(url: bytes, headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Return how many bytes a head has, less its method and version."""
    return len(url) + sum([len(name) + len(value) + 4 for name, value in headers])


def judged(url: bytes, headers: Sequence[tuple[bytes, bytes]], *, version: str) -> tuple[bytes, str, Wrong | None]:
    """Return a head's target in origin form, its path, and what is wrong with it."""
    target = origin_form(url)
    path = None if target is None else path_of(target)
    wrong: Wrong | None = None
    names = [name for name, _ in headers]
    if size_of(url, headers) > HEAD_MAX_BYTES or len(names) > HEADERS_MAX:
        wrong = ProblemKind.HEAD_TOO_LARGE, TOO_LARGE
    elif not is_for_one_host(names.count(b"host"), version):
        wrong = ProblemKind.BAD_REQUEST, "Send one Host header."
    elif target is None:
        wrong = ProblemKind.BAD_REQUEST, "Ask for a path, as in GET /v1/feeds."
    elif path is None:
        wrong = (
            ProblemKind.NOT_FOUND,
            "Write the path plainly: no encoded letters or slashes, no empty or dotted parts.",
        )
    return target or b"", path or "", wrong


def take_header(named: dict[str, str], name: bytes, value: bytes) -> None:
    """Put a header among those that decide, if it is one; its name is in lower case, and repeated ones are joined."""
    known = NAMES.get(name)
    if known is not None:
        text = value.decode("latin-1")
        named[known] = f"{named[known]}, {text}" if known in named else text


def make_head(
    method: str, path: str, query: str, named: Mapping[str, str], *, proxies: Proxies, peer: str
) -> RequestHead:
    """Make a head; ``named`` are its headers, by their names in lower case."""
    has_body = "transfer-encoding" in named or named.get("content-length", "0") != "0"
    address = proxies.address_behind(peer, named.get("x-forwarded-for", ""))
    return RequestHead(method, path, query, named, has_body, address)


def head_of(
    parser: httptools.HttpRequestParser, path: str, url: bytes, named: Mapping[str, str], *, proxies: Proxies, peer: str
) -> RequestHead:
    """Make a head of what the parser found; ``named`` is what ``take_header`` made of its headers."""
    method, query = parser.get_method().decode("latin-1"), url.partition(b"?")[2].decode("latin-1")
    head = make_head(method, path, query, named, proxies=proxies, peer=peer)
    return head if parser.get_http_version() != "1.0" else head._replace(takes_chunks=False)


def read_head(
    received: bytes, path: str, *, proxies: Proxies, peer: str
) -> tuple[RequestHead, bytes] | ProblemKind | None:
    """Return a whole head and what came after it, or what it is refused with; None for one that is not HTTP/1.x."""
    lines = _HeadLines()
    parser = httptools.HttpRequestParser(lines)
    end = len(received)
    try:
        parser.feed_data(received)
    except httptools.HttpParserUpgrade as upgrade:
        end = upgrade.args[0]
    except httptools.HttpParserError:
        pass  # if it is behind the head, it is nobody's concern
    if not lines.is_complete or not is_for_one_host(lines.hosts, parser.get_http_version()):
        return None
    if lines.count > HEADERS_MAX:
        return ProblemKind.HEAD_TOO_LARGE
    return head_of(parser, path, lines.url, lines.headers, proxies=proxies, peer=peer), received[end:]


def path_so_far(received: bytes) -> str | None:
    """Return the path of a request line, as soon as it is clear; None until then, "" for a line that has none."""
    line, ended, _ = received.partition(b"\n")
    parts = line.split(b" ", 2)
    if len(parts) == 3 or (ended and len(parts) == 2):
        return path_of(parts[1].rstrip(b"\r")) or ""
    return "" if ended else None


class _HeadLines:
    """What httptools found in a head, as far as admission looks at it."""

    __slots__ = ("count", "headers", "hosts", "is_complete", "url")

    def __init__(self) -> None:
        self.count = self.hosts = 0
        self.url = b""
        self.headers: dict[str, str] = {}
        self.is_complete = False

    def on_url(self, url: bytes) -> None:
        if not self.is_complete:
            self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_complete:
            self.count += 1
            name = name.lower()
            self.hosts += name == b"host"
            take_header(self.headers, name, value)

    def on_headers_complete(self) -> None:
        """Note the end of the head: what follows is no part of it."""
        self.is_complete = True
