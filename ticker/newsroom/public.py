"""The public text of an update, made of its draft, in the order of the members on the wire. Pure."""

from typing import Any, Final

from ticker.model import Feed, Words
from ticker.newsroom.drafts import Attribution, Draft
from ticker.newsroom.text import direction

_PUNCTUATION: Final = {
    "fr": (", ", "\u00a0: "),
    "ja": ("、", "："),
    "zh": ("，", "："),
    **dict.fromkeys(("ar", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"), ("، ", ": ")),
}
"""Between name and role, and before the statement, by primary language."""
_DEFAULT_PUNCTUATION: Final = (", ", ": ")


def public_words(draft: Draft, feed: Feed, *, note: str | None = None) -> Words:
    """Build what everybody may read of a draft; what it leaves out is left out. ``note`` is a correction's."""
    attribution = draft.attribution
    words: dict[str, Any] = {
        "level": draft.level.value,
        "urgency": draft.level.urgency,
        "attribution": _present(
            name=attribution.name, role=attribution.role, kind=attribution.kind and str(attribution.kind)
        ),
        "statement": draft.statement,
        "short": draft.short,
        "headline": headline(attribution, draft.statement, feed.language),
        "language": feed.language,
        "dir": draft.dir or direction(draft.statement, feed.dir),
        "section": draft.section,
        "region": draft.region,
        "slug": draft.slug,
        "link": draft.link,
        "replaces": draft.replaces,
        "note": note,
    }
    return _present(**words)


def headline(attribution: Attribution, statement: str, language: str) -> str:
    """Write the line as it is shown, ``Name, role: statement``, in the punctuation of the language."""
    comma, colon = _PUNCTUATION.get(language.lower().split("-", 1)[0], _DEFAULT_PUNCTUATION)
    source = attribution.name if attribution.role is None else attribution.name + comma + attribution.role
    return source + colon + statement


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
