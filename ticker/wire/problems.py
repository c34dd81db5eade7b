"""Problems (RFC 9457): every refusal over HTTP, its type, status and title, in one table. Pure: values to bytes."""

from collections.abc import Sequence
from enum import Enum, unique
from http import HTTPStatus
from typing import Any, Final

import orjson

from ticker.errors import FieldError

PROBLEM_TYPE: Final = "application/problem+json"
URN: Final = "urn:ticker:problem:"


@unique
class ProblemKind(Enum):
    """Every kind of refusal: the end of its URN, its status, its title. The URNs never change."""

    BAD_REQUEST = ("bad-request", 400, "The request is malformed")
    INVALID_JSON = ("invalid-json", 400, "The body is not a JSON object")
    INVALID_IF_MATCH = ("invalid-if-match", 400, "If-Match is not one quoted version")
    INVALID_IDEMPOTENCY_KEY = ("invalid-idempotency-key", 400, "Idempotency-Key is malformed")
    INVALID_CURSOR = ("invalid-cursor", 400, "That is no cursor")
    UNAUTHENTICATED = ("unauthenticated", 401, "A valid key or session is needed")
    FORBIDDEN = ("forbidden", 403, "The key may not do this")
    NOT_YOUR_UPDATE = ("not-your-update", 403, "The update was filed by another key")
    FOREIGN_ORIGIN = ("foreign-origin", 403, "Requests from this origin are not taken")
    NOT_FOUND = ("not-found", 404, "Nothing is here")
    NO_SUCH_FEED = ("no-such-feed", 404, "There is no such feed")
    NO_SUCH_UPDATE = ("no-such-update", 404, "There is no such update")
    METHOD_NOT_ALLOWED = ("method-not-allowed", 405, "The method is not allowed here")
    REQUEST_TIMEOUT = ("request-timeout", 408, "The request did not arrive in time")
    NOT_ALLOWED_IN_STATE = ("not-allowed-in-state", 409, "The update's state does not allow this")
    CURSOR_NOT_KEPT = ("cursor-not-kept", 410, "The entries after this cursor are not kept")
    STALE_VERSION = ("stale-version", 412, "Another version stands")
    TOO_LARGE = ("too-large", 413, "The body is too large")
    UNSUPPORTED_MEDIA_TYPE = ("unsupported-media-type", 415, "The body must be application/json")
    INVALID_DRAFT = ("invalid-draft", 422, "The draft breaks rules")
    INVALID_REPORT = ("invalid-report", 422, "The report breaks rules")
    IDEMPOTENCY_MISMATCH = ("idempotency-mismatch", 422, "The idempotency key was used with another body")
    UPGRADE_REQUIRED = ("upgrade-required", 426, "This address speaks WebSocket, version 13")
    IF_MATCH_REQUIRED = ("if-match-required", 428, "If-Match with the version acted upon is needed")
    TOO_MANY_REQUESTS = ("too-many-requests", 429, "Too many requests")
    HEAD_TOO_LARGE = ("head-too-large", 431, "The request head is too large")
    INTERNAL = ("internal", 500, "The service failed")
    STORE_UNAVAILABLE = ("store-unavailable", 503, "The store does not answer")
    DRAINING = ("draining", 503, "This process is shutting down")
    NOT_READY = ("not-ready", 503, "This process is still loading")
    FULL = ("full", 503, "This process takes no more readers")

    def __init__(self, code: str, status: int, title: str) -> None:
        self.code = code
        self.status = status
        self.title = title

    @property
    def type(self) -> str:
        """Give the URN by which programs know this kind."""
        return URN + self.code


def problem(kind: ProblemKind, detail: str = "", errors: Sequence[FieldError] = ()) -> bytes:
    """Build the body of a problem; ``detail`` is for people, ``errors`` name field and rule."""
    body: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": kind.status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [_field_error(error) for error in errors]
    return orjson.dumps(body)


def kind_of_status(status: int) -> ProblemKind:
    """Give the most general kind of a status; for one that is not in the table, that of its class."""
    for kind in ProblemKind:
        if kind.status == status:
            return kind
    return ProblemKind.BAD_REQUEST if status // 100 == HTTPStatus.BAD_REQUEST // 100 else ProblemKind.INTERNAL


def _field_error(error: FieldError) -> dict[str, str | int]:
    shown: dict[str, str | int] = {"field": error.field, "rule": error.rule}
    if error.limit is not None:
        shown["limit"] = error.limit
    return shown
