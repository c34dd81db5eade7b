"""What operators are given against the code: every name there exists, and nothing that wants attention is left out."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
import yaml
from prometheus_client import generate_latest

from tests.pages import CONFIGURATION, quoted, rows, text
from tests.processes import ROOT, program
from tests.unit.test_docs import logged
from ticker.fanout.health import Health
from ticker.metrics import METRICS, MetricType, Telemetry
from ticker.settings import Timing

OPERATIONS: Final = "docs/operations.md"
DEPLOY: Final = ROOT / "deploy"
NAMES: Final = frozenset(
    f"{metric.name}{suffix}"
    for metric in METRICS
    for suffix in (("_bucket", "_count", "_sum", "") if metric.type is MetricType.HISTOGRAM else ("",))
)
WANTS_ATTENTION: Final = frozenset({"warning", "error", "exception", "critical"})
COMMANDS: Final = ("ticker ", "make ", "promtool ", "nginx ", "--", "proxy_buffering ", "appendfsync ")
"""How commands begin, and settings of others."""
FOLLOWED_BY_OTHERS: Final = frozenset({"store: %s", "Redis answers again", "the embedded Valkey is back"})
"""Lines that say that something is over, or whose own text says what to do."""


def metrics_in(words: str) -> set[str]:
    return set(re.findall(r"\bticker_[a-z_]+", words))


def alerts() -> list[dict[str, Any]]:
    [group] = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def expressions() -> Iterator[str]:
    """Return every query of the dashboard."""
    for panel in json.loads((DEPLOY / "dashboard.json").read_text())["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def test_every_metric_that_is_named_exists_and_every_metric_is_named() -> None:
    assert metrics_in(text(OPERATIONS)) == {metric.name for metric in METRICS}


def test_what_is_named_of_the_process_itself_is_told_too() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("the client library tells of a process only where there is /proc")
    named = set(re.findall(r"\bprocess_[a-z_]+", text(OPERATIONS) + "".join(expressions())))
    assert named
    assert named <= set(re.findall(r"^(process_\w+)", generate_latest(Telemetry().registry).decode(), re.MULTILINE))


def test_each_symptom_leads_from_a_metric_or_a_log_line_to_what_to_do() -> None:
    lines = {line for _, line, _ in logged()}
    for symptom, look_at, it_is, do in rows(OPERATIONS, "Symptoms"):
        named = set(quoted(look_at))
        assert metrics_in(look_at) or "process_" in look_at or named & lines, symptom
        assert it_is, symptom
        assert do, symptom


def test_whatever_is_quoted_as_a_sentence_is_a_log_line_a_reason_or_a_command() -> None:
    health = Health(Timing())
    health.drain()
    health.reached(False)
    said = {line for _, line, _ in logged()} | set(health.reasons_not_ready)
    prose = re.sub(r"```.*?```", "", text(OPERATIONS), flags=re.DOTALL)
    sentences = {words for words in re.findall(r"`([^`]+)`", prose) if " " in words}
    assert {words for words in sentences - said if not words.startswith(COMMANDS)} == set()


def test_every_flag_that_is_named_is_one_of_a_command() -> None:
    named = set(re.findall(r"--[a-z][a-z-]+", text(OPERATIONS)))
    assert named <= set(re.findall(r"--[a-z][a-z-]+", text(CONFIGURATION)))


def test_every_log_line_that_wants_attention_has_its_advice_and_no_other_is_named() -> None:
    lines = {line: level for level, line, _ in logged()}
    named = {line for line in lines if f"`{line}`" in text(OPERATIONS)}
    wanting = {line for line, level in lines.items() if level in WANTS_ATTENTION}
    assert wanting - FOLLOWED_BY_OTHERS <= named
    after_log = re.findall(r"log `([^`]+)`", text(OPERATIONS))
    assert after_log
    assert set(after_log) <= lines.keys()


def test_every_alert_and_no_other_has_its_runbook() -> None:
    documented = re.findall(r"^### (\w+)$", text(OPERATIONS), re.MULTILINE)
    assert documented == [rule["alert"] for rule in alerts()]
    for rule in alerts():
        assert rule["annotations"]["runbook"] == f"{OPERATIONS}#{rule['alert'].lower()}"


def test_every_alert_is_shown_to_fire_and_to_be_quiet() -> None:
    tried = [
        (rule["alertname"], bool(rule.get("exp_alerts")))
        for test in yaml.safe_load((DEPLOY / "alerts.test.yml").read_text())["tests"]
        for rule in test["alert_rule_test"]
    ]
    for rule in alerts():
        assert {(rule["alert"], True), (rule["alert"], False)} <= set(tried)


def test_alerts_and_dashboard_ask_for_metrics_that_exist() -> None:
    asked = [rule["expr"] for rule in alerts()] + list(expressions())
    for expression in asked:
        assert metrics_in(expression) <= NAMES, expression
    dashboard = set().union(*(metrics_in(expression) for expression in expressions()))
    assert {name.removesuffix("_bucket") for name in dashboard} == {metric.name for metric in METRICS}


@pytest.mark.parametrize("arguments", [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]])
def test_prometheus_takes_the_alerts_and_they_fire_when_they_should(arguments: list[str]) -> None:
    done = subprocess.run([program("promtool"), *arguments], cwd=DEPLOY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_every_query_of_the_dashboard(tmp_path: Any) -> None:
    rules = [
        {"record": f"dashboard:{number}", "expr": expression.replace('=~"$job"', '=~".*"')}
        for number, expression in enumerate(expressions())
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    command = [program("promtool"), "check", "rules", "rules.yml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
