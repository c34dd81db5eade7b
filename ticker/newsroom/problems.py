"""Problems as responses, for the newsroom and for whatever Starlette's router refuses itself. Decides nothing."""

from collections.abc import Awaitable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from ticker.errors import TickerError
from ticker.newsroom.refusals import Refusal, refusal_of
from ticker.wire.origins import Origins
from ticker.wire.problems import PROBLEM_TYPE, ProblemKind, kind_of_status, problem

_NEVER_CACHED: Final = {"Cache-Control": "no-store"}


def problem_response(error: TickerError) -> Response:
    """Answer a refusal, or an error that has one in the table."""
    refusal = refusal_of(error)
    body = problem(refusal.kind, refusal.detail, refusal.errors)
    headers = {**_NEVER_CACHED, **refusal.headers}
    return Response(body, status_code=refusal.kind.status, media_type=PROBLEM_TYPE, headers=headers)


async def or_problem(response: Awaitable[Response]) -> Response:
    """Return the response, or the problem with which it is refused."""
    try:
        return await response
    except TickerError as refused:
        return problem_response(refused)


def exception_responses(readers: Origins) -> Mapping[Any, ExceptionHandler]:
    """Give Starlette's ``exception_handlers``: with them every 4xx and 5xx of the application is a problem.

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
