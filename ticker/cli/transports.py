"""The two ways to read: one connection each, as an iterator of JSON texts that ends or raises."""

import re
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, urlencode

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import connect

from ticker import __version__
from ticker.cli.console import CommandFailed, Status
from ticker.cli.problems import Problem, RequestRefused
from ticker.cli.sse import EventReader, NotAnEventStream
from ticker.wire.close_codes import CloseCode

Transport = Callable[[list[str], str | None], Iterator[str]]
"""Feeds and a cursor to the JSON texts of one connection."""

SILENCE_S: Final = 45.0
"""Three statuses without a word: the other end is gone, whatever TCP says."""
CONNECT_S: Final = 10.0
SNAPSHOT_MAX_BYTES: Final = 8 << 20
_FINAL_STATUSES: Final = frozenset({400, 401, 403, 404, 405, 406, 410, 414, 426, 431})
_AGENT: Final = f"ticker/{__version__}"


class Lost(Exception):
    """A connection ended, or was none; coming back may help. ``hint_s`` is when the service asked for that."""

    def __init__(self, text: str, *, hint_s: float = 0.0) -> None:
        super().__init__(text)
        self.hint_s = hint_s


def sse(url: str) -> Transport:
    """Read by server-sent events."""

    def texts(feeds: list[str], after: str | None) -> Iterator[str]:
        events = EventReader()
        timeout = httpx.Timeout(CONNECT_S, read=SILENCE_S)
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", "User-Agent": _AGENT}
        try:
            with httpx.stream("GET", _address(url, "stream", feeds, after), headers=headers, timeout=timeout) as answer:
                _check(answer, feeds)
                for chunk in answer.iter_bytes():
                    for event in events.take(chunk):
                        yield event.data
        except (httpx.TransportError, NotAnEventStream) as lost:
            raise Lost(f"{url}: {why_lost(lost)}", hint_s=events.retry_s) from lost
        raise Lost("the service closed the stream", hint_s=events.retry_s)

    return texts


def socket(url: str) -> Transport:
    """Read by WebSocket."""

    def texts(feeds: list[str], after: str | None) -> Iterator[str]:
        address = "ws" + _address(url, "socket", feeds, after).removeprefix("http")
        try:
            with connect(
                address, open_timeout=CONNECT_S, max_size=SNAPSHOT_MAX_BYTES, user_agent_header=_AGENT, compression=None
            ) as connection:
                while True:
                    text = connection.recv(timeout=SILENCE_S)
                    if isinstance(text, str):
                        yield text
        except ConnectionClosed as closed:
            raise _closed(closed, feeds) from closed
        except InvalidStatus as refused:
            answer = httpx.Response(refused.response.status_code, content=bytes(refused.response.body or b""))
            _check(answer, feeds)
            raise Lost(f"no socket, but {answer.status_code}") from refused
        except (OSError, InvalidHandshake) as lost:
            raise Lost(f"{url}: {why_lost(lost)}") from lost

    return texts


def check_address(url: str) -> str:
    """Return the address without its last slash.

    Raises:
        CommandFailed: it is none.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as broken:
        raise CommandFailed(f"{url!r} is no address: {broken}", status=Status.USAGE) from broken
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise CommandFailed(f"{url!r} is no address: write http://host:port", status=Status.USAGE)
    return url.rstrip("/")


def _address(url: str, end: str, feeds: list[str], after: str | None) -> str:
    query = [("after", after)] if after else []
    if len(feeds) == 1:
        path = f"/v1/feeds/{quote(feeds[0], safe='')}/{end}"
    else:
        path = f"/v1/{end}"
        query = [("feed", feed) for feed in feeds] + query
    return url + path + (f"?{urlencode(query)}" if query else "")


def _check(answer: httpx.Response, feeds: list[str]) -> None:
    """Raise what an answer to the request for a stream means, if it is no stream."""
    if answer.status_code in _FINAL_STATUSES:
        answer.read()
        raise RequestRefused(Problem.read(answer), feeds=feeds)
    if answer.status_code not in (101, 200):
        answer.read()
        raise Lost(Problem.read(answer).lines[0])
    if answer.status_code == 200 and not answer.headers.get("content-type", "").startswith("text/event-stream"):
        raise CommandFailed(f"{answer.url}: that is no stream, but {answer.headers.get('content-type', 'nothing')}")


def _closed(closed: ConnectionClosed, feeds: list[str]) -> Exception:
    if closed.rcvd is None:
        return Lost("the connection broke")
    try:
        code = CloseCode(closed.rcvd.code)
    except ValueError:
        return Lost(f"closed with {closed.rcvd.code} {closed.rcvd.reason}".rstrip())
    if code.may_return:
        return Lost(f"closed with {code.value}: {code.reason or 'normally'}")
    return RequestRefused(Problem(code.value, code.reason, ""), feeds=feeds)


def why_lost(lost: Exception) -> str:
    """Return in words why a connection failed; an operating system's number alone tells nobody anything."""
    text = re.sub(r"^\[(Errno -?\d+|SSL: \w+)\] | \(_ssl\.c:\d+\)$", "", str(lost))
    if "wrong version number" in text or "record layer failure" in text:
        return f"it speaks no TLS: write http:// ({text})"
    return text or type(lost).__name__
