"""``ticker keys add|list|revoke``: who may file. A secret is printed once, when it is made, and never again."""

import asyncio
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.table import Table

from ticker.cli.console import CommandFailed, Status, say, show, show_json, show_plain, warn
from ticker.cli.options import DataDir, Json, RedisPrefix, RedisUrl
from ticker.cli.stores import load_settings, say_nothing_found
from ticker.cli.text import plain
from ticker.model import SLUG, SURFACE_PATTERN, Key, Role, rfc3339
from ticker.newsroom.roles import RIGHTS, rights_of
from ticker.settings import Settings
from ticker.store.feeds import list_feeds
from ticker.store.keys import add_key, list_keys, revoke_key
from ticker.store.names import names_of
from ticker.store.open import open_store

ALL_FEEDS: Final = "*"
NAME_MAX: Final = 80

keys = typer.Typer(help="Create, list and revoke the keys for filing.", no_args_is_help=True, add_completion=False)


@keys.command("add")
def add(
    name: Annotated[str, typer.Argument(help="name of its owner; shown in lists", metavar="NAME")],
    role: Annotated[Role, typer.Option("--role", help="what the key may do")],
    feeds: Annotated[
        list[str] | None,
        typer.Option("--feed", "-f", help="feed the key is for; repeat for more, '*' for all", metavar="SLUG"),
    ] = None,
    surfaces: Annotated[
        list[str] | None,
        typer.Option(
            "--surface", help="screen a surface key reports for; repeat for more, 'ob-*' for all with this prefix"
        ),
    ] = None,
    data_dir: DataDir = None,
    redis_url: RedisUrl = None,
    redis_prefix: RedisPrefix = None,
    as_json: Json = False,
) -> None:
    r"""Create a key and print it, with nothing else, on stdout. It cannot be printed again.

    \b
    correspondent  files updates; refiles and corrects its own
    editor         acts on any update of its feeds
    admin          everything, in all feeds
    surface        reports what its screens show

    \b
    Examples:
      ticker keys add amal --role correspondent --feed en --feed ar
      export TICKER_KEY=$(ticker keys add desk --role editor --feed '*')
      ticker keys add gallery --role surface --feed en --surface studio-1 --surface 'ob-*'
    """
    wanted, named = _wanted_feeds(feeds or [], role), _named_surfaces(surfaces or [], role)
    if not 0 < len(name.strip()) <= NAME_MAX or plain(name) != name:
        raise CommandFailed(
            f"a name has 1 to {NAME_MAX} characters, none of them a control character", status=Status.USAGE
        )
    key, secret, unknown = asyncio.run(
        _add(load_settings(data_dir, redis_url, redis_prefix), name.strip(), role, wanted, named)
    )
    if as_json:
        show_json({**_public(key), "key": secret})
        return
    for slug in unknown:
        warn(f"there is no feed {slug} yet; the key will do once there is")
    say(f"key {key.id} of {key.name}, {key.role}, for {' '.join(key.feeds)}; it is not shown again:")
    show_plain(secret)


@keys.command("list")
def list_(
    data_dir: DataDir = None, redis_url: RedisUrl = None, redis_prefix: RedisPrefix = None, as_json: Json = False
) -> None:
    """List the keys, without their secrets."""
    settings = load_settings(data_dir, redis_url, redis_prefix)
    found = asyncio.run(_list(settings))
    if not found:
        say_nothing_found(settings, "keys")
    if as_json:
        show_json([_public(key) for key in found])
        return
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("id", "name", "role", "feeds", "surfaces", "made"):
        table.add_column(column, overflow="fold")
    for key in found:
        feeds, surfaces = " ".join(key.feeds), " ".join(_surfaces_of(key) or ())
        table.add_row(key.id, plain(key.name), key.role, feeds, surfaces, rfc3339(key.created_ms))
    show(table)


@keys.command("revoke")
def revoke(
    id_or_name: Annotated[str, typer.Argument(help="id of one key, or name of all keys to revoke", metavar="ID|NAME")],
    data_dir: DataDir = None,
    redis_url: RedisUrl = None,
    redis_prefix: RedisPrefix = None,
    as_json: Json = False,
) -> None:
    """Revoke keys: every process refuses requests with them from now on."""
    revoked = asyncio.run(_revoke(load_settings(data_dir, redis_url, redis_prefix), id_or_name))
    if not revoked:
        raise CommandFailed(f"there is no key of id or name {id_or_name!r}; `ticker keys list` shows what there is")
    if as_json:
        show_json([_public(key) for key in revoked])
        return
    for key in revoked:
        show(f"revoked {key.id} of {plain(key.name)}")


async def _add(
    settings: Settings, name: str, role: Role, feeds: list[str], surfaces: list[str] | None
) -> tuple[Key, str, list[str]]:
    async with open_store(settings) as redis:
        known = await list_feeds(redis, names_of(settings))
        key, secret = await add_key(
            redis, name=name, role=role, feeds=feeds, surfaces=surfaces, names=names_of(settings)
        )
    return key, secret, [slug for slug in feeds if slug != ALL_FEEDS and slug not in known]


async def _list(settings: Settings) -> list[Key]:
    async with open_store(settings) as redis:
        return await list_keys(redis, names_of(settings))


async def _revoke(settings: Settings, id_or_name: str) -> list[Key]:
    async with open_store(settings) as redis:
        return await revoke_key(redis, id_or_name, names_of(settings))


def _wanted_feeds(feeds: list[str], role: Role) -> list[str]:
    if RIGHTS[role].has_every_feed:
        return [ALL_FEEDS]
    if not feeds:
        raise CommandFailed(f"a key of role {role} needs a --feed: a slug, or '*' for all", status=Status.USAGE)
    for slug in feeds:
        if slug != ALL_FEEDS and not SLUG.match(slug):
            raise CommandFailed(f"--feed {slug!r} is no slug ([a-z0-9][a-z0-9-]{{0,62}}), nor '*'", status=Status.USAGE)
    return [ALL_FEEDS] if ALL_FEEDS in feeds else list(dict.fromkeys(feeds))


def _named_surfaces(surfaces: list[str], role: Role) -> list[str] | None:
    if not RIGHTS[role].reports:
        if surfaces:
            raise CommandFailed(f"--surface is for keys of role surface, not of role {role}", status=Status.USAGE)
        return None
    if not surfaces:
        raise CommandFailed(
            "a key of role surface names the screens that it reports for: --surface studio-1, again for more, or"
            " --surface 'ob-*' for all whose names begin so",
            status=Status.USAGE,
        )
    for pattern in surfaces:
        if not SURFACE_PATTERN.match(pattern):
            raise CommandFailed(
                f"--surface {pattern!r} is neither a screen's name ([a-z0-9][a-z0-9-]{{0,62}}) nor how names begin,"
                " with one '*' behind it, like 'ob-*'",
                status=Status.USAGE,
            )
    return list(dict.fromkeys(surfaces))


def _surfaces_of(key: Key) -> list[str] | None:
    """Return what a surface key names, ``*`` for one that was made before keys named any; None for other roles."""
    if not rights_of(key).reports:
        return None
    return ["*"] if key.surfaces is None else list(key.surfaces)


def _public(key: Key) -> dict[str, Any]:
    shown = {"id": key.id, "name": key.name, "role": key.role, "feeds": list(key.feeds)}
    surfaces = _surfaces_of(key)
    return shown | ({} if surfaces is None else {"surfaces": surfaces}) | {"created": rfc3339(key.created_ms)}
