"""Carries out the faults of a plan, and mends each when its time is over."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from ticker.settings import Timing
from ticker.store.names import USUAL
from ticker.tools.stress.deployment import DIVIDED_BY, DeploymentUnderTest
from ticker.tools.stress.disks import fill
from ticker.tools.stress.failover import freeze_primary, kill_primary
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.faults import NATURES, Fault, FaultTarget
from ticker.tools.stress.history import Struck
from ticker.tools.stress.plan import FEEDS, PlannedFault, target_of
from ticker.tools.stress.processes import Child
from ticker.tools.stress.timeouts import time_out_subscriptions

Carry = Callable[[DeploymentUnderTest, PlannedFault], Awaitable[None]]
"""Breaks something, waits, and mends it."""


_SEEN_S: Final = 1.5 * Timing().reread_every_s / DIVIDED_BY
"""Until servers have asked the store for its settings again."""


async def inject(deployment: DeploymentUnderTest, planned: PlannedFault) -> Struck:
    """Carry out one fault; return when it was."""
    async with deployment.turn_at((planned.fault, planned.target)):
        began = time.monotonic()
        await _HOW[planned.fault](deployment, planned)
        server = planned.target if NATURES[planned.fault].target is FaultTarget.SERVER else None
        return Struck(planned.fault, target_of(planned), server, began, time.monotonic())


async def _kill_server(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    server = deployment.servers[planned.target]
    async with deployment.turn_at(server):
        server.is_wanted = False
        server.kill()
        await asyncio.sleep(planned.lasts_s)
        server.start()


def _drained(*, changes_version: bool) -> Carry:
    """End a server in order, and start it again in this version or the other."""

    async def carry(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
        server = deployment.servers[planned.target]
        async with deployment.turn_at(server):
            await deployment.drain(server)
            await asyncio.sleep(planned.lasts_s)
            server.is_other_version ^= changes_version
            server.start()

    return carry


async def _freeze_server(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _freeze(deployment, deployment.servers[planned.target], planned)


async def _kill_store(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    store = deployment.its_store
    async with deployment.turn_at(store):
        store.kill()
        await asyncio.sleep(planned.lasts_s)
        store.start()
        await deployment.until_store_answers()


async def _kill_loose_store(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await deployment.insist("CONFIG", "SET", "appendfsync", "everysec")
    await asyncio.sleep(_SEEN_S)
    await _kill_store(deployment, planned)


async def _freeze_store(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _freeze(deployment, deployment.its_store, planned)


async def _freeze(deployment: DeploymentUnderTest, child: Child, planned: PlannedFault) -> None:
    async with deployment.turn_at(child):
        child.freeze()
        try:
            await asyncio.sleep(planned.lasts_s)
        finally:
            child.thaw()


def _told(*words: str) -> Carry:
    """Send the store one command."""

    async def carry(deployment: DeploymentUnderTest, _: PlannedFault) -> None:
        await deployment.insist(*words)

    return carry


async def _kill_clients(deployment: DeploymentUnderTest, _: PlannedFault) -> None:
    for kind in ("pubsub", "normal"):
        await deployment.insist("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def _set(name: str, value: str, usual: str) -> Carry:
    """Change a setting of the store for a while."""

    async def carry(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
        await deployment.insist("CONFIG", "SET", name, value)
        await asyncio.sleep(planned.lasts_s)
        await deployment.insist("CONFIG", "SET", name, usual)

    return carry


async def _refuse_writes(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    """Let a save fail: where its file should be there is a folder."""
    in_the_way = deployment.its_store.folder / "dump.rdb"
    in_the_way.mkdir(exist_ok=True)
    await deployment.insist("CONFIG", "SET", "save", "3600 1")
    await deployment.insist("BGSAVE")
    await asyncio.sleep(planned.lasts_s)
    await deployment.insist("CONFIG", "SET", "save", "")
    in_the_way.rmdir()


def _proxied(
    begin: Callable[[FaultProxy], None], which: Callable[[DeploymentUnderTest], Sequence[FaultProxy]]
) -> Carry:
    """Break the proxy of a server for a while."""

    async def carry(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
        proxy = which(deployment)[planned.target]
        await deployment.loop_thread.do(begin, proxy)
        await asyncio.sleep(planned.lasts_s)
        await deployment.loop_thread.do(FaultProxy.mend, proxy)

    return carry


async def _unreadable_records(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    """Write what nobody can read beside what everybody reads; an operator removes it later."""
    hashes = [USUAL.feeds, USUAL.keys, *(USUAL.surfaces(feed) for feed in FEEDS), *_RECORDS]
    for key in hashes:
        await deployment.insist("HSET", key, "unreadable", '{"of": "a later version"')
    await asyncio.sleep(planned.lasts_s)
    for key in hashes:
        await deployment.insist("HDEL", key, "unreadable")


async def _delete_bearers(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _losing(deployment, planned, "DEL", USUAL.keys)


async def _flush(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _losing(deployment, planned, "FLUSHALL")


async def _losing(deployment: DeploymentUnderTest, planned: PlannedFault, *words: str) -> None:
    """Lose something; an operator puts the bearer keys back later."""
    bearers = await deployment.insist("HGETALL", USUAL.keys)
    await deployment.insist(*words)
    await asyncio.sleep(planned.lasts_s)
    pairs = [part for pair in bearers.items() for part in pair] if isinstance(bearers, dict) else bearers
    if pairs:
        await deployment.insist("HSET", USUAL.keys, *pairs)


async def _jump_server_clock(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _jump(deployment, deployment.servers[planned.target], planned)


async def _jump_store_clock(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    await _jump(deployment, deployment.its_store, planned)


async def _jump(deployment: DeploymentUnderTest, child: Child, planned: PlannedFault) -> None:
    assert child.clock is not None, "a fault that is not possible here is not carried out"
    async with deployment.turn_at("clocks"):  # of a server or of the store, never of both
        child.clock.jump(planned.by_s)
        try:
            await asyncio.sleep(planned.lasts_s)
        finally:
            child.clock.jump(0)


async def _kill_embedded(deployment: DeploymentUnderTest, _: PlannedFault) -> None:
    pid = deployment.embedded_pid()
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def _fill_disk(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    ballast = fill(deployment.disk)
    await asyncio.sleep(planned.lasts_s)
    ballast.unlink()


def _reader_proxies(deployment: DeploymentUnderTest) -> Sequence[FaultProxy]:
    return deployment.reader_proxies


def _store_proxies(deployment: DeploymentUnderTest) -> Sequence[FaultProxy]:
    return deployment.store_proxies


_META, _LOGS, _RECORDS, _ = zip(*(USUAL.log_keys(feed) for feed in FEEDS), strict=True)

_HOW: Final[dict[Fault, Carry]] = {
    Fault.KILL_SERVER: _kill_server,
    Fault.DRAIN_SERVER: _drained(changes_version=False),
    Fault.CHANGE_VERSION: _drained(changes_version=True),
    Fault.FREEZE_SERVER: _freeze_server,
    Fault.KILL_STORE: _kill_store,
    Fault.KILL_LOOSE_STORE: _kill_loose_store,
    Fault.FREEZE_STORE: _freeze_store,
    Fault.KILL_SUBSCRIPTIONS: _told("CLIENT", "KILL", "TYPE", "pubsub"),
    Fault.TIME_OUT_SUBSCRIPTIONS: time_out_subscriptions,
    Fault.KILL_CLIENTS: _kill_clients,
    Fault.HOLD_NEWS: _proxied(FaultProxy.hold_news, _store_proxies),
    Fault.CUT_STORE: _proxied(FaultProxy.cut, _store_proxies),
    Fault.STALL_STORE: _proxied(FaultProxy.stall, _store_proxies),
    Fault.RESET_LINKS: _proxied(FaultProxy.reset, _reader_proxies),
    Fault.STALL_LINKS: _proxied(FaultProxy.stall, _reader_proxies),
    Fault.HALF_OPEN_LINKS: _proxied(FaultProxy.go_half_open, _reader_proxies),
    Fault.REFUSE_WRITES: _refuse_writes,
    Fault.WANT_REPLICAS: _set("min-replicas-to-write", "1", "0"),
    Fault.FILL_MEMORY: _set("maxmemory", "1", "0"),
    Fault.FLUSH_SCRIPTS: _told("SCRIPT", "FLUSH"),
    Fault.DELETE_META: _told("DEL", *_META),
    Fault.DELETE_LOG: _told("DEL", *_LOGS),
    Fault.DELETE_RECORDS: _told("DEL", *_RECORDS),
    Fault.DELETE_FEEDS: _told("DEL", USUAL.feeds),
    Fault.UNREADABLE_RECORDS: _unreadable_records,
    Fault.DELETE_BEARERS: _delete_bearers,
    Fault.FLUSH: _flush,
    Fault.JUMP_SERVER_CLOCK: _jump_server_clock,
    Fault.JUMP_STORE_CLOCK: _jump_store_clock,
    Fault.KILL_EMBEDDED: _kill_embedded,
    Fault.KILL_OWNER: _kill_server,
    Fault.FILL_DISK: _fill_disk,
    Fault.KILL_PRIMARY: kill_primary,
    Fault.FREEZE_PRIMARY: freeze_primary,
}
POSSIBLE: Final = frozenset(_HOW)
"""Every fault that can be carried out here."""
