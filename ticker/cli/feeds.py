"""``ticker feeds add|list``: the feeds and their settings, which live in the store."""

import asyncio
import dataclasses
import re
from typing import Annotated, Final

import typer
from rich import box
from rich.table import Table

from ticker.cli.console import CommandFailed, Status, show, show_json
from ticker.cli.durations import format_duration, parse_duration_s
from ticker.cli.options import DataDir, Json, RedisPrefix, RedisUrl
from ticker.cli.stores import load_settings, say_nothing_found
from ticker.cli.text import isolate, plain
from ticker.model import SLUG, Feed, Slug
from ticker.settings import HISTORY_MAX, Settings
from ticker.store.feeds import add_feed, change_feed, list_feeds
from ticker.store.names import names_of
from ticker.store.open import open_store

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", re.ASCII)
EXPIRES_MAX_S: Final = 7 * 86_400
TITLE_MAX: Final = 80

feeds = typer.Typer(help="Create, change and list feeds.", no_args_is_help=True, add_completion=False)


@feeds.command("add")
def add(
    slug: Annotated[str, typer.Argument(help="name in addresses: a-z, 0-9, -", metavar="SLUG")],
    language: Annotated[
        str | None, typer.Option("--language", help=r"BCP 47 tag \[default: the slug up to its first -]", metavar="TAG")
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help=r"display name \[default: the slug]", metavar="TEXT")
    ] = None,
    history: Annotated[
        int, typer.Option("--history", help="number of updates that the log keeps", metavar="N")
    ] = 2_000,
    snapshot: Annotated[int, typer.Option("--snapshot", help="number of updates in a snapshot", metavar="N")] = 30,
    expires: Annotated[
        str, typer.Option("--expires", help="default expiry of an update: 20m, 24h", metavar="TIME")
    ] = "24h",
    change: Annotated[bool, typer.Option("--change", help="overwrite the settings of an existing feed")] = False,
    data_dir: DataDir = None,
    redis_url: RedisUrl = None,
    redis_prefix: RedisPrefix = None,
    as_json: Json = False,
) -> None:
    r"""Create a feed. Every process of a running service serves it at once.

    \b
    Examples:
      ticker feeds add en-sport --title "Sport" --expires 6h
      ticker feeds add fa --language fa --title فارسی
    """
    try:
        feed = Feed(
            Slug(slug), (title or slug).strip(), language or slug.split("-", 1)[0], history, snapshot,
            parse_duration_s(expires),
        )  # fmt: skip
        check(feed)
    except ValueError as wrong:
        raise CommandFailed(str(wrong), status=Status.USAGE) from wrong
    asyncio.run(_add(load_settings(data_dir, redis_url, redis_prefix), feed, change))
    if as_json:
        show_json({**dataclasses.asdict(feed), "dir": feed.dir})
    else:
        show(f"{feed.slug}: {isolate(plain(feed.title))}, {feed.language}, {feed.dir}")


@feeds.command("list")
def list_(
    data_dir: DataDir = None, redis_url: RedisUrl = None, redis_prefix: RedisPrefix = None, as_json: Json = False
) -> None:
    """List the feeds and their settings."""
    settings = load_settings(data_dir, redis_url, redis_prefix)
    found = asyncio.run(_list(settings))
    if not found:
        say_nothing_found(settings, "feeds")
    if as_json:
        show_json([{**dataclasses.asdict(feed), "dir": feed.dir} for feed in found])
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("slug", "title", "language", "history", "snapshot", "expires"):
        table.add_column(column, overflow="fold")
    for feed in found:
        table.add_row(
            feed.slug, isolate(plain(feed.title)), f"{feed.language} {feed.dir}", str(feed.history), str(feed.snapshot),
            format_duration(feed.expires_s),
        )  # fmt: skip
    show(table)


def check(feed: Feed) -> None:
    """Check the settings of a feed against the contract.

    Raises:
        ValueError: one is wrong; the text names its flag.
    """
    if not SLUG.match(feed.slug):
        raise ValueError(f"{feed.slug!r} is no slug ([a-z0-9][a-z0-9-]{{0,62}})")
    if not _LANGUAGE.match(feed.language):
        raise ValueError(f"--language {feed.language!r} is no language tag: write en, ar, pt-BR")
    if not 0 < len(feed.title) <= TITLE_MAX or plain(feed.title) != feed.title:
        raise ValueError(f"--title has 1 to {TITLE_MAX} characters, none of them a control character")
    if feed.snapshot < 1:
        raise ValueError("--snapshot is at least 1")
    if not 2 * feed.snapshot <= feed.history <= HISTORY_MAX:
        raise ValueError(f"--history lies between twice the snapshot ({2 * feed.snapshot}) and {HISTORY_MAX:,}")
    if not 1 <= feed.expires_s <= EXPIRES_MAX_S:
        raise ValueError("--expires lies between 1s and 7d")


async def _add(settings: Settings, feed: Feed, change: bool) -> None:
    async with open_store(settings) as redis:
        if change:
            await change_feed(redis, feed, names_of(settings))
        elif not await add_feed(redis, feed, names_of(settings)):
            raise CommandFailed(f"there is a feed {feed.slug} already; --change writes over its settings")


async def _list(settings: Settings) -> list[Feed]:
    async with open_store(settings) as redis:
        return list((await list_feeds(redis, names_of(settings))).values())
