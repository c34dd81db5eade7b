"""``ticker doctor``: checks a deployment from the machine where it runs, and says what to change."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from ticker.cli.console import Status, say, show, show_json
from ticker.cli.options import DEFAULT_URL, DataDir, Json, RedisPrefix, RedisUrl, Url
from ticker.cli.stores import load_settings
from ticker.cli.text import plain
from ticker.cli.transports import check_address
from ticker.settings import Settings
from ticker.tools.doctor.findings import Finding, Verdict
from ticker.tools.doctor.live import QUIET_S
from ticker.tools.doctor.machine import look_at_machine
from ticker.tools.doctor.pairing import look_at_pairing
from ticker.tools.doctor.service import look_at_service
from ticker.tools.doctor.stores import look_at_store

_COLOURS: Final = {Verdict.GOOD: "green", Verdict.DOUBTFUL: "yellow", Verdict.BAD: "bold red", Verdict.UNKNOWN: "dim"}


def doctor(
    url: Url = DEFAULT_URL,
    feed: Annotated[
        str | None,
        typer.Option("--feed", help=r"feed to read \[default: the first]", metavar="SLUG", show_default=False),
    ] = None,
    watch: Annotated[
        float,
        typer.Option("--watch", help="how long to watch quiet connections; 0 skips this", min=0, metavar="SECONDS"),
    ] = QUIET_S,
    data_dir: DataDir = None,
    redis_url: RedisUrl = None,
    redis_prefix: RedisPrefix = None,
    as_json: Json = False,
) -> None:
    r"""Check a deployment: this machine's limits, the store, and the service as readers reach it.

    Set --url to the address that readers use, so that proxies are checked too: whether they buffer, whether they pass
    WebSockets through, and whether they keep a quiet connection open. Run it on the machine of the service, so that its
    limits and its store are checked. It writes nothing. Exit status 0: nothing is bad; 1: something is.

    \b
    Examples:
      ticker doctor
      ticker doctor --url https://news.example --redis-url rediss://redis.example:6380
      ticker doctor --watch 0 --json | jq -r '.[] | select(.health == "bad") | .advice'
    """
    settings = load_settings(data_dir, redis_url, redis_prefix)
    address = check_address(url)
    if watch and not as_json:
        say(f"this takes up to {watch:.0f} s: a quiet stream and a quiet socket are watched meanwhile")
    findings = asyncio.run(_look(settings, address, feed, watch))
    if as_json:
        show_json(
            [{"check": one.check, "health": one.health, "found": one.found, "advice": one.advice} for one in findings]
        )
    else:
        _show(findings)
    if any(one.health is Verdict.BAD for one in findings):
        raise typer.Exit(Status.REFUSED)


async def _look(settings: Settings, url: str, feed: str | None, watch_s: float) -> list[Finding]:
    store, service = await asyncio.gather(look_at_store(settings), look_at_service(url, feed=feed, watch_s=watch_s))
    pairing = await look_at_pairing(settings, url)
    return [*look_at_machine(settings), *store, *pairing, *service]


def _show(findings: Sequence[Finding]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("", "check", "found"):
        table.add_column(column, overflow="fold")
    for one in findings:
        table.add_row(Text(one.health, _COLOURS[one.health]), one.check, plain(one.found))
    show(table)
    for one in findings:
        if one.advice:
            show(Text.assemble((f"{one.check}: ", _COLOURS[one.health]), plain(one.advice)))
