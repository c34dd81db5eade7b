"""Two processes restarted in turn while hundreds read: nobody misses or repeats an entry, and not all come at once."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.system.deploys.arrivals import arrivals_of
from tests.system.deploys.returning_readers import ReturningReaders
from tests.system.deploys.rolling import PROCESSES, Deployment, Load, all_live, roll
from tests.system.readers.proxies import PROXIES
from tests.waiting import until

READERS = 240
DRAIN_S = 6.0


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("proxy", PROXIES)
async def test_readers_pass_from_one_process_to_the_other_and_back(proxy: str, tmp_path: Path) -> None:
    asyncio.get_running_loop().set_debug(False)  # what is tested runs in other processes: here it only costs
    rolled = await roll(Load(READERS, updates_per_s=5, drain_s=DRAIN_S, proxy=proxy), tmp_path)
    log = rolled.log
    assert log.faults == []
    assert rolled.lacking == 0
    assert set(log.payloads) >= set(rolled.acknowledged) - {min(rolled.acknowledged)}, "the first was in a snapshot"
    assert len(set(rolled.acknowledged)) == len(rolled.acknowledged) > 10
    assert log.sent_away.keys() <= {"4012", "end"}, "told to come back, nobody cut off"
    sent_away = [restart.sent_away for restart in rolled.restarts]
    assert len(sent_away) == PROCESSES
    assert sum(sent_away) >= READERS, "each was sent away at least once"
    for restart in rolled.restarts:
        assert restart.joins.count >= restart.sent_away
        # Evenly, a second has a sixth of them; on a busy machine what belongs to two or three comes in one.
        assert restart.joins.peaks[0] <= max(20, restart.sent_away / 2), restart


@pytest.mark.long
@pytest.mark.timeout(120)
@pytest.mark.parametrize("proxy", PROXIES)
async def test_after_a_crash_the_proxy_sends_readers_to_the_other_process(proxy: str, tmp_path: Path) -> None:
    asyncio.get_running_loop().set_debug(False)
    with ExitStack() as ending:
        deployment = Deployment(Load(READERS, proxy=proxy), tmp_path, ending)
        returning = ReturningReaders(("127.0.0.1", (await deployment.open()).port), READERS)
        ending.callback(returning.leave)
        await returning.come()
        await all_live(returning)
        deployment.tickers[0].kill()
        await until(lambda: returning.log.sent_away, what="readers who are cut off")
        await all_live(returning)
    assert returning.log.faults == []
    assert not returning.log.turned_away, "with HTTP 503, say, after which a browser's stream does not come back"


def test_arrivals_are_counted_within_any_stretch() -> None:
    arrivals = arrivals_of([5.0, 0.95, 1.0, 1.04, 3.0, 9.0], until_s=9.0)
    assert (arrivals.count, arrivals.peaks) == (5, (3, 3))
    assert arrivals.mean_per_s == pytest.approx(5 / 4.05)
    assert arrivals_of([]).peaks == (0, 0)
