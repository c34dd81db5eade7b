"""A reader of the service that comes back by itself: the same frames by SSE or by WebSocket.

It must never lose its place: a cursor moves on only after its frame was handed over.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ticker.cli.backoff import backoff_s
from ticker.cli.console import CommandFailed, Say, Status
from ticker.cli.transports import Lost, Transport


@dataclass(frozen=True, slots=True)
class FeedFrame:
    """One JSON object as it came, and parsed."""

    raw: str
    wire: dict[str, Any]


class ReconnectingReader:
    """A place in each of some feeds, kept over any number of connections."""

    def __init__(
        self,
        feeds: list[str],
        *,
        after: str | None,
        transport: Transport,
        tell: Say,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.cursors: Final = _parse_after(after, feeds)
        self._feeds = feeds
        self._transport = transport
        self._tell = tell
        self._sleep = sleep

    @property
    def cursor(self) -> str | None:
        """Return what ``--after`` takes to go on from here; None before anything came."""
        if len(self._feeds) == 1:
            return self.cursors.get(self._feeds[0])
        return ",".join(f"{feed}~{self.cursors[feed]}" for feed in self._feeds if feed in self.cursors) or None

    def frames(self) -> Iterator[FeedFrame]:
        """Return frame after frame, without an end.

        Raises:
            Refused: coming back would be useless.
        """
        attempt = 0
        while True:
            hint_s = 0.0
            try:
                for raw in self._transport(self._feeds, self.cursor):
                    frame = _parse(raw)
                    if frame is None:
                        continue
                    attempt = 0
                    yield frame
                    self.move(frame)
                reason = "the stream ended"
            except Lost as lost:
                reason, hint_s = str(lost), lost.hint_s
            wait_s = backoff_s(attempt, hint_s=hint_s)
            attempt += 1
            self._tell(f"{reason}; again in {wait_s:.1f} s")
            self._sleep(wait_s)

    def move(self, frame: FeedFrame) -> None:
        """Take a frame as shown: a next connection goes on after it."""
        wire = frame.wire
        feed, cursor = wire.get("feed"), wire.get("cursor")
        if isinstance(feed, str) and isinstance(cursor, str):
            self.cursors[feed] = cursor


def _parse(raw: str) -> FeedFrame | None:
    """Read a frame; None for what a later version of the service may send in another shape."""
    try:
        wire = json.loads(raw)
    except ValueError:
        return None
    return FeedFrame(raw, wire) if isinstance(wire, dict) and isinstance(wire.get("type"), str) else None


def _parse_after(after: str | None, feeds: list[str]) -> dict[str, str]:
    """Read ``CURSOR`` for one feed, or ``en~CURSOR,ar~CURSOR``.

    Raises:
        CommandFailed: a cursor without a feed, and there are several; or one for another feed.
    """
    cursors: dict[str, str] = {}
    for part in filter(None, (after or "").split(",")):
        feed, tilde, cursor = part.partition("~")
        if not tilde and len(feeds) == 1:
            feed, cursor = feeds[0], part
        if feed not in feeds or not cursor:
            raise CommandFailed(
                f"--after {part}: with {' '.join(feeds)} it is written {','.join(f'{feed}~CURSOR' for feed in feeds)}",
                status=Status.USAGE,
            )
        cursors[feed] = cursor
    return cursors
