import logging

import pytest

from ticker.newsroom.audit import LINE_EVERY_S, Audit

SCOPE = {"method": "POST", "path": "/v1/feeds/en/updates", "headers": [(b"authorization", b"Bearer tk_secret")]}
NOBODYS = {**SCOPE, "headers": []}


class Clock:
    at = 100.0

    def __call__(self) -> float:
        return self.at


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, object]]]:
    return [(record.getMessage(), vars(record)) for record in caplog.records]


def test_a_failed_key_is_counted_and_logged_without_the_key(caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(Clock())
    with caplog.at_level(logging.INFO):
        audit.refused(401, SCOPE, key_id="", address="203.0.113.7")
        audit.refused(401, NOBODYS, key_id="", address="203.0.113.7")
    assert (audit.failed_keys, audit.refusals) == (1, {"401": 2})
    assert [text for text, _ in lines(caplog)] == ["a key that is none", "refused"]
    assert "tk_secret" not in str([fields for _, fields in lines(caplog)])


def test_a_key_that_somebody_wrote_into_the_address_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    Audit(Clock()).refused(403, {**SCOPE, "path": "/v1/tk_secret-_9/x"}, key_id="k", address="a")
    assert [fields["path"] for _, fields in lines(caplog)] == ["/v1/tk_…/x"]


def test_of_an_address_one_line_in_ten_seconds_says_how_many_were_left_out(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    audit = Audit(clock)
    for _ in range(5):
        audit.refused(429, SCOPE, key_id="k", address="a")
    audit.refused(429, SCOPE, key_id="k", address="b")
    clock.at += LINE_EVERY_S
    audit.refused(429, SCOPE, key_id="k", address="a")
    assert [(fields["address"], fields["left_out"]) for _, fields in lines(caplog)] == [("a", 0), ("b", 0), ("a", 4)]
    assert audit.refusals == {"429": 7}


def test_no_number_of_addresses_fills_the_memory(caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(Clock())
    with caplog.at_level(logging.CRITICAL):
        for number in range(10_000):
            audit.refused(401, NOBODYS, key_id="", address=f"a{number}")
    assert len(audit._lines) <= 4_096


def test_sessions_are_counted_and_logged_by_their_key(caplog: pytest.LogCaptureFixture) -> None:
    audit = Audit(Clock())
    with caplog.at_level(logging.INFO):
        audit.signed_in("k1", address="a")
        audit.signed_out("k1", address="a")
    assert audit.sign_ins == 1
    assert [(text, fields["key"]) for text, fields in lines(caplog)] == [("signed in", "k1"), ("signed out", "k1")]
