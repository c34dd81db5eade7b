"""Two processes restarted in turn while hundreds read: nobody misses or repeats an entry, and not all come at once."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.system.deploys.crowd import Crowd
from tests.system.deploys.rolling import PROCESSES, Load, Stage, all_live, roll
from tests.system.deploys.tide import tide_of
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
    book = rolled.book
    assert book.faults == []
    assert rolled.lacking == 0
    assert set(book.payloads) >= set(rolled.acknowledged) - {min(rolled.acknowledged)}, "the first was in a snapshot"
    assert len(set(rolled.acknowledged)) == len(rolled.acknowledged) > 10
    assert book.sent_away.keys() <= {"4012", "end"}, "told to come back, nobody cut off"
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
        stage = Stage(Load(READERS, proxy=proxy), tmp_path, ending)
        crowd = Crowd(("127.0.0.1", (await stage.open()).port), READERS)
        ending.callback(crowd.leave)
        await crowd.come()
        await all_live(crowd)
        stage.tickers[0].kill()
        await until(lambda: crowd.book.sent_away, what="readers who are cut off")
        await all_live(crowd)
    assert crowd.book.faults == []
    assert not crowd.book.turned_away, "with HTTP 503, say, after which a browser's stream does not come back"


def test_a_tide_is_counted_within_any_stretch() -> None:
    tide = tide_of([5.0, 0.95, 1.0, 1.04, 3.0, 9.0], until_s=9.0)
    assert (tide.count, tide.peaks) == (5, (3, 3))
    assert tide.mean_per_s == pytest.approx(5 / 4.05)
    assert tide_of([]).peaks == (0, 0)
