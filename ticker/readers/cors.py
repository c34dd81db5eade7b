"""CORS for reading: pages that may read from another origin get the headers, on every answer to a GET, problems too."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ticker.wire.origins import Origins

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, OPTIONS",
    "Access-Control-Allow-Headers": "Last-Event-ID, If-None-Match, Authorization, Cache-Control, Pragma",
    "Access-Control-Max-Age": "600",
    "Allow": "GET, OPTIONS",
}
_EXPOSED = "Date, ETag, Retry-After"
_FILING = re.compile(
    r"/v1/session|/v1/feeds/[^/]+/(updates(/[^/]+/(corrections|refiles|hold|release|kill))?|surfaces/(?!stream$)[^/]+)"
)
"""The newsroom answers preflights for these itself."""


class ReadCors:
    """Answers preflights for reading, and adds the headers to answers that have none of the newsroom's."""

    def __init__(self, app: ASGIApp, *, origins: Origins) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        allowed = self._origins.headers(Headers(scope=scope).get("origin"))
        if scope["method"] == "OPTIONS":
            if _FILING.fullmatch(scope["path"]):
                await self._app(scope, receive, send)
            else:
                await Response(status_code=204, headers={**_PREFLIGHT, **allowed})(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "access-control-allow-origin" not in headers:
                    _add(headers, allowed)
                if allowed:
                    headers["Access-Control-Expose-Headers"] = _EXPOSED
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _add(headers: MutableHeaders, allowed: Mapping[str, str]) -> None:
    """Add CORS headers; Vary beside what the answer itself varies by, and once."""
    for name, value in allowed.items():
        if name != "Vary":
            headers[name] = value
        elif value not in headers.get("vary", "").split(", "):
            headers.add_vary_header(value)
