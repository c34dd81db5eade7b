"""Texts: cleaned of what nobody sees and nobody meant, then held against the rules that they must keep to be published.

People paste: from a browser, a PDF, a word processor, a chat. What comes along and changes nothing that is read is not
their fault, so it is taken out instead of refused. ``text-rules.js`` of the clients does the same by the same ranges.

Pure. Each step and each check takes linear time, or looks at no more than ``code_points_max`` allows.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import regex

from ticker.model import Dir
from ticker.newsroom.characters import (
    BULLETS,
    DROPPED,
    EMBEDDING_END,
    EMBEDDINGS,
    FLAG,
    FLAG_END,
    FLAG_TAGS,
    FLAG_TAGS_MAX,
    FLAG_TAGS_MIN,
    FORMS,
    ISOLATE_END,
    ISOLATES,
    LINE_BREAKS,
    REFUSED,
    RIGHT_TO_LEFT,
    SELECTED,
    SELECTORS,
    SPACES,
    TAB,
    TAGS,
    UNDIRECTED,
    characters,
    members,
)

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

_BLANK: Final = members(SPACES, TAB)
_OUTER_SPACE: Final = characters(SPACES)
_DROPPED: Final = {rule: regex.compile(f"[{members(ranges)}]+") for rule, ranges in DROPPED.items()}
_TAGS: Final = regex.compile(
    f"([{members(FLAG)}][{members(FLAG_TAGS)}]{{{FLAG_TAGS_MIN},{FLAG_TAGS_MAX}}}[{members(FLAG_END)}])"
    f"|[{members(TAGS)}]"
)
_SELECTORS: Final = regex.compile(
    f"({'|'.join(f'[{members(bases)}][{members(selectors)}]' for selectors, bases in SELECTED)})|[{members(SELECTORS)}]"
)
_FORMS: Final = {rule: regex.compile(f"[{members(ranges)}]") for rule, ranges in FORMS.items()}
_BREAKS: Final = regex.compile(f"[{members(LINE_BREAKS)} ]+")
_IS_BREAK: Final = regex.compile(f"[{members(LINE_BREAKS)}]")
_BULLETS: Final = regex.compile(rf"(\A|[{_BLANK}])(?:[{members(BULLETS)}](?:[{_BLANK}]+|\Z))+")
_BIDI: Final = regex.compile(f"[{members(EMBEDDINGS, ISOLATES)}{EMBEDDING_END}{ISOLATE_END}]")
_CLEANABLE: Final = regex.compile(
    f"[{members(*DROPPED.values(), TAGS, SELECTORS, *FORMS.values(), LINE_BREAKS, BULLETS, EMBEDDINGS, ISOLATES)}"
    f"{EMBEDDING_END}{ISOLATE_END}]"
)
"""What any of the steps looks for."""
_CLOSED_BY: Final = dict.fromkeys(characters(EMBEDDINGS), EMBEDDING_END) | dict.fromkeys(
    characters(ISOLATES), ISOLATE_END
)
# Selectors reorder nothing; a pile of them is dropped.
_CROWDED: Final = regex.compile(rf"[\p{{M}}--[{members(SELECTORS)}]]{{31}}", regex.VERSION1)


@dataclass(frozen=True, slots=True)
class Clean:
    """A text without what nobody sees, and the names of what was taken out or replaced."""

    text: str
    cleaned: tuple[str, ...]


def clean(given: str) -> Clean:
    """Return a text in NFC, cleaned, without outer space. Cleaning twice is cleaning once."""
    text = _composed(given)
    if not _CLEANABLE.search(text):  # nearly every line, and a tenth of the time
        return Clean(_trimmed(text), ())
    cleaned = []
    for rule, step in _STEPS:
        after = step(text)
        if rule and after != text:
            cleaned.append(rule)
        text = after
    return Clean(_trimmed(text), tuple(cleaned))


def _composed(text: str) -> str:
    """Return the text in NFC; as it is where marks pile up, which is refused later and costs quadratic time here."""
    return text if text.isascii() or _CROWDED.search(text) else unicodedata.normalize("NFC", text)


def _trimmed(text: str) -> str:
    return text.strip(_OUTER_SPACE)


def _without(pattern: "regex.Pattern[str]") -> Callable[[str], str]:
    return lambda text: pattern.sub("", text)


def _kept(pattern: "regex.Pattern[str]") -> Callable[[str], str]:
    """Return a step that leaves what the pattern's group has found, and drops the rest of what it finds."""
    return lambda text: pattern.sub(lambda found: found[1] or "", text)


def _plain(pattern: "regex.Pattern[str]") -> Callable[[str], str]:
    return lambda text: pattern.sub(_plain_letters, text)


def _plain_letters(found: "regex.Match[str]") -> str:
    # A vowel sign in a form of its own has a space before it there, which would part the word.
    return unicodedata.normalize("NFKC", found[0]).removeprefix(" ")


def _on_one_line(text: str) -> str:
    if not _IS_BREAK.search(text):
        return text
    return _BREAKS.sub(lambda found: " " if _IS_BREAK.search(found[0]) else found[0], text)


def _balanced(text: str) -> str:
    """Return a text in which every embedding and isolate is closed, in the right order, and nothing else is."""
    open_until: list[str] = []
    isolates = 0  # how many of them are isolates
    parts: list[str] = []
    at = 0
    for found in _BIDI.finditer(text):
        parts.append(text[at : found.start()])
        at = found.end()
        sign = found[0]
        if sign in _CLOSED_BY:
            open_until.append(_CLOSED_BY[sign])
            isolates += _CLOSED_BY[sign] == ISOLATE_END
            parts.append(sign)
        elif sign == EMBEDDING_END and open_until[-1:] == [EMBEDDING_END]:
            parts.append(open_until.pop())
        elif sign == ISOLATE_END and isolates:
            isolates -= 1
            while parts[-1] != ISOLATE_END:  # what was opened inside of the isolate ends with it
                parts.append(open_until.pop())
    return "".join([*parts, text[at:], *reversed(open_until)])


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


_STEPS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    *((rule, _without(pattern)) for rule, pattern in _DROPPED.items()),
    ("tag", _kept(_TAGS)),
    ("variation-selector", _kept(_SELECTORS)),
    *((rule, _plain(pattern)) for rule, pattern in _FORMS.items()),
    ("line-break", _on_one_line),
    ("", _trimmed),
    ("unbalanced-bidi", _balanced),
    ("", _composed),  # after all that may have stood between a letter and its marks
    ("bullet", _kept(_BULLETS)),
)
"""In an order in which no step makes work for one before it. Those without a name are no cleaning."""
CLEANED: Final = tuple(rule for rule, _ in _STEPS if rule)
"""What can be cleaned, in the order in which it is, which is also that of ``Ticker-Cleaned``."""
