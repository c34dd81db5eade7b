import pytest

from ticker.errors import InvalidSettings
from ticker.wire.origins import Origins, Proxies, limited_as, normal_origin, outer_scheme


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


def test_a_star_is_no_origin_where_each_has_to_be_named() -> None:
    with pytest.raises(InvalidSettings, match=r"--client-servers .*'\*' is no origin"):
        Origins.parse("https://a.example, *", setting="client_servers", may_be_any=False)


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


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7:5678", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:CB00:7107", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:DB8:0:0:ffff::2", "2001:db8::/64"),
        ("2001:0db8:0000:0000:0000:0000:0000:0003", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("[2001:db8::1]:443", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ('"[2001:db8::1]:443"', "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("_hidden:80", "_hidden:80"),
        ("", ""),
        ("x" * 200, "x" * 64),
    ],
)
def test_limits_count_an_address_under_one_name(address: str, counted_as: str) -> None:
    assert limited_as(address) == counted_as


@pytest.mark.parametrize(
    ("trusted", "peer"),
    [
        ("10.0.0.0/8", "::ffff:10.1.2.3"),
        ("::ffff:10.0.0.0/104", "10.1.2.3"),
        ("10.0.0.0/8", "10.1.2.3:443"),
        ("2001:db8::/32", "[2001:DB8::1]:443"),
        ("fe80::/10", "fe80::1%eth0"),
    ],
)
def test_a_proxy_is_trusted_however_its_address_is_written(trusted: str, peer: str) -> None:
    assert Proxies.parse(trusted).trust(peer)


def test_all_of_ipv6_is_no_network_of_ipv4() -> None:
    assert not Proxies.parse("::/1").trust("10.1.2.3")


@pytest.mark.parametrize(
    ("peer", "said", "counted"),
    [
        ("10.1.2.3", "", "10.1.2.3"),
        ("11.1.2.3", "203.0.113.9", "11.1.2.3"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "198.51.100.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("10.1.2.3", "10.8.8.8, 10.9.9.9", "10.8.8.8"),
    ],
)
def test_the_last_hop_that_is_no_trusted_proxy_is_counted(peer: str, said: str, counted: str) -> None:
    assert Proxies.parse("10.0.0.0/8").address_behind(peer, said) == counted
