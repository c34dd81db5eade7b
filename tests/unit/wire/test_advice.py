"""Every problem says what to do, whichever part of the service makes it."""

import ast
from collections.abc import Iterator
from typing import Final

import orjson
import pytest

from tests.processes import ROOT
from ticker import errors
from ticker.errors import (
    FieldError,
    InvalidDraft,
    NotAllowedInState,
    NotJson,
    StaleVersion,
    StoreRefused,
    StoreUnavailable,
    TickerError,
)
from ticker.newsroom.problems import Refusal, problem_response
from ticker.readers.responses import plain_answer, problem_answer
from ticker.wire.problems import ProblemKind, problem

MADE_FROM: Final = {
    NotAllowedInState: NotAllowedInState("withheld"),
    StaleVersion: StaleVersion(3),
    InvalidDraft: InvalidDraft(FieldError("statement", "required")),
    NotJson: NotJson("json"),
    StoreUnavailable: StoreUnavailable("away", may_stand=True),
    StoreRefused: StoreRefused("OOM", "command not allowed"),
}


def detail_of(body: bytes) -> str:
    detail: str = orjson.loads(body)["detail"]
    return detail


def is_a_sentence_that_tells_what_to_do(detail: str) -> bool:
    return len(detail.split()) > 2 and detail[-1] in '."'


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_tells_what_to_do_by_itself(kind: ProblemKind) -> None:
    for body in (problem(kind), bytes(problem_answer(kind).body), plain_answer(kind).partition(b"\r\n\r\n")[2]):
        assert is_a_sentence_that_tells_what_to_do(detail_of(body))
    assert detail_of(bytes(problem_response(Refusal(kind)).body)) == kind.advice
    assert kind.advice != kind.title


def every_error() -> Iterator[TickerError]:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, TickerError):
            yield MADE_FROM[kind] if kind in MADE_FROM else kind("")


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: type(error).__name__)
def test_every_error_tells_what_to_do(error: TickerError) -> None:
    assert is_a_sentence_that_tells_what_to_do(detail_of(bytes(problem_response(error).body)))


def written() -> Iterator[tuple[str, str]]:
    """Return each detail that is written where a problem is made, with its place."""
    makers = {"Refusal", "Refused", "retry_later", "problem_answer", "plain_answer", "answer", "_refuse"}
    for path in sorted((ROOT / "ticker").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{maker}(" in text for maker in makers):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and len(node.args) > 1:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                said = node.args[1]
                if name in makers and isinstance(said, ast.Constant | ast.JoinedStr):
                    yield (
                        f"{path.relative_to(ROOT)}:{node.lineno}",
                        "".join(
                            str(part.value) if isinstance(part, ast.Constant) else "…"
                            for part in (said.values if isinstance(said, ast.JoinedStr) else [said])
                        ),
                    )


def test_every_detail_that_is_written_in_place_is_more_than_a_name() -> None:
    said_at = list(written())
    assert len(said_at) > 20  # the places are found
    assert [place for place, said in said_at if len(said.split()) <= 2] == []
