import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.newsroom.bodies import NotJson, parse_object


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
