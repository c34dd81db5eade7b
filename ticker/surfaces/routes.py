"""The addresses of surfaces: their reports, and the overview that editors see, also as a stream."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ticker.errors import FieldError, InvalidCursor, TickerError
from ticker.fanout.feeds import LiveFeeds
from ticker.model import SLUG, Feed, Key, rfc3339
from ticker.newsroom.auth import Credentials, require
from ticker.newsroom.body import parse_object, read_body
from ticker.newsroom.filing import feed_named
from ticker.newsroom.problems import Refusal, or_problem, retry_later
from ticker.newsroom.roles import covers, rights_of
from ticker.rate_limit import RateLimit
from ticker.store.surfaces import NAMES_MAX, SurfaceReport
from ticker.surfaces.live import LiveReceipts
from ticker.surfaces.overview import overview, text_of, without_times
from ticker.surfaces.report import parse_report
from ticker.wire import sse
from ticker.wire.problems import ProblemKind

SURFACES: Final = "/v1/feeds/{feed}/surfaces"
STREAM: Final = "stream"
"""The one name that no surface may have: it is the address of the stream."""
STREAMS_MAX: Final = 64
STREAMS_OF_A_KEY: Final = 8
"""So that one key's streams never are all that there may be."""
RETRY_MS: Final = 2_000
_TURN_S: Final = 1.0
"""How often a stream checks whether a surface has stopped reporting, and whether its key is still valid."""
_GATHER_S: Final = 0.1
_AT_LEAST_EVERY_S: Final = 5.0
_NAME_SHOWN: Final = 80
_NEVER_KEPT: Final = {"Cache-Control": "no-store"}
_STREAM_HEADERS: Final = {
    "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no", "Incremental": "?1"
}  # fmt: skip

_FROM_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
_REPORT_PREFLIGHT: Final = {
    **_FROM_ANYWHERE,
    "Allow": "POST, DELETE, OPTIONS",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
"""Surfaces report from wherever they were loaded, a file too: it is the key that counts."""


def surface_routes(
    *, live_feeds: LiveFeeds, live_receipts: LiveReceipts, credentials: Credentials, body_patience_s: float
) -> list[Route]:
    """Return the routes by which surfaces report, and editors see what they show."""
    surfaces = Surfaces(live_feeds, live_receipts, credentials, body_patience_s)

    async def report(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_REPORT_PREFLIGHT)
        if request.method == "DELETE":
            return await or_problem(surfaces.remove(request))
        response = await or_problem(surfaces.take(request))
        response.headers.update(_FROM_ANYWHERE)
        return response

    async def see(request: Request) -> Response:
        return await or_problem(surfaces.overview(request))

    async def stream(request: Request) -> Response:
        return await or_problem(surfaces.stream(request))

    return [
        Route(SURFACES, see, methods=["GET"], name="surfaces"),
        Route(f"{SURFACES}/{STREAM}", stream, methods=["GET"], name="surfaces-stream"),
        Route(f"{SURFACES}/{{name}}", report, methods=["POST", "DELETE", "OPTIONS"], name="report"),
    ]


@dataclass(slots=True)
class Surfaces:
    """Answers surfaces, and the editors who look after them."""

    live_feeds: LiveFeeds
    live_receipts: LiveReceipts
    credentials: Credentials
    body_patience_s: float
    streams: Counter[str] = field(default_factory=Counter)
    """How many streams each key has open, by its id."""
    by_surface: RateLimit = field(default_factory=lambda: RateLimit(5, 30, time.monotonic))
    by_key: RateLimit = field(default_factory=lambda: RateLimit(50, 200, time.monotonic))

    async def take(self, request: Request) -> Response:
        """Answer the report of a surface.

        Raises:
            Refusal, TickerError: it is refused, and the former report stands.
        """
        key = await self.credentials.bearer(request)
        feed = await feed_named(request.path_params["feed"], self.live_feeds)
        detail = "Only a surface reports what it shows."
        require(key, has_right=rights_of(key).reports, feed=feed.slug, detail=detail)
        name = request.path_params["name"]
        if not SLUG.match(name) or name == STREAM:
            raise Refusal(ProblemKind.INVALID_REPORT, errors=[FieldError("name", "slug")])
        detail = f"The key does not name the surface {name}."
        require(key, has_right=key.speaks_for(name), feed=feed.slug, detail=detail)
        # By key as well as by name: what another key reports in the same name is no reason to refuse this one.
        if not (self.by_key.take(key.id) and self.by_surface.take(f"{key.id} {feed.slug} {name}")):
            raise retry_later(ProblemKind.TOO_MANY_REQUESTS, "Report changes, and every 5 s.")
        body = await read_body(request, may_be_empty=False, patience_s=self.body_patience_s)
        report = await self._placed(feed, parse_report(parse_object(body), name=name, now_ms=self.live_feeds.now_ms()))
        if not self.live_receipts.receipts(feed.slug).has_room(name):
            raise retry_later(ProblemKind.TOO_MANY_REQUESTS, "The feed has too many surfaces: remove those that went.")
        if not await self.live_receipts.report(feed.slug, report, key_id=key.id):
            detail = f"The key reports for {NAMES_MAX} surfaces: remove those that went, or use another."
            raise retry_later(ProblemKind.TOO_MANY_REQUESTS, detail)
        answer = {"at": rfc3339(report.at_ms), "head": text_of(self.live_receipts.head(feed.slug))}
        return Response(orjson.dumps(answer), media_type="application/json", headers=_NEVER_KEPT)

    async def remove(self, request: Request) -> Response:
        """Remove a surface that is gone, until it reports again.

        Raises:
            Refusal, TickerError: it is refused, and nothing was removed.
        """
        key = await self.credentials.writer(request)
        feed = await feed_named(request.path_params["feed"], self.live_feeds)
        detail = f"A {key.role} may not remove surfaces."
        require(key, has_right=rights_of(key).sees_surfaces, feed=feed.slug, detail=detail)
        name = request.path_params["name"]
        if not await self.live_receipts.remove(feed.slug, name):
            raise Refusal(ProblemKind.NOT_FOUND, f"No surface of the name {name[:_NAME_SHOWN]} has reported here.")
        return Response(status_code=204, headers=_NEVER_KEPT)

    async def overview(self, request: Request) -> Response:
        """Return the surfaces of a feed and the receipts of its kills."""
        feed, _ = await self._seen_by(request)
        return Response(orjson.dumps(self._overview(feed)), media_type="application/json", headers=_NEVER_KEPT)

    async def stream(self, request: Request) -> Response:
        """Return the same as a stream: again after every change, for as long as the key is valid."""
        feed, key = await self._seen_by(request)
        if self.streams[key.id] >= STREAMS_OF_A_KEY:
            detail = f"At most {STREAMS_OF_A_KEY} of these streams with one key."
            raise retry_later(ProblemKind.TOO_MANY_REQUESTS, detail)
        if self.streams.total() >= STREAMS_MAX:
            raise retry_later(ProblemKind.FULL, f"At most {STREAMS_MAX} of these streams.")
        return _CountedStream(self.streams, key.id, self._blocks(request, feed))

    def _overview(self, feed: Feed) -> dict[str, Any]:
        return overview(feed.slug, self.live_feeds, self.live_receipts)

    async def _blocks(self, request: Request, feed: Feed) -> AsyncIterator[bytes]:
        yield sse.opening(RETRY_MS)
        sent: dict[str, Any] = {}
        sent_at = 0.0
        while not self.live_feeds.draining and await self._may_still_see(request, feed):
            view = self._overview(feed)
            is_due = time.monotonic() - sent_at > _AT_LEAST_EVERY_S
            if is_due or without_times(view) != sent:
                sent, sent_at = without_times(view), time.monotonic()
                yield sse.rest("surfaces", orjson.dumps(view))
            await self.live_receipts.changed(feed.slug, within_s=_TURN_S)
            await asyncio.sleep(_GATHER_S)  # several reports at once make one block

    async def _placed(self, feed: Feed, report: SurfaceReport) -> SurfaceReport:
        """Return a report whose cursor is in the log, or None: a surface cannot have read what is not there."""
        if report.cursor is None:
            return report
        try:
            return replace(report, cursor=await self.live_receipts.place(feed.slug, report.cursor))
        except InvalidCursor:
            raise Refusal(ProblemKind.INVALID_REPORT, errors=[FieldError("cursor", "beyond-head")]) from None

    async def _may_still_see(self, request: Request, feed: Feed) -> bool:
        try:
            key = await self.credentials.reader(request)
        except TickerError:
            return False
        return rights_of(key).sees_surfaces and covers(key, feed.slug)

    async def _seen_by(self, request: Request) -> tuple[Feed, Key]:
        key = await self.credentials.reader(request)
        feed = await feed_named(request.path_params["feed"], self.live_feeds)
        detail = f"A {key.role} may not see the surfaces."
        require(key, has_right=rights_of(key).sees_surfaces, feed=feed.slug, detail=detail)
        return feed, key


class _CountedStream(StreamingResponse):
    """A stream that counts among its key's from before its first byte until it has ended, however it ends."""

    def __init__(self, streams: Counter[str], key_id: str, blocks: AsyncIterator[bytes]) -> None:
        super().__init__(blocks, media_type="text/event-stream", headers=_STREAM_HEADERS)
        self._streams = streams
        self._key_id = key_id
        streams[key_id] += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and count it no more."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams[self._key_id] -= 1
            if not self._streams[self._key_id]:
                del self._streams[self._key_id]
