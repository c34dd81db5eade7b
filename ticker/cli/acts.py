"""``ticker correct|refile|hold|release|kill``: act on an update. Each names the version that it acts on."""

import sys
from typing import Annotated, Any

import typer

from ticker.cli import drafting
from ticker.cli.console import ERR, CommandFailed, Status, warn
from ticker.cli.filing import FilingClient, read_key
from ticker.cli.options import DEFAULT_URL, FeedOption, IdempotencyKey, Json, KeyFile, KeyOption, Patience, Url
from ticker.cli.post import report
from ticker.cli.text import isolate, plain

Id = Annotated[str, typer.Argument(help="id of the update", metavar="ID")]
NewStatement = Annotated[
    str | None, typer.Argument(help="new text; - reads it from stdin; default: unchanged", metavar="TEXT")
]
NewName = Annotated[str | None, typer.Option("--from", help="new name of the source", metavar="NAME")]
Note = Annotated[
    str, typer.Option("--note", help="what was wrong, shown to readers; up to 280 characters", metavar="TEXT")
]
Reason = Annotated[str | None, typer.Option("--reason", help="reason for the desk; never published", metavar="TEXT")]
Version = Annotated[int | None, typer.Option("--version", help="act only if this is the current version", metavar="N")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask for confirmation")]


def correct(
    id: Id,
    feed: FeedOption,
    note: Note,
    statement: NewStatement = None,
    name: NewName = None,
    role: drafting.SourceRole = None,
    kind: drafting.Kind = None,
    level: drafting.NewLevel = None,
    dir: drafting.DirOption = None,
    short: drafting.Short = None,
    section: drafting.Section = None,
    region: drafting.Region = None,
    slug: drafting.StorySlug = None,
    link: drafting.Link = None,
    expires: drafting.Expires = None,
    version: Version = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    r"""Correct an update: publish new text, with a note that tells readers what was wrong.

    Options that are not set leave their field unchanged. If the desk holds the update, the correction is stored, and
    the update stays withheld until the desk releases it.

    \b
    Example:
      ticker correct 01JD… --feed en --note "It is four, not 14." "Four are hurt."
    """
    changes = _changes(
        statement, name, role=role, kind=kind, level=level, dir=dir, short=short, section=section, region=region,
        slug=slug, link=link, expires=expires,
    )  # fmt: skip
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        standing = filing.standing(feed, id)
        body = {**drafting.redraft(standing, changes), "note": note}
        filed = filing.act(
            feed, id, "corrections", body, version=version or standing["version"], idempotency_key=idempotency_key
        )
    report(filed, as_json=as_json, has_words=True)


def refile(
    id: Id,
    feed: FeedOption,
    statement: NewStatement = None,
    name: NewName = None,
    role: drafting.SourceRole = None,
    kind: drafting.Kind = None,
    level: drafting.NewLevel = None,
    dir: drafting.DirOption = None,
    short: drafting.Short = None,
    section: drafting.Section = None,
    region: drafting.Region = None,
    slug: drafting.StorySlug = None,
    link: drafting.Link = None,
    expires: drafting.Expires = None,
    version: Version = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Fix a typo without a correction note. Options that are not set leave their field unchanged.

    If the desk holds the update, the new text is stored, and the update stays withheld until the desk releases it.
    """
    changes = _changes(
        statement, name, role=role, kind=kind, level=level, dir=dir, short=short, section=section, region=region,
        slug=slug, link=link, expires=expires,
    )  # fmt: skip
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        standing = filing.standing(feed, id)
        filed = filing.act(
            feed, id, "refiles", drafting.redraft(standing, changes),
            version=version or standing["version"], idempotency_key=idempotency_key,
        )  # fmt: skip
    report(filed, as_json=as_json, has_words=True)


def hold(
    id: Id,
    feed: FeedOption,
    reason: Reason = None,
    version: Version = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Remove an update from every screen until it is released, corrected or killed."""
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        version = version or filing.standing(feed, id)["version"]
        filed = filing.act(feed, id, "hold", _because(reason), version=version, idempotency_key=idempotency_key)
    report(filed, as_json=as_json)


def release(
    id: Id,
    feed: FeedOption,
    reason: Reason = None,
    version: Version = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    """Restore an update that was held, in its former position."""
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        version = version or filing.standing(feed, id)["version"]
        filed = filing.act(feed, id, "release", _because(reason), version=version, idempotency_key=idempotency_key)
    report(filed, as_json=as_json)


def kill(
    id: Id,
    feed: FeedOption,
    reason: Reason = None,
    yes: Yes = False,
    version: Version = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    r"""Withdraw an update permanently from every screen. Asks for confirmation.

    \b
    Example:
      ticker kill 01JD… --feed en --reason "the agency withdrew it"
    """
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        standing = filing.standing(feed, id)
        if not yes:
            _confirm(standing)
        filed = filing.act(
            feed, id, "kill", _because(reason),
            version=version or standing["version"], idempotency_key=idempotency_key,
        )  # fmt: skip
    report(filed, as_json=as_json)


def _confirm(standing: dict[str, Any]) -> None:
    if not sys.stdin.isatty():
        raise CommandFailed("a kill is final: say --yes where nobody can be asked", status=Status.USAGE)
    headline = standing.get("headline") or f"an update that is {standing['pubstatus']}"
    warn(isolate(plain(headline), dir=standing.get("dir")))
    ERR.print("A kill is final. Kill it? [y/N] ", end="")
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise CommandFailed("nothing was killed")


def _changes(statement: str | None, name: str | None, **words: Any) -> dict[str, Any]:
    return drafting.draft(name, None if statement is None else drafting.read_statement(statement), **words)


def _because(reason: str | None) -> dict[str, str]:
    return {} if reason is None else {"reason": reason}
