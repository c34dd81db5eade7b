"""Whose request it is, that of a bearer key or of a browser's session, and whether its key may do what it asks.

A session is a signed cookie that names a key. Nothing of it is kept here; the store knows which were ended.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from starlette.requests import Request

from ticker.model import Key
from ticker.newsroom.audit import KEY_ID, Audit
from ticker.newsroom.problems import Refusal, retry_later
from ticker.newsroom.roles import covers
from ticker.store.keys import Keyring
from ticker.wire.origins import Proxies, normal_origin, outer_scheme
from ticker.wire.problems import ProblemKind

COOKIE: Final = "ticker_session"
SECURE_COOKIE: Final = f"__Host-{COOKIE}"
"""Its name where it is ``Secure``: no page of a sibling domain can put one of its own in its place."""
LIFETIME_S: Final = 12 * 3600
CLOCK_LEEWAY_S: Final = 30
"""How far the clocks of two processes may be apart."""

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "ticker-session"
_BEARER: Final = {"WWW-Authenticate": "Bearer"}


class Sessions:
    """Issues, reads and ends session tokens. A revoked key ends its sessions; both ends reach every process."""

    def __init__(self, keyring: Keyring, *, lifetime_s: int = LIFETIME_S) -> None:
        self.lifetime_s = lifetime_s
        self._keyring = keyring

    def issue(self, key: Key) -> str:
        """Make the token of a new session.

        Raises:
            Refusal: the secret that signs is not known yet.
        """
        if not self._keyring.session_secret:
            raise retry_later(
                ProblemKind.STORE_UNAVAILABLE,
                "Sign in again in some seconds: the secret that signs sessions is not known yet.",
            )
        now_s = int(time.time())
        claims = {"sub": key.id, "iat": now_s, "exp": now_s + self.lifetime_s, "jti": secrets.token_hex(12)}
        return jwt.encode({**claims, "aud": _AUDIENCE}, self._keyring.session_secret, _ALGORITHM)

    def key_of(self, token: str) -> Key | None:
        """Return the key of a running session; None if it is not ours, was ended, expired, or its key was revoked."""
        claims = self._claims(token)
        if claims is None or claims["jti"] in self._keyring.ended_sessions:
            return None
        return self._keyring.by_id(claims["sub"])

    async def end(self, token: str) -> None:
        """Refuse this token from now on, in every process.

        Raises:
            StoreUnavailable: the store could not be told, so the session runs on.
        """
        claims = self._claims(token)
        if claims is not None:
            await self._keyring.end_session(claims["jti"], until_s=claims["exp"] + CLOCK_LEEWAY_S)

    def _claims(self, token: str) -> dict[str, Any] | None:
        if not self._keyring.session_secret:
            return None
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._keyring.session_secret,
                [_ALGORITHM],
                audience=_AUDIENCE,
                leeway=CLOCK_LEEWAY_S,
                options={"require": ["sub", "exp", "jti"]},
            )
        except jwt.InvalidTokenError:
            return None
        return claims


@dataclass(frozen=True, slots=True)
class Credentials:
    """Finds the key of a request."""

    keyring: Keyring
    sessions: Sessions
    proxies: Proxies
    audit: Audit = field(default_factory=Audit)

    async def bearer(self, request: Request) -> Key:
        """Return the key that the request bears.

        Raises:
            Refusal: none, or one that is not known.
        """
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        key = await self.keyring.find(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
        return _known(key, request)

    async def reader(self, request: Request) -> Key:
        """Return the key of a request that changes nothing. A bearer key, even a wrong one, stands before a session.

        Raises:
            Refusal: the request has no valid key or session.
        """
        if "authorization" in request.headers:
            return await self.bearer(request)
        return _known(self.sessions.key_of(self.session_token(request)), request)

    async def writer(self, request: Request) -> Key:
        """Return the key of a request that writes: a session counts only for a page of our own origin.

        Raises:
            Refusal: the request has no valid key or session, or another page makes use of the session.
        """
        key = await self.reader(request)
        own = normal_origin(f"{self._scheme(request)}://{request.headers.get('host', '')}")
        is_own_page = own != "" and normal_origin(request.headers.get("origin", "")) == own
        if "authorization" not in request.headers and not is_own_page:
            raise Refusal(ProblemKind.FOREIGN_ORIGIN, f"With a session, Origin must be {own}.")
        return key

    def cookie_name(self, request: Request) -> str:
        """Return the name of the session's cookie on the connection that the browser uses."""
        return SECURE_COOKIE if self.is_https(request) else COOKIE

    def session_token(self, request: Request) -> str:
        """Return what the session's cookie holds; empty if there is none."""
        return request.cookies.get(self.cookie_name(request), "")

    def is_https(self, request: Request) -> bool:
        """Report whether the browser speaks https, to us or to a trusted proxy."""
        return self._scheme(request) == "https"

    def _scheme(self, request: Request) -> str:
        peer = request.client.host if request.client else None
        return outer_scheme(request.scope["scheme"], request.headers, peer=peer, proxies=self.proxies)


def require(key: Key, *, has_right: bool, feed: str, detail: str) -> None:
    """Check that a key is for this feed and has the right.

    Raises:
        Refusal: it is not for the feed, or has not the right, as ``detail`` says.
    """
    if not covers(key, feed):
        raise Refusal(ProblemKind.FORBIDDEN, f"The key is not for the feed {feed}.")
    if not has_right:
        raise Refusal(ProblemKind.FORBIDDEN, detail)


def _known(key: Key | None, request: Request) -> Key:
    """Return the key if there is one, and note its id for the log.

    Raises:
        Refusal: there is no such key.
    """
    if key is None:
        raise Refusal(ProblemKind.UNAUTHENTICATED, headers=_BEARER)
    setattr(request.state, KEY_ID, key.id)
    return key
