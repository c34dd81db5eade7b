"""What a text must keep to be published, once it is clean: its characters, its length as people count, its direction.

Pure. Each check takes linear time, or looks at no more than ``code_points_max`` allows.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import regex

from ticker.model import Dir
from ticker.newsroom.characters import REFUSED, RIGHT_TO_LEFT, UNDIRECTED, members

COMBINING_MARKS_MAX: Final = 6
"""How many combining marks a letter may carry. No spelling needs more, and more spill over other lines on air."""
CLUSTER_MAX: Final = 16
"""How many code points people may take for one character: the longest emoji has ten, a Tibetan pile fewer."""
CODE_POINTS_PER_GRAPHEME: Final = 4
CODE_POINTS_MORE: Final = 32
MARKUP: Final = (
    r"<!--"
    r"|<\/?[A-Za-z][A-Za-z0-9-]*(?::[A-Za-z][A-Za-z0-9-]*)?(?:[\s\/][^<>]*)?>"
    r"|<[!?][A-Za-z\[][^<>]*>"
)
"""What closes like a tag, in the syntax that Python's and JavaScript's expressions share."""
SHARE_TENTHS: Final = 3
"""A text is written the way of its feed if at least so many tenths of its letters are."""

_REFUSED: Final = tuple((rule, regex.compile(f"[{members(ranges)}]")) for rule, ranges in REFUSED.items())
_ANY_REFUSED: Final = regex.compile(f"[{''.join(members(ranges) for ranges in REFUSED.values())}]")
_MARKS: Final = regex.compile(r"[\p{M}\u200c\u200d]+")
_MARK: Final = regex.compile(r"\p{M}")
_MARKUP: Final = regex.compile(MARKUP)
_GRAPHEME: Final = regex.compile(r"\X")
_VISIBLE: Final = regex.compile(r"[^\p{Default_Ignorable_Code_Point}\p{Z}\p{C}\u2800]")
_SLUG: Final = regex.compile(r"[a-z0-9][a-z0-9-]*", regex.ASCII)
_LETTER: Final = regex.compile(rf"[\p{{L}}--[{members(UNDIRECTED)}]]", regex.VERSION1)
_RTL_LETTER: Final = regex.compile(rf"[\p{{L}}&&[{members(RIGHT_TO_LEFT)}]]", regex.VERSION1)


def broken_rules(text: str) -> Iterator[tuple[str, int | None]]:
    """Name each rule that the characters of a text break, in the order of the table, with its number if it has one."""
    if _ANY_REFUSED.search(text):
        for rule, pattern in _REFUSED:
            if pattern.search(text):
                yield rule, None
    if not text.isascii() and any(len(_MARK.findall(pile)) > COMBINING_MARKS_MAX for pile in _MARKS.findall(text)):
        yield "combining-marks", COMBINING_MARKS_MAX
    if "<" in text and _MARKUP.search(text):
        yield "markup", None


def broken_lengths(text: str, limit: int) -> Iterator[tuple[str, int]]:
    """Name each rule that the length of a text breaks, with its number; ``limit`` is in graphemes.

    Looks no further than the cap on code points: counting clusters takes quadratic time over a long run of flags.
    """
    code_points_max = CODE_POINTS_PER_GRAPHEME * limit + CODE_POINTS_MORE
    if len(text) > min(limit, CLUSTER_MAX):  # a cluster has at least one code point: the usual line is not counted
        read = text[: code_points_max + 1]
        clusters = [1] * len(read) if read.isascii() else [len(cluster) for cluster in _GRAPHEME.findall(read)]
        if len(clusters) > limit:
            yield "max-graphemes", limit
        if max(clusters) > CLUSTER_MAX:
            yield "max-cluster", CLUSTER_MAX
    if len(text) > code_points_max:
        yield "max-code-points", code_points_max


def is_visible(text: str) -> bool:
    """Report whether there is anything to see: more than space, marks of direction and joiners."""
    return _VISIBLE.search(text) is not None


def is_slug(text: str) -> bool:
    """Report whether the text is a slug of any length."""
    return _SLUG.fullmatch(text) is not None


def count_graphemes(text: str, *, stop: int) -> int:
    """Return how many characters people see (extended grapheme clusters), up to ``stop``."""
    return sum(1 for _ in islice(_GRAPHEME.finditer(text), stop))


def direction(text: str, usual: Dir) -> Dir:
    """Return the direction of a text: the usual one of its feed if enough of its letters have it, else the other.

    A strong letter is a letter (L) of bidi class L, R or AL, wherever it stands; without any, the usual direction.
    """
    if usual == "ltr" and text.isascii():
        return usual
    letters = len(_LETTER.findall(text))
    right_to_left = len(_RTL_LETTER.findall(text))
    own = right_to_left if usual == "rtl" else letters - right_to_left
    other: Dir = "ltr" if usual == "rtl" else "rtl"
    return usual if 10 * own >= SHARE_TENTHS * letters else other
