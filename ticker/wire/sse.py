"""Server-sent events (WHATWG HTML section 9.2): heads, blocks, their chunks, refusals. Pure."""

from typing import Final

BARE_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-store, no-transform\r\n"
    b"X-Accel-Buffering: no\r\n"
    b"Incremental: ?1\r\n"  # RFC 10036: proxies pass it on as it comes
    b"Connection: close\r\n"
)
"""For HTTP/1.0, without the empty line that ends it: CORS headers follow. The stream ends with the connection."""
CHUNKED_HEAD: Final = BARE_HEAD + b"Transfer-Encoding: chunked\r\n"
"""For HTTP/1.1: clients that read by chunks, and caches, have each block as soon as it is whole."""
LAST_CHUNK: Final = b"0\r\n\r\n"
"""Says that the stream was ended, not cut."""


def chunk(block: bytes) -> bytes:
    """Frame a block as one chunk (RFC 9112 section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(block), block)


def opening(retry_ms: int) -> bytes:
    """Build what a stream starts with: a comment, so that proxies pass the head on at once, and ``retry``."""
    return b": ticker\nretry: %d\n\n" % retry_ms


def retry_block(retry_ms: int) -> bytes:
    """Build a block that only sets when to come back."""
    return b"retry: %d\n\n" % retry_ms


def id_line(cursor: str) -> bytes:
    """Build the line that an ``EventSource`` brings back as ``Last-Event-ID``."""
    return b"id: " + cursor.encode() + b"\n"


def rest(kind: str, payload: bytes) -> bytes:
    """Build a block without its id line; ``payload`` is JSON and therefore one line."""
    return b"event: " + kind.encode() + b"\ndata: " + payload + b"\n\n"
