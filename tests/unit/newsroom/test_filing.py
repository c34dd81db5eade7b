"""What a filing answers, and in which order it is checked."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from tests.unit.newsroom.doubles import NOW_MS, House, draft, refused
from ticker.errors import StoreUnavailable
from ticker.model import UPDATE_ID, rfc3339
from ticker.newsroom.constraints import BODY_MAX_BYTES
from ticker.newsroom.filing import mint_id

UPDATES = "/v1/feeds/en/updates"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.client.aclose()
    assert house.desk.filing_now == 0, "every filing that was counted as waiting is over"


async def test_an_update_is_answered_with_its_place(house: House) -> None:
    response = await house.post(UPDATES, draft(level="flash"))
    entry = response.json()
    assert response.status_code == 201
    assert UPDATE_ID.match(entry["id"])
    assert entry["level"] == "flash"
    assert response.headers["Location"] == f"{UPDATES}/{entry['id']}"
    assert response.headers["Ticker-Cursor"] == "abcdefgh.1"
    assert response.headers["Ticker-Version"] == "1"
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_attempt_says_everything_the_log_needs(house: House) -> None:
    killed = await house.file()
    await house.post(f"{killed}/kill", If_Match='"1"')
    replaced = killed.rpartition("/")[2]
    await house.post(UPDATES, draft(expires=rfc3339(NOW_MS + 5000), replaces=replaced), key="tk_correspondent")
    attempt = house.desk.attempts[-1]
    assert (attempt.expires_ms, attempt.replaces) == (NOW_MS + 5000, replaced)
    assert (attempt.key_id, attempt.own_only, attempt.status, attempt.if_match) == ("c1", False, 201, None)
    assert attempt.idempotency is None
    assert len(attempt.body_hash) == 64


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("corrections", draft(note="It was the other road.", statement="New.")),
        ("refiles", draft(statement="New.")),
        ("hold", None),
        ("hold", {}),
        ("kill", {"reason": "Denied by the source"}),
    ],
)
async def test_an_act_is_answered_with_what_stands(house: House, act: str, body: dict[str, Any] | None) -> None:
    path = await house.file()
    response = await house.post(f"{path}/{act}", body, If_Match='"1"')
    assert response.status_code == 200
    assert "Location" not in response.headers
    assert response.headers["ETag"] == '"2"'
    assert response.headers["Ticker-Version"] == "2"
    assert response.json()["version"] == 2
    assert response.json().get("statement") == ("New." if body and "statement" in body else None)


async def test_only_a_correction_publishes_its_note_and_no_act_its_reason(house: House) -> None:
    path = await house.file()
    corrected = await house.post(f"{path}/corrections", draft(note="It was the other road."), If_Match='"1"')
    assert corrected.json()["note"] == "It was the other road."
    await house.post(f"{path}/hold", {"reason": "SECRET"}, If_Match='"2"')
    assert house.desk.attempts[-1].words is None


async def test_a_released_update_has_left_its_hold(house: House) -> None:
    path = await house.file()
    await house.post(f"{path}/hold", If_Match='"1"')
    assert (await house.post(f"{path}/release", If_Match='"2"')).status_code == 200


async def test_the_reason_of_an_act_is_kept_for_the_desk(house: House, caplog: pytest.LogCaptureFixture) -> None:
    path = await house.file()
    with caplog.at_level(logging.INFO, "ticker.newsroom.filing"):
        await house.post(f"{path}/kill", {"reason": "Denied"}, If_Match='"1"')
    record = vars([record for record in caplog.records if record.message == "filed"][-1])
    assert (record["kind"], record["key"], record["reason"], record["repeated"]) == ("kill", "e1", "Denied", False)


async def test_the_answer_lists_what_was_cleaned_by_field(house: House) -> None:
    response = await house.post(UPDATES, draft(statement="a\u200b\nb", attribution={"name": "\ufb01"}))
    assert response.json()["statement"] == "a b"
    assert response.headers["Ticker-Cleaned"] == "attribution.name;presentation-form, statement;zero-width;line-break"
    killed = await house.post(f"{response.headers['Location']}/kill", {"reason": "\ufeffNo"}, If_Match='"1"')
    assert killed.headers["Ticker-Cleaned"] == "reason;zero-width"


async def test_the_answer_lists_nothing_where_nothing_was_cleaned(house: House) -> None:
    assert "Ticker-Cleaned" not in (await house.post(UPDATES, draft(statement=" Cafe\u0301 "))).headers


async def test_a_retry_is_known_by_the_bytes_sent_and_lists_what_was_cleaned_again(house: House) -> None:
    first = await house.post(UPDATES, draft(statement="a\u200bb"), Idempotency_Key="k1")
    again = await house.post(UPDATES, draft(statement="a\u200bb"), Idempotency_Key="k1")
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Ticker-Cleaned"] == first.headers["Ticker-Cleaned"] == "statement;zero-width"
    clean = await house.post(UPDATES, draft(statement="ab"), Idempotency_Key="k1")
    assert refused(clean) == (422, "idempotency-mismatch")


# The order of the checks: each request is wrong in every later way too.

BROKEN = b"{" + b"x" * BODY_MAX_BYTES


@pytest.mark.parametrize(
    ("feed", "key", "content_type", "body", "expected"),
    [
        ("xx", None, "text/plain", BROKEN, (401, "unauthenticated")),
        ("xx", "tk_wrong", "text/plain", BROKEN, (401, "unauthenticated")),
        ("xx", "tk_surface", "text/plain", BROKEN, (404, "no-such-feed")),
        ("E%20N", "tk_surface", "text/plain", BROKEN, (404, "no-such-feed")),
        ("ar", "tk_english", "text/plain", BROKEN, (403, "forbidden")),
        ("en", "tk_surface", "text/plain", BROKEN, (403, "forbidden")),
        ("en", "tk_correspondent", "text/plain", BROKEN, (403, "forbidden")),
        ("en", "tk_editor", "text/plain", BROKEN, (415, "unsupported-media-type")),
        ("en", "tk_editor", "application/json", BROKEN, (413, "too-large")),
        ("en", "tk_editor", "application/json", b"{", (400, "invalid-json")),
        ("en", "tk_editor", "application/json", b'{"why": 1}', (422, "invalid-draft")),
        ("en", "tk_editor", "application/json", b"{}", (428, "if-match-required")),
    ],
)
async def test_checks_come_in_the_order_of_the_contract(
    house: House, feed: str, key: str | None, content_type: str, *, body: bytes, expected: tuple[int, str]
) -> None:
    path = f"/v1/feeds/{feed}/updates/nobody/kill"
    assert refused(await house.post(path, body, key=key, content_type=content_type)) == expected
    assert house.desk.attempts == []


async def test_a_missing_key_is_answered_with_the_scheme(house: House) -> None:
    response = await house.post(UPDATES, draft(), key=None)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Basic dGs6", "Bearer", "Bearer ", "tk_editor"])
async def test_only_a_bearer_is_a_key(house: House, scheme: str) -> None:
    response = await house.client.post(UPDATES, headers={"Authorization": scheme})
    assert refused(response) == (401, "unauthenticated")


async def test_the_scheme_is_read_in_any_case(house: House) -> None:
    response = await house.client.post(UPDATES, json=draft(), headers={"Authorization": "bearer tk_editor"})
    assert response.status_code == 201


async def test_a_correspondent_acts_on_own_updates_only(house: House) -> None:
    own = await house.file(key="tk_correspondent")
    others = await house.file(key="tk_colleague")
    assert (await house.post(f"{own}/refiles", draft(), key="tk_correspondent", If_Match='"1"')).status_code == 200
    response = await house.post(f"{others}/refiles", draft(), key="tk_correspondent", If_Match='"1"')
    assert refused(response) == (403, "not-your-update")


@pytest.mark.parametrize("act", ["hold", "release", "kill"])
async def test_a_correspondent_neither_holds_nor_kills(house: House, act: str) -> None:
    own = await house.file(key="tk_correspondent")
    assert refused(await house.post(f"{own}/{act}", key="tk_correspondent", If_Match='"1"')) == (403, "forbidden")


async def test_a_broken_draft_names_field_and_rule_and_writes_nothing(house: House) -> None:
    response = await house.post(UPDATES, draft(statement="x" * 281, embargo="2030-01-01T00:00:00Z"))
    assert refused(response) == (422, "invalid-draft")
    assert response.json()["errors"] == [
        {"field": "statement", "rule": "max-graphemes", "limit": 280},
        {"field": "embargo", "rule": "not-supported-yet"},
    ]
    assert house.desk.attempts == []


async def test_what_the_log_refuses_is_a_problem(house: House) -> None:
    path = await house.file()
    assert refused(await house.post(f"{path}/release", If_Match='"1"')) == (409, "not-allowed-in-state")
    stale = await house.post(f"{path}/hold", If_Match='"7"')
    assert refused(stale) == (412, "stale-version")
    assert stale.json()["detail"].startswith("version 1 stands. Read the update again")
    assert refused(await house.post(f"{UPDATES}/nobody/hold", If_Match='"1"')) == (404, "no-such-update")
    assert refused(await house.post(f"{UPDATES}/no%20body/hold", If_Match='"1"')) == (404, "no-such-update")
    await house.post(f"{path}/kill", If_Match='"1"')
    assert refused(await house.post(f"{path}/refiles", draft(), If_Match='"2"')) == (409, "not-allowed-in-state")
    alive = (await house.file()).rpartition("/")[2]
    response = await house.post(UPDATES, draft(replaces=alive))
    assert refused(response) == (422, "invalid-draft")
    assert response.json()["errors"] == [{"field": "replaces", "rule": "killed-update"}]


@pytest.mark.parametrize(
    ("header", "kind"), [("If_Match", "invalid-if-match"), ("Idempotency_Key", "invalid-idempotency-key")]
)
async def test_malformed_headers_are_told_before_broken_rules(house: House, header: str, kind: str) -> None:
    response = await house.post(f"{UPDATES}/nobody/refiles", {}, **{header: '"'})
    assert refused(response) == (400, kind)


# Retries.


async def test_a_retry_is_answered_with_the_same_write(house: House) -> None:
    first = await house.post(UPDATES, draft(), Idempotency_Key="k1")
    again = await house.post(UPDATES, draft(), Idempotency_Key='"k1"')
    for name in ("Location", "Ticker-Cursor", "Ticker-Version"):
        assert first.headers[name] == again.headers[name]
    assert first.status_code == again.status_code == 201
    assert len(house.desk.updates) == 1


async def test_a_retry_shows_what_stands_now(house: House) -> None:
    first = await house.post(UPDATES, draft(), Idempotency_Key="k1")
    await house.post(f"{first.headers['Location']}/kill", If_Match='"1"')
    again = await house.post(UPDATES, draft(), Idempotency_Key="k1")
    assert again.headers["Ticker-Version"] == "1"
    assert again.headers["ETag"] == '"2"'
    assert again.json()["pubstatus"] == "canceled"
    assert "statement" not in again.json()


async def test_a_retry_of_what_has_left_the_log_says_what_was_recorded(house: House) -> None:
    first = await house.post(UPDATES, draft(), Idempotency_Key="k1")
    house.desk.updates.clear()
    again = await house.post(UPDATES, draft(), Idempotency_Key="k1")
    assert again.status_code == 201
    expected = {"feed": "en", "id": first.json()["id"], "version": 1, "cursor": "abcdefgh.1"}
    assert again.json() == expected


async def test_the_same_key_with_another_body_is_refused(house: House) -> None:
    await house.post(UPDATES, draft(), Idempotency_Key="k1")
    response = await house.post(UPDATES, draft(statement="Other."), Idempotency_Key="k1")
    assert refused(response) == (422, "idempotency-mismatch")


async def test_a_key_belongs_to_its_filer_and_path(house: House) -> None:
    path = await house.file()
    await house.post(UPDATES, draft(), Idempotency_Key="k1")
    await house.post(UPDATES, draft(), Idempotency_Key="k1", key="tk_correspondent")
    await house.post("/v1/feeds/ar/updates", draft(), Idempotency_Key="k1")
    await house.post(f"{path}/refiles", draft(), Idempotency_Key="k1", If_Match='"1"')
    assert len({attempt.idempotency for attempt in house.desk.attempts[1:]}) == 4


async def test_a_retry_after_its_expiry_still_names_its_write(house: House) -> None:
    body = draft(expires=rfc3339(NOW_MS + 1000))
    first = await house.post(UPDATES, body, Idempotency_Key="k1")
    house.desk.clock_ms += 2000
    again = await house.post(UPDATES, body, Idempotency_Key="k1")
    assert again.status_code == 201
    assert again.headers["Location"] == first.headers["Location"]
    assert len(house.desk.updates) == 1


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "new"}])
async def test_a_first_filing_after_its_expiry_is_refused(house: House, headers: dict[str, str]) -> None:
    response = await house.post(UPDATES, draft(expires=rfc3339(NOW_MS)), **headers)
    assert refused(response) == (422, "invalid-draft")
    assert response.json()["errors"] == [{"field": "expires", "rule": "future"}]
    assert house.desk.updates == {}


# Trouble.


@pytest.mark.parametrize("may_stand", [True, False])
async def test_an_outage_is_a_503_that_says_when_to_come_back(house: House, may_stand: bool) -> None:  # noqa: FBT001
    house.desk.outage = StoreUnavailable("gone", may_stand=may_stand)
    response = await house.post(UPDATES, draft())
    assert refused(response) == (503, "store-unavailable")
    assert response.headers["Retry-After"] == "2"
    assert ("It may stand: retry with the same" in response.json()["detail"]) is may_stand


async def test_a_draining_process_takes_nothing_in(house: House) -> None:
    house.desk.draining = True
    response = await house.post(UPDATES, draft())
    assert refused(response) == (503, "draining")
    assert response.headers["Retry-After"] == "2"


async def test_every_filing_is_counted_as_waiting(house: House) -> None:
    await house.post(UPDATES, draft())
    await house.post(UPDATES, b"{")
    assert house.desk.filed == 2


async def test_two_filings_at_once_are_both_answered(house: House) -> None:
    responses = await asyncio.gather(*[house.post(UPDATES, draft(), Idempotency_Key="k") for _ in range(2)])
    assert len({response.headers["Location"] for response in responses}) == 1
    assert orjson.loads(responses[0].content) == orjson.loads(responses[1].content)


def test_ids_are_26_lower_case_crockford_digits() -> None:
    for _ in range(100):
        minted = mint_id(1_800_000_000_000)
        assert UPDATE_ID.match(minted)
        assert len(minted) == 26
        assert set(minted) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_stand_in_the_order_of_time() -> None:
    minted = [mint_id(at_ms) for at_ms in (0, 1, 31, 32, 1_800_000_000_000, 1_800_000_000_001, 2**48 - 1)]
    assert minted == sorted(minted)
    assert minted[0].startswith("0000000000")
    assert minted[-1].startswith("7zzzzzzzzz")


def test_ids_of_one_millisecond_differ() -> None:
    assert len({mint_id(1) for _ in range(1000)}) == 1000
