"""``ticker post``: file one update."""

from ticker.cli import drafting
from ticker.cli.cleaned import explain_cleaned
from ticker.cli.console import say, show_json, show_plain
from ticker.cli.filing import Filed, FilingClient, read_key
from ticker.cli.options import DEFAULT_URL, FeedOption, IdempotencyKey, Json, KeyFile, KeyOption, Patience, Url
from ticker.cli.text import isolate, plain


def post(
    statement: drafting.Statement,
    feed: FeedOption,
    name: drafting.Name,
    role: drafting.SourceRole = None,
    kind: drafting.Kind = None,
    level: drafting.LevelOption = None,
    dir: drafting.DirOption = None,
    short: drafting.Short = None,
    section: drafting.Section = None,
    region: drafting.Region = None,
    slug: drafting.StorySlug = None,
    link: drafting.Link = None,
    expires: drafting.Expires = None,
    replaces: drafting.Replaces = None,
    idempotency_key: IdempotencyKey = None,
    patience_s: Patience = 30.0,
    url: Url = DEFAULT_URL,
    key: KeyOption = None,
    key_file: KeyFile = None,
    as_json: Json = False,
) -> None:
    r"""File an update and print its id.

    Retries until the service confirms or --patience is over, with the same idempotency key: it is filed only once.

    \b
    Examples:
      ticker post --feed en --from "Civil Defense" --role Spokesman "It is out."
      ticker post --feed en --from Desk --level flash --expires 20m "Polls have closed."
      wire-feed | ticker post --feed en --from Desk --kind agency -
      ID=$(ticker post --feed en --from Desk "A line too early.")
    """
    words = drafting.draft(
        name, drafting.read_statement(statement), role=role, kind=kind, level=level, dir=dir, short=short,
        section=section, region=region, slug=slug, link=link, expires=expires, replaces=replaces,
    )  # fmt: skip
    with FilingClient(url, read_key(key, key_file), patience_s=patience_s) as filing:
        report(filing.update(feed, words, idempotency_key=idempotency_key), as_json=as_json)


def report(filed: Filed, *, as_json: bool, has_words: bool = False) -> None:
    """Print what stands now, and what was cleaned of what was given.

    The id alone is on stdout, or the whole entry as JSON, with ``cleaned`` where something was. ``has_words``: the act
    brought new ones.
    """
    if filed.cleaned:
        say(explain_cleaned(filed.cleaned))
    if as_json:
        show_json(filed.entry | ({"cleaned": filed.cleaned} if filed.cleaned else {}))
        return
    if has_words and filed.entry["pubstatus"] == "withheld":
        say(f"version {filed.version} is kept, and off the air: the update is held until the desk releases it")
        show_plain(filed.id)
        return
    words = (
        isolate(plain(filed.entry["headline"]), dir=filed.entry["dir"])
        if "headline" in filed.entry
        else filed.entry["pubstatus"]
    )
    say(f"{filed.entry['type']}, version {filed.version}: {words}")
    show_plain(filed.id)
