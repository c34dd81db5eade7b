"""``ticker tail``: updates as lines, for a person or, with ``--json``, for a program."""

import signal
import time
from enum import StrEnum
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer

from ticker.cli.console import Say, say, show, show_plain, survive_closed_pipe, terminal_width, warn
from ticker.cli.lines import render
from ticker.cli.options import DEFAULT_URL, Json, Url
from ticker.cli.reading import FeedFrame, ReconnectingReader
from ticker.cli.strip import Strip, StripLine
from ticker.cli.transports import check_address, socket, sse
from ticker.model import rfc3339


class TransportName(StrEnum):
    """How to read."""

    SSE = "sse"
    WS = "ws"


class Screen:
    """Shows frames as lines on stdout, and what is no news on stderr."""

    def __init__(self, feeds: list[str], *, newest: int, count: int | None = None, tell: Say = say) -> None:
        self.left = count
        """How many lines of news may still be shown; None: any number."""
        self._strips = {feed: Strip(feed) for feed in feeds}
        self._newest: dict[str, int | None] = dict.fromkeys(feeds, newest)
        self._several = len(feeds) > 1
        self._state = ""
        self._tell = tell

    def take(self, wire: dict[str, Any]) -> None:
        """Show what one frame means."""
        match wire:
            case {"type": "status", "state": str(state)}:
                self._take_state(state)
            case {"type": "gap", "feed": str(feed), "reason": reason}:
                warn(f"{feed}: a gap ({reason}): some entries are no longer kept; what stands now follows")
            case {"type": "snapshot", "feed": str(feed)} if feed in self._strips:
                newest = self._newest.pop(feed, None)
                if newest is not None and self.left is not None:
                    newest = min(newest, self.left)
                self._show(self._strips[feed].take_snapshot(wire, now=rfc3339(int(time.time() * 1000)), newest=newest))
            case {"id": str(), "version": int(), "feed": str(feed)} if feed in self._strips:
                line = self._strips[feed].take_entry(wire)
                self._show([line] if line else [])
            case _:
                pass  # of a later version

    def _take_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            (say if state == "live" else warn)(_STATES.get(state, state))

    def _show(self, lines: list[StripLine]) -> None:
        for line in lines[: self.left]:
            show(render(line, with_feed=self._several, width=terminal_width()))
            if self.left is not None:
                self.left -= 1


_STATES = {
    "live": "live",
    "degraded": "degraded: the service is cut off from its log; nothing new arrives until it is back",
    "draining": "draining: the service is about to restart; this comes back by itself",
}


def tail(
    feeds: Annotated[list[str], typer.Argument(help="feeds to follow, up to 16", metavar="FEED", show_default=False)],
    after: Annotated[
        str | None,
        typer.Option(
            "--after", help="continue after this cursor; several feeds: en~CURSOR,ar~CURSOR", metavar="CURSOR"
        ),
    ] = None,
    newest: Annotated[
        int, typer.Option("--newest", "-n", help="number of current updates to show first", min=0, metavar="N")
    ] = 10,
    transport: Annotated[TransportName, typer.Option("--transport", help="transport")] = TransportName.SSE,
    count: Annotated[
        int | None,
        typer.Option("--count", "-c", help="exit after this many lines, or updates with --json", min=1, metavar="N"),
    ] = None,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    r"""Follow feeds: a line for each update, correction, hold, release and kill.

    It reconnects automatically and continues after the last entry. Ctrl-C ends it and prints the cursor for --after.
    With --json each line is an object of the protocol, including snapshots, gaps and statuses.

    \b
    Examples:
      ticker tail en
      ticker tail en ar --newest 0
      ticker tail en --json | jq -r 'select(.level == "flash") | .headline'
    """
    feeds = list(dict.fromkeys(feeds))
    address = check_address(url)
    reading = ReconnectingReader(feeds, after=after, transport={"sse": sse, "ws": socket}[transport](address), tell=say)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        if as_json:
            _follow_json(reading, count)
        else:
            _follow(reading, Screen(feeds, newest=newest, count=count))
    except KeyboardInterrupt:
        pass  # how a person ends it
    except BrokenPipeError:
        survive_closed_pipe()
    if reading.cursor:
        say(f"to go on from here: --after {reading.cursor}")


def _follow(reading: ReconnectingReader, screen: Screen) -> None:
    for frame in reading.frames():
        screen.take(frame.wire)
        if screen.left == 0:
            reading.move(frame)
            return


def _follow_json(reading: ReconnectingReader, count: int | None) -> None:
    shown = 0
    for frame in reading.frames():
        show_plain(_one_line(frame))
        shown += _updates_in(frame.wire)
        if count is not None and shown >= count:
            reading.move(frame)
            return


def _updates_in(wire: dict[str, Any]) -> int:
    """Return how many updates an object tells of: a snapshot has many; a gap and a status have none."""
    if wire["type"] == "snapshot":
        return len(wire.get("updates", ()))
    return int("id" in wire)


def _one_line(frame: FeedFrame) -> str:
    return frame.raw.replace("\n", "").replace("\r", "")


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
