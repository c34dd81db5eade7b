from dataclasses import dataclass

from ticker.rate_limit import NAMES_MAX, RateLimit


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_let_through_and_then_so_many_a_second() -> None:
    clock = Clock()
    pace = RateLimit(2, 3, clock)
    assert [pace.take("a") for _ in range(4)] == [True, True, True, False]
    clock.now += 1
    assert [pace.take("a") for _ in range(3)] == [True, True, False]


def test_names_do_not_share() -> None:
    pace = RateLimit(1, 1, Clock())
    assert [pace.take("a"), pace.take("b"), pace.take("a")] == [True, True, False]


def test_no_more_is_saved_up_than_a_burst() -> None:
    clock = Clock()
    pace = RateLimit(1, 2, clock)
    assert pace.take("a")
    clock.now += 1_000
    assert [pace.take("a") for _ in range(3)] == [True, True, False]


def test_names_are_bounded_and_forgotten_when_they_have_rested() -> None:
    clock = Clock()
    pace = RateLimit(1, 1, clock)
    assert all(pace.take(f"n{number}") for number in range(NAMES_MAX))
    assert not pace.take("one too many")
    clock.now += 1
    assert pace.take("one too many")
