"""What a refusal is before it becomes a response: a kind, what is wrong, headers. No HTTP library.

Here is the one table from the tree of errors to kinds of problems.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from ticker.errors import (
    FieldError,
    IdempotencyMismatch,
    InvalidCursor,
    InvalidDraft,
    NoSuchKey,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreRefused,
    StoreUnavailable,
    TickerError,
)
from ticker.newsroom.bodies import NotJson
from ticker.wire.problems import ProblemKind

RETRY_AFTER_S: Final = 2

_KINDS: Final[tuple[tuple[type[TickerError], ProblemKind], ...]] = (
    (NotJson, ProblemKind.INVALID_JSON),
    (InvalidDraft, ProblemKind.INVALID_DRAFT),
    (InvalidCursor, ProblemKind.INVALID_CURSOR),
    (NoSuchUpdate, ProblemKind.NO_SUCH_UPDATE),
    (NotYourUpdate, ProblemKind.NOT_YOUR_UPDATE),
    (NotAllowedInState, ProblemKind.NOT_ALLOWED_IN_STATE),
    (StaleVersion, ProblemKind.STALE_VERSION),
    (IdempotencyMismatch, ProblemKind.IDEMPOTENCY_MISMATCH),
)
"""The first that fits counts: a subclass stands before its parent. The text of these goes out as ``detail``."""


class Refusal(TickerError):
    """Ends the answering of a request with a problem."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or kind.title)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


def retry_later(kind: ProblemKind, detail: str) -> Refusal:
    """Refuse what will work in a moment."""
    return Refusal(kind, detail, headers={"Retry-After": str(RETRY_AFTER_S)})


def refusal_of(error: TickerError) -> Refusal:
    """Give the refusal that answers an error; whatever has none of its own is a failure of the service."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, StoreRefused) and not error.may_stand:
        detail = f"Nothing was written: the store refuses ({error.code}). Retry, and tell whoever runs the service."
        return retry_later(ProblemKind.STORE_UNAVAILABLE, detail)
    if isinstance(error, StoreUnavailable):
        may_stand = (
            "It may stand: retry with the same Idempotency-Key."
            if error.may_stand
            else "Nothing was written: try again in some seconds."
        )
        return retry_later(ProblemKind.STORE_UNAVAILABLE, may_stand)
    if isinstance(error, NoSuchKey):
        return Refusal(ProblemKind.UNAUTHENTICATED, headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, NotReplaceable):
        return Refusal(ProblemKind.INVALID_DRAFT, errors=[FieldError("replaces", "killed-update")])
    for kind_of_error, kind in _KINDS:
        if isinstance(error, kind_of_error):
            detail = f"{error}. {kind.advice}" if str(error) else ""
            return Refusal(kind, detail, errors=error.errors if isinstance(error, InvalidDraft) else ())
    return Refusal(ProblemKind.INTERNAL)
