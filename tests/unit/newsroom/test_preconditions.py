import pytest

from ticker.newsroom.filing import body_hash, idempotency_scope, parse_idempotency_key, parse_if_match
from ticker.newsroom.problems import Refusal
from ticker.wire.problems import ProblemKind


@pytest.mark.parametrize(("line", "version"), [('"3"', 3), (' "12" ', 12), ('"0"', 0)])
def test_if_match_is_one_quoted_version(line: str, version: int) -> None:
    assert parse_if_match([line]) == version


@pytest.mark.parametrize(
    "lines",
    [["3"], ['W/"3"'], ["*"], ['"*"'], ['"abc"'], ['"03"'], ['"-1"'], ['"3'], ['"1", "2"'], ['"1"', '"2"'], [""],
     ['"٣"'], ['"' + "9" * 16 + '"']],
)  # fmt: skip
def test_any_other_if_match_is_malformed(lines: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        parse_if_match(lines)
    assert refused.value.kind is ProblemKind.INVALID_IF_MATCH


def test_missing_headers_are_none() -> None:
    assert parse_if_match([]) is None
    assert parse_idempotency_key([]) is None


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("abc", "abc"),
        ('"abc"', "abc"),
        (' "a b" ', "a b"),
        (r'"a\"b\\c"', r'a"b\c'),
        ('a"b', 'a"b'),
        ("x" * 128, "x" * 128),
        ('"' + "x" * 128 + '"', "x" * 128),
    ],
)
def test_an_idempotency_key_is_the_same_quoted_and_bare(line: str, key: str) -> None:
    assert parse_idempotency_key([line]) == key


@pytest.mark.parametrize(
    "lines", [[""], ['""'], ['"'], ['"a'], ['"a"b"'], ['"a";p=1'], ["x" * 129], ["a\tb"], ["é"], ["a", "a"]]
)
def test_any_other_idempotency_key_is_malformed(lines: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        parse_idempotency_key(lines)
    assert refused.value.kind is ProblemKind.INVALID_IDEMPOTENCY_KEY


def test_the_scope_is_key_and_path() -> None:
    scopes = {
        idempotency_scope("a", key_id="k", path="en"),
        idempotency_scope("b", key_id="k", path="en"),
        idempotency_scope("a", key_id="l", path="en"),
        idempotency_scope("a", key_id="k", path="ar"),
    }
    assert len(scopes) == 4
    assert all(len(scope) == 64 for scope in scopes)


def test_the_same_bytes_are_the_same_body() -> None:
    assert body_hash(b"{}") == body_hash(b"{}") != body_hash(b"{ }")
