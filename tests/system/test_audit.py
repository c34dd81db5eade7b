"""Sign-ins, refusals, failed keys, keys made and revoked: each leaves a line in the log and a count, and no key."""

from typing import Any, Final

from tests.servers import Serve, TickerProcess, ValkeyServer, http
from tests.system.clients import metric
from tests.waiting import until
from ticker.model import Role
from ticker.store.keys import add_key, revoke_key

UPDATES: Final = "/v1/feeds/en/updates"


def named(process: TickerProcess, text: str, key_name: str) -> list[dict[str, Any]]:
    """Return those that are about a key of this name."""
    return [line for line in process.logged(text) if line["key_name"] == key_name]


async def test_sessions_refusals_and_failed_keys_are_logged_and_counted(valkey: ValkeyServer, serve: Serve) -> None:
    process = await serve(redis_url=valkey.url, environment={"TICKER_LOG_FORMAT": "json"})
    wrong, key = "tk_" + "w" * 40, {"Authorization": f"Bearer {process.key}"}
    async with http(process.url) as client:
        started = await client.post("/v1/session", headers=key)
        cookie = {"Cookie": f"ticker_session={started.cookies['ticker_session']}", "Origin": process.url}
        assert (await client.delete("/v1/session", headers=cookie)).status_code == 204
        assert (await client.get("/v1/session", headers={"Authorization": f"Bearer {wrong}"})).status_code == 401
        assert (await client.post(UPDATES, json={})).status_code == 401
        again = await client.post("/v1/session", headers=key)
        foreign = {"Cookie": f"ticker_session={again.cookies['ticker_session']}", "Origin": "https://else.example"}
        assert (await client.post(UPDATES, json={}, headers=foreign)).status_code == 403
    assert [line["address"] for line in process.logged("signed in")] == ["127.0.0.1"] * 2
    assert [line["key"] for line in process.logged("signed out")] == [process.logged("signed in")[0]["key"]]
    (tried,) = process.logged("a key that is none")
    assert [tried["path"], tried["method"], tried["address"]] == ["/v1/session", "GET", "127.0.0.1"]
    (refused,) = process.logged("refused")  # one line of an address in ten seconds
    assert [refused["status"], refused["path"]] == [401, UPDATES]
    assert await metric(process, "ticker_sign_ins_total") == 2
    assert await metric(process, "ticker_keys_failed_total") == 1
    assert await metric(process, "ticker_refusals_total") == 3
    lines = "\n".join(line for line in process.output.splitlines() if line.startswith("{"))
    assert process.key not in lines
    assert wrong not in lines
    assert started.cookies["ticker_session"] not in lines


async def test_keys_that_are_made_and_revoked_anywhere_are_logged_by_every_process(
    valkey: ValkeyServer, serve: Serve
) -> None:
    process = await serve(redis_url=valkey.url, environment={"TICKER_LOG_FORMAT": "json"})
    async with valkey.connect() as redis:
        made, secret = await add_key(redis, name="desk", role=Role.CORRESPONDENT, feeds=("en", "ar"))
        await until(lambda: named(process, "a key was made", "desk"), what="the key in the log")
        await revoke_key(redis, "desk")
    await until(lambda: named(process, "a key was revoked", "desk"), what="its end in the log")
    for text in ("a key was made", "a key was revoked"):
        (line,) = named(process, text, "desk")
        assert [line["key"], line["key_name"], line["role"], line["feeds"]] == [
            made.id,
            "desk",
            "correspondent",
            "en ar",
        ]
    assert await metric(process, "ticker_keys_changed_total") == 3, "and the first key, at the first start"
    assert secret not in process.output
