"""Removes from a text the characters that cannot be seen and were not meant. Pure: it depends on the text alone.

People paste: from a browser, a PDF, a word processor, a chat. What comes along and changes nothing that is read is not
their fault, so it is taken out instead of refused. Each step takes linear time, whatever the text. ``text.js`` of the
clients does the same by the same ranges.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import regex

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
    SELECTED,
    SELECTORS,
    SPACES,
    TAB,
    TAGS,
    characters,
    members,
)

CLEANED: Final = (
    *DROPPED,
    "tag",
    "variation-selector",
    *FORMS,
    "line-break",
    "unbalanced-bidi",
    "bullet",
)
"""What can be cleaned, in the order in which it is, which is also that of ``Ticker-Cleaned``."""

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
