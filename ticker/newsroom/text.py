"""What text may be published: normal form, refused characters, length as people count it, direction. Pure."""

import unicodedata
from collections.abc import Iterator
from typing import Final, Literal

import regex

Dir = Literal["ltr", "rtl"]

COMBINING_MARKS_MAX: Final = 30
"""How many combining marks may follow each other: Unicode's stream-safe text (UAX #15).

More is no script's spelling, spills over the lines above and below on air, and costs quadratic time to normalise.
"""

OUTER_SPACE: Final = "".join(
    (" ", "\u00a0", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000"),
)
"""The space separators (Zs). Tabs and line breaks are control characters: refused, not trimmed."""

_CROWDED: Final = regex.compile(rf"\p{{M}}{{{COMBINING_MARKS_MAX + 1}}}")
_REFUSED: Final = (
    ("control-character", regex.compile(r"\p{Cc}")),
    ("line-separator", regex.compile("[\u2028\u2029]")),
    ("byte-order-mark", regex.compile("\ufeff")),
    ("noncharacter", regex.compile(r"\p{Noncharacter_Code_Point}")),
    ("private-use", regex.compile(r"\p{Co}")),
    ("lone-surrogate", regex.compile(r"\p{Cs}")),
    ("bidi-override", regex.compile("[\u202d\u202e]")),
    ("combining-marks", _CROWDED),
    ("markup", regex.compile(r"<[\p{L}/!?]")),
)
_GRAPHEME: Final = regex.compile(r"\X")
_VISIBLE: Final = regex.compile(r"[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]")
_SLUG: Final = regex.compile(r"[a-z0-9][a-z0-9-]*", regex.ASCII)

_EMBEDDINGS: Final = "\u202a\u202b"
_ISOLATES: Final = "\u2066\u2067\u2068"
_CLOSED_BY: Final = dict.fromkeys(_EMBEDDINGS, "\u202c") | dict.fromkeys(_ISOLATES, "\u2069")
_BRACKETS: Final = regex.compile("[\u202a-\u202c\u2066-\u2069]")


def clean(text: str) -> str:
    """Give the text in NFC without outer space; left as it is where ``combining-marks`` refuses it anyway."""
    if _CROWDED.search(text):
        return text
    return unicodedata.normalize("NFC", text).strip(OUTER_SPACE)


def broken_rules(text: str) -> Iterator[str]:
    """Name each rule that the characters of a text break, in the order of the table."""
    for rule, pattern in _REFUSED:
        if pattern.search(text):
            yield rule
    if not is_balanced(text):
        yield "unbalanced-bidi"


def is_balanced(text: str) -> bool:
    """Say whether every embedding and isolate is closed, in the right order, and nothing else is."""
    open_until: list[str] = []
    for character in _BRACKETS.findall(text):
        if character in _CLOSED_BY:
            open_until.append(_CLOSED_BY[character])
        elif not open_until or open_until.pop() != character:
            return False
    return not open_until


def is_visible(text: str) -> bool:
    """Say whether there is anything to see: more than space, marks of direction and joiners."""
    return _VISIBLE.search(text) is not None


def is_slug(text: str) -> bool:
    """Say whether the text is a slug of any length."""
    return _SLUG.fullmatch(text) is not None


def count_graphemes(text: str, *, stop: int | None = None) -> int:
    """Count the characters as people see them (extended grapheme clusters), up to ``stop``.

    Counting to the end takes quadratic time over a long run of flags, so checks of a limit stop one past it.
    """
    count = 0
    for count, _ in enumerate(_GRAPHEME.finditer(text), start=1):
        if count == stop:
            break
    return count


def first_strong(text: str) -> Dir | None:
    """Give the direction of the first strong character outside of isolates (UAX #9, P2); None if there is none."""
    depth = 0
    for character in text:
        match unicodedata.bidirectional(character):
            case "LRI" | "RLI" | "FSI":
                depth += 1
            case "PDI":
                depth = max(0, depth - 1)
            case "L" if not depth:
                return "ltr"
            case "R" | "AL" if not depth:
                return "rtl"
    return None
