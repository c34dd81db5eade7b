"""A store that is far away: every round trip takes half a second, and all is well."""

import pytest

from tests.servers import Serve, ValkeyServer
from tests.system.clients import Filer, at_work, both, finish
from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy

pytestmark = pytest.mark.long

ROUND_TRIP_S = 0.5


async def test_with_round_trips_of_half_a_second_a_process_becomes_ready_and_serves(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        proxy.delay_s = ROUND_TRIP_S / 2
        ticker = await serve(redis_url=proxy.redis_url, wait=False)
        await ticker.ready(within_s=40)
        filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(filer, *readers):
            for number in range(3):
                await filer.file(f"Line {number} from far away")
            await finish([filer], readers)
        assert {answer.status for answer in filer.answers} == {201}
        assert {state for reader in readers for _, state in reader.states} == {"live"}


async def test_a_way_to_the_store_that_grows_while_a_process_runs_stops_nothing(
    valkey: ValkeyServer, serve: Serve
) -> None:
    async with FaultProxy(valkey.dial).running() as proxy:
        ticker = await serve(redis_url=proxy.redis_url)
        filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
        async with at_work(filer, *readers):
            await filer.file("A line from near by")
            proxy.delay_s = ROUND_TRIP_S / 2
            proxy.reset()  # whoever connects anew needs several round trips for the first answer
            await until(lambda: readers[0].states[-1][1] == "degraded", what="word of the store that is away")
            await ticker.ready(within_s=30)
            for number in range(3):
                await filer.file(f"Line {number} from far away")
            await finish([filer], readers)
            assert {reader.states[-1][1] for reader in readers} == {"live"}
