"""Problems (RFC 9457) as a person would want them: what is wrong, field by field. Pure but for `RequestRefused`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from ticker.cli.console import CommandFailed, Status
from ticker.cli.text import plain
from ticker.errors import FieldError
from ticker.newsroom.rule_wording import RULES
from ticker.wire.close_codes import CloseCode
from ticker.wire.problems import ProblemKind

_UNAUTHENTICATED: Final = 401
_STALE: Final = 412


@dataclass(frozen=True, slots=True)
class Problem:
    """What the service answered instead of doing it."""

    status: int
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()

    @classmethod
    def read(cls, response: httpx.Response) -> "Problem":
        """Read an answer that is no success; one that is no problem document still becomes one."""
        try:
            body = json.loads(response.content)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            return cls(response.status_code, response.reason_phrase or "no success", "")
        return cls(
            response.status_code,
            plain(str(body.get("title") or response.reason_phrase)),
            plain(str(body.get("detail") or "")),
            tuple(_field_error(error) for error in body.get("errors") or () if isinstance(error, dict)),
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines to print: what happened, then each field that broke a rule."""
        detail = "" if self.errors else self.detail  # which only repeats the fields, in the words of the contract
        head = f"{self.status} {self.title}" + (f": {detail}" if detail else "")
        return (head, *(f"  {explain(error)}" for error in self.errors))


class RequestRefused(CommandFailed):
    """The service refused; ``problem`` says why."""

    status = Status.REFUSED

    def __init__(self, problem: Problem, *, feeds: Sequence[str] = ()) -> None:
        """Take the problem, and the feeds that were asked for: an unknown one is named."""
        super().__init__("\n".join((*problem.lines, *_hints(problem, feeds))))
        self.problem = problem


def _hints(problem: Problem, feeds: Sequence[str]) -> Iterator[str]:
    """Return what a person at a terminal can do about it."""
    if problem.status == _UNAUTHENTICATED:
        yield "  the key in TICKER_KEY, --key or --key-file is not known there"
    if problem.status == _STALE:
        yield "  leave out --version to act on what stands"
    if any(error.field == "expires" and error.rule == "date-time" for error in problem.errors):
        yield "  or say for how long: 90s, 20m, 6h, 7d"
    if problem.status == CloseCode.NO_SUCH_FEED or problem.title == ProblemKind.NO_SUCH_FEED.title:
        yield f"  asked for: {', '.join(feeds)}; `ticker feeds list` shows the feeds"


def explain(error: FieldError) -> str:
    """Say in words which rule a field broke, with the rule's own name for looking it up."""
    sentences = RULES.get(error.rule)
    if sentences is not None:
        return f"{error.field}: {sentences['en'].format(limit=error.limit)} ({error.rule})"
    limit = "" if error.limit is None else f", limit {error.limit}"
    return f"{error.field} breaks a rule ({error.rule}{limit})"


def _field_error(error: dict[str, Any]) -> FieldError:
    limit = error.get("limit")
    return FieldError(
        plain(str(error.get("field", "?"))),
        plain(str(error.get("rule", "?"))),
        limit if isinstance(limit, int) else None,
    )
