"""Made-up news for tests: feeds, words, entries. Each test changes what it is about and takes the rest as it is."""

from typing import Any, Final

from ticker.model import Entry, EntryKind, Epoch, Feed, Slug, UpdateId, Words

NOW_MS: Final = 1_780_000_000_000
DAY_MS: Final = 86_400_000
EPOCH: Final = Epoch("epoch001")
EN: Final = Feed(Slug("en"), "English", "en", history=6, snapshot=3)
AR: Final = Feed(Slug("ar"), "العربية", "ar", history=6, snapshot=3)


def words(statement: str, **members: Any) -> Words:
    """Return an update's public words, in the order of the wire."""
    return {
        "level": "urgent",
        "urgency": 3,
        "attribution": {"name": "Civil Defense", "role": "Spokesman"},
        "statement": statement,
        "headline": f"Civil Defense, Spokesman: {statement}",
        "language": "en",
        "dir": "ltr",
    } | members


def entry(seq: int, id: str, *, kind: EntryKind = EntryKind.UPDATE, **members: Any) -> Entry:
    """Return an entry: version 1 of its update, and in the place of its ``seq``, unless told otherwise."""
    is_wordless = kind in (EntryKind.HOLD, EntryKind.KILL)
    version = members.get("version", 1)
    values: dict[str, Any] = {
        "version": version,
        "order": seq,
        "prev": "",
        "first_created_ms": NOW_MS + seq * 1_000,
        "version_created_ms": NOW_MS + seq * 1_000,
        "expires_ms": NOW_MS + DAY_MS,
        "words": None if is_wordless else words(f"{id}, version {version}"),
    }
    return Entry(seq=seq, kind=kind, id=UpdateId(id), **(values | members))
