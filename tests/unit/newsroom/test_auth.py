import pytest
from starlette.requests import Request

from tests.unit.newsroom.doubles import MemoryKeyring
from ticker.newsroom.auth import Credentials
from ticker.newsroom.refusals import Refusal
from ticker.newsroom.sessions import COOKIE, Sessions
from ticker.wire.origins import Proxies
from ticker.wire.problems import ProblemKind


@pytest.fixture
def credentials() -> Credentials:
    keyring = MemoryKeyring()
    return Credentials(keyring, Sessions(keyring), Proxies.parse("10.0.0.0/8"))


def request_with(peer: tuple[str, int] | None = ("192.0.2.1", 50_000), **headers: str) -> Request:
    lines = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "scheme": "http", "client": peer, "headers": lines})


def cookie_of(credentials: Credentials) -> str:
    key = credentials.keyring.by_id("e1")
    assert key is not None
    return f"{COOKIE}={credentials.sessions.issue(key)}"


async def test_a_bearer_key_needs_no_origin(credentials: Credentials) -> None:
    request = request_with(authorization="Bearer tk_editor", origin="https://anywhere.example")
    assert (await credentials.writer(request)).id == "e1"


async def test_a_bearer_key_stands_before_a_session(credentials: Credentials) -> None:
    request = request_with(authorization="Bearer tk_admin", cookie=cookie_of(credentials))
    assert (await credentials.reader(request)).id == "a1"


async def test_a_session_reads_from_anywhere_and_writes_from_its_own_page(credentials: Credentials) -> None:
    cookie = cookie_of(credentials)
    assert (await credentials.reader(request_with(cookie=cookie))).id == "e1"
    own = request_with(cookie=cookie, host="desk.example:8000", origin="http://desk.example:8000")
    assert (await credentials.writer(own)).id == "e1"


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("desk.example", "https://desk.example"),
        ("desk.example", "http://desk.example.evil"),
        ("desk.example", "null"),
        ("", "null"),
        ("", ""),
    ],
)
async def test_a_session_writes_from_no_other_page(credentials: Credentials, host: str, origin: str) -> None:
    request = request_with(cookie=cookie_of(credentials), host=host, origin=origin)
    with pytest.raises(Refusal) as refused:
        await credentials.writer(request)
    assert refused.value.kind is ProblemKind.FOREIGN_ORIGIN


@pytest.mark.parametrize(
    ("peer", "is_https"), [(("10.0.0.1", 1), True), (("192.0.2.1", 1), False), (None, False), (("", 0), False)]
)
def test_https_is_what_a_trusted_proxy_says(
    credentials: Credentials, peer: tuple[str, int] | None, *, is_https: bool
) -> None:
    assert credentials.is_https(request_with(peer, x_forwarded_proto="https")) is is_https
