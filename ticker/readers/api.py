"""What is read by plain GET: snapshots, entries, updates, the list of feeds. Answered from memory alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ticker.errors import InvalidCursor
from ticker.fanout.feeds import LiveFeeds
from ticker.fanout.tail import Tail, TailEntry
from ticker.model import Cursor, Pubstatus, UpdateId
from ticker.readers.admission import RequestHead
from ticker.readers.cursors import cursor_text
from ticker.readers.export import Export
from ticker.readers.join import Joiner, refusal_of
from ticker.readers.queries import last_of, parameters_of, stands_twice
from ticker.readers.request_head import make_head
from ticker.readers.responses import InPieces, Part, freshness, loaded_tail, problem_answer, whole
from ticker.wire.encodings import Encoded
from ticker.wire.etags import etag_of, matches
from ticker.wire.json_objects import page_frame
from ticker.wire.origins import Proxies
from ticker.wire.problems import ProblemKind

PAGE_DEFAULT: Final = 100
PAGE_MAX: Final = 500
PAGE_MAX_BYTES: Final = 524_288
"""A page ends with the entry that passes this, however many were asked for."""
_JSON: Final = {"Content-Type": "application/json"}


def reader_routes(live_feeds: LiveFeeds, joiner: Joiner) -> list[Route]:
    """Make the routes by which the public reads."""
    plain = ReadApi(live_feeds)
    live = ("/v1/feeds/{feed}/socket", "/v1/feeds/{feed}/stream", "/v1/socket", "/v1/stream")
    return [
        *(Route(path, NotTaken(joiner)) for path in live),
        Route("/v1/feeds", plain.feeds, methods=["GET"]),
        Route("/v1/feeds/{feed}", plain.snapshot, methods=["GET"]),
        Route("/v1/feeds/{feed}/entries", plain.entries, methods=["GET"]),
        Route("/v1/feeds/{feed}/lines.{form}", Export(live_feeds).lines, methods=["GET"]),
        Route("/v1/feeds/{feed}/updates/{id}", plain.update, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Answers a request for a socket or a stream that was not taken over, whatever its method."""

    joiner: Joiner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = refusal_of(self.joiner.decide(_head(Request(scope), self.joiner.proxies)))
        if refused is None:
            answer = problem_answer(
                ProblemKind.BAD_REQUEST,
                "Ask on a connection of its own: an earlier answer is pending here.",
                Connection="close",
            )
        else:
            answer = problem_answer(refused.kind, refused.detail, **dict(refused.headers))
        await answer(scope, receive, send)


class ReadApi:
    """The answers to plain GETs."""

    def __init__(self, live_feeds: LiveFeeds) -> None:
        self._live_feeds = live_feeds
        self._etags: dict[str, tuple[Encoded, str]] = {}
        """By feed: the newest snapshot that was asked for, and its tag."""

    async def feeds(self, _: Request) -> Response:
        """List the feeds, in the configured order."""
        listed = [
            {"slug": feed.slug, "title": feed.title, "language": feed.language, "dir": feed.dir}
            for feed in self._live_feeds.feeds.values()
        ]
        return Response(orjson.dumps({"feeds": listed}), headers=freshness(self._live_feeds) | _JSON)

    async def snapshot(self, request: Request) -> Response:
        """Return the snapshot; cacheable for a second, unless this process may be behind."""
        tail = await loaded_tail(self._live_feeds, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        snapshot = tail.snapshot(self._live_feeds.now_ms())
        headers = freshness(self._live_feeds) | {"ETag": self._etag(tail.feed.slug, snapshot)}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return whole(snapshot.shared_json, headers=headers | _JSON)

    async def entries(self, request: Request) -> Response:
        """Return the entries after a cursor, paged."""
        tail = await loaded_tail(self._live_feeds, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        parameters = parameters_of(request.scope["query_string"])
        if isinstance(parameters, str):
            return problem_answer(ProblemKind.BAD_REQUEST, parameters)
        twice = stands_twice(parameters, "after", "limit")
        if twice is not None:
            return problem_answer(ProblemKind.BAD_REQUEST, f"{twice}: name it only once")
        limit = _limit(last_of(parameters, "limit"))
        if limit is None:
            return problem_answer(ProblemKind.BAD_REQUEST, f"limit: take a whole number from 1 to {PAGE_MAX}")
        index = await self._index(tail, cursor_text(parameters))
        if isinstance(index, Response):
            return index
        page, more = _page(tail.after(index, limit=limit + 1), limit)
        cursor = tail.cursor_at(page[-1]) if more else tail.cursor
        around = page_frame(tail.feed.slug, cursor=cursor, more=more)
        length = sum(map(len, _page_parts(around, page)))
        headers = {"Cache-Control": "no-store"} | _JSON
        return InPieces(_page_parts(around, page), length=length, headers=headers)

    async def update(self, request: Request) -> Response:
        """Return what stands of one update; held and killed ones without words."""
        tail = await loaded_tail(self._live_feeds, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        held = tail.standing(UpdateId(request.path_params["id"]))
        if held is None:
            return problem_answer(ProblemKind.NO_SUCH_UPDATE)
        cache = "no-cache" if held.entry.pubstatus is Pubstatus.USABLE else "no-store"
        headers = {"ETag": f'"{held.entry.version}"', "Cache-Control": cache}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return whole(held.encoded.shared_json, headers=headers | _JSON)

    def _etag(self, slug: str, snapshot: Encoded) -> str:
        known, etag = self._etags.get(slug, (None, ""))
        if known is not snapshot:
            etag = etag_of(snapshot.shared_json)
            self._etags[slug] = snapshot, etag
        return etag

    async def _index(self, tail: Tail, after: str) -> int | Response:
        if not after:
            return tail.floor
        try:
            cursor = Cursor.parse(after)
        except InvalidCursor:
            return problem_answer(ProblemKind.INVALID_CURSOR)
        index = tail.resume(cursor)
        if not isinstance(index, int):
            await self._live_feeds.sync.compared(within_s=1.0)  # it may be ahead of us
            index = tail.resume(cursor)
        if isinstance(index, int):
            return index
        return problem_answer(
            ProblemKind.CURSOR_NOT_KEPT, f"{index.value}: take the snapshot, and go on from its cursor"
        )


def _page_parts(around: tuple[bytes, bytes], page: Sequence[TailEntry]) -> Iterator[Part]:
    """Return the bytes of a page, part by part: what the tail holds, and no copy."""
    yield around[0]
    for number, held in enumerate(page):
        if number:
            yield b","
        yield held.encoded.shared_json
    yield around[1]


def _page(found: Sequence[tuple[int, TailEntry]], limit: int) -> tuple[Sequence[TailEntry], bool]:
    """Cut what was found into a page; report whether there is more."""
    page: list[TailEntry] = []
    size = 0
    for _, held in found[:limit]:
        page.append(held)
        size += len(held.encoded.frame)
        if size > PAGE_MAX_BYTES:
            break
    return page, len(page) < len(found)


def _limit(text: str | None) -> int | None:
    if text is None:
        return PAGE_DEFAULT
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return limit if 1 <= limit <= PAGE_MAX else None


def _head(request: Request, proxies: Proxies) -> RequestHead:
    peer = request.client.host if request.client else ""
    path, query = request.url.path, request.url.query
    return make_head(request.method, path, query, dict(request.headers), proxies=proxies, peer=peer)
