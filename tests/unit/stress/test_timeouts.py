"""The kernel ends the connections that it is told to end with ETIMEDOUT, and no others."""

import asyncio
import errno
import os

import pytest

from tests.unit.stress.test_fault_proxy import proxied, said_again
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.timeouts import can_time_out, give_up


@pytest.fixture(autouse=True)
def may_take_descriptors() -> None:
    if not can_time_out():
        pytest.skip("this process may not take a child's descriptors")


async def test_the_kernel_ends_a_dropped_subscription_with_etimedout_and_nothing_else() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await said_again(streams, b"SUBSCRIBE")
        other = await asyncio.open_connection("127.0.0.1", proxy.port)
        await said_again(other, b"check")
        await loop_thread.do(FaultProxy.drop_subscribers, proxy)
        assert proxy.dropped == [streams[1].get_extra_info("sockname")]
        await loop_thread.do(FaultProxy.mend, proxy)  # what mends other faults does not end this one by a reset
        give_up(os.getpid(), proxy.dropped)
        with pytest.raises(TimeoutError) as ended:
            await streams[0].read()
        assert ended.value.errno == errno.ETIMEDOUT
        assert await said_again(other, b"as before") == b"as before"
        other[1].close()


async def test_connections_that_come_after_a_drop_are_carried_and_what_was_dropped_can_be_reset() -> None:
    async with proxied() as (proxy, loop_thread, streams):
        await said_again(streams, b"SUBSCRIBE")
        await loop_thread.do(FaultProxy.drop_subscribers, proxy)
        again = await asyncio.open_connection("127.0.0.1", proxy.port)
        assert await said_again(again, b"SUBSCRIBE") == b"SUBSCRIBE"
        await loop_thread.do(FaultProxy.reset_dropped, proxy)
        assert proxy.dropped == []
        with pytest.raises(ConnectionResetError):
            await streams[0].read()
        assert await said_again(again, b"as before") == b"as before"
        again[1].close()


async def test_a_link_knows_whether_somebody_listens_to_news() -> None:
    async with proxied() as (proxy, _, streams):
        before = proxy.has_subscribers
        await said_again(streams, b"SUBSCRIBE")
        assert [before, proxy.has_subscribers] == [False, True]


async def test_a_process_that_has_ended_has_no_connections_to_give_up() -> None:
    child = await asyncio.create_subprocess_exec("true")
    await child.wait()
    give_up(child.pid, [("127.0.0.1", 1)])
