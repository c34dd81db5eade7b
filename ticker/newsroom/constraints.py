"""The limits of a draft, the rules of its texts, the table of levels: what composers are told. Pure.

Three limits, never one. A composer counts against ``recommended``, marks what is past ``editorial`` and lets people go
on typing; only ``hard`` refuses. What is recommended fits the lines that newsrooms file: half of them have more than
100 characters, the longest 205. All three count grapheme clusters after NFC and trimming.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import orjson

from ticker.model import Level, SourceKind
from ticker.newsroom import characters, rule_wording, text

BODY_MAX_BYTES: Final = 16 * 1024
IDEMPOTENCY_KEY_MAX: Final = 128
EXPIRES_MAX_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class DraftLimits:
    """How long one field should be, may be for the desk, and can be at all, in grapheme clusters."""

    recommended: int
    editorial: int
    hard: int
    required: bool = False


LIMITS: Final = {
    "attribution.name": DraftLimits(40, 60, 80, required=True),
    "attribution.role": DraftLimits(30, 50, 80),
    "statement": DraftLimits(140, 210, 280, required=True),
    "short": DraftLimits(50, 53, 55),
    "section": DraftLimits(16, 24, 32),
    "region": DraftLimits(16, 24, 32),
    "slug": DraftLimits(18, 21, 24),
    "link": DraftLimits(200, 500, 2_000),
    "note": DraftLimits(140, 210, 280, required=True),
    "reason": DraftLimits(100, 200, 280),
}
"""By field; ``note`` belongs to corrections (required there), ``reason`` to hold, release and kill."""
TEXTS: Final = ("attribution.name", "attribution.role", "statement", "short", "slug", "note", "reason")
"""The fields that hold a person's words, and so follow the rules of texts."""


@dataclass(frozen=True, slots=True)
class Display:
    """How loud a level is on each kind of surface."""

    strip: Literal["takeover", "top", "breaking", "list"]
    announce: Literal["assertive", "polite", "batched"]
    """What a screen reader does: at once, when it is quiet, or a count of several."""
    push: Literal["high", "normal", "none"]
    """The ``Urgency`` of a Web Push; ``none``: do not push."""
    screen: Literal["takeover", "next", "front", "carousel"]
    """Where it goes on television."""
    confirm: bool
    """Whether a composer asks once more before it files."""


DISPLAY: Final = {
    Level.FLASH: Display("takeover", "assertive", "high", "takeover", confirm=True),
    Level.ALERT: Display("top", "polite", "high", "next", confirm=True),
    Level.URGENT: Display("breaking", "polite", "normal", "front", confirm=False),
    Level.ROUTINE: Display("list", "batched", "none", "carousel", confirm=False),
}
DEFAULT_LEVEL: Final = Level.URGENT


def constraints() -> bytes:
    """Build the JSON of ``GET /v1/constraints``."""
    return orjson.dumps(
        {
            "unit": "grapheme-cluster",
            "normal_form": "NFC",
            "fields": {field: asdict(limits) for field, limits in LIMITS.items()},
            "text": _text_rules(),
            "rules": rule_wording.RULES,
            "cleaned": rule_wording.CLEANED,
            "levels": [
                {"level": level, "urgency": level.urgency, "default": level is DEFAULT_LEVEL, **asdict(display)}
                for level, display in DISPLAY.items()
            ],
            "source_kinds": list(SourceKind),
            "expires": {"max_days": EXPIRES_MAX_DAYS},
            "body_max_bytes": BODY_MAX_BYTES,
            "idempotency_key_max": IDEMPOTENCY_KEY_MAX,
        }
    )


def _text_rules() -> dict[str, Any]:
    """Return the rules of texts as data, in the order in which they are applied; ranges are of code points."""
    return {
        "fields": TEXTS,
        "dropped": characters.DROPPED,
        "tags": {
            "characters": characters.TAGS,
            "flag": characters.FLAG,
            "flag_tags": characters.FLAG_TAGS,
            "least": characters.FLAG_TAGS_MIN,
            "most": characters.FLAG_TAGS_MAX,
            "flag_end": characters.FLAG_END,
        },
        "selectors": {
            "characters": characters.SELECTORS,
            "kept": [{"selectors": selectors, "bases": bases} for selectors, bases in characters.SELECTED],
        },
        "forms": characters.FORMS,
        "line_breaks": characters.LINE_BREAKS,
        "spaces": characters.SPACES,
        "bullets": characters.BULLETS,
        "embeddings": characters.EMBEDDINGS,
        "isolates": characters.ISOLATES,
        "refused": characters.REFUSED,
        "combining_marks_max": text.COMBINING_MARKS_MAX,
        "markup": text.MARKUP,
        "cluster_max": text.CLUSTER_MAX,
        "code_points_per_grapheme": text.CODE_POINTS_PER_GRAPHEME,
        "code_points_more": text.CODE_POINTS_MORE,
    }
