"""What is read by plain GET: snapshots, entries, updates, the list of feeds. Answered from memory alone."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ticker.errors import InvalidCursor
from ticker.fanout.newsdesk import Newsdesk
from ticker.fanout.tail import Tail
from ticker.model import Cursor, Pubstatus, UpdateId
from ticker.readers.admission import Head
from ticker.readers.answers import freshness, loaded_tail, matches, problem_answer
from ticker.readers.entrance import Entrance, refusal_of
from ticker.readers.lines import Lines
from ticker.wire.envelope import page_json
from ticker.wire.problems import ProblemKind

PAGE_DEFAULT: Final = 100
PAGE_MAX: Final = 500
_JSON: Final = "application/json"

Answer = Callable[[Request], Awaitable[Response]]


def reader_routes(desk: Newsdesk, entrance: Entrance) -> list[Route]:
    """Make the routes by which the public reads."""
    plain = Reading(desk)
    live = ("/v1/feeds/{feed}/socket", "/v1/feeds/{feed}/stream", "/v1/socket", "/v1/stream")
    return [
        *(Route(path, NotTaken(entrance)) for path in live),
        Route("/v1/feeds", plain.feeds, methods=["GET"]),
        Route("/v1/feeds/{feed}", plain.snapshot, methods=["GET"]),
        Route("/v1/feeds/{feed}/entries", plain.entries, methods=["GET"]),
        Route("/v1/feeds/{feed}/lines.{form}", Lines(desk).lines, methods=["GET"]),
        Route("/v1/feeds/{feed}/updates/{id}", plain.update, methods=["GET"]),
    ]


class NotTaken:
    """Answers a request for a socket or a stream that the gate did not take, whatever its method."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        refused = refusal_of(self._entrance.decide(_head(Request(scope), self._entrance)))
        if refused is None:
            answer = problem_answer(ProblemKind.BAD_REQUEST, "an earlier answer is pending here", Connection="close")
        else:
            answer = problem_answer(refused.kind, refused.detail, **dict(refused.headers))
        await answer(scope, receive, send)


class Reading:
    """The answers to plain GETs."""

    def __init__(self, desk: Newsdesk) -> None:
        self._desk = desk

    async def feeds(self, _: Request) -> Response:
        """List the feeds."""
        listed = [
            {"slug": feed.slug, "title": feed.title, "language": feed.language, "dir": feed.dir}
            for feed in sorted(self._desk.feeds.values(), key=lambda feed: feed.slug)
        ]
        return Response(orjson.dumps({"feeds": listed}), media_type=_JSON, headers=freshness(self._desk))

    async def snapshot(self, request: Request) -> Response:
        """Give the snapshot; cacheable for a second, unless this process may be behind."""
        tail = await loaded_tail(self._desk, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        body = tail.snapshot(self._desk.now_ms()).json
        headers = freshness(self._desk) | {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type=_JSON, headers=headers)

    async def entries(self, request: Request) -> Response:
        """Give the entries after a cursor, paged."""
        tail = await loaded_tail(self._desk, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        unknown = set(request.query_params) - {"after", "limit"}
        if unknown:
            return problem_answer(ProblemKind.BAD_REQUEST, f"unknown parameter {min(unknown)[:40]!r}")
        if len(request.query_params.multi_items()) > len(request.query_params):
            return problem_answer(ProblemKind.BAD_REQUEST, "a parameter stands twice")
        limit = _limit(request.query_params.get("limit"))
        if limit is None:
            return problem_answer(ProblemKind.BAD_REQUEST, f"limit: a whole number from 1 to {PAGE_MAX}")
        index = await self._index(tail, request.query_params.get("after", ""))
        if isinstance(index, Response):
            return index
        found = tail.after(index, limit=limit + 1)
        page, more = found[:limit], len(found) > limit
        cursor = tail.cursor_at(page[-1][1]) if more else tail.cursor
        body = page_json(tail.feed.slug, (held.encoded.json for _, held in page), cursor=cursor, more=more)
        return Response(body, media_type=_JSON, headers={"Cache-Control": "no-store"})

    async def update(self, request: Request) -> Response:
        """Give what stands of one update; held and killed ones without words."""
        tail = await loaded_tail(self._desk, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        held = tail.standing(UpdateId(request.path_params["id"]))
        if held is None:
            return problem_answer(ProblemKind.NO_SUCH_UPDATE)
        cache = "no-cache" if held.entry.pubstatus is Pubstatus.USABLE else "no-store"
        headers = {"ETag": f'"{held.entry.version}"', "Cache-Control": cache}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(held.encoded.json, media_type=_JSON, headers=headers)

    async def _index(self, tail: Tail, after: str) -> int | Response:
        if not after:
            return tail.floor
        try:
            cursor = Cursor.parse(after)
        except InvalidCursor:
            return problem_answer(ProblemKind.INVALID_CURSOR)
        index = tail.resume(cursor)
        if not isinstance(index, int):
            await self._desk.mirror.compared(within_s=1.0)  # it may be ahead of us
            index = tail.resume(cursor)
        if isinstance(index, int):
            return index
        return problem_answer(
            ProblemKind.CURSOR_NOT_KEPT, f"{index.value}: take the snapshot and go on from its cursor"
        )


def _limit(text: str | None) -> int | None:
    if text is None:
        return PAGE_DEFAULT
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return None
    limit = int(text)
    return limit if 1 <= limit <= PAGE_MAX else None


def _head(request: Request, entrance: Entrance) -> Head:
    peer = request.client.host if request.client else ""
    return Head(
        method=request.method,
        path=request.url.path,
        query=request.url.query,
        headers=dict(request.headers),
        has_body="transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0",
        address=entrance.address(peer, request.headers.get("x-forwarded-for", "")),
    )
