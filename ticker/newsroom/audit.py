"""Sign-ins, refused requests and unknown keys: counted and logged, without secrets and without the texts filed."""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticker.wire.origins import Proxies

log = logging.getLogger(__name__)

REFUSED: Final = frozenset({401, 403, 429})
LINE_EVERY_S: Final = 10.0
"""At most one line for each address in this time, so that guessing keys does not fill the disk."""
_ADDRESSES_MAX: Final = 4_096
_PATH_SHOWN: Final = 200
_SECRET: Final = re.compile(r"tk_[0-9A-Za-z_-]+")


@dataclass(slots=True)
class Audit:
    """What one process has seen of keys and sessions."""

    clock: Callable[[], float] = time.monotonic
    """Seconds that only go up."""
    sign_ins: int = 0
    failed_keys: int = 0
    """Requests with a key that is none of ours."""
    refusals: Counter[str] = field(default_factory=Counter)
    """By status."""
    _lines: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    """By text and address: when the last line was, and how many were left out since."""

    def signed_in(self, key_id: str, *, address: str) -> None:
        """Note that a session was started."""
        self.sign_ins += 1
        log.info("signed in", extra={"key": key_id, "address": address})

    def signed_out(self, key_id: str, *, address: str) -> None:
        """Note that a session was ended."""
        log.info("signed out", extra={"key": key_id, "address": address})

    def refused(self, status: int, scope: Scope, *, key_id: str, address: str) -> None:
        """Note a request that was refused; ``key_id`` is empty where nobody is known to have sent it."""
        self.refusals[str(status)] += 1
        has_failed = status == 401 and "authorization" in Headers(scope=scope)
        self.failed_keys += has_failed
        left_out = self._take_line("key" if has_failed else "", address)
        if left_out is None:
            return
        path = _SECRET.sub("tk_…", scope["path"])[:_PATH_SHOWN]
        extra = {"status": status, "method": scope["method"], "path": path, "address": address, "left_out": left_out}
        if has_failed:
            log.warning("a key that is none", extra=extra)
        else:
            log.warning("refused", extra=extra | {"key": key_id})

    def _take_line(self, text: str, address: str) -> int | None:
        """Report how many lines were left out before this one; None if it is to be left out too."""
        now = self.clock()
        at, left_out = self._lines.get((text, address), (-LINE_EVERY_S, 0))
        if now - at < LINE_EVERY_S:
            self._lines[text, address] = at, left_out + 1
            return None
        if len(self._lines) >= _ADDRESSES_MAX:
            self._lines.clear()
        self._lines[text, address] = now, 0
        return left_out


class Audited:
    """Notes in the audit every response that refuses, whichever part made it."""

    def __init__(self, app: ASGIApp, *, audit: Audit, proxies: Proxies) -> None:
        self._app = app
        self._audit = audit
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSED:
                key_id = scope.get("state", {}).get(KEY_ID, "")
                address = address_of(scope, self._proxies)
                self._audit.refused(message["status"], scope, key_id=key_id, address=address)
            await send(message)

        await self._app(scope, receive, send_and_note if scope["type"] == "http" else send)


KEY_ID: Final = "key_id"
"""Where a request's state says whose key it bears."""


def address_of(scope: Scope, proxies: Proxies) -> str:
    """Return the address behind a request, as limits count it."""
    client = scope.get("client")
    return proxies.address_behind(client[0] if client else "", Headers(scope=scope).get("x-forwarded-for", ""))
