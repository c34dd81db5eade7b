import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from ticker.errors import NotJson
from ticker.newsroom.body import parse_object, read_body
from ticker.newsroom.constraints import BODY_MAX_BYTES
from ticker.newsroom.problems import Refusal

JSON = "application/json"


def request_of(*chunks: bytes, ends: str = "whole", **headers: str) -> Request:
    """Make a request whose body comes in these chunks and is then whole, cut off, or never ends."""
    parts: list[dict[str, Any]] = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    if ends == "whole":
        parts.append({"type": "http.request", "body": b"", "more_body": False})
    elif ends == "cut":
        parts.append({"type": "http.disconnect"})
    return Request(
        {
            "type": "http",
            "method": "POST",
            "headers": [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()],
        },
        receive=_receiver(parts),
    )


def _receiver(parts: list[dict[str, Any]]) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    return receive


async def read(request: Request, *, may_be_empty: bool = False) -> bytes:
    return await read_body(request, may_be_empty=may_be_empty, patience_s=0.05)


async def status(request: Request, *, may_be_empty: bool = False) -> int:
    with pytest.raises(Refusal) as refused:
        await read(request, may_be_empty=may_be_empty)
    return refused.value.kind.status


@pytest.mark.parametrize(
    "content_type", [JSON, "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"']
)
async def test_json_is_read(content_type: str) -> None:
    assert await read(request_of(b'{"a"', b":1}", content_type=content_type)) == b'{"a":1}'


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content_type": "text/plain"},
        {"content_type": "application/x-www-form-urlencoded"},
        {"content_type": "application/json; charset=utf-16"},
        {"content_type": "application/jsonp"},
        {"content_type": JSON, "content_encoding": "gzip"},
    ],
)
async def test_anything_else_is_not(headers: dict[str, str]) -> None:
    assert await status(request_of(b"{}", **headers)) == 415
    assert await status(request_of(b"{}", **headers), may_be_empty=True) == 415
    assert await status(request_of(**headers)) == 415


@pytest.mark.parametrize("headers", [{}, {"content_type": "application/x-www-form-urlencoded"}, {"content_type": JSON}])
async def test_a_body_that_may_be_empty_needs_no_type_while_it_is(headers: dict[str, str]) -> None:
    assert await read(request_of(**headers), may_be_empty=True) == b""


async def test_sixteen_kibibytes_are_read_and_no_more() -> None:
    full = b"x" * BODY_MAX_BYTES
    assert await read(request_of(full, content_type=JSON)) == full
    assert await status(request_of(full, b"x", content_type=JSON)) == 413


async def test_a_declared_length_is_believed_only_when_it_is_too_large() -> None:
    assert await status(request_of(ends="never", content_type=JSON, content_length="16385")) == 413
    assert await status(request_of(b"x" * 20_000, content_type=JSON, content_length="2")) == 413
    assert await read(request_of(b"{}", content_type=JSON, content_length="-5")) == b"{}"


async def test_a_body_that_does_not_come_is_given_up() -> None:
    assert await status(request_of(b"{", ends="never", content_type=JSON)) == 408


async def test_a_body_that_is_cut_off_is_no_failure_of_ours() -> None:
    assert await status(request_of(b"{", ends="cut", content_type=JSON)) == 400


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"{} {}", "json"),
        (b"{'a': 1}", "json"),
        (b'{"a": NaN}', "json"),
        (b'{"a": -Infinity}', "json"),
        (b'{"a": "\x00"}', "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json"),
        (b'{"a": "\xff"}', "utf-8"),
        (b'{"a": "\xed\xa0\x80"}', "utf-8"),
        ('{"a": "b"}'.encode("utf-16"), "utf-8"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'"text"', "object"),
        (b"[" * 16_000, "too-deep"),
        (b'{"a":' * 3000, "too-deep"),
        (b'{"a": 1, "a": 1}', "duplicate-name"),
        (rb'{"\ud800": 1}', "lone-surrogate"),
        (b'{"a": {"b": 1, "b": 2}}', "duplicate-name"),
        (b'{"a": 1, "\\u0061": 2}', "duplicate-name"),
    ],
)
def test_what_is_no_unambiguous_json_object_is_refused(body: bytes, rule: str) -> None:
    with pytest.raises(NotJson) as refused:
        parse_object(body)
    assert [(error.field, error.rule) for error in refused.value.errors] == [("body", rule)]


def test_a_lone_surrogate_is_left_to_the_rules_of_its_field() -> None:
    assert parse_object(rb'{"a": "\ud800"}') == {"a": "\ud800"}


@given(st.binary(max_size=200))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    with contextlib.suppress(NotJson):
        assert isinstance(parse_object(body), dict)
