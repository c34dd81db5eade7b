"""``ticker list|show``: the current state of a feed, or of one update."""

from typing import Annotated, Any, Final
from urllib.parse import quote

import httpx
import typer
from rich.text import Text

from ticker.cli.acts import Id
from ticker.cli.console import CommandFailed, Status, say, show, show_json, terminal_width
from ticker.cli.lines import render
from ticker.cli.options import DEFAULT_URL, FeedOption, Json, Url
from ticker.cli.problems import Problem, RequestRefused
from ticker.cli.strip import Strip
from ticker.cli.text import plain
from ticker.cli.transports import check_address, why_lost

_PATIENCE_S: Final = 10.0


def list_standing(
    feed: Annotated[str, typer.Argument(help="the feed", metavar="FEED", show_default=False)],
    newest: Annotated[int, typer.Option("--newest", "-n", help="maximum number of updates", min=1, metavar="N")] = 30,
    url: Url = DEFAULT_URL,
    as_json: Json = False,
) -> None:
    r"""Show the current updates of a feed, newest last, each with its id and version.

    \b
    Examples:
      ticker list en
      ticker list en --json | jq -r '.updates[].headline'
    """
    snapshot = _read(url, feed)
    updates = snapshot["updates"][:newest]
    if as_json:
        show_json({**snapshot, "updates": updates})
        return
    for update in reversed(updates):
        _show_update(feed, update)
    if not updates:
        say(f"nothing stands in {feed}")


def show_one(id: Id, feed: FeedOption, url: Url = DEFAULT_URL, as_json: Json = False) -> None:
    r"""Show the current state of one update. If it is held or was killed, its text is not shown.

    \b
    Example:
      ticker show 01JD… --feed en --json | jq .version
    """
    update = _read(url, feed, id)
    if as_json:
        show_json(update)
    else:
        _show_update(feed, update)


def _show_update(feed: str, update: dict[str, Any]) -> None:
    line = Strip(feed).take_entry(update)
    assert line is not None, "a strip that has shown nothing takes everything"
    show(render(line, with_feed=False, width=terminal_width()))
    show(Text(f"         {plain(update['id'])} version {update['version']}", "dim"))


def _read(url: str, feed: str, id: str | None = None) -> dict[str, Any]:
    address = f"{check_address(url)}/v1/feeds/{quote(feed, safe='')}"
    if id is not None:
        address += f"/updates/{quote(id, safe='')}"
    try:
        answer = httpx.get(address, timeout=_PATIENCE_S)
    except httpx.TransportError as lost:
        raise CommandFailed(f"{url}: {why_lost(lost)}", status=Status.UNREACHED) from lost
    if not answer.is_success:
        raise RequestRefused(Problem.read(answer), feeds=[feed])
    found: dict[str, Any] = answer.json()
    return found
