"""What the doctor says of a store by what it told of itself."""

from dataclasses import replace
from typing import Any

import pytest

from ticker.model import Key, Role
from ticker.store.redis.examine import Suitability, Vitals
from ticker.tools.doctor.findings import Verdict
from ticker.tools.doctor.stores import judge_keys, judge_store

WELL = Vitals(
    suitability=Suitability("8.1.0", "valkey", aof_always=True, warnings=()),
    round_trip_s=0.0003,
    ahead_s=0.01,
    memory_share=None,
    clients_share=0.01,
    writes_well=True,
)


def test_nothing_is_said_against_a_store_that_is_well() -> None:
    findings = list(judge_store(WELL))
    assert {finding.health for finding in findings} == {Verdict.GOOD}
    assert not any(finding.advice for finding in findings)


@pytest.mark.parametrize(
    ("changed", "check", "health", "words"),
    [
        ({"round_trip_s": 0.03}, "way to the store", Verdict.DOUBTFUL, "30.0 ms"),
        ({"ahead_s": 61.0}, "clocks", Verdict.DOUBTFUL, "61 s ahead"),
        ({"ahead_s": -61.0}, "clocks", Verdict.DOUBTFUL, "61 s behind"),
        ({"memory_share": 0.9}, "memory of the store", Verdict.DOUBTFUL, "90%"),
        ({"clients_share": 0.95}, "connections of the store", Verdict.DOUBTFUL, "95%"),
        ({"writes_well": False}, "disk of the store", Verdict.BAD, "failed"),
    ],
)
def test_each_thing_that_is_wrong_is_named_with_what_to_change(
    changed: dict[str, Any], check: str, health: Verdict, words: str
) -> None:
    [finding] = [finding for finding in judge_store(replace(WELL, **changed)) if finding.health is not Verdict.GOOD]
    assert (finding.check, finding.health) == (check, health)
    assert words in finding.found
    assert finding.advice


def test_a_store_that_may_lose_news_is_doubtful() -> None:
    lacking = Suitability(
        "7.0", "redis", aof_always=False, warnings=("appendfsync is everysec: a price; set it to always",)
    )
    [finding] = [one for one in judge_store(replace(WELL, suitability=lacking)) if one.health is not Verdict.GOOD]
    assert (finding.check, finding.health) == ("settings of the store", Verdict.DOUBTFUL)
    assert finding.advice == lacking.warnings[0]


def test_surface_keys_that_name_no_screens_are_doubtful() -> None:
    old, new = Key("s1", "old", Role.SURFACE, ("*",), 0), Key("s2", "new", Role.SURFACE, ("*",), 0, ("studio-1",))
    [finding] = judge_keys([Key("e1", "Desk", Role.EDITOR, ("*",), 0), old, new])
    assert finding.health is Verdict.DOUBTFUL
    assert finding.found.endswith(": old (s1)")
    assert "--surface" in finding.advice
    assert list(judge_keys([new])) == []
