import pytest

from ticker import errors
from ticker.newsroom.bodies import NotJson
from ticker.newsroom.refusals import Refusal, refusal_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotJson("json"), 400),
        (errors.InvalidDraft(errors.FieldError("statement", "required")), 422),
        (errors.InvalidCursor("x"), 400),
        (errors.NoSuchUpdate(), 404),
        (errors.NotYourUpdate(), 403),
        (errors.NotAllowedInState("canceled"), 409),
        (errors.StaleVersion(4), 412),
        (errors.NotReplaceable(), 422),
        (errors.IdempotencyMismatch(), 422),
        (errors.StoreUnavailable("gone"), 503),
        (errors.StoreUnsuitable("too old"), 500),
    ],
)
def test_every_error_has_its_status(error: errors.TickerError, status: int) -> None:
    assert refusal_of(error).kind.status == status


def test_every_refusal_of_the_log_is_in_the_table() -> None:
    for refused in errors.ActRefused.__subclasses__():
        error = refused.__new__(refused)
        assert refusal_of(error).kind.status < 500, refused


def test_a_refusal_is_itself() -> None:
    refusal = refusal_of(errors.StaleVersion(4))
    assert isinstance(refusal, Refusal)
    assert refusal_of(refusal) is refusal
    assert refusal.detail.startswith("version 4 stands. Read the update again")


def test_a_substitute_for_what_was_not_killed_names_the_field() -> None:
    assert list(refusal_of(errors.NotReplaceable()).errors) == [errors.FieldError("replaces", "killed-update")]


@pytest.mark.parametrize(
    ("may_stand", "detail"),
    [
        (True, "It may stand: retry with the same Idempotency-Key."),
        (False, "Nothing was written: try again in some seconds."),
    ],
)
def test_an_outage_says_whether_the_write_may_stand_and_when_to_come_back(*, may_stand: bool, detail: str) -> None:
    refusal = refusal_of(errors.StoreUnavailable("redis://inside: gone", may_stand=may_stand))
    assert refusal.detail == detail
    assert refusal.headers == {"Retry-After": "2"}
