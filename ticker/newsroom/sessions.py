"""Browser sessions: a signed cookie that names a key. Keeps nothing: the store knows which were ended."""

import secrets
import time
from typing import Any, Final

import jwt

from ticker.model import Key
from ticker.newsroom.refusals import retry_later
from ticker.store.keys import Keyring
from ticker.wire.problems import ProblemKind

COOKIE: Final = "ticker_session"
SECURE_COOKIE: Final = f"__Host-{COOKIE}"
"""Its name where it is ``Secure``: no page of a sibling domain can put one of its own in its place."""
LIFETIME_S: Final = 12 * 3600
CLOCK_LEEWAY_S: Final = 30
"""How far the clocks of two processes may be apart."""

_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "ticker-session"


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
        """Give the key of a running session; None if it is not ours, was ended, expired, or its key was revoked."""
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
