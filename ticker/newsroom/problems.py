"""What a request is refused with: the one table from errors to kinds of problems, and the responses made of it."""

from collections.abc import Awaitable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from ticker.errors import (
    FieldError,
    IdempotencyMismatch,
    InvalidCursor,
    InvalidDraft,
    NoSuchKey,
    NoSuchUpdate,
    NotAllowedInState,
    NotJson,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreRefused,
    StoreUnavailable,
    TickerError,
)
from ticker.wire.origins import Origins
from ticker.wire.problems import ProblemKind, kind_of_status, problem_parts

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
    """Return the refusal that answers an error; one that has none of its own is a failure of the service."""
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


def problem_response(error: TickerError) -> Response:
    """Return the response for a refusal, or for an error that has one in the table."""
    refusal = refusal_of(error)
    return Response(*problem_parts(refusal.kind, refusal.detail, errors=refusal.errors, headers=refusal.headers))


async def or_problem(response: Awaitable[Response]) -> Response:
    """Return the response, or the problem with which it is refused."""
    try:
        return await response
    except TickerError as refused:
        return problem_response(refused)


def exception_responses(readers: Origins) -> Mapping[Any, ExceptionHandler]:
    """Return Starlette's ``exception_handlers``: with them every 4xx and 5xx of the application is a problem.

    ``readers`` are the origins that may read, and so may see why they may not.
    """

    def refused(request: Request, error: Exception) -> Response:
        response = problem_response(_refusal(error))
        response.headers.update(readers.headers(request.headers.get("origin")))
        return response

    return {HTTPException: refused, TickerError: refused, Exception: refused}


def _refusal(error: Exception) -> TickerError:
    if isinstance(error, TickerError):
        return error
    if not isinstance(error, HTTPException):
        return Refusal(ProblemKind.INTERNAL)  # Starlette raises it again afterwards, and the server logs it
    kind = kind_of_status(error.status_code)
    detail = "" if error.detail == HTTPStatus(error.status_code).phrase else error.detail
    return Refusal(kind, detail, headers=error.headers)
