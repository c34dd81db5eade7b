"""Starts the deployments under test, with proxies before and behind each server, and ends them."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from ticker.store.embedded.process import binary
from ticker.store.redis.connect import connect
from ticker.tools.stress.deployment import DIVIDED_BY, DeploymentUnderTest
from ticker.tools.stress.disks import disk_in
from ticker.tools.stress.errors import StressError
from ticker.tools.stress.failover import is_followed
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.loop_thread import LoopThread
from ticker.tools.stress.plan import FEEDS
from ticker.tools.stress.processes import FREE_PORTS, Child, Clock, ServerProcess, Store
from ticker.tools.stress.sentinels import (
    REPLICATING,
    SENTINELS,
    begin_replication,
    knows_all,
    sentinel_settings,
    sentinel_url,
)

_REPLICATED_WITHIN_S: Final = 40.0
_ASK_WITHIN_S: Final = 2.0
_POLL_S: Final = 0.05


@asynccontextmanager
async def shared_deployment(
    folder: Path,
    *,
    processes: int,
    executable: str | None,
    clocks: Path | None,
    store_can_jump: bool,
    beside: Path | None,
) -> AsyncIterator[DeploymentUnderTest]:
    """Start the servers on one Valkey; end everything with the block. ``clocks``: the library that makes them jump.

    Raises:
        StressError: something does not start.
    """
    async with AsyncExitStack() as stack:
        store = Store(
            folder, executable=executable, clock=_clock(clocks if store_can_jump else None, folder / "clock-store")
        )
        store.start()
        stack.callback(store.end)
        loop_thread = stack.enter_context(LoopThread())
        proxies = [FaultProxy(lambda: asyncio.open_unix_connection(str(store.socket))) for _ in range(processes)]
        for proxy in proxies:
            await stack.enter_async_context(loop_thread.keeping(proxy.running()))
        servers = []
        for number, proxy in enumerate(proxies):
            url = proxy.redis_url
            clock = _clock(clocks, folder / f"clock-{number}")
            servers.append(
                ServerProcess(
                    number, "--redis-url", url, folder=folder, divided_by=DIVIDED_BY, clock=clock, other_version=beside
                )
            )
        deployment = DeploymentUnderTest(store, servers, loop_thread)
        deployment.store_proxies = proxies
        await deployment.until_store_answers()
        await deployment.shorten(FEEDS[-1])
        await _open(deployment, stack)
        yield deployment


def _clock(library: Path | None, file: Path) -> Clock | None:
    return None if library is None else Clock(library, file)


@asynccontextmanager
async def embedded_deployment(folder: Path, *, is_small: bool) -> AsyncIterator[DeploymentUnderTest]:
    """Start one server with its embedded Valkey, on a small disk of its own if ``is_small``; end all with the block.

    Raises:
        StressError: something does not start.
    """
    async with AsyncExitStack() as stack:
        disk = stack.enter_context(disk_in(folder, is_small=is_small))
        loop_thread = stack.enter_context(LoopThread())
        deployment = DeploymentUnderTest(
            None, [ServerProcess(0, data_dir=disk, folder=folder, divided_by=DIVIDED_BY)], loop_thread
        )
        deployment.disk = disk
        stack.callback(deployment.end_embedded)
        await _open(deployment, stack)
        yield deployment


@asynccontextmanager
async def replicated_deployment(
    folder: Path, *, processes: int, executable: str | None
) -> AsyncIterator[DeploymentUnderTest]:
    """Start the servers on a primary with a replica, which Sentinels may promote; end everything with the block.

    Raises:
        StressError: something does not start.
    """
    async with AsyncExitStack() as stack:
        ports = {"one": next(FREE_PORTS), "other": next(FREE_PORTS)}
        stores = []
        for name, port in ports.items():
            (folder / name).mkdir(parents=True)
            flags = ("--bind", "127.0.0.1", *REPLICATING)
            stores.append(Store(folder / name, *flags, port=port, executable=executable))
            stores[-1].start()
            stack.callback(stores[-1].kill)
        sentinels = [next(FREE_PORTS) for _ in range(SENTINELS)]
        url = sentinel_url(sentinels)
        servers = [
            ServerProcess(number, "--redis-url", url, folder=folder, divided_by=DIVIDED_BY)
            for number in range(processes)
        ]
        deployment = DeploymentUnderTest(stores[0], servers, stack.enter_context(LoopThread()))
        deployment.replica, deployment.sentinels = stores[1], sentinels
        await deployment.until_store_answers()
        await deployment.shorten(FEEDS[-1])
        await _replicate(stores[0], stores[1], port=ports["one"])
        for number, port in enumerate(sentinels):
            settings = folder / f"sentinel-{number}.conf"
            settings.write_text(sentinel_settings(folder, port=port, primary=ports["one"]), encoding="utf-8")
            command = [executable or binary(), str(settings), "--sentinel"]
            sentinel = Child(command, settings.with_suffix(".log"), None)
            sentinel.start()
            stack.callback(sentinel.kill)
        await _until_watched(sentinels)
        await _open(deployment, stack)
        yield deployment


async def _replicate(one: Store, other: Store, *, port: int) -> None:
    """Have one follow the other, and wait until it has everything.

    Raises:
        StressError: it does not.
    """
    deadline = time.monotonic() + _REPLICATED_WITHIN_S
    async with connect(one.url, timeout_s=_ASK_WITHIN_S) as primary, connect(other.url, timeout_s=10) as replica:
        await begin_replication(primary, replica, port=port)
    while not await is_followed(one, other):
        if time.monotonic() > deadline:
            raise StressError(f"the replica has not got everything after {_REPLICATED_WITHIN_S:.0f} s")
        await asyncio.sleep(_POLL_S)


async def _until_watched(ports: Sequence[int]) -> None:
    """Wait until the Sentinels know each other and the replica.

    Raises:
        StressError: they do not.
    """
    deadline = time.monotonic() + _REPLICATED_WITHIN_S
    for port in ports:
        async with connect(f"redis://127.0.0.1:{port}", timeout_s=_ASK_WITHIN_S) as sentinel:
            while not await knows_all(sentinel):
                if time.monotonic() > deadline:
                    raise StressError(f"the Sentinels do not find each other within {_REPLICATED_WITHIN_S:.0f} s")
                await asyncio.sleep(_POLL_S)


async def _open(deployment: DeploymentUnderTest, stack: AsyncExitStack) -> None:
    stack.push_async_callback(deployment.close)
    for server in deployment.servers:
        stack.callback(server.end)
        stack.callback(setattr, server, "is_wanted", False)
        server.start()
        proxy = FaultProxy(lambda port=server.port: asyncio.open_connection("127.0.0.1", port))  # type: ignore[misc]
        deployment.reader_proxies.append(
            await stack.enter_async_context(deployment.loop_thread.keeping(proxy.running()))
        )
    await deployment.until_ready()
    keeping = asyncio.create_task(deployment.keep(), name="supervisor")
    stack.callback(keeping.cancel)
