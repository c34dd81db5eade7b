"""The rules of single fields, as pydantic validators that report every broken rule at once. Pure.

A validator raises a ``PydanticCustomError`` of type ``BROKEN`` whose context lists what is broken;
``drafts`` makes field errors of it. What was cleaned goes into the context that the validation was called with.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import regex
from pydantic import PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError, Url, ValidationError

from ticker.model import UPDATE_ID
from ticker.newsroom.constraints import EXPIRES_MAX_DAYS, LIMITS
from ticker.newsroom.text import broken_lengths, broken_rules, clean, count_graphemes, is_slug, is_visible

BROKEN: Final = "broken-rules"
Broken = tuple[str, int | None]
Cleaned = dict[str, tuple[str, ...]]
"""By field: the names of what was cleaned there."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EXPIRES_MAX_MS: Final = EXPIRES_MAX_DAYS * 86_400_000
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-](?:[01]\d|2[0-3]):[0-5]\d))", re.ASCII
)
_LINK: Final = re.compile(r"https://[^/?#]+", re.IGNORECASE)
_NOT_IN_LINKS: Final = regex.compile(r"""[\p{Z}\p{C}"<>\\^`{|}]""")
_HOST_MAX: Final = 253
_LABEL_MAX: Final = 63


@dataclass(frozen=True, slots=True)
class ValidationContext:
    """What a validation is called with: the time, and where it notes what it has cleaned."""

    now_ms: int = 0
    cleaned: Cleaned = field(default_factory=dict)


def required_text(name: str) -> PlainValidator:
    """Make the rule of a text that must be there and show something."""

    def validate(value: object, info: ValidationInfo) -> str:
        cleaned = _cleaned(value, name, _facts(info))
        if not cleaned:
            raise _broken([("min-graphemes", 1)])
        return cleaned

    return PlainValidator(validate)


def optional_text(name: str) -> PlainValidator:
    """Make the rule of a text that may be missing; an empty one counts as missing."""

    def validate(value: object, info: ValidationInfo) -> str | None:
        return _cleaned(value, name, _facts(info)) or None

    return PlainValidator(validate)


def slug(name: str) -> PlainValidator:
    """Make the rule of a slug."""

    def validate(value: object) -> str:
        given = _string(value)
        limit = LIMITS[name].hard
        broken: list[Broken] = [] if is_slug(given) else [("slug", None)]
        if count_graphemes(given, stop=limit + 1) > limit:
            broken.append(("max-graphemes", limit))
        _raise_if(broken)
        return given

    return PlainValidator(validate)


def one_of(words: Iterable[str]) -> PlainValidator:
    """Make the rule of a word from a list; it becomes the list's own, a member of an enum say."""
    listed = {str(word): word for word in words}

    def validate(value: object) -> str:
        if not isinstance(value, str) or value not in listed:
            raise _broken([("one-of", None)])
        return listed[value]

    return PlainValidator(validate)


def validate_link(value: object) -> str:
    """Hold a link against its rules; it stays as it was filed."""
    given = _string(value)
    limit = LIMITS["link"].hard
    broken: list[Broken] = [("max-characters", limit)] if len(given) > limit else []
    if _NOT_IN_LINKS.search(given):
        broken.append(("url", None))
    elif not _LINK.match(given):
        broken.append(("https", None))
    elif "@" in _authority(given):
        broken.append(("credentials", None))
    elif not broken and not _is_url(given):
        broken.append(("url", None))
    _raise_if(broken)
    return given


def validate_expires(value: object, info: ValidationInfo) -> int:
    """Read when an update expires, in milliseconds since 1970; the context says what time it is now."""
    now_ms = _facts(info).now_ms
    at_ms = _milliseconds(_string(value))
    if at_ms is None:
        raise _broken([("date-time", None)])
    if at_ms <= now_ms:
        raise _broken([("future", None)])
    if at_ms - now_ms > _EXPIRES_MAX_MS:
        raise _broken([("max-days", EXPIRES_MAX_DAYS)])
    return at_ms


def validate_update_id(value: object) -> str:
    """Hold the id of another update against the form of ids."""
    given = _string(value)
    if not UPDATE_ID.match(given):
        raise _broken([("update-id", None)])
    return given


def _cleaned(value: object, name: str, facts: ValidationContext) -> str:
    clean_text = clean(_string(value))
    if clean_text.cleaned:
        facts.cleaned[name] = clean_text.cleaned
    text = clean_text.text
    broken: list[Broken] = [*broken_rules(text), *broken_lengths(text, LIMITS[name].hard)]
    if text and not broken and not is_visible(text):
        broken.append(("visible", None))
    _raise_if(broken)
    return text


def _facts(info: ValidationInfo) -> ValidationContext:
    assert isinstance(info.context, ValidationContext)
    return info.context


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _broken([("string", None)])
    return value


def _authority(link: str) -> str:
    try:
        return urlsplit(link).netloc
    except ValueError:
        return ""


def _is_url(link: str) -> bool:
    try:
        host = Url(link).host or ""
    except ValidationError:
        return False
    labels = host.removesuffix(".").split(".")
    return len(host) <= _HOST_MAX and all(0 < len(label) <= _LABEL_MAX for label in labels)


def _milliseconds(text: str) -> int | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    day, clock, fraction, offset = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or '+00:00'}")
    except ValueError:
        return None
    return (moment - _EPOCH) // timedelta(milliseconds=1) + int((fraction or "").ljust(3, "0")[:3])


def _raise_if(broken: Sequence[Broken]) -> None:
    if broken:
        raise _broken(broken)


def _broken(rules: Sequence[Broken]) -> PydanticCustomError:
    context: dict[str, Any] = {"rules": list(rules)}
    return PydanticCustomError(BROKEN, "breaks rules", context)
