"""Starts the deployments that are attacked, with links of ours before and behind each server, and ends them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from ticker.stress.backroom import Backroom
from ticker.stress.disks import disk_in
from ticker.stress.house import DIVIDED_BY, House
from ticker.stress.link import Link
from ticker.stress.plan import FEEDS
from ticker.stress.processes import Clock, Server, Store


@asynccontextmanager
async def shared_house(
    folder: Path,
    *,
    processes: int,
    executable: str | None,
    clocks: Path | None,
    store_can_jump: bool,
    beside: Path | None,
) -> AsyncIterator[House]:
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
        backroom = stack.enter_context(Backroom())
        cables = [Link(lambda: asyncio.open_unix_connection(str(store.socket))) for _ in range(processes)]
        for cable in cables:
            await stack.enter_async_context(backroom.keeping(cable.laid()))
        servers = []
        for number, cable in enumerate(cables):
            url = f"redis://127.0.0.1:{cable.port}"
            clock = _clock(clocks, folder / f"clock-{number}")
            servers.append(
                Server(
                    number, "--redis-url", url, folder=folder, divided_by=DIVIDED_BY, clock=clock, other_version=beside
                )
            )
        house = House(store, servers, backroom)
        house.cables = cables
        await house.until_store_answers()
        await house.shorten(FEEDS[-1])
        await _open(house, stack)
        yield house


def _clock(library: Path | None, file: Path) -> Clock | None:
    return None if library is None else Clock(library, file)


@asynccontextmanager
async def embedded_house(folder: Path, *, is_small: bool) -> AsyncIterator[House]:
    """Start one server with its embedded Valkey, on a small disk of its own if ``is_small``; end all with the block.

    Raises:
        StressError: something does not start.
    """
    async with AsyncExitStack() as stack:
        disk = stack.enter_context(disk_in(folder, is_small=is_small))
        backroom = stack.enter_context(Backroom())
        house = House(None, [Server(0, data_dir=disk, folder=folder, divided_by=DIVIDED_BY)], backroom)
        house.disk = disk
        stack.callback(house.end_embedded)
        await _open(house, stack)
        yield house


async def _open(house: House, stack: AsyncExitStack) -> None:
    stack.push_async_callback(house.close)
    for server in house.servers:
        stack.callback(server.end)
        stack.callback(setattr, server, "is_wanted", False)
        server.start()
        door = Link(lambda port=server.port: asyncio.open_connection("127.0.0.1", port))  # type: ignore[misc]
        house.doors.append(await stack.enter_async_context(house.backroom.keeping(door.laid())))
    await house.until_ready()
    keeping = asyncio.create_task(house.keep(), name="supervisor")
    stack.callback(keeping.cancel)
