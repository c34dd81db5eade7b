"""A service that is filed to and visited for a long time, accelerated: what it holds at rest does not grow."""

import asyncio
from pathlib import Path

import pytest

from tests.system.soak.rests import FEED, HISTORY, Plan, growth
from tests.system.soak.soaking import soak

pytestmark = pytest.mark.skipif(
    "sys.platform != 'linux'", reason="descriptors and their kinds are read as Linux has them"
)
PLAN = Plan(rounds=6, round_s=10, divided_by=10, visitors=20, filers=2, pace_s=0.1)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_at_each_rest_there_is_what_there_was_before(tmp_path: Path) -> None:
    asyncio.get_running_loop().set_debug(False)  # what is tested runs in other processes: here it only costs
    soaked = await soak(PLAN, tmp_path)
    assert list(soaked.troubles()) == []
    assert soaked.rests[-1].head > 2 * HISTORY, f"the log of {FEED} was trimmed"
    assert soaked.filed.keys() == {"update", "correction", "refile", "hold", "release", "kill"}
    assert soaked.done.keys() >= {"glance", "stay", "come_back", "talk", "read_plainly", "be_refused"}


@pytest.mark.parametrize(
    ("values", "rise"),
    [([5.0, 5.0, 5.0], 0), ([1.0, 2.0, 3.0], 2), ([1.0, 9.0, 1.0], 0), ([3.0], 0), ([4.0, 3.0, 2.0, 1.0], -3)],
)
def test_growth_is_that_of_a_line(values: list[float], rise: float) -> None:
    assert growth(values) == pytest.approx(rise)
