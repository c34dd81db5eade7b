"""The codes with which a socket ends, against PROTOCOL and RFC 6455."""

import pytest

from ticker.wire.close_codes import CloseCode

RETURN = {CloseCode.TOO_SLOW: 4008, CloseCode.RESTARTING: 4012, CloseCode.FULL: 4013}
STAY_AWAY = {CloseCode.NO_SUCH_FEED: 4501, CloseCode.NOT_ALLOWED: 4503, CloseCode.BAD_REQUEST: 4504}
RFC = {
    CloseCode.NORMAL: 1000,
    CloseCode.PROTOCOL_ERROR: 1002,
    CloseCode.UNSUPPORTED: 1003,
    CloseCode.INVALID_TEXT: 1007,
    CloseCode.TOO_BIG: 1009,
}


def test_the_numbers_are_those_that_clients_know() -> None:
    assert {code: code.value for code in CloseCode} == RFC | RETURN | STAY_AWAY


@pytest.mark.parametrize("code", RETURN)
def test_a_reader_may_return_after(code: CloseCode) -> None:
    assert code.may_return


@pytest.mark.parametrize("code", STAY_AWAY)
def test_a_reader_should_not_return_after(code: CloseCode) -> None:
    assert not code.may_return


@pytest.mark.parametrize("code", CloseCode)
def test_a_reason_fits_into_a_close_frame(code: CloseCode) -> None:
    assert len(code.reason.encode()) <= 123


def test_no_two_codes_of_ours_give_the_same_reason() -> None:
    reasons = [code.reason for code in CloseCode]
    assert len(set(reasons)) == len(reasons)
