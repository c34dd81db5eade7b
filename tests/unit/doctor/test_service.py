"""What the doctor says of the files that a service may open, by what the service tells."""

import pytest

from ticker.tools.doctor.findings import Verdict
from ticker.tools.doctor.service import judge_open_files


@pytest.mark.parametrize(
    ("used", "most", "health"),
    [
        (40.0, 1_048_576.0, Verdict.GOOD),
        (4_000.0, 5_000.0, Verdict.GOOD),
        (4_001.0, 5_000.0, Verdict.DOUBTFUL),
        (40.0, 1_024.0, Verdict.DOUBTFUL),
        (40.0, None, Verdict.UNKNOWN),
        (None, 1_024.0, Verdict.UNKNOWN),
    ],
)
def test_a_service_needs_room_for_its_readers(used: float | None, most: float | None, health: Verdict) -> None:
    finding = judge_open_files(used, most)
    assert finding.health is health
    assert bool(finding.advice) == (health is not Verdict.GOOD)
