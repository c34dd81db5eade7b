"""What surfaces report, from a JSON object to values that keep every rule, with every broken rule named. Pure."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from ticker.errors import FieldError
from ticker.model import UPDATE_ID, Cursor, UpdateId
from ticker.newsroom.problems import Refusal
from ticker.store.surfaces import Shown, SurfaceReport, read_cursor
from ticker.wire.problems import ProblemKind

SHOWN_MAX: Final = 32
DELAY_MAX_S: Final = 30
WORD: Final = r"^[a-z0-9][a-z0-9-]{0,31}$"
"""The form of ``kind`` and ``state``: words that the desk's pages know, and others in time."""
_ERRORS_MAX: Final = 32
_NAME_MAX: Final = 80
_RULES: Final[Mapping[str, str]] = {
    "missing": "required",
    "extra_forbidden": "unknown-field",
    "string_type": "string",
    "string_pattern_mismatch": "word",
    "list_type": "list",
    "int_type": "whole-number",
    "float_type": "number",
    "model_type": "object",
    "model_attributes_type": "object",
    "too_long": "max-length",
    "greater_than_equal": "min",
    "less_than_equal": "max",
    "finite_number": "number",
    "value_error": "cursor",
}
_LIMITS: Final = ("max_length", "ge", "le")


class _Reported(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Shown(_Reported):
    id: Annotated[str, Field(pattern=UPDATE_ID.pattern.replace(r"\Z", "$"))]
    version: Annotated[int, Field(ge=1, le=10**9)]


class _Body(_Reported):
    kind: Annotated[str, Field(pattern=WORD)]
    cursor: Annotated[Cursor | None, PlainValidator(read_cursor)]
    shown: Annotated[list[_Shown], Field(max_length=SHOWN_MAX)]
    state: Annotated[str, Field(pattern=WORD)]
    delay_s: Annotated[float, Field(ge=0, le=DELAY_MAX_S)]
    mode: Annotated[str | None, Field(pattern=WORD)] = None


def parse_report(members: Mapping[str, Any], *, name: str, now_ms: int) -> SurfaceReport:
    """Return what the surface ``name`` reports at ``now_ms``.

    Raises:
        Refusal: it breaks rules; all of them are named.
    """
    try:
        read = _Body.model_validate(members)
    except ValidationError as broken:
        errors: Sequence[Any] = broken.errors(include_url=False, include_input=False)
    else:
        shown = tuple(Shown(UpdateId(one.id), one.version) for one in read.shown)
        return SurfaceReport(name, read.kind, read.cursor, shown, read.state, read.delay_s, now_ms, now_ms, read.mode)
    raise Refusal(ProblemKind.INVALID_REPORT, errors=[_field_error(found) for found in errors[:_ERRORS_MAX]])


def _field_error(found: Mapping[str, Any]) -> FieldError:
    field = ".".join(str(part)[:_NAME_MAX] for part in found["loc"])
    context = found.get("ctx", {})
    limit = next((int(context[name]) for name in _LIMITS if name in context), None)
    return FieldError(field, _RULES.get(found["type"], found["type"]), limit)
