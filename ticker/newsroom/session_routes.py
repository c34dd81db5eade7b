"""``/v1/session``: a browser signs in with a key and gets a cookie that its scripts cannot read."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from ticker.model import Key
from ticker.newsroom.auth import Credentials
from ticker.newsroom.problems import Refusal, retry_later
from ticker.newsroom.roles import rights_of
from ticker.rate_limit import RateLimit
from ticker.wire.problems import ProblemKind


async def sign_in(request: Request, credentials: Credentials, pace: RateLimit) -> Response:
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
    credentials.audit.signed_in(key.id, address=credentials.address(request))
    return response


async def who_is_signed_in(request: Request, credentials: Credentials) -> Response:
    """Return whose key or session this is."""
    return _who(await credentials.reader(request))


async def sign_out(request: Request, credentials: Credentials) -> Response:
    """End the session, if one runs, in every process."""
    token = credentials.session_token(request)
    if credentials.sessions.key_of(token):
        key = await credentials.writer(request)
        await credentials.sessions.end(token)
        credentials.audit.signed_out(key.id, address=credentials.address(request))
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    name, is_https = credentials.cookie_name(request), credentials.is_https(request)
    response.delete_cookie(name, path="/", secure=is_https, httponly=True, samesite="strict")
    return response


def _who(key: Key) -> Response:
    body = orjson.dumps({"id": key.id, "name": key.name, "role": key.role, "feeds": key.feeds})
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
