import time

import jwt
import pytest

from tests.unit.newsroom.doubles import MemoryKeyring
from ticker.model import Key
from ticker.newsroom.refusals import Refusal
from ticker.newsroom.sessions import CLOCK_LEEWAY_S, LIFETIME_S, Sessions


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
