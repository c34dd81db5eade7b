"""Text that is safe in a terminal: no control characters, directions kept apart. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_FSI: Final = "\N{FIRST STRONG ISOLATE}"
_LRI: Final = "\N{LEFT-TO-RIGHT ISOLATE}"
_RLI: Final = "\N{RIGHT-TO-LEFT ISOLATE}"
_PDI: Final = "\N{POP DIRECTIONAL ISOLATE}"
_ISOLATES: Final = frozenset((_FSI, _LRI, _RLI))
_EMBEDDINGS: Final = frozenset(
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{LEFT-TO-RIGHT OVERRIDE}"
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{POP DIRECTIONAL FORMATTING}"
)
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_RTL: Final = frozenset({"R", "AL", "AN"})
_DIGIT: Final = "[0-9٠-٩۰-۹]"
_RUN: Final = re.compile(
    rf"(?:^|(?<=[\s(«“\"])|(?<=[ء-ۿ])(?![+\-−±(]))"
    rf"(?:[+\-−±]|\([+0]{_DIGIT}+\) ?)?[$€£]?{_DIGIT}(?:[ .,:/\-–—]?{_DIGIT}| ?\({_DIGIT}+\))*[%‰$€£]?"
)
_TELEPHONE: Final = re.compile(rf"[+(]|0{_DIGIT}+[ -]{_DIGIT}")
_ONE: Final = rf"(?:{_DIGIT}{{1,3}}(?: {_DIGIT}{{3}})+|{_DIGIT}+(?:[.,:/]{_DIGIT}+)*)"
_RANGE: Final = re.compile(rf"(?:^[-−±])?[$€£]?{_ONE}(?:[-–—]{_ONE})+[%‰$€£]?")
_DASH: Final = re.compile(rf"(?<={_DIGIT})[-–—]")
_APART: Final = re.compile(rf"[-−±$€£]+[0-9]|.*[0-9][%‰$€£]$|{_DIGIT}{{1,3}}( {_DIGIT}{{3}})+$")
"""Numbers as ``numbers.js`` of the clients finds them, which has the reasons."""


def plain(text: str) -> str:
    """Leave out what could move a terminal's cursor or turn what follows around.

    The service lets none of it in; a terminal does not take its word for it.
    """
    kept = "".join(c for c in text if c not in _EMBEDDINGS and unicodedata.category(c) not in _REFUSED_CATEGORIES)
    return kept if _is_balanced(kept) else "".join(c for c in kept if c not in _ISOLATES and c != _PDI)


def isolate(text: str, *, dir: str | None = None) -> str:
    """Wrap text with right-to-left parts so that it neither turns its neighbours nor is turned by them.

    Without ``dir`` its first strong character says which way it is set.
    """
    if not _has_rtl(text):
        return text
    parts, at = [], 0
    for start, end in numbers_apart(text):
        parts += [text[at:start], _LRI, text[start:end], _PDI]
        at = end
    return "".join([{"ltr": _LRI, "rtl": _RLI}.get(dir or "", _FSI), *parts, text[at:], _PDI])


def numbers_apart(text: str) -> Iterator[tuple[int, int]]:
    """Return where the numbers stand that right-to-left text would take apart: each is to be kept in its own order."""
    if _has_rtl(text):
        for run in _RUN.finditer(text):
            yield from ((run.start() + start, run.start() + end) for start, end in _apart_in(run[0]))


def _apart_in(run: str) -> Iterator[tuple[int, int]]:
    ranges = [] if _TELEPHONE.match(run) else list(_RANGE.finditer(run))
    for found in ranges:
        start = found.start()
        for dash in _DASH.finditer(run, *found.span()):
            yield start, dash.start()
            start = dash.end()
        yield start, found.end()
    if not ranges and (_TELEPHONE.match(run) or _APART.match(run)):
        yield 0, len(run)


def number_isolation() -> tuple[str, str]:
    """Return what to put around such a number."""
    return (_LRI, _PDI)


def isolation(row: str, *, rtl: bool) -> tuple[str, str]:
    """Return what to put around one row of a text whose direction is known; nothing where nothing can turn."""
    if not _has_rtl(row):
        return ("", "")
    return (_RLI if rtl else _LRI, _PDI)


def _has_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in _RTL for character in text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        if character in _ISOLATES:
            depth += 1
        elif character == _PDI:
            depth -= 1
            if depth < 0:
                return False
    return depth == 0
