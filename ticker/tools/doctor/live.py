"""Live connections as readers have them, through whatever stands before the service: proxies that buffer and cut."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from typing import Any, Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ticker.tools.doctor.findings import Finding, bad, doubtful, good

PATIENCE_S: Final = 5.0
"""The first lines of a reader come at once. What has not come by then waits in a buffer."""
QUIET_S: Final = 35.0
"""The service speaks every 15 s; a proxy that ends what is silent for less ends every quiet stream."""
_STATUSES: Final = 3
"""The one at the start, one at any time after it, and one after a whole interval of quiet."""
CLOCK_S: Final = 2.0
_SSE: Final = "server-sent events"
_SOCKET: Final = "WebSocket"
_UNBUFFERED: Final = (
    "the proxy must pass on what it has: nginx: proxy_buffering off; HAProxy: option http-no-delay; "
    "Caddy: no encode for text/event-stream; a CDN: no buffering and no compression for it"
)
_UPGRADES: Final = (
    "the proxy must pass upgrades on: nginx: proxy_http_version 1.1 and the headers Upgrade and Connection, "
    "as in deploy/nginx.conf; a CDN: switch WebSockets on"
)
_CHANGED: Final = "what came is nothing that the service says"
_UNTOUCHED: Final = "something on the way changes what passes through it: let it pass these addresses on untouched"
_PATIENT: Final = (
    "let the proxy wait longer than 15 s: nginx: proxy_read_timeout 60s; HAProxy: timeout server/tunnel 60s"
)


async def look_at_stream(client: httpx.AsyncClient, feed: str, watch_s: float) -> Finding:
    """Read a feed's stream, as a browser would."""
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    asked = client.stream("GET", f"/v1/feeds/{feed}/stream", headers=headers, timeout=None)
    try:
        async with AsyncExitStack() as ending:
            async with asyncio.timeout(PATIENCE_S):
                answer = await ending.enter_async_context(asked)
            kind = answer.headers.get("content-type", "")
            if answer.status_code != httpx.codes.OK or not kind.startswith("text/event-stream"):
                return bad(_SSE, f"no stream, but HTTP {answer.status_code} {kind}", _refused(answer.status_code))
            said = await ending.enter_async_context(aclosing(_lines(answer)))
            return await _watch(_SSE, said, watch_s, buffered=_UNBUFFERED)
    except _Garbled:
        return bad(_SSE, _CHANGED, _UNTOUCHED)
    except TimeoutError:
        return bad(_SSE, f"nothing came within {PATIENCE_S:g} s", _UNBUFFERED)
    except httpx.TransportError as failed:
        return bad(_SSE, str(failed) or type(failed).__name__, _PATIENT)


async def _lines(answer: httpx.Response) -> AsyncGenerator[dict[str, Any]]:
    async for line in answer.aiter_lines():
        if line.startswith("data: "):
            yield _said(line.removeprefix("data: "))


async def look_at_socket(url: str, feed: str, watch_s: float) -> Finding:
    """Read a feed's socket, as a browser would."""
    address = f"ws{url.removeprefix('http')}/v1/feeds/{feed}/socket"
    try:
        async with (
            connect(address, open_timeout=PATIENCE_S, max_size=8 << 20) as socket,
            aclosing(_texts(socket)) as said,
        ):
            return await _watch(_SOCKET, said, watch_s, buffered=_UPGRADES)
    except _Garbled:
        return bad(_SOCKET, _CHANGED, _UNTOUCHED)
    except InvalidStatus as refused:
        return bad(
            _SOCKET, f"no socket, but HTTP {refused.response.status_code}", _refused(refused.response.status_code)
        )
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd is not None else "no code"
        return bad(_SOCKET, f"it was closed ({code}) while nothing was said", _PATIENT)
    except (OSError, InvalidHandshake) as failed:
        return bad(_SOCKET, str(failed) or type(failed).__name__, _UPGRADES)


async def _texts(socket: Any) -> AsyncGenerator[dict[str, Any]]:
    async for text in socket:
        yield _said(text)


class _Garbled(Exception):
    """What came is nothing that the service says."""


def _said(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
        if said.get("type") == "status":
            datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError, AttributeError) as garbled:
        raise _Garbled from garbled
    return dict(said)


def _refused(status: int) -> str:
    if status in (400, 404, 426, 501):
        return _UPGRADES
    return "readers are turned away: see /readyz, --max-readers and --read-origins"


async def _watch(check: str, said: AsyncGenerator[dict[str, Any]], watch_s: float, *, buffered: str) -> Finding:
    """Wait for the first status, which must come at once, and for the next, before which all is quiet."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_S):
            status = await _next_status(said)
    except TimeoutError:
        return bad(check, f"nothing came within {PATIENCE_S:g} s", buffered)
    if status is None:
        return bad(check, "the connection ended at once", _PATIENT)
    first_s = time.monotonic() - began
    behind_s = time.time() - datetime.fromisoformat(status["at"]).timestamp()
    if abs(behind_s) > CLOCK_S + first_s:
        return doubtful(check, f"it works; the service's clock is {behind_s:+.0f} s from this machine's", "run NTP")
    if watch_s <= 0:
        return good(check, "the first lines came at once")
    heard = 1
    try:
        async with asyncio.timeout(watch_s):
            while heard < _STATUSES and await _next_status(said) is not None:
                heard += 1
    except TimeoutError:
        if heard == 1 and watch_s >= QUIET_S:
            return bad(check, f"nothing came for {watch_s:g} s after the first lines", buffered)
    else:
        if heard < _STATUSES:
            return bad(check, f"it was ended after {time.monotonic() - began:.0f} s, while nothing was said", _PATIENT)
    return good(check, "the first lines came at once, and it stays open while nothing is said")


async def _next_status(said: AsyncGenerator[dict[str, Any]]) -> dict[str, Any] | None:
    async for one in said:
        if one.get("type") == "status":
            return one
    return None
