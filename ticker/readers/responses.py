"""Answers to readers: problems, large bodies in pieces of shared bytes, and how long an answer may be kept.

Who does not read an answer keeps little alive: parts that others hold too are sent a piece at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ticker.fanout.feeds import LiveFeeds
from ticker.fanout.tail import Tail
from ticker.wire.json_objects import LiveState
from ticker.wire.problems import ProblemKind, problem_parts

PIECE_BYTES: Final = 32_768
"""What is written at once. The next piece waits until the connection has taken most of this one."""
Part = bytes | memoryview
NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


def problem_answer(kind: ProblemKind, detail: str = "", **headers: str) -> Response:
    """Return a problem as a response."""
    return Response(*problem_parts(kind, detail, headers=headers))


async def loaded_tail(live_feeds: LiveFeeds, slug: str) -> Tail | Response:
    """Return the tail of a feed, or the answer that says why there is none."""
    if await live_feeds.feed(slug) is None:
        return problem_answer(ProblemKind.NO_SUCH_FEED)
    tail = live_feeds.sync.tail(slug)
    if tail is None or not tail.is_loaded:
        return problem_answer(ProblemKind.NOT_READY, **{"Retry-After": "1"})
    return tail


def freshness(live_feeds: LiveFeeds) -> dict[str, str]:
    """Return how long an answer may be kept: not at all where this process is cut off and may be behind."""
    is_live = live_feeds.health.state is not LiveState.DEGRADED
    return {"Cache-Control": "public, max-age=1" if is_live else "no-store"}


def plain_answer(kind: ProblemKind, detail: str = "", *, headers: Mapping[str, str] = NO_HEADERS) -> bytes:
    """Build a whole HTTP answer with a problem, after which the connection is closed."""
    body, status, fields = problem_parts(kind, detail, headers=headers)
    if status == 503:
        fields["Retry-After"] = "1"
    lines = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    return f"HTTP/1.1 {status} {kind.title}\r\n{lines}Connection: close\r\n\r\n".encode("latin-1") + body


class InPieces(Response):
    """An answer of parts that others hold too. Each piece is made when the connection has room for it."""

    def __init__(
        self, parts: Iterable[Part], *, length: int, headers: Mapping[str, str], status_code: int = 200
    ) -> None:
        self.status_code = status_code
        self.background = None
        self.media_type = None
        self.init_headers({name.lower(): text for name, text in headers.items()} | {"content-length": str(length)})
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI has it
        """Send it, as fast as it is read."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            for piece in pieces_of(self._parts):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def whole(body: Part, *, headers: Mapping[str, str], status_code: int = 200) -> InPieces:
    """Return an answer whose body is there as a whole, and held by others too."""
    return InPieces([body], length=len(body), headers=headers, status_code=status_code)


def pieces_of(parts: Iterable[Part]) -> Iterator[Part]:
    """Join small parts and cut large ones; no piece is above ``PIECE_BYTES``, and a large part is not copied."""
    gathered: list[Part] = []
    size = 0
    for part in parts:
        view = memoryview(part)
        if size + len(view) > PIECE_BYTES and gathered:
            yield _joined(gathered)
            gathered, size = [], 0
        while len(view) > PIECE_BYTES:
            yield view[:PIECE_BYTES]
            view = view[PIECE_BYTES:]
        if view:
            gathered.append(view)
            size += len(view)
    if size:
        yield _joined(gathered)


def _joined(parts: list[Part]) -> Part:
    return parts[0] if len(parts) == 1 else b"".join(parts)
