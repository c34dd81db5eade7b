"""Redis's clock as a process estimates it, by what it was told and when."""

import time

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import NOW_MS
from ticker.store.clock import StoreClock

SECONDS = st.floats(0, 2)


def test_before_the_first_answer_it_is_this_machines_clock() -> None:
    clock = StoreClock()
    assert abs(clock.now_ms() - time.time() * 1000) < 1_000
    assert abs(clock.deadline_ms(60) - clock.now_ms() - 60_000) < 1_000


@given(SECONDS, SECONDS, SECONDS)
def test_a_deadline_is_never_later_than_redis_would_say_and_no_earlier_than_the_answer_took(
    there_s: float, back_s: float, left_s: float
) -> None:
    clock = StoreClock()
    heard_at = time.monotonic()
    told_ms = NOW_MS
    clock.hear(told_ms, asked_at=heard_at - back_s - there_s, heard_at=heard_at)
    before = time.monotonic()
    deadline_ms = clock.deadline_ms(left_s)
    after = time.monotonic()
    # What Redis will really say then: it read its clock ``back_s`` before we heard.
    real_ms = told_ms + (back_s + left_s) * 1000
    assert deadline_ms <= real_ms + (after - heard_at) * 1000
    assert deadline_ms >= real_ms - back_s * 1000 + (before - heard_at) * 1000 - 1


@given(SECONDS, SECONDS)
def test_the_time_is_off_by_half_of_what_the_answer_took_at_most(there_s: float, back_s: float) -> None:
    clock = StoreClock()
    heard_at = time.monotonic()
    clock.hear(NOW_MS, asked_at=heard_at - back_s - there_s, heard_at=heard_at)
    real_ms = NOW_MS + (back_s + time.monotonic() - heard_at) * 1000
    assert abs(clock.now_ms() - real_ms) <= (there_s + back_s) / 2 * 1000 + 500
