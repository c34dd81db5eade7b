"""The service as readers reach it, through whatever stands before it: proxies that buffer, cut or do not upgrade."""

import asyncio
import json
import re
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from datetime import datetime
from typing import Any, Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ticker.doctor.findings import Finding, bad, doubtful, good, unknown
from ticker.doctor.machine import FEW_DESCRIPTORS

PATIENCE_S: Final = 5.0
"""The first lines of a reader come at once. What has not come by then waits in a buffer."""
QUIET_S: Final = 35.0
"""The service speaks every 15 s; a proxy that ends what is silent for less ends every quiet stream."""
_STATUSES: Final = 3
"""The one at the start, one at any time after it, and one after a whole interval of quiet."""
CLOCK_S: Final = 2.0
FULL_SHARE: Final = 0.8
_SSE: Final = "server-sent events"
_SOCKET: Final = "WebSocket"
_UNBUFFERED: Final = (
    "the proxy must pass on what it has: nginx: proxy_buffering off; HAProxy: option http-no-delay; "
    "a CDN: no buffering and no compression for text/event-stream"
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


async def look_at_service(url: str, *, feed: str | None, watch_s: float = QUIET_S) -> list[Finding]:
    """Look at a service by its address, as a reader would; ``watch_s`` is how long quiet connections are watched."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
        try:
            health = await client.get("/healthz")
            answer = await client.get("/readyz")
            listed = await client.get("/v1/feeds")
        except httpx.TransportError as failed:
            found = f"{url}: {str(failed) or type(failed).__name__}"
            return [bad("service", found, "start it (ticker serve), or give its address with --url")]
        if health.status_code != httpx.codes.OK or "store" not in _object(health):
            return [bad("service", f"{url} answers, but it is no ticker", "give the address of the service with --url")]
        findings = [good("service", f"answers at {url}"), _readiness(answer), await _files(client)]
        slugs = [known["slug"] for known in _object(listed).get("feeds", [])]
        if feed is None and not slugs:
            return [*findings, unknown("readers", "there is no feed to read", "ticker feeds add en")]
        if feed is not None and feed not in slugs:
            return [
                *findings,
                bad("readers", f"there is no feed {feed}", f"ticker feeds add {feed}, or --feed {slugs}"),
            ]
        feed = feed or slugs[0]
        findings.append(await _snapshot(client, feed))
        return [*findings, *await asyncio.gather(_stream(client, feed, watch_s), _socket(url, feed, watch_s))]


def _readiness(answer: httpx.Response) -> Finding:
    said = _object(answer)
    if answer.status_code == httpx.codes.OK:
        return good("readiness", f"ready and {said.get('state', '?')}")
    reasons = "; ".join(said.get("reasons", [])) or f"HTTP {answer.status_code}"
    return bad("readiness", f"not ready: {reasons}", "see the symptoms in docs/operations.md")


async def _files(client: httpx.AsyncClient) -> Finding:
    """Ask the service itself how many files it may open: a supervisor may give it fewer than this shell has."""
    try:
        told = (await client.get("/metrics")).text
    except httpx.TransportError:
        told = ""
    return judge_open_files(*(_metric(told, name) for name in ("process_open_fds", "process_max_fds")))


def judge_open_files(used: float | None, most: float | None) -> Finding:
    """Judge how many files a service may open, and how many it has open."""
    check = "open files of the service"
    if used is None or most is None:
        return unknown(check, "/metrics does not tell them at this address", "give --url the service's own as well")
    found = f"{used:.0f} of at most {most:.0f}"
    advice = "LimitNOFILE=1048576 in the systemd unit; each reader takes one"
    if used > FULL_SHARE * most or most < FEW_DESCRIPTORS:
        return doubtful(check, found, advice)
    return good(check, found)


def _metric(told: str, name: str) -> float | None:
    found = re.search(rf"^{name} (\S+)$", told, re.MULTILINE)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


async def _snapshot(client: httpx.AsyncClient, feed: str) -> Finding:
    """See whether something keeps snapshots for longer than it may."""
    check = "snapshots"
    try:
        first = await client.get(f"/v1/feeds/{feed}")
    except httpx.TransportError as failed:
        return bad(check, str(failed) or type(failed).__name__, "see whether a proxy cuts answers off")
    control = first.headers.get("cache-control", "")
    age = first.headers.get("age", "0")
    if age not in ("0", "1"):
        return bad(
            check,
            f"a cache keeps them: this one is {age} s old",
            "words that were killed must not come from a cache: keep them for the 1 s of Cache-Control, or not at all",
        )
    if "max-age=1" not in control and "no-store" not in control:
        return doubtful(check, f"Cache-Control was made {control!r} on the way", "pass Cache-Control on as it is")
    return good(check, "are fresh, and may be kept for a second")


async def _stream(client: httpx.AsyncClient, feed: str, watch_s: float) -> Finding:
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


async def _socket(url: str, feed: str, watch_s: float) -> Finding:
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


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
