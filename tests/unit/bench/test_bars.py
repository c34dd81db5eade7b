"""The bars: each is held against the rounds' median, and not met is not the same as not measured."""

from tests.unit.bench.made_up import report
from ticker.tools.bench.bars import Bar, bars_of, cpu_per_join_us, fan_out_ratios, rss_per_reader_kib
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.plan import Subject
from ticker.tools.bench.statistics import Spread


def test_six_bars_hold_for_each_transport() -> None:
    bars = bars_of(report())
    assert [bar.transport for bar in bars] == [WireFormat.WS] * 6 + [WireFormat.SSE] * 6


def test_the_fan_out_is_compared_with_the_floor_of_its_own_round() -> None:
    assert fan_out_ratios(report(), WireFormat.WS) == [1.0, 1.125, 1.25]
    fan_out = bars_of(report())[0]
    assert fan_out.spread == Spread(1.125, 1.0, 1.25)
    assert fan_out.is_met


def test_joins_and_memory_are_per_reader() -> None:
    parts = report().of(Subject.TICKER, WireFormat.SSE)
    assert [round(us or 0) for us in cpu_per_join_us(parts)] == [80, 80, 80]
    assert rss_per_reader_kib(parts) == [1.0, 1.0, 1.0]


def test_a_burst_over_its_limit_is_a_miss() -> None:
    burst = bars_of(report())[5]
    assert burst.spread is not None
    assert round(burst.spread.median) == 9
    assert burst.is_met is False


def test_latencies_are_the_medians_of_the_rounds_p99s() -> None:
    steady, filing = bars_of(report())[3:5]
    assert steady.spread == Spread(20, 20, 20)
    assert filing.spread == Spread(1, 1, 1)


def test_what_runs_elsewhere_is_neither_met_nor_missed() -> None:
    met = [bar.is_met for bar in bars_of(report(is_local=False))]
    assert met == [None, None, None, True, True, None] * 2


def test_only_a_suite_has_bars() -> None:
    assert bars_of(report(is_suite=False)) == []


def test_the_limit_itself_is_met() -> None:
    assert Bar("x", WireFormat.WS, 1.2, "", Spread(1.2, 1, 2)).is_met
