"""What a process says of itself, and when it says that this has changed."""

import math
import time

import pytest

from ticker.fanout.health import Health
from ticker.settings import Timing
from ticker.wire.json_objects import LiveState

TIMING = Timing()
LIVE, DEGRADED, DRAINING = LiveState.LIVE, LiveState.DEGRADED, LiveState.DRAINING


@pytest.fixture
def told() -> list[LiveState]:
    return []


@pytest.fixture
def health(told: list[LiveState]) -> Health:
    """Return the liveness of a process that is ready."""
    health = Health(TIMING, told.append, is_loaded=True)
    health.expect([""])
    health.echoed("")
    return health


def test_a_process_that_reaches_its_store_is_live(health: Health) -> None:
    assert health.state is LIVE


def test_readers_are_told_at_each_change_and_only_then(health: Health, told: list[LiveState]) -> None:
    for answers in (True, False, False, True, True, False):
        health.reached(answers)
    assert told == [DEGRADED, LIVE, DEGRADED]


def test_a_process_that_goes_down_says_so_once_and_nothing_else_any_more(health: Health, told: list[LiveState]) -> None:
    health.drain()
    health.drain()
    health.reached(False)
    health.reached(True)
    assert told == [DRAINING]
    assert health.state is DRAINING


def test_a_degraded_process_can_go_down(health: Health, told: list[LiveState]) -> None:
    health.reached(False)
    health.drain()
    assert told == [DEGRADED, DRAINING]


def test_nobody_needs_to_be_told() -> None:
    alone = Health(TIMING)
    alone.reached(False)
    assert alone.state is DEGRADED


def test_new_readers_may_be_sent_to_a_process_that_lacks_nothing(health: Health) -> None:
    assert health.reasons_not_ready == []


def test_every_reason_against_it_is_named(health: Health) -> None:
    health.is_loaded = False
    health.echoed_at[""] = -math.inf
    health.reached(False)
    health.drain()
    assert health.reasons_not_ready == [
        "draining",
        "logs are being loaded",
        "Redis does not answer",
        "nothing published here comes back through Redis",
    ]


def test_a_process_that_has_just_begun_is_not_ready() -> None:
    fresh = Health(TIMING)
    assert fresh.reasons_not_ready == ["logs are being loaded", "nothing published here comes back through Redis"]
    assert fresh.echo_age_s == math.inf


def test_an_echo_counts_until_patience_ends(health: Health) -> None:
    health.echoed_at[""] = time.monotonic() - TIMING.probe_patience_s + 5
    assert health.reasons_not_ready == []
    health.echoed_at[""] = time.monotonic() - TIMING.probe_patience_s - 0.001
    assert health.reasons_not_ready == ["nothing published here comes back through Redis"]
    assert health.echo_age_s > TIMING.probe_patience_s
    health.echoed("")
    assert health.reasons_not_ready == []
    assert health.echo_age_s < 5


def test_after_a_break_of_the_connection_an_echo_of_before_counts_no_more(health: Health) -> None:
    health.fell_silent("")
    assert health.reasons_not_ready == ["nothing published here comes back through Redis"]
    health.echoed("")
    assert health.reasons_not_ready == []


def test_every_shard_has_to_be_heard_and_one_that_is_gone_no_more(health: Health) -> None:
    health.expect(["a", "b"])
    health.echoed("a")
    assert health.reasons_not_ready == ["nothing published here comes back through Redis"]
    health.echoed("b")
    assert health.reasons_not_ready == []
    health.fell_silent("a")
    assert health.reasons_not_ready != []
    health.expect(["b"])
    assert health.reasons_not_ready == []
