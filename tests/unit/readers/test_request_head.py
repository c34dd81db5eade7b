"""Request heads as admission takes them, out of what the parser found."""

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.readers.admission import RequestHead
from ticker.readers.request_head import (
    HEAD_MAX_BYTES,
    HEADERS_MAX,
    PATH_MAX_BYTES,
    PATH_MAX_PARTS,
    has_bare_line_feed,
    head_of,
    judged,
    origin_form,
    path_of,
    take_header,
)
from ticker.wire.origins import Proxies
from ticker.wire.problems import ProblemKind

PROXIES = Proxies.parse("192.0.2.7, 10.0.0.1")


def head(
    *headers: tuple[bytes, bytes], method: bytes = b"GET", url: bytes = b"/v1/socket", version: bytes = b"1.1"
) -> RequestHead:
    parser = httptools.HttpRequestParser(object())
    parser.feed_data(b"%b / HTTP/%b\r\n\r\n" % (method, version))
    path = url.partition(b"?")[0].decode("latin-1")
    named: dict[str, str] = {}
    for name, value in headers:
        take_header(named, name, value)
    return head_of(parser, path, url, named, proxies=PROXIES, peer="192.0.2.7")


def test_a_head_has_what_was_asked() -> None:
    asked = head((b"host", b"news.example"), (b"origin", b"null"), url=b"/v1/socket?feed=en&after=%7e?")
    assert asked == RequestHead(
        "GET",
        "/v1/socket",
        "feed=en&after=%7e?",
        {"host": "news.example", "origin": "null"},
        has_body=False,
        address="192.0.2.7",
    )


def test_who_speaks_http_1_0_takes_no_chunks() -> None:
    assert head().takes_chunks
    assert not head(version=b"1.0").takes_chunks


def test_a_method_is_taken_as_it_is_written() -> None:
    assert head(method=b"PROPFIND").method == "PROPFIND"


@pytest.mark.parametrize(("url", "query"), [(b"/v1/socket", ""), (b"/v1/socket?", ""), (b"/v1/socket?\xe9", "é")])
def test_a_query_may_be_missing_empty_or_strange(url: bytes, query: str) -> None:
    assert head(url=url).query == query


def test_repeated_headers_are_one_list() -> None:
    asked = head((b"connection", b"keep-alive"), (b"host", b"a"), (b"connection", b"Upgrade"))
    assert asked.headers == {"connection": "keep-alive, Upgrade", "host": "a"}


def test_header_bytes_of_any_value_are_taken() -> None:
    assert head((b"origin", b"\xff\x00\xe9")).headers["origin"] == "\xff\x00é"


@pytest.mark.parametrize(
    ("headers", "has_body"),
    [
        ([], False),
        ([(b"content-length", b"0")], False),
        ([(b"content-length", b"1")], True),
        ([(b"content-length", b"")], True),
        ([(b"content-length", b"0"), (b"content-length", b"5")], True),
        ([(b"transfer-encoding", b"chunked")], True),
        ([(b"transfer-encoding", b"identity")], True),
        ([(b"content-length", b"0"), (b"transfer-encoding", b"chunked")], True),
    ],
)
def test_a_body_is_seen_before_it_comes(headers: list[tuple[bytes, bytes]], *, has_body: bool) -> None:
    assert head(*headers).has_body is has_body


def test_who_is_behind_a_proxy_is_asked_of_who_knows() -> None:
    asked = head((b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-for", b"10.0.0.1"))
    assert asked.address == "198.51.100.1"


@pytest.mark.parametrize(
    ("target", "form"),
    [
        (b"/v1/socket", b"/v1/socket"),
        (b"/v1/socket?feed=en", b"/v1/socket?feed=en"),
        (b"http://news.example/v1/socket?feed=en", b"/v1/socket?feed=en"),
        (b"https://news.example:8443/v1/stream", b"/v1/stream"),
        (b"http://news.example", b"/"),
        (b"http://news.example?feed=en", b"/?feed=en"),
    ],
)
def test_a_target_may_name_scheme_and_host(target: bytes, form: bytes) -> None:
    assert origin_form(target) == form


@pytest.mark.parametrize("target", [b"", b"v1/socket", b"http://", b"://news.example/", b"/a b"])
def test_what_is_no_target_is_none(target: bytes) -> None:
    assert origin_form(target) is None


@given(st.binary())
def test_no_target_makes_it_fail(target: bytes) -> None:
    form = origin_form(target)
    assert form is None or form[:1] in (b"/", b"*")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/v1/feeds/en?x=%2F//..", "/v1/feeds/en"),
        (b"/v1/feeds/%D8%AE", "/v1/feeds/\u062e"),
        (b"/v1/feeds/a%20b%3F", "/v1/feeds/a b?"),
        (b"/a.b/..c/.d", "/a.b/..c/.d"),
        (b"/", "/"),
        (b"*", "*"),
        (b"/%6detrics", None),
        (b"/%6Detrics", None),
        (b"/v1/feeds/en%2Fstream", None),
        (b"/v1/feeds/en%5Cstream", None),
        (b"/%7e", None),
        (b"/%2E%2E/metrics", None),
        (b"/clients/../metrics", None),
        (b"/clients/..", None),
        (b"/./metrics", None),
        (b"//metrics", None),
        (b"/a" * PATH_MAX_PARTS, "/a" * PATH_MAX_PARTS),
        (b"/a" * (PATH_MAX_PARTS + 1), None),
        (b"/" + b"a" * PATH_MAX_BYTES, None),
        (b"/" + b"a" * (PATH_MAX_BYTES - 1), "/" + "a" * (PATH_MAX_BYTES - 1)),
    ],
)
def test_a_path_has_one_spelling(target: bytes, path: str | None) -> None:
    assert path_of(target) == path


HOST = (b"host", b"a")


@pytest.mark.parametrize(
    ("url", "headers", "version", "kind"),
    [
        (b"/v1/feeds", [HOST], "1.1", None),
        (b"http://a/v1/feeds", [HOST], "1.1", None),
        (b"/v1/feeds", [], "1.0", None),
        (b"/v1/feeds", [HOST, *[(b"x", b"y")] * (HEADERS_MAX - 1)], "1.1", None),
        (b"/v1/feeds", [HOST, *[(b"x", b"y")] * HEADERS_MAX], "1.1", ProblemKind.HEAD_TOO_LARGE),
        (b"/v1/feeds", [HOST, (b"x", b"y" * HEAD_MAX_BYTES)], "1.1", ProblemKind.HEAD_TOO_LARGE),
        (b"/v1/feeds", [], "1.1", ProblemKind.BAD_REQUEST),
        (b"/v1/feeds", [HOST, HOST], "1.1", ProblemKind.BAD_REQUEST),
        (b"/v1/feeds", [HOST, HOST], "1.0", ProblemKind.BAD_REQUEST),
        (b"http://[", [HOST], "1.1", ProblemKind.BAD_REQUEST),
        (b"/%6detrics", [HOST], "1.1", ProblemKind.NOT_FOUND),
    ],
)
def test_what_is_wrong_with_a_head(
    url: bytes, headers: list[tuple[bytes, bytes]], version: str, kind: ProblemKind | None
) -> None:
    target, path, wrong = judged(url, headers, version=version)
    assert (wrong and wrong[0]) == kind
    if kind is None:
        assert (target, path) == (b"/v1/feeds", "/v1/feeds")


def test_a_bare_line_feed_is_seen() -> None:
    assert has_bare_line_feed(b"GET / HTTP/1.1\nHost: a\r\n")
    assert not has_bare_line_feed(b"GET / HTTP/1.1\r\nHost: a\r")
