"""What filing cleaned of a text, from the answer's header to words for a person. Pure."""

from collections.abc import Mapping

from ticker.cli.text import plain
from ticker.newsroom.rule_wording import CLEANED

Cleaned = Mapping[str, tuple[str, ...]]
"""By field, the names of what was taken out of it or put right."""


def read_cleaned(header: str) -> Cleaned:
    """Return what ``Ticker-Cleaned`` lists: fields, each with what was cleaned there; empty for an empty header."""
    cleaned = {}
    for member in header.split(","):
        field, *names = (plain(part.strip()) for part in member.split(";"))
        if field:
            cleaned[field] = tuple(names)
    return cleaned


def explain_cleaned(cleaned: Cleaned) -> str:
    """Say in one line what was cleaned; a name that a newer service made up stands for itself."""
    fields = (f"{field} ({', '.join(_words(name) for name in names)})" for field, names in cleaned.items())
    return f"cleaned: {'; '.join(fields)}"


def _words(name: str) -> str:
    return CLEANED[name]["en"] if name in CLEANED else name
