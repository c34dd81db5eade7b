"""Percentiles, spreads and ratios, by examples that can be checked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.tools.bench.statistics import Latencies, Spread, latencies_of, percentile, ratios, spread_of


def test_a_percentile_is_a_value_that_occurred() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, percent) for percent in (0, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert percentile([7.0], 50) == 7.0


def test_few_values_make_the_p99_their_most() -> None:
    assert percentile([1.0, 2.0, 9.0], 99) == 9.0


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_at_least_so_many_percent_are_not_above_it(values: list[float], percent: float) -> None:
    found = percentile(sorted(values), percent)
    assert found in values
    assert sum(value <= found for value in values) >= percent / 100 * len(values) - 1e-6


def test_latencies_are_told_in_milliseconds() -> None:
    assert latencies_of(n / 1000 for n in range(100, 0, -1)) == Latencies(50, 95, 99, 100)
    assert latencies_of([]) is None


def test_a_spread_leaves_out_what_could_not_be_measured() -> None:
    assert spread_of([3.0, None, 1.0, 2.0]) == Spread(2, 1, 3)
    assert spread_of([None]) is None
    assert Spread(2, 1, 3).times(10) == Spread(20, 10, 30)


def test_a_ratio_is_of_one_round() -> None:
    assert ratios([8, 12, 10], [8, 10, 5]) == [1, 1.2, 2]
    assert ratios([8, None, 10], [0, 10, 5]) == [2]
