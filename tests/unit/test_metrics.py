"""Metrics: what is declared appears by its name, and is read when somebody asks."""

import re

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from ticker.metrics import METRICS, Declared, MetricType, Telemetry, Values

READ = [metric for metric in METRICS if metric.type is not MetricType.HISTOGRAM]
HISTOGRAMS = [metric for metric in METRICS if metric.type is MetricType.HISTOGRAM]
EVERY: Values = {metric.name: {"a": 1.0, 'b"\n': 2.0} if metric.labels else 3.0 for metric in READ}


def names(metrics: list[Declared]) -> list[str]:
    return [metric.name for metric in metrics]


def exposed(telemetry: Telemetry) -> str:
    return generate_latest(telemetry.registry).decode()


def samples(telemetry: Telemetry) -> dict[tuple[str, str], float]:
    """Return every value by name and label value, read by the parser that came with the client."""
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(exposed(telemetry))
        for sample in family.samples
    }


@pytest.fixture
def telemetry() -> Telemetry:
    telemetry = Telemetry()
    telemetry.source = lambda: EVERY
    return telemetry


@pytest.mark.parametrize("metric", READ, ids=names(READ))
def test_a_declared_metric_appears_by_its_name_type_and_meaning(telemetry: Telemetry, metric: Declared) -> None:
    lines = exposed(telemetry).splitlines()
    assert f"# TYPE {metric.name} {metric.type.value}" in lines
    assert f"# HELP {metric.name} {metric.meaning}" in lines
    read = samples(telemetry)
    if metric.labels:
        assert (read[metric.name, "a"], read[metric.name, 'b"\n']) == (1.0, 2.0)
        assert any(line.startswith(f'{metric.name}{{{metric.labels[0]}="a"}} ') for line in lines)
    else:
        assert read[metric.name, ""] == 3.0


@pytest.mark.parametrize("metric", HISTOGRAMS, ids=names(HISTOGRAMS))
def test_a_histogram_appears_before_anything_was_observed(telemetry: Telemetry, metric: Declared) -> None:
    assert f"# HELP {metric.name} {metric.meaning}" in exposed(telemetry).splitlines()
    assert samples(telemetry)[f"{metric.name}_count", ""] == 0


def test_what_is_observed_is_counted_in_its_bucket(telemetry: Telemetry) -> None:
    telemetry.fanout_seconds.observe(0.003)
    telemetry.filing_seconds.observe(9.0)
    read = samples(telemetry)
    assert (read["ticker_fanout_seconds_bucket", "0.0025"], read["ticker_fanout_seconds_bucket", "0.005"]) == (0, 1)
    assert (read["ticker_filing_seconds_bucket", "2.5"], read["ticker_filing_seconds_bucket", "+Inf"]) == (0, 1)


def test_values_are_read_when_somebody_asks(telemetry: Telemetry) -> None:
    count = 0

    def source() -> Values:
        nonlocal count
        count += 1
        return {"ticker_writes_total": count, "ticker_ready": count > 1}

    telemetry.source = source
    assert (samples(telemetry)["ticker_writes_total", ""], count) == (1.0, 1)
    assert (samples(telemetry)["ticker_ready", ""], count) == (1.0, 2)


def test_what_has_no_value_yet_is_left_out() -> None:
    telemetry = Telemetry()
    assert not any(f"# TYPE {metric.name} " in exposed(telemetry) for metric in READ)
    telemetry.source = lambda: {"ticker_ready": 0.0, "not_declared": 1.0}
    assert {name for name, _ in samples(telemetry) if not name.startswith(("process_", "python_"))} >= {"ticker_ready"}
    assert "not_declared" not in exposed(telemetry)


def test_a_metric_by_label_may_have_no_value_yet(telemetry: Telemetry) -> None:
    telemetry.source = lambda: {"ticker_closed_total": {}}
    assert "# TYPE ticker_closed_total counter" in exposed(telemetry).splitlines()


def test_process_and_python_metrics_come_along(telemetry: Telemetry) -> None:
    assert {"process_cpu_seconds_total", "python_info"} <= {name for name, _ in samples(telemetry)}


def test_two_processes_in_one_keep_their_own(telemetry: Telemetry) -> None:
    other = Telemetry()
    other.fanout_seconds.observe(1.0)
    assert samples(telemetry)["ticker_fanout_seconds_count", ""] == 0


@pytest.mark.parametrize("metric", METRICS, ids=names(list(METRICS)))
def test_names_follow_the_conventions(metric: Declared) -> None:
    assert re.fullmatch(r"ticker_[a-z_]+", metric.name)
    assert metric.name.endswith("_total") == (metric.type is MetricType.COUNTER)
    assert metric.name.endswith("_seconds") == ("econds" in metric.name)
    assert len(metric.labels) <= 2


def test_no_name_is_declared_twice() -> None:
    assert len(set(names(list(METRICS)))) == len(METRICS)
