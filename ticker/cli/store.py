"""``ticker store renew``: new epochs after a backup of the store was restored."""

import asyncio

import typer

from ticker.cli.console import show, show_json
from ticker.cli.options import DataDir, Json, RedisPrefix, RedisUrl
from ticker.cli.stores import load_settings, say_nothing_found
from ticker.model import Epoch, Slug
from ticker.settings import Settings
from ticker.store.feeds import renew_epochs
from ticker.store.names import names_of
from ticker.store.open import open_store

store = typer.Typer(help="Maintain the store.", no_args_is_help=True, add_completion=False)


@store.callback()
def _store() -> None:
    """Maintain the store."""


@store.command("renew")
def renew(
    data_dir: DataDir = None,
    redis_url: RedisUrl = None,
    redis_prefix: RedisPrefix = None,
    as_json: Json = False,
) -> None:
    r"""Begin a new epoch in every feed, after a backup was restored or a damaged file was repaired.

    Without it, new entries take places in the log that readers already know with other content. With it, every reader,
    including one that returns later, gets a gap and a snapshot. It works whether or not the service is running.

    \b
    Examples:
      ticker store renew
      ticker store renew --redis-url rediss://redis.example:6380
    """
    settings = load_settings(data_dir, redis_url, redis_prefix)
    renewed = asyncio.run(_renew(settings))
    if not renewed:
        say_nothing_found(settings, "feeds")
    if as_json:
        show_json(renewed)
        return
    for feed, epoch in renewed.items():
        show(f"{feed}: epoch {epoch}")


async def _renew(settings: Settings) -> dict[Slug, Epoch]:
    async with open_store(settings) as redis:
        return await renew_epochs(redis, names_of(settings))
