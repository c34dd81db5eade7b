"""What the doctor says of a machine's limits."""

from pathlib import Path

import pytest

from ticker.settings import Settings
from ticker.tools.doctor.findings import Verdict
from ticker.tools.doctor.machine import judge_backlog, judge_descriptors, look_at_machine


@pytest.mark.parametrize(
    ("limit", "wanted", "health"),
    [
        (None, None, Verdict.GOOD),
        (None, 1_000_000, Verdict.GOOD),
        (65_536, None, Verdict.GOOD),
        (65_536, 65_336, Verdict.GOOD),
        (65_536, 65_337, Verdict.BAD),
        (1_024, None, Verdict.DOUBTFUL),
        (1_024, 100, Verdict.DOUBTFUL),
    ],
)
def test_open_files_must_do_for_the_readers_that_are_allowed(
    limit: int | None, wanted: int | None, health: Verdict
) -> None:
    finding = judge_descriptors(limit, wanted=wanted)
    assert finding.health is health
    assert bool(finding.advice) == (health is not Verdict.GOOD)


def test_the_advice_names_the_number_that_is_needed() -> None:
    assert "LimitNOFILE=5200" in judge_descriptors(4_096, wanted=5_000).advice


def test_a_short_queue_of_connections_is_doubtful() -> None:
    assert judge_backlog(128).health is Verdict.DOUBTFUL
    assert judge_backlog(4_096).health is Verdict.GOOD


def test_where_the_system_tells_no_queue_there_is_nothing_to_say(tmp_path: Path) -> None:
    [files] = look_at_machine(Settings.load({}, {}), backlog_file=tmp_path / "none")
    assert files.check == "open files"
    (tmp_path / "most").write_text("128\n")
    _, queue = look_at_machine(Settings.load({}, {}), backlog_file=tmp_path / "most")
    assert queue.health is Verdict.DOUBTFUL
