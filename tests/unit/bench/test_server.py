"""A server that is not there, or not to be measured, is named with what to do."""

import pytest

from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.plan import Plan, Step, StepName
from ticker.tools.bench.server import server_at
from ticker.tools.bench.suite import BenchTarget, Suite


def test_nobody_at_the_url_is_said_before_anything_is_measured(free_port: int) -> None:
    with pytest.raises(BenchError, match=r"nobody answers at http://127\.0\.0\.1"):
        server_at(f"http://127.0.0.1:{free_port}", "tk_x")


@pytest.mark.parametrize("url", ["https://news.example", "news.example", "http://"])
def test_a_url_that_cannot_be_measured_says_which_can(url: str) -> None:
    with pytest.raises(BenchError, match="http://HOST:PORT"):
        server_at(url, "tk_x")


def test_a_foreign_server_needs_a_key() -> None:
    with pytest.raises(BenchError, match="ticker keys add"):
        BenchTarget.of("http://127.0.0.1:1", None)
    assert BenchTarget.of(None, None) == BenchTarget()


def test_more_readers_than_descriptors_are_refused_before_a_server_is_started() -> None:
    plan = Plan(1 << 40, (Step(StepName.FAN_OUT, 1, 1, 1),))
    with pytest.raises(BenchError, match="open files"):
        Suite(plan, BenchTarget(), lambda _: None).run()
