import pytest

from ticker.errors import InvalidSettings
from ticker.wire.origins import Origins, Proxies, normal_origin, outer_scheme


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://Example.COM", "https://example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("http://example.com:8000", "http://example.com:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("null", ""),
        ("", ""),
        ("http://", ""),
        ("ftp://example.com", ""),
        ("http://user@example.com", ""),
        ("http://example.com:port", ""),
        ("http://[::1", ""),
    ],
)
def test_origins_are_compared_as_browsers_write_them(given: str, normal: str) -> None:
    assert normal_origin(given) == normal


def test_no_list_means_no_headers() -> None:
    assert Origins.parse("").headers("https://a.example") == {}


def test_a_star_means_any() -> None:
    assert Origins.parse("*").headers(None) == {"Access-Control-Allow-Origin": "*"}


def test_a_listed_origin_is_echoed() -> None:
    listed = Origins.parse("https://a.example, https://b.example:8443/")
    allowed = {"Vary": "Origin", "Access-Control-Allow-Origin": "https://b.example:8443"}
    assert listed.headers("https://b.example:8443") == allowed


@pytest.mark.parametrize(
    "origin", [None, "null", "", "https://c.example", "http://a.example", "https://a.example.evil"]
)
def test_no_other_origin_is_echoed(origin: str | None) -> None:
    assert Origins.parse("https://a.example,,").headers(origin) == {"Vary": "Origin"}


@pytest.mark.parametrize(
    "wrong",
    ["junk", "news.example", "https://", "ftp://a.example", "https://a.example/news", "https://a.example?x", "null"],
)
def test_a_list_with_something_else_is_refused_and_names_it(wrong: str) -> None:
    with pytest.raises(InvalidSettings, match=r"--file-origins \(TICKER_FILE_ORIGINS\)") as refused:
        Origins.parse(f"https://b.example, {wrong}", setting="file_origins")
    assert repr(wrong) in str(refused.value)


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        ("10.1.2.3", "https", "https"),
        ("10.1.2.3", "http, HTTPS", "https"),
        ("10.1.2.3", "https, http", "http"),
        ("10.1.2.3", "gopher", "http"),
        ("10.1.2.3", "", "http"),
        ("::1", "https", "https"),
        ("11.1.2.3", "https", "http"),
        (None, "https", "http"),
        ("socket", "https", "http"),
    ],
)
def test_only_a_trusted_proxy_is_believed_about_the_outside(peer: str | None, said: str, scheme: str) -> None:
    proxies = Proxies.parse("10.0.0.0/8, ::1")
    assert outer_scheme("http", {"x-forwarded-proto": said}, peer=peer, proxies=proxies) == scheme


def test_a_proxy_that_is_no_address_is_refused_by_name() -> None:
    with pytest.raises(InvalidSettings, match="TICKER_TRUSTED_PROXIES"):
        Proxies.parse("10.0.0.0/99")
