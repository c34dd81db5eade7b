"""The service as readers reach it, proxies included: whether it answers, and what becomes of plain answers."""

import asyncio
import contextlib
import re
from typing import Any, Final

import httpx

from ticker.tools.doctor.findings import Finding, bad, doubtful, good, unknown
from ticker.tools.doctor.live import PATIENCE_S, QUIET_S, look_at_socket, look_at_stream
from ticker.tools.doctor.machine import FEW_DESCRIPTORS

FULL_SHARE: Final = 0.8
_LATER: Final = (
    "while no ticker is there the proxy must answer streams with 200, text/event-stream and retry: 3000, "
    "as deploy/nginx.conf, deploy/haproxy.cfg and deploy/Caddyfile do"
)
_AWAY: Final = "streams while the service is away"
_NOBODY_THERE: Final = (502, 503, 504)
_NAMES_OF_PROXIES: Final = {"server", "via"}
"""Headers that the service never sends."""
_START: Final = "start it (ticker serve), or give its address with --url"
_ALL_EMPTY: Final = "every feed is empty: a proxy that holds back long answers would not be noticed"


async def look_at_service(url: str, *, feed: str | None, watch_s: float = QUIET_S) -> list[Finding]:
    """Look at a service by its address, as a reader would; ``watch_s`` is how long quiet connections are watched."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
        try:
            health = await client.get("/healthz")
            answer = await client.get("/readyz")
            listed = await client.get("/v1/feeds")
        except httpx.TransportError as failed:
            found = f"{url}: {str(failed) or type(failed).__name__}"
            return [bad("service", found, _START)]
        if health.status_code in _NOBODY_THERE:
            away = bad("service", f"a proxy answers HTTP {health.status_code} at {url}: no ticker is behind it", _START)
            return [away, await _while_away(client)]
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
        if health.headers.keys() & _NAMES_OF_PROXIES:
            findings.append(unknown(_AWAY, "not seen: the service is there", "run this once while it is stopped"))
        if feed is None:
            feed, stands = await _longest(client, slugs)
            if not stands:
                findings.append(unknown("long answers", _ALL_EMPTY, "file a line, and run this again"))
        findings.append(await _snapshot(client, feed))
        return [
            *findings,
            *await asyncio.gather(look_at_stream(client, feed, watch_s), look_at_socket(url, feed, watch_s)),
        ]


def _readiness(answer: httpx.Response) -> Finding:
    said = _object(answer)
    if answer.status_code == httpx.codes.OK:
        return good("readiness", f"ready and {said.get('state', '?')}")
    reasons = "; ".join(said.get("reasons", [])) or f"HTTP {answer.status_code}"
    return bad("readiness", f"not ready: {reasons}", "see the symptoms in docs/operations.md")


async def _while_away(client: httpx.AsyncClient) -> Finding:
    """Ask a proxy that has no service behind it for a stream: whatever is not 200 ends a browser's for ever."""
    try:
        answer = await client.get("/v1/feeds/en/stream", headers={"Accept": "text/event-stream"})
    except httpx.TransportError as failed:
        return bad(_AWAY, str(failed) or type(failed).__name__, _LATER)
    kind = answer.headers.get("content-type", "")
    if answer.status_code != httpx.codes.OK or not kind.startswith("text/event-stream"):
        found = f"HTTP {answer.status_code} {kind}, after which a browser's EventSource never comes back"
        return bad(_AWAY, found, _LATER)
    return good(_AWAY, "are answered with 200, after which browsers come back")


async def _longest(client: httpx.AsyncClient, slugs: list[str]) -> tuple[str, bool]:
    """Return the feed with the longest snapshot, and whether anything stands in it: short answers pass everywhere."""
    longest, length = slugs[0], 0
    for slug in slugs:
        with contextlib.suppress(httpx.TransportError):  # the next check says so
            answer = await client.get(f"/v1/feeds/{slug}")
            if _object(answer).get("updates") and len(answer.content) > length:
                longest, length = slug, len(answer.content)
    return longest, length > 0


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
        return unknown(
            check, "/metrics does not tell them at this address", "ask again with --url as --metrics-listen has it"
        )
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


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
