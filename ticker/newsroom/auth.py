"""Who asks: a bearer key, or a browser's session. Says nothing about what they may do."""

from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from ticker.model import Key
from ticker.newsroom.audit import KEY_ID, Audit, address_of
from ticker.newsroom.refusals import Refusal
from ticker.newsroom.sessions import COOKIE, SECURE_COOKIE, Sessions
from ticker.store.keys import Keyring
from ticker.wire.origins import Proxies, normal_origin, outer_scheme
from ticker.wire.problems import ProblemKind

_BEARER: Final = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Finds the key of a request."""

    keyring: Keyring
    sessions: Sessions
    proxies: Proxies
    audit: Audit = field(default_factory=Audit)

    async def bearer(self, request: Request) -> Key:
        """Give the key that the request bears.

        Raises:
            Refusal: none, or one that is not known.
        """
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        key = await self.keyring.find(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
        return _known(key, request)

    async def reader(self, request: Request) -> Key:
        """Give the key of a request that changes nothing. A bearer key, even a wrong one, stands before a session.

        Raises:
            Refusal: nobody is signed in.
        """
        if "authorization" in request.headers:
            return await self.bearer(request)
        return _known(self.sessions.key_of(self.session_token(request)), request)

    async def writer(self, request: Request) -> Key:
        """Give the key of a request that writes: a session counts only for a page of our own origin.

        Raises:
            Refusal: nobody is signed in, or another page makes use of the session.
        """
        key = await self.reader(request)
        if "authorization" not in request.headers and not self._is_own_page(request):
            detail = f"With a session, Origin must be {self._own_origin(request)}."
            raise Refusal(ProblemKind.FOREIGN_ORIGIN, detail)
        return key

    def address(self, request: Request) -> str:
        """Return the address behind a request, as limits count it."""
        return address_of(request.scope, self.proxies)

    def cookie_name(self, request: Request) -> str:
        """Return the name of the session's cookie on the connection that the browser uses."""
        return SECURE_COOKIE if self.is_https(request) else COOKIE

    def session_token(self, request: Request) -> str:
        """Return what the session's cookie holds; empty if there is none."""
        return request.cookies.get(self.cookie_name(request), "")

    def is_https(self, request: Request) -> bool:
        """Say whether the browser speaks https, to us or to a trusted proxy."""
        return self._scheme(request) == "https"

    def _is_own_page(self, request: Request) -> bool:
        own = self._own_origin(request)
        return own != "" and normal_origin(request.headers.get("origin", "")) == own

    def _own_origin(self, request: Request) -> str:
        return normal_origin(f"{self._scheme(request)}://{request.headers.get('host', '')}")

    def _scheme(self, request: Request) -> str:
        peer = request.client.host if request.client else None
        return outer_scheme(request.scope["scheme"], request.headers, peer=peer, proxies=self.proxies)


def _known(key: Key | None, request: Request) -> Key:
    """Note whose request this is, for the log.

    Raises:
        Refusal: nobody's.
    """
    if key is None:
        raise Refusal(ProblemKind.UNAUTHENTICATED, headers=_BEARER)
    setattr(request.state, KEY_ID, key.id)
    return key
