"""What a process says of itself, and when it says that this has changed."""

import math
import time

import pytest

from ticker.fanout.health import Liveness
from ticker.settings import Timing
from ticker.wire.json_objects import LiveState

TIMING = Timing()
LIVE, DEGRADED, DRAINING = LiveState.LIVE, LiveState.DEGRADED, LiveState.DRAINING


@pytest.fixture
def told() -> list[LiveState]:
    return []


@pytest.fixture
def liveness(told: list[LiveState]) -> Liveness:
    """Give the liveness of a process that is ready."""
    liveness = Liveness(TIMING, told.append, is_loaded=True)
    liveness.expect([""])
    liveness.echoed("")
    return liveness


def test_a_process_that_reaches_its_store_is_live(liveness: Liveness) -> None:
    assert liveness.state is LIVE


def test_readers_are_told_at_each_change_and_only_then(liveness: Liveness, told: list[LiveState]) -> None:
    for answers in (True, False, False, True, True, False):
        liveness.reached(answers)
    assert told == [DEGRADED, LIVE, DEGRADED]


def test_a_process_that_goes_down_says_so_once_and_nothing_else_any_more(
    liveness: Liveness, told: list[LiveState]
) -> None:
    liveness.drain()
    liveness.drain()
    liveness.reached(False)
    liveness.reached(True)
    assert told == [DRAINING]
    assert liveness.state is DRAINING


def test_a_degraded_process_can_go_down(liveness: Liveness, told: list[LiveState]) -> None:
    liveness.reached(False)
    liveness.drain()
    assert told == [DEGRADED, DRAINING]


def test_nobody_needs_to_be_told() -> None:
    alone = Liveness(TIMING)
    alone.reached(False)
    assert alone.state is DEGRADED


def test_new_readers_may_be_sent_to_a_process_that_lacks_nothing(liveness: Liveness) -> None:
    assert liveness.reasons_not_ready == []


def test_every_reason_against_it_is_named(liveness: Liveness) -> None:
    liveness.is_loaded = False
    liveness.echoed_at[""] = -math.inf
    liveness.reached(False)
    liveness.drain()
    assert liveness.reasons_not_ready == [
        "draining",
        "logs are being loaded",
        "Redis does not answer",
        "nothing published here comes back through Redis",
    ]


def test_a_process_that_has_just_begun_is_not_ready() -> None:
    fresh = Liveness(TIMING)
    assert fresh.reasons_not_ready == ["logs are being loaded", "nothing published here comes back through Redis"]
    assert fresh.echo_age_s == math.inf


def test_an_echo_counts_until_patience_ends(liveness: Liveness) -> None:
    liveness.echoed_at[""] = time.monotonic() - TIMING.probe_patience_s + 5
    assert liveness.reasons_not_ready == []
    liveness.echoed_at[""] = time.monotonic() - TIMING.probe_patience_s - 0.001
    assert liveness.reasons_not_ready == ["nothing published here comes back through Redis"]
    assert liveness.echo_age_s > TIMING.probe_patience_s
    liveness.echoed("")
    assert liveness.reasons_not_ready == []
    assert liveness.echo_age_s < 5


def test_after_a_break_of_the_connection_an_echo_of_before_counts_no_more(liveness: Liveness) -> None:
    liveness.fell_silent("")
    assert liveness.reasons_not_ready == ["nothing published here comes back through Redis"]
    liveness.echoed("")
    assert liveness.reasons_not_ready == []


def test_every_shard_has_to_be_heard_and_one_that_is_gone_no_more(liveness: Liveness) -> None:
    liveness.expect(["a", "b"])
    liveness.echoed("a")
    assert liveness.reasons_not_ready == ["nothing published here comes back through Redis"]
    liveness.echoed("b")
    assert liveness.reasons_not_ready == []
    liveness.fell_silent("a")
    assert liveness.reasons_not_ready != []
    liveness.expect(["b"])
    assert liveness.reasons_not_ready == []
