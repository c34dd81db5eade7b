"""The newsroom's routes: which address and method is answered by which function, and what other origins may use."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticker.fanout.feeds import LiveFeeds
from ticker.model import EntryKind, Key
from ticker.newsroom.audit import address_of
from ticker.newsroom.auth import Credentials
from ticker.newsroom.constraints import constraints
from ticker.newsroom.filing import Newsroom
from ticker.newsroom.problems import Refusal, or_problem, retry_later
from ticker.newsroom.roles import rights_of
from ticker.rate_limit import RateLimit
from ticker.settings import Settings
from ticker.wire.origins import Origins
from ticker.wire.problems import ProblemKind

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
_NEVER_KEPT: Final = {"Cache-Control": "no-store"}
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


def _constraints() -> Answer:
    body = constraints()

    async def answer(_: Request) -> Response:
        return Response(body, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    return answer


def _session(credentials: Credentials) -> Answer:
    """Answer a browser that signs in with a key, and gets a cookie that its scripts cannot read."""
    pace = RateLimit(1, 60, time.monotonic)

    async def signed(request: Request) -> Response:
        match request.method:
            case "POST":
                return await _sign_in(request, credentials, pace)
            case "DELETE":
                return await _sign_out(request, credentials)
            case _:
                return _who(await credentials.reader(request))

    async def answer(request: Request) -> Response:
        return await or_problem(signed(request))

    return answer


async def _sign_in(request: Request, credentials: Credentials, pace: RateLimit) -> Response:
    """Start a session with the key that the request bears; ``pace`` is by key.

    A session that was ended is remembered in every process until it would have expired: so their number is limited.
    """
    key = await credentials.bearer(request)
    if not rights_of(key).has_session:
        raise Refusal(ProblemKind.FORBIDDEN, "Sign in with a key of another role: a surface has no session.")
    if not pace.take(key.id):
        raise retry_later(ProblemKind.TOO_MANY_REQUESTS, "One session of this key serves for 12 hours: keep it.")
    response = _who(key)
    response.set_cookie(
        credentials.cookie_name(request),
        credentials.sessions.issue(key),
        max_age=credentials.sessions.lifetime_s,
        path="/",
        secure=credentials.is_https(request),
        httponly=True,
        samesite="strict",
    )
    credentials.audit.signed_in(key.id, address=address_of(request.scope, credentials.proxies))
    return response


async def _sign_out(request: Request, credentials: Credentials) -> Response:
    """End the session, if one runs, in every process."""
    token = credentials.session_token(request)
    if credentials.sessions.key_of(token):
        key = await credentials.writer(request)
        await credentials.sessions.end(token)
        credentials.audit.signed_out(key.id, address=address_of(request.scope, credentials.proxies))
    response = Response(status_code=204, headers=_NEVER_KEPT)
    name, is_https = credentials.cookie_name(request), credentials.is_https(request)
    response.delete_cookie(name, path="/", secure=is_https, httponly=True, samesite="strict")
    return response


def _who(key: Key) -> Response:
    """Return whose key or session it is."""
    body = orjson.dumps({"id": key.id, "name": key.name, "role": key.role, "feeds": key.feeds})
    return Response(body, media_type="application/json", headers=_NEVER_KEPT)
