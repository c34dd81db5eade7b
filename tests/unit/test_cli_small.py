"""Durations and back-off."""

import pytest

from ticker.cli.backoff import CEILING_S, backoff_s
from ticker.cli.durations import format_duration, parse_duration_s


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("20m", 1_200), ("24h", 86_400), (" 7D ", 604_800)])
def test_durations_are_written_as_people_do(text: str, seconds: int) -> None:
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "-1h", "1w", "٣h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s"):
        parse_duration_s(text)


@pytest.mark.parametrize(("seconds", "text"), [(90, "90s"), (1_200, "20m"), (86_400, "1d"), (604_800, "7d")])
def test_durations_are_shown_in_the_largest_unit_that_fits(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


def test_the_room_for_jitter_doubles_up_to_a_ceiling() -> None:
    longest = [backoff_s(attempt, rand=lambda: 1.0) for attempt in range(40)]
    assert longest[:4] == [1.0, 2.0, 4.0, 8.0]
    assert longest[-1] == CEILING_S


def test_jitter_is_full() -> None:
    assert backoff_s(5, rand=lambda: 0.0) == 0.0
    assert backoff_s(1, rand=lambda: 0.5) == 1.0


def test_what_the_service_asked_for_is_the_room_at_first() -> None:
    assert backoff_s(0, hint_s=5, rand=lambda: 1.0) == 5.0
    assert backoff_s(0, hint_s=0.1, rand=lambda: 1.0) == 1.0
    assert backoff_s(0, hint_s=9_999, rand=lambda: 1.0) == CEILING_S
