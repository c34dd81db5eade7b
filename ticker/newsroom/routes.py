"""The newsroom's addresses. Which function answers what; the answers are elsewhere."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ticker.errors import TickerError
from ticker.model import EntryKind
from ticker.newsroom.acts import Newsroom
from ticker.newsroom.constraints import constraints
from ticker.newsroom.credentials import Credentials
from ticker.newsroom.problems import problem_response
from ticker.newsroom.seams import KeyringLike, NewsdeskLike
from ticker.newsroom.sessions import Sessions
from ticker.newsroom.signing_in import sign_in, sign_out, who_is_signed_in
from ticker.settings import Settings
from ticker.wire.origins import Origins, Proxies

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
_EXPOSED: Final = {"Access-Control-Expose-Headers": "Location, ETag, Ticker-Cursor, Ticker-Version, Retry-After"}

Answer = Callable[[Request], Awaitable[Response]]


def newsroom_routes(*, desk: NewsdeskLike, keyring: KeyringLike, settings: Settings) -> list[Route]:
    """Make the routes by which correspondents and editors write."""
    credentials = Credentials(keyring, Sessions(keyring), Proxies.parse(settings.trusted_proxies))
    newsroom = Newsroom(desk, credentials, settings.timing.head_timeout_s)
    filers = Origins.parse(settings.file_origins)
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
        with newsroom.desk.filing():
            response = await _refusing(newsroom.take(request, kind))
        response.headers.update({**allowed, **(_EXPOSED if is_allowed else {})})
        return response

    return answer


def _session(credentials: Credentials) -> Answer:
    async def answer(request: Request) -> Response:
        signing = {"POST": sign_in, "DELETE": sign_out}.get(request.method, who_is_signed_in)
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
