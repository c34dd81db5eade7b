"""How readers ask for feeds, and which cursor they bring back. Pure."""

from collections.abc import Mapping, Sequence

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.http1 import WS_KEY


def request(transport: WireFormat, feeds: Sequence[str], brought: str) -> bytes:
    """Write what a browser sends: a socket brings its cursor in the address, a stream in a header."""
    is_socket = transport is WireFormat.WS
    end = "socket" if is_socket else "stream"
    path = f"/v1/feeds/{feeds[0]}/{end}?" if len(feeds) == 1 else f"/v1/{end}?feed={'&feed='.join(feeds)}&"
    if not is_socket:
        header = f"Last-Event-ID: {brought}\r\n" if brought else ""
        return f"GET {path[:-1]} HTTP/1.1\r\nHost: stress\r\n{header}\r\n".encode()
    return (
        f"GET {path}after={brought} HTTP/1.1\r\nHost: stress\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {WS_KEY}\r\n\r\n"
    ).encode()


def joined(cursors: Mapping[str, str]) -> str:
    """Write the cursors of several feeds as one."""
    return ",".join(f"{feed}~{cursor}" for feed, cursor in cursors.items() if cursor)


def cursors_in(brought: str, feeds: Sequence[str]) -> dict[str, str]:
    """Read what is brought: each feed's cursor, empty where it has none."""
    if len(feeds) == 1:
        return {feeds[0]: brought}
    pairs = dict(part.split("~", 1) for part in brought.split(",") if "~" in part)
    return {feed: pairs.get(feed, "") for feed in feeds}


def id_of(block: bytes) -> str | None:
    """Return the id line of a block of a stream, which may stand in its chunk; None if it has none."""
    lines = block.split(b"\n", 2)
    first = lines[1] if lines[0].endswith(b"\r") and len(lines) > 1 else lines[0]  # the chunk's size stands before it
    return first[4:].decode(errors="replace") if first.startswith(b"id: ") else None
