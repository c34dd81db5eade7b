"""``lines.*``: what stands, as rows for systems that only poll: vMix, Viz, spreadsheets. Answered from memory."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from ticker.fanout.feeds import LiveFeeds
from ticker.fanout.tail import Tail
from ticker.readers.export_rows import COLUMNS, FORMS, Row, Rows
from ticker.readers.queries import Parameters, last_of, parameters_of
from ticker.readers.responses import InPieces, freshness, loaded_tail, problem_answer
from ticker.wire.etags import etag_of, matches
from ticker.wire.problems import ProblemKind

_ZONE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}")
_ZONES_KEPT: Final = 1024
"""There are some 600. Each costs a file to read, and anybody may name one after the other."""


@dataclass(frozen=True, slots=True)
class _Wish:
    form: str
    columns: Sequence[str]
    limit: int
    zone: tzinfo | None

    def etag(self, tail: Tail, rows: Sequence[Row]) -> str:
        """Name the answer: epoch and marks say which words it has, the rest how they are written."""
        said = [self.form, *self.columns, str(self.zone), tail.epoch, *(row.version_id for row in rows)]
        return etag_of(" ".join(said).encode())

    def parts(self, rows: Sequence[Row]) -> Iterator[bytes]:
        """Return the answer's text in parts."""
        return FORMS[self.form].parts(map(self._cells, rows), self.columns)

    def _cells(self, row: Row) -> Mapping[str, bytes]:
        return row.cells(self.form) if self.zone is None else row.cells_in(self.form, self.zone)


class Export:
    """The answers to ``lines.*``."""

    def __init__(self, live_feeds: LiveFeeds) -> None:
        self._live_feeds = live_feeds
        self._rows: defaultdict[str, Rows] = defaultdict(Rows)

    async def lines(self, request: Request) -> Response:
        """Return the rows in the form that the address names; cacheable for a second, as the snapshot is."""
        form = request.path_params["form"]
        if form not in FORMS:
            return problem_answer(ProblemKind.NOT_FOUND, f"Ask for lines as {', '.join(FORMS)}.")
        tail = await loaded_tail(self._live_feeds, request.path_params["feed"])
        if isinstance(tail, Response):
            return tail
        wish = _wish(form, parameters_of(request.scope["query_string"]))
        if isinstance(wish, str):
            return problem_answer(ProblemKind.BAD_REQUEST, wish)
        rows = await self._rows[tail.feed.slug].first(tail, wish.limit, form=form, now_ms=self._live_feeds.now_ms())
        headers = freshness(self._live_feeds) | {"ETag": wish.etag(tail, rows)}
        if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        length = sum(map(len, wish.parts(rows)))
        headers |= {"Content-Type": FORMS[form].media_type, "X-Content-Type-Options": "nosniff"}
        return InPieces(wish.parts(rows), length=length, headers=headers)


def _wish(form: str, parameters: Parameters | str) -> _Wish | str:
    """Read the query; a text says what is wrong with it."""
    if isinstance(parameters, str):
        return parameters
    columns = [value for name, value in parameters if name == "column"] or COLUMNS
    if not set(columns) <= set(COLUMNS):
        return f"column: take one of {', '.join(COLUMNS)}"
    if len(set(columns)) < len(columns):
        return "column: name each only once"
    limit = last_of(parameters, "limit") or "1000"
    if not re.fullmatch(r"[1-9][0-9]{0,3}", limit, re.ASCII):
        return "limit: take a whole number from 1 to 9999"
    name = last_of(parameters, "zone")
    zone = None if name is None else _zone(name)
    if name is not None and zone is None:
        return "zone: take the name of a time zone, as in Europe/Madrid"
    return _Wish(form, columns, int(limit), zone)


@lru_cache(maxsize=_ZONES_KEPT)
def _zone(name: str) -> tzinfo | None:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name) if _ZONE.fullmatch(name) else None
    except (KeyError, ValueError, OSError):
        return None
