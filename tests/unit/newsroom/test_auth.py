import time

import jwt
import pytest
from starlette.requests import Request

from tests.unit.newsroom.doubles import MemoryKeyring
from ticker.model import Key
from ticker.newsroom.auth import CLOCK_LEEWAY_S, COOKIE, LIFETIME_S, Credentials, Sessions
from ticker.newsroom.problems import Refusal
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


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def editor(keyring: MemoryKeyring) -> Key:
    return keyring.by_secret["tk_editor"]


def forged(secret: bytes | str = b"s" * 32, algorithm: str = "HS256", **claims: object) -> str:
    good = {"sub": "e1", "exp": int(time.time()) + 60, "jti": "x", "aud": "ticker-session"}
    wanted = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(wanted, secret, algorithm)


def test_a_session_names_its_key_in_every_process(keyring: MemoryKeyring, editor: Key) -> None:
    assert Sessions(keyring).key_of(Sessions(keyring).issue(editor)) == editor


def test_a_session_lasts_twelve_hours(keyring: MemoryKeyring, editor: Key) -> None:
    claims = jwt.decode(Sessions(keyring).issue(editor), options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == LIFETIME_S == 12 * 3600


def test_an_expired_session_has_no_key(keyring: MemoryKeyring, editor: Key) -> None:
    sessions = Sessions(keyring, lifetime_s=-CLOCK_LEEWAY_S - 1)
    assert sessions.key_of(sessions.issue(editor)) is None


def test_a_revoked_key_ends_its_sessions(keyring: MemoryKeyring, editor: Key) -> None:
    sessions = Sessions(keyring)
    token = sessions.issue(editor)
    del keyring.by_secret["tk_editor"]
    assert sessions.key_of(token) is None


async def test_an_ended_session_stays_ended_and_others_run_on(keyring: MemoryKeyring, editor: Key) -> None:
    sessions = Sessions(keyring)
    ended, other = sessions.issue(editor), sessions.issue(editor)
    await sessions.end(ended)
    await sessions.end("garbage")
    assert sessions.key_of(ended) is None
    assert Sessions(keyring).key_of(ended) is None
    assert sessions.key_of(other) == editor
    assert len(keyring.ended_sessions) == 1


async def test_an_ended_session_is_noted_until_its_token_would_have_expired(
    keyring: MemoryKeyring, editor: Key
) -> None:
    sessions = Sessions(keyring)
    token = sessions.issue(editor)
    await sessions.end(token)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert keyring.ended_sessions == {claims["jti"]: claims["exp"] + CLOCK_LEEWAY_S}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "é",
        forged(b"t" * 32),
        forged(aud="other"),
        forged(aud=None),
        forged(exp=None),
        forged(jti=None),
        forged(sub=None),
        forged(algorithm="HS512", secret=b"s" * 64),
        forged(algorithm="none", secret=""),
    ],
    ids=[
        *("empty", "no-token", "no-ascii", "other-secret", "other-audience", "no-audience", "no-expiry"),
        *("no-id", "no-key", "other-algorithm", "no-algorithm"),
    ],
)
def test_a_token_that_is_not_ours_has_no_key(keyring: MemoryKeyring, token: str) -> None:
    assert Sessions(keyring).key_of(token) is None


def test_without_a_secret_there_are_no_sessions(keyring: MemoryKeyring, editor: Key) -> None:
    token = Sessions(keyring).issue(editor)
    keyring.session_secret = b""
    assert Sessions(keyring).key_of(token) is None
    with pytest.raises(Refusal) as refused:
        Sessions(keyring).issue(editor)
    assert refused.value.kind.status == 503
