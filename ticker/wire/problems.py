"""Problems (RFC 9457): every refusal over HTTP, its type, status and title, in one table. Pure: values to bytes."""

from collections.abc import Mapping, Sequence
from enum import Enum, unique
from http import HTTPStatus
from typing import Any, Final

import orjson

from ticker.errors import FieldError

PROBLEM_TYPE: Final = "application/problem+json"
URN: Final = "urn:ticker:problem:"


@unique
class ProblemKind(Enum):
    """Every kind of refusal: its status, its title, what to do. The URNs, which end in the names, never change."""

    BAD_REQUEST = (
        400,
        "The request is malformed",
        "Compare the request with docs/protocol.md: something in its head or query is not as the address takes it.",
    )
    INVALID_JSON = (
        400,
        "The body is not a JSON object",
        "Send one JSON object in UTF-8.",
    )
    INVALID_IF_MATCH = (
        400,
        "If-Match is not one quoted version",
        'Write the version that you act on: If-Match: "3"',
    )
    INVALID_IDEMPOTENCY_KEY = (
        400,
        "Idempotency-Key is malformed",
        "Send one key of 1 to 128 printable ASCII characters.",
    )
    INVALID_CURSOR = (
        400,
        "That is no cursor",
        "Bring a cursor as it was given to you, or none.",
    )
    UNAUTHENTICATED = (
        401,
        "A valid key or session is needed",
        "Send Authorization: Bearer and a key that holds, or sign in; ticker keys list shows which keys there are.",
    )
    FORBIDDEN = (
        403,
        "The key may not do this",
        "Ask for a key with this right: ticker keys add.",
    )
    NOT_YOUR_UPDATE = (
        403,
        "The update was filed by another key",
        "Act on what this key has filed, or ask an editor.",
    )
    FOREIGN_ORIGIN = (
        403,
        "Requests from this origin are not taken",
        "Add the page's origin to --read-origins or --file-origins, or ask from a page of this service.",
    )
    NOT_FOUND = (
        404,
        "Nothing is here",
        "Look the address up in docs/protocol.md.",
    )
    NO_SUCH_FEED = (
        404,
        "There is no such feed",
        "GET /v1/feeds lists the feeds; ticker feeds add makes one.",
    )
    NO_SUCH_UPDATE = (
        404,
        "There is no such update",
        "Compare the id, and the feed that it is in; what has left the log is not found either.",
    )
    METHOD_NOT_ALLOWED = (
        405,
        "The method is not allowed here",
        "Use a method that the header Allow names.",
    )
    REQUEST_TIMEOUT = (
        408,
        "The request did not arrive in time",
        "Send the whole request at once, and try again.",
    )
    NOT_ALLOWED_IN_STATE = (
        409,
        "The update's state does not allow this",
        "Read the update again and act on what stands.",
    )
    CURSOR_NOT_KEPT = (
        410,
        "The entries after this cursor are not kept",
        "Take the snapshot, and go on from its cursor.",
    )
    STALE_VERSION = (
        412,
        "Another version stands",
        "Read the update again, and name the version that stands in If-Match.",
    )
    TOO_LARGE = (
        413,
        "The body is too large",
        "Send a shorter body.",
    )
    UNSUPPORTED_MEDIA_TYPE = (
        415,
        "The body must be application/json",
        "Send Content-Type: application/json, in UTF-8 and not compressed.",
    )
    INVALID_DRAFT = (
        422,
        "The draft breaks rules",
        "Mend the fields that errors names.",
    )
    INVALID_REPORT = (
        422,
        "The report breaks rules",
        "Mend the fields that errors names.",
    )
    IDEMPOTENCY_MISMATCH = (
        422,
        "The idempotency key was used with another body",
        "Use a new key for another body.",
    )
    UPGRADE_REQUIRED = (
        426,
        "This address speaks WebSocket, version 13",
        "Open a WebSocket of version 13, or read the stream beside it: /stream instead of /socket.",
    )
    IF_MATCH_REQUIRED = (
        428,
        "If-Match with the version acted upon is needed",
        'Write the version that you act on: If-Match: "3"',
    )
    TOO_MANY_REQUESTS = (
        429,
        "Too many requests",
        "Wait as long as Retry-After says.",
    )
    HEAD_TOO_LARGE = (
        431,
        "The request head is too large",
        "Send fewer or shorter headers, or a shorter address.",
    )
    INTERNAL = (
        500,
        "The service failed",
        "Try again; if it stays, the log of the service has the reason.",
    )
    STORE_UNAVAILABLE = (
        503,
        "The store does not answer",
        "Try again in some seconds, with the same Idempotency-Key.",
    )
    DRAINING = (
        503,
        "This process is shutting down",
        "Try again: another process answers, or this one in a moment. Use the same Idempotency-Key.",
    )
    NOT_READY = (
        503,
        "This process is still loading",
        "Try again in a second.",
    )
    FULL = (
        503,
        "This process takes no more readers",
        "Come back in a while.",
    )

    def __init__(self, status: int, title: str, advice: str) -> None:
        self.code = self.name.lower().replace("_", "-")
        self.status = status
        self.title = title
        self.advice = advice
        """The ``detail`` of a problem that knows no better one."""

    @property
    def type(self) -> str:
        """Return the URN by which programs know this kind."""
        return URN + self.code


def problem(kind: ProblemKind, detail: str = "", errors: Sequence[FieldError] = ()) -> bytes:
    """Build the body of a problem; ``detail`` tells people what to do, ``errors`` name field and rule."""
    body: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": kind.status}
    body["detail"] = detail or kind.advice
    if errors:
        body["errors"] = [_field_error(error) for error in errors]
    return orjson.dumps(body)


def problem_parts(
    kind: ProblemKind, detail: str = "", *, errors: Sequence[FieldError] = (), headers: Mapping[str, str]
) -> tuple[bytes, int, dict[str, str]]:
    """Return body, status and headers of a problem's response, which no cache may keep; ``headers`` are added."""
    body = problem(kind, detail, errors)
    own = {"Content-Type": PROBLEM_TYPE, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
    return body, kind.status, {**own, **headers}


def kind_of_status(status: int) -> ProblemKind:
    """Return the most general kind of a status; for one that is not in the table, that of its class."""
    for kind in ProblemKind:
        if kind.status == status:
            return kind
    return ProblemKind.BAD_REQUEST if status // 100 == HTTPStatus.BAD_REQUEST // 100 else ProblemKind.INTERNAL


def _field_error(error: FieldError) -> dict[str, str | int]:
    shown: dict[str, str | int] = {"field": error.field, "rule": error.rule}
    if error.limit is not None:
        shown["limit"] = error.limit
    return shown
