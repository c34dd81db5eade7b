"""Text that is safe in a terminal: no control characters, directions kept apart. Pure."""

import unicodedata
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


def plain(text: str) -> str:
    """Leave out what could move a terminal's cursor or turn what follows around.

    The service lets none of it in; a terminal does not take its word for it.
    """
    kept = "".join(c for c in text if c not in _EMBEDDINGS and unicodedata.category(c) not in _REFUSED_CATEGORIES)
    return kept if _is_balanced(kept) else "".join(c for c in kept if c not in _ISOLATES and c != _PDI)


def isolate(text: str) -> str:
    """Wrap text with right-to-left parts so that it neither turns its neighbours nor is turned by them."""
    return f"{_FSI}{text}{_PDI}" if _has_rtl(text) else text


def isolation(row: str, *, rtl: bool) -> tuple[str, str]:
    """Give what to put around one row of a text whose direction is known; nothing where nothing can turn."""
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
