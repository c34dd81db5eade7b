"""What correspondents file: from a JSON object to values that keep every rule, and to the words of the wire. Pure."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError

from ticker.errors import FieldError, InvalidDraft
from ticker.model import Dir, Feed, Level, SourceKind, Words
from ticker.newsroom.constraints import DEFAULT_LEVEL
from ticker.newsroom.rules import (
    BROKEN,
    Cleaned,
    ValidationContext,
    one_of,
    optional_text,
    required_text,
    slug,
    validate_expires,
    validate_link,
    validate_update_id,
)
from ticker.newsroom.text import direction

MADE_BY_THE_SERVER: Final = frozenset({
    "at", "cursor", "feed", "filed_at", "first_created", "headline", "id", "language", "order", "pubstatus",
    "seq", "type", "urgency", "version", "version_created",
})  # fmt: skip
"""Members of an entry that nobody files; ``not-allowed`` says more than ``unknown-field``."""
NOT_YET: Final = frozenset({"embargo"})
"""Members that mean something which is not built: to take them and not to keep them would be worse."""

_ERRORS_MAX: Final = 32
_NAME_MAX: Final = 80
_RULES_OF_PYDANTIC: Final = {"missing": "required", "model_type": "object"}
_PUNCTUATION: Final = {
    "fr": (", ", "\u00a0: "),
    "ja": ("、", "："),
    "zh": ("，", "："),
    **dict.fromkeys(("ar", "ckb", "fa", "ks", "ps", "sd", "ug", "ur"), ("، ", ": ")),
}
"""Between name and role, and before the statement, by primary language."""
_DEFAULT_PUNCTUATION: Final = (", ", ": ")


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Filed(_Strict):
    cleaned: ClassVar[Cleaned] = {}
    """What was cleaned in which texts, in the order of the draft's fields."""

    def model_post_init(self, context: Any, /) -> None:
        """Keep what the validation has noted, where a cached property is: a private attribute takes 9 µs more."""
        self.__dict__["cleaned"] = context.cleaned


class Attribution(_Strict):
    """Who says it."""

    name: Annotated[str, required_text("attribution.name")]
    role: Annotated[str | None, optional_text("attribution.role")] = None
    kind: Annotated[SourceKind | None, one_of(SourceKind)] = None


class Draft(_Filed):
    """A line as a correspondent files it: an update, or as a whole the refile of one."""

    attribution: Attribution
    statement: Annotated[str, required_text("statement")]
    level: Annotated[Level, one_of(Level)] = DEFAULT_LEVEL
    dir: Annotated[Dir | None, one_of(get_args(Dir))] = None
    """None: as the statement's letters have it."""
    short: Annotated[str | None, optional_text("short")] = None
    section: Annotated[str | None, slug("section")] = None
    region: Annotated[str | None, slug("region")] = None
    slug: Annotated[str | None, optional_text("slug")] = None
    link: Annotated[str | None, PlainValidator(validate_link)] = None
    expires: Annotated[int | None, PlainValidator(validate_expires)] = None
    """Milliseconds since 1970; None: the feed's default."""
    replaces: Annotated[str | None, PlainValidator(validate_update_id)] = None


class Correction(Draft):
    """A whole draft, and what it corrects, in words for readers."""

    note: Annotated[str, required_text("note")]


class Reason(_Filed):
    """Why a line is held, released or killed: for the desk."""

    reason: Annotated[str | None, optional_text("reason")] = None


_Kind = TypeVar("_Kind", bound=_Filed)


def parse_draft(members: Mapping[str, Any], *, now_ms: int) -> Draft:
    """Return what is filed as an update or a refile.

    Raises:
        InvalidDraft: it breaks rules; all of them are named.
    """
    return _parse(Draft, members, now_ms=now_ms)


def parse_correction(members: Mapping[str, Any], *, now_ms: int) -> Correction:
    """Return a correction; raises what ``parse_draft`` raises."""
    return _parse(Correction, members, now_ms=now_ms)


def parse_reason(members: Mapping[str, Any]) -> Reason:
    """Return what a hold, a release or a kill brings: a reason for the desk, or nothing; raises as ``parse_draft``."""
    return _parse(Reason, members, now_ms=0)


def _parse(kind: type[_Kind], members: Mapping[str, Any], *, now_ms: int) -> _Kind:
    try:
        return kind.model_validate(members, context=ValidationContext(now_ms))
    except ValidationError as broken:
        errors = broken.errors(include_url=False, include_input=False)
    # Outside of the except block: the draft's text must not follow the refusal into a log by its context.
    raise InvalidDraft(*[error for found in errors[:_ERRORS_MAX] for error in _field_errors(dict(found))])


def _field_errors(found: dict[str, Any]) -> Iterator[FieldError]:
    location: tuple[str, ...] = found["loc"]
    field = ".".join(part[:_NAME_MAX] for part in location)
    if found["type"] == BROKEN:
        yield from (FieldError(field, rule, limit) for rule, limit in found["ctx"]["rules"])
    elif found["type"] == "extra_forbidden":
        yield FieldError(field, _rule_of_unknown(location))
    else:
        yield FieldError(field, _RULES_OF_PYDANTIC.get(found["type"], found["type"]))


def _rule_of_unknown(location: tuple[str, ...]) -> str:
    if len(location) == 1 and location[0] in NOT_YET:
        return "not-supported-yet"
    return "not-allowed" if len(location) == 1 and location[0] in MADE_BY_THE_SERVER else "unknown-field"


def public_words(draft: Draft, feed: Feed) -> Words:
    """Build what everybody may read of a draft, in the order of the wire; what it leaves out is left out."""
    words: dict[str, Any] = {
        "level": draft.level.value,
        "urgency": draft.level.urgency,
        "attribution": draft.attribution.model_dump(exclude_none=True),
        "statement": draft.statement,
        "short": draft.short,
        "headline": _headline(draft.attribution, draft.statement, feed.language),
        "language": feed.language,
        "dir": draft.dir or direction(draft.statement, feed.dir),
        "section": draft.section,
        "region": draft.region,
        "slug": draft.slug,
        "link": draft.link,
        "replaces": draft.replaces,
        "note": draft.note if isinstance(draft, Correction) else None,
    }
    return {name: value for name, value in words.items() if value is not None}


def _headline(attribution: Attribution, statement: str, language: str) -> str:
    """Write the line as it is shown, ``Name, role: statement``, in the punctuation of the language."""
    comma, colon = _PUNCTUATION.get(language.lower().split("-", 1)[0], _DEFAULT_PUNCTUATION)
    source = attribution.name if attribution.role is None else attribution.name + comma + attribution.role
    return source + colon + statement
