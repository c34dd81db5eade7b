"""The characters that the rules of texts are about, as ranges of code points: data, served to composers as it is. Pure.

A range is a pair of its first and its last code point. Where Unicode has a list of single characters, the ranges are
wider than it, but never hold a character that normalises to another one: the same text cleaned twice must not change.
"""

from typing import Final

Ranges = tuple[tuple[int, int], ...]

LINE_BREAKS: Final[Ranges] = ((0x0A, 0x0D), (0x85, 0x85), (0x2028, 0x2029))
"""LF, VT, FF, CR, NEL, LS, PS: what Unicode (5.8) counts as an end of line."""
SPACES: Final[Ranges] = (
    (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F),
    (0x3000, 0x3000),
)  # fmt: skip
"""The space separators (Zs): trimmed at both ends, kept inside."""
DROPPED: Final[dict[str, Ranges]] = {
    "zero-width": (
        (0x180E, 0x180E), (0x200B, 0x200B), (0x2060, 0x2065), (0xFEFF, 0xFEFF), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
    ),
    "soft-hyphen": ((0xAD, 0xAD),),
    "deprecated-format": ((0x206A, 0x206F),),
    "annotation": ((0xFFF9, 0xFFFC),),
}  # fmt: skip
"""What shows nothing and changes nothing that people would miss, wherever it stands."""
TAGS: Final[Ranges] = ((0xE0000, 0xE00FF), (0xE01F0, 0xE0FFF))
"""Tag characters, and what is reserved around them: dropped outside of a flag."""
FLAG: Final[Ranges] = ((0x1F3F4, 0x1F3F4),)
FLAG_TAGS: Final[Ranges] = ((0xE0030, 0xE0039), (0xE0061, 0xE007A))
FLAG_TAGS_MIN: Final = 3
FLAG_TAGS_MAX: Final = 7
"""The code of a part of a country, as in the flag of Scotland; UTS #51 ends it with ``FLAG_END``."""
FLAG_END: Final[Ranges] = ((0xE007F, 0xE007F),)
SELECTORS: Final[Ranges] = ((0x180B, 0x180D), (0x180F, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Variation selectors: kept where one stands behind a base that can have it (``SELECTED``), else dropped."""
SELECTED: Final[tuple[tuple[Ranges, Ranges], ...]] = (
    (
        ((0xFE0E, 0xFE0F),),
        (
            (0x23, 0x23), (0x2A, 0x2A), (0x30, 0x39), (0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049),
            (0x2122, 0x2122), (0x2139, 0x2139), (0x2190, 0x21FF), (0x2300, 0x2328), (0x232B, 0x23FF), (0x24C2, 0x24C2),
            (0x25A0, 0x27BF), (0x2900, 0x297F), (0x2B00, 0x2BFF), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3297),
            (0x3299, 0x3299), (0x1F000, 0x1FAFF),
        ),
    ),
    (
        ((0xFE00, 0xFE0D),),
        (
            (0x30, 0x30), (0x1000, 0x109F), (0x2018, 0x201D), (0x2200, 0x22FF), (0x2A00, 0x2ADB), (0x2ADD, 0x2AFF),
            (0x3001, 0x3002), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA840, 0xA87F), (0xAA60, 0xAA7F), (0xFF01, 0xFFEF),
            (0x10AC0, 0x10AFF), (0x13000, 0x1345F), (0x20000, 0x2F7FF), (0x30000, 0x3FFFF),
        ),
    ),
    (
        ((0xE0100, 0xE01EF),),
        ((0x3005, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x30000, 0x3FFFF)),
    ),
    (((0x180B, 0x180D), (0x180F, 0x180F)), ((0x1820, 0x18AA),)),
)  # fmt: skip
"""Selectors, and the bases behind which they are kept: emoji, standardised variants, ideographs, Mongolian."""
FORMS: Final[dict[str, Ranges]] = {
    "presentation-form": ((0xFB00, 0xFDFF), (0xFE70, 0xFEFC)),
    "mathematical-letter": (
        (0x2102, 0x2102), (0x210A, 0x2113), (0x2115, 0x2115), (0x2119, 0x211D), (0x2124, 0x2124), (0x2128, 0x2128),
        (0x212C, 0x212D), (0x212F, 0x2131), (0x2133, 0x2134), (0x1D400, 0x1D7FF), (0x1EE00, 0x1EEFF),
    ),
}  # fmt: skip
"""Letters in a shape of their own, which become plain letters by NFKC."""
BULLETS: Final[Ranges] = ((0xF020, 0xF0DE), (0xF0F9, 0xF0FF))
"""What word processors paste for a bullet: private use, from symbol fonts. Their arrows are not among them."""
TAB: Final[Ranges] = ((0x09, 0x09),)
EMBEDDINGS: Final[Ranges] = ((0x202A, 0x202B), (0x202D, 0x202E))
EMBEDDING_END: Final = "\u202c"
ISOLATES: Final[Ranges] = ((0x2066, 0x2068),)
ISOLATE_END: Final = "\u2069"

REFUSED: Final[dict[str, Ranges]] = {
    "control-character": ((0x00, 0x1F), (0x7F, 0x9F)),
    "noncharacter": ((0xFDD0, 0xFDEF), *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))),
    "private-use": ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)),
    "replacement-character": ((0xFFFD, 0xFFFD),),
    "lone-surrogate": ((0xD800, 0xDFFF),),
    "bidi-override": ((0x202D, 0x202E),),
}
"""What is refused wherever it stands, by rule."""
RIGHT_TO_LEFT: Final[Ranges] = (
    (0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF), (0x10800, 0x10FFF), (0x1E800, 0x1EFFF),
)  # fmt: skip
"""Where the letters of bidi classes R and AL are; every letter here is one."""
UNDIRECTED: Final[Ranges] = (
    (0x02B9, 0x02BA), (0x02C6, 0x02CF), (0x02EC, 0x02EC), (0x0374, 0x0374), (0x208F, 0x208F), (0x2E2F, 0x2E2F),
    (0xA67F, 0xA67F), (0xA717, 0xA71F), (0xA788, 0xA788),
)  # fmt: skip
"""Letters of no strong class: modifiers. Every other letter is of class L."""


def members(*ranges: Ranges) -> str:
    """Return the characters of some ranges as they stand between the brackets of a regular expression."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for one in ranges for first, last in one)


def characters(ranges: Ranges) -> str:
    """Return the characters of some ranges, each of them."""
    return "".join(chr(point) for first, last in ranges for point in range(first, last + 1))
