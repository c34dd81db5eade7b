"""Files of the pages, compressed once per process for all who take that."""

import gzip
import mimetypes
import re
from os import stat_result
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from ticker.readers.responses import whole
from ticker.wire.etags import etag_of, matches

_SUFFIXES: Final = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"})
_LEVEL: Final = 6
_REFUSED: Final = re.compile(r";\s*q=0(?:\.0*)?\s*\Z")


def is_compressible(path: Path) -> bool:
    """Report whether a file is of a kind that gets smaller."""
    return path.suffix in _SUFFIXES


def takes_gzip(accept_encoding: str) -> bool:
    """Report whether a client that sends this ``Accept-Encoding`` takes gzip."""
    listed = [part.strip().lower() for part in accept_encoding.split(",")]
    return any(part.partition(";")[0].strip() == "gzip" and not _REFUSED.search(part) for part in listed)


def content_response(content: bytes, *, kind: str, headers: Headers) -> Response:
    """Return a text that is made here, compressed where the client takes that, or 304 where it has it."""
    coding = {}
    if takes_gzip(headers.get("accept-encoding", "")):
        content, coding = gzip.compress(content, _LEVEL, mtime=0), {"Content-Encoding": "gzip"}
    etag = etag_of(content)
    if matches(headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers={"ETag": etag})
    return whole(content, headers={"Content-Type": f"{kind}; charset=utf-8", "ETag": etag, **coding})


class CompressedFiles:
    """The compressed form of each file that was asked for; made anew when the file has changed."""

    def __init__(self) -> None:
        self._made: dict[Path, tuple[tuple[int, int], str, bytes]] = {}

    def response(self, path: Path, stat: stat_result, headers: Headers) -> Response | None:
        """Return the file compressed, 304 where the client has it, or None where it takes only the plain file."""
        if not is_compressible(path) or not takes_gzip(headers.get("accept-encoding", "")):
            return None
        etag, body = self._of(path, stat)
        if matches(headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers={"ETag": etag})
        kind = mimetypes.guess_type(path)[0] or "text/plain"
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        return whole(body, headers={"Content-Type": kind + charset, "ETag": etag, "Content-Encoding": "gzip"})

    def _of(self, path: Path, stat: stat_result) -> tuple[str, bytes]:
        state = (stat.st_mtime_ns, stat.st_size)
        known = self._made.get(path)
        if known is None or known[0] != state:
            body = gzip.compress(path.read_bytes(), _LEVEL, mtime=0)
            known = self._made[path] = (state, etag_of(body), body)
        return known[1], known[2]
