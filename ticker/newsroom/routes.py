"""The newsroom's addresses. Which function answers what; the answers are elsewhere."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticker.errors import TickerError
from ticker.fanout.feeds import LiveFeeds
from ticker.model import EntryKind
from ticker.newsroom.audit import Audit
from ticker.newsroom.auth import Credentials
from ticker.newsroom.constraints import constraints
from ticker.newsroom.filing import Newsroom
from ticker.newsroom.problems import problem_response
from ticker.newsroom.session_routes import sign_in, sign_out, who_is_signed_in
from ticker.newsroom.sessions import Sessions
from ticker.rate_limit import RateLimit
from ticker.settings import Settings
from ticker.store.keys import Keyring
from ticker.surfaces.live import LiveReceipts
from ticker.surfaces.routes import STREAM, Surfaces
from ticker.wire.origins import Origins, Proxies

UPDATES: Final = "/v1/feeds/{feed}/updates"
SURFACES: Final = "/v1/feeds/{feed}/surfaces"
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
_FROM_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
_REPORT_PREFLIGHT: Final = {
    **_FROM_ANYWHERE,
    "Allow": "POST, DELETE, OPTIONS",
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
"""Surfaces report from wherever they were loaded, a file too: it is the key that counts."""

Answer = Callable[[Request], Awaitable[Response]]


def newsroom_routes(
    *,
    live_feeds: LiveFeeds,
    keyring: Keyring,
    settings: Settings,
    live_receipts: LiveReceipts | None = None,
    audit: Audit | None = None,
) -> list[Route]:
    """Make the routes by which correspondents and editors write, and with ``live_receipts`` those of the surfaces."""
    proxies = Proxies.parse(settings.trusted_proxies)
    credentials = Credentials(keyring, Sessions(keyring), proxies, audit or Audit())
    newsroom = Newsroom(live_feeds, credentials, settings.timing.head_timeout_s)
    filers = Origins.parse(settings.file_origins, setting="file_origins")
    paths = {UPDATES: EntryKind.UPDATE} | {f"{UPDATES}/{{id}}/{act}": kind for act, kind in ACTS.items()}
    filing = [
        Route(path, _filing(newsroom, kind, filers), methods=["POST", "OPTIONS"], name=f"file-{kind}")
        for path, kind in paths.items()
    ]
    patience_s = settings.timing.head_timeout_s
    watching = [] if live_receipts is None else _watching(Surfaces(live_feeds, live_receipts, credentials, patience_s))
    return [
        *filing,
        *watching,
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
            response = await _refusing(newsroom.take(request, kind))
        response.headers.update({**allowed, **(_EXPOSED if is_allowed else {})})
        return response

    return answer


def _watching(surfaces: Surfaces) -> list[Route]:
    async def report(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_REPORT_PREFLIGHT)
        if request.method == "DELETE":
            return await _refusing(surfaces.remove(request))
        response = await _refusing(surfaces.take(request))
        response.headers.update(_FROM_ANYWHERE)
        return response

    async def overview(request: Request) -> Response:
        return await _refusing(surfaces.overview(request))

    async def stream(request: Request) -> Response:
        return await _refusing(surfaces.stream(request))

    return [
        Route(SURFACES, overview, methods=["GET"], name="surfaces"),
        Route(f"{SURFACES}/{STREAM}", stream, methods=["GET"], name="surfaces-stream"),
        Route(f"{SURFACES}/{{name}}", report, methods=["POST", "DELETE", "OPTIONS"], name="report"),
    ]


def _session(credentials: Credentials) -> Answer:
    pace = RateLimit(1, 60, time.monotonic)

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            return await _refusing(sign_in(request, credentials, pace))
        signing = sign_out if request.method == "DELETE" else who_is_signed_in
        return await _refusing(signing(request, credentials))

    return answer


def _constraints() -> Answer:
    body = constraints()

    async def answer(_: Request) -> Response:
        return Response(body, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    return answer


async def _refusing(answered: Awaitable[Response]) -> Response:
    try:
        return await answered
    except TickerError as refused:
        return problem_response(refused)
