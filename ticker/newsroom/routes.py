"""The newsroom's routes: which address and method is answered by which function, and what other origins may use."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticker.fanout.feeds import LiveFeeds
from ticker.model import EntryKind
from ticker.newsroom.auth import Credentials
from ticker.newsroom.constraints import constraints
from ticker.newsroom.filing import Newsroom
from ticker.newsroom.problems import or_problem
from ticker.newsroom.session_routes import sign_in, sign_out, who_is_signed_in
from ticker.rate_limit import RateLimit
from ticker.settings import Settings
from ticker.wire.origins import Origins

UPDATES: Final = "/v1/feeds/{feed}/updates"
ACTS: Final = {
    "corrections": EntryKind.CORRECTION,
    "refiles": EntryKind.REFILE,
    "hold": EntryKind.HOLD,
    "release": EntryKind.RELEASE,
    "kill": EntryKind.KILL,
}
"""The last part of an act's path, and what it does."""

_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key, If-Match",
    "Access-Control-Max-Age": "600",
}
_EXPOSED: Final = {
    "Access-Control-Expose-Headers": (
        "Location, ETag, Ticker-Cleaned, Ticker-Cursor, Ticker-Version, Ticker-Replicated, Retry-After"
    )
}
Answer = Callable[[Request], Awaitable[Response]]


def newsroom_routes(*, live_feeds: LiveFeeds, credentials: Credentials, settings: Settings) -> list[Route]:
    """Return the routes by which correspondents and editors write."""
    newsroom = Newsroom(live_feeds, credentials, settings.timing.head_timeout_s)
    filers = Origins.parse(settings.file_origins, setting="file_origins")
    paths = {UPDATES: EntryKind.UPDATE} | {f"{UPDATES}/{{id}}/{act}": kind for act, kind in ACTS.items()}
    filing = [
        Route(path, _filing(newsroom, kind, filers), methods=["POST", "OPTIONS"], name=f"file-{kind}")
        for path, kind in paths.items()
    ]
    return [
        *filing,
        Route("/v1/session", _session(credentials), methods=["GET", "POST", "DELETE"], name="session"),
        Route("/v1/constraints", _constraints(), methods=["GET"], name="constraints"),
    ]


def _filing(newsroom: Newsroom, kind: EntryKind, filers: Origins) -> Answer:
    async def answer(request: Request) -> Response:
        allowed = filers.headers(request.headers.get("origin"))
        is_allowed = "Access-Control-Allow-Origin" in allowed
        if request.method == "OPTIONS":
            headers = {"Allow": "POST, OPTIONS", **allowed, **(_PREFLIGHT if is_allowed else {})}
            return Response(status_code=204, headers=headers)
        with newsroom.live_feeds.filing():
            response = await or_problem(newsroom.take(request, kind))
        response.headers.update({**allowed, **(_EXPOSED if is_allowed else {})})
        return response

    return answer


def _session(credentials: Credentials) -> Answer:
    pace = RateLimit(1, 60, time.monotonic)

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            return await or_problem(sign_in(request, credentials, pace))
        signing = sign_out if request.method == "DELETE" else who_is_signed_in
        return await or_problem(signing(request, credentials))

    return answer


def _constraints() -> Answer:
    body = constraints()

    async def answer(_: Request) -> Response:
        return Response(body, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    return answer
