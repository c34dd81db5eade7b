"""The bytes that the load client sends, and the heads it gets. Pure; must not touch a socket."""

import json
from dataclasses import dataclass
from typing import Final

from ticker.tools.bench.frame_scanner import WireFormat

WS_KEY: Final = "dGhlIHNhbXBsZSBub25jZQ=="
"""RFC 6455's own sample: one key for all readers, because nobody has to be surprised by it."""
WS_ACCEPT: Final = b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

_STATEMENTS: Final = (
    "Two people were pulled alive from the rubble of the collapsed building",
    "The coastal road is closed in both directions until further notice",
    "Power is back in most of the northern districts after the morning's cut",
    "The delegation has arrived and the talks are to begin within the hour",
    "Rescue teams reached the second village and found the bridge standing",
)
_SOURCES: Final = (
    {"name": "Civil Defense", "role": "Spokesman", "kind": "spokesperson"},
    {"name": "Ministry of Health", "role": "Spokesman", "kind": "spokesperson"},
)
_MARK: Final = b"[bench "
_MARK_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """The head of an HTTP answer."""

    status: int
    fields: dict[bytes, bytes]
    """Names in lower case."""
    length: int
    """Bytes of the head, the empty line included."""


def reader_request(transport: WireFormat, feed: str, authority: str) -> bytes:
    """Write the request that makes a connection a reader."""
    if transport is WireFormat.SSE:
        return (
            f"GET /v1/feeds/{feed}/stream HTTP/1.1\r\nHost: {authority}\r\nAccept: text/event-stream\r\n\r\n"
        ).encode()
    return (
        f"GET /v1/feeds/{feed}/socket HTTP/1.1\r\nHost: {authority}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {WS_KEY}\r\n\r\n"
    ).encode()


def filing_request(serial: int, *, feed: str, authority: str, key: str, run: str) -> bytes:
    """Write the ``POST`` that files update number ``serial`` of this run."""
    body = json.dumps(draft(serial)).encode()
    return (
        f"POST /v1/feeds/{feed}/updates HTTP/1.1\r\nHost: {authority}\r\nAuthorization: Bearer {key}\r\n"
        f'Idempotency-Key: "{run}-{serial}"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'
    ).encode() + body


def draft(serial: int) -> dict[str, object]:
    """Return update number ``serial``; all have nearly one size, and the text carries the number."""
    statement = f"{_STATEMENTS[serial % len(_STATEMENTS)]} {_MARK.decode()}{serial:0{_MARK_DIGITS}d}]"
    return {"attribution": _SOURCES[serial % len(_SOURCES)], "statement": statement, "level": "routine"}


def serial_in(payload: bytes) -> int | None:
    """Find the number that ``draft`` wrote; None for another's update."""
    at = payload.find(_MARK)
    if at < 0:
        return None
    digits = payload[at + len(_MARK) : at + len(_MARK) + _MARK_DIGITS]
    return int(digits) if digits.isdigit() else None


def with_serial(payload: bytes, serial: int) -> bytes:
    """Put another number, of the same width, wherever ``payload`` carries one."""
    parts = payload.split(_MARK)
    number = f"{serial:0{_MARK_DIGITS}d}".encode()
    return _MARK.join([parts[0], *(number + part[_MARK_DIGITS:] for part in parts[1:])])


def parse_head(buffer: bytes) -> ResponseHead | None:
    """Read the head of an answer; None while it is not whole.

    Raises:
        ValueError: this is no HTTP.
    """
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    first, *lines = buffer[:end].split(b"\r\n")
    version, status, *_ = first.split(b" ")
    if not version.startswith(b"HTTP/"):
        raise ValueError(first[:80])
    pairs = (line.partition(b":") for line in lines)
    return ResponseHead(int(status), {name.strip().lower(): value.strip() for name, _, value in pairs}, end + 4)
