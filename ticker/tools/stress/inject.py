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
from ticker.tools.stress.deployment import DIVIDED_BY, House
from ticker.tools.stress.disks import fill
from ticker.tools.stress.failover import freeze_primary, kill_primary
from ticker.tools.stress.fault_proxy import Link
from ticker.tools.stress.faults import NATURES, Fault, Target
from ticker.tools.stress.history import Struck
from ticker.tools.stress.plan import FEEDS, Strike, target_of
from ticker.tools.stress.processes import Child
from ticker.tools.stress.timeouts import time_out_subscriptions

Carry = Callable[[House, Strike], Awaitable[None]]
"""Breaks something, waits, and mends it."""


_SEEN_S: Final = 1.5 * Timing().reread_every_s / DIVIDED_BY
"""Until servers have asked the store for its settings again."""


async def strike(house: House, planned: Strike) -> Struck:
    """Carry out one fault; give when it was."""
    async with house.turn_at((planned.fault, planned.target)):
        began = time.monotonic()
        await _HOW[planned.fault](house, planned)
        server = planned.target if NATURES[planned.fault].target is Target.SERVER else None
        return Struck(planned.fault, target_of(planned), server, began, time.monotonic())


async def _kill_server(house: House, planned: Strike) -> None:
    server = house.servers[planned.target]
    async with house.turn_at(server):
        server.is_wanted = False
        server.kill()
        await asyncio.sleep(planned.lasts_s)
        server.start()


def _drained(*, changes_version: bool) -> Carry:
    """End a server in order, and start it again in this version or the other."""

    async def carry(house: House, planned: Strike) -> None:
        server = house.servers[planned.target]
        async with house.turn_at(server):
            await house.drain(server)
            await asyncio.sleep(planned.lasts_s)
            server.is_other_version ^= changes_version
            server.start()

    return carry


async def _freeze_server(house: House, planned: Strike) -> None:
    await _freeze(house, house.servers[planned.target], planned)


async def _kill_store(house: House, planned: Strike) -> None:
    store = house.its_store
    async with house.turn_at(store):
        store.kill()
        await asyncio.sleep(planned.lasts_s)
        store.start()
        await house.until_store_answers()


async def _kill_loose_store(house: House, planned: Strike) -> None:
    await house.insist("CONFIG", "SET", "appendfsync", "everysec")
    await asyncio.sleep(_SEEN_S)
    await _kill_store(house, planned)


async def _freeze_store(house: House, planned: Strike) -> None:
    await _freeze(house, house.its_store, planned)


async def _freeze(house: House, child: Child, planned: Strike) -> None:
    async with house.turn_at(child):
        child.freeze()
        try:
            await asyncio.sleep(planned.lasts_s)
        finally:
            child.thaw()


def _told(*words: str) -> Carry:
    """Say something to the store, and leave it at that."""

    async def carry(house: House, _: Strike) -> None:
        await house.insist(*words)

    return carry


async def _kill_clients(house: House, _: Strike) -> None:
    for kind in ("pubsub", "normal"):
        await house.insist("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def _set(name: str, value: str, usual: str) -> Carry:
    """Give a setting of the store another value for a while."""

    async def carry(house: House, planned: Strike) -> None:
        await house.insist("CONFIG", "SET", name, value)
        await asyncio.sleep(planned.lasts_s)
        await house.insist("CONFIG", "SET", name, usual)

    return carry


async def _refuse_writes(house: House, planned: Strike) -> None:
    """Let a save fail: where its file should be there is a folder."""
    in_the_way = house.its_store.folder / "dump.rdb"
    in_the_way.mkdir(exist_ok=True)
    await house.insist("CONFIG", "SET", "save", "3600 1")
    await house.insist("BGSAVE")
    await asyncio.sleep(planned.lasts_s)
    await house.insist("CONFIG", "SET", "save", "")
    in_the_way.rmdir()


def _linked(begin: Callable[[Link], None], which: Callable[[House], Sequence[Link]]) -> Carry:
    """Break a link of the server for a while."""

    async def carry(house: House, planned: Strike) -> None:
        link = which(house)[planned.target]
        await house.backroom.do(begin, link)
        await asyncio.sleep(planned.lasts_s)
        await house.backroom.do(Link.mend, link)

    return carry


async def _unreadable_records(house: House, planned: Strike) -> None:
    """Write what nobody can read beside what everybody reads; an operator removes it later."""
    hashes = [USUAL.feeds, USUAL.keys, *(USUAL.surfaces(feed) for feed in FEEDS), *_RECORDS]
    for key in hashes:
        await house.insist("HSET", key, "unreadable", '{"of": "a later version"')
    await asyncio.sleep(planned.lasts_s)
    for key in hashes:
        await house.insist("HDEL", key, "unreadable")


async def _delete_bearers(house: House, planned: Strike) -> None:
    await _losing(house, planned, "DEL", USUAL.keys)


async def _flush(house: House, planned: Strike) -> None:
    await _losing(house, planned, "FLUSHALL")


async def _losing(house: House, planned: Strike, *words: str) -> None:
    """Lose something; an operator puts the bearer keys back later."""
    bearers = await house.insist("HGETALL", USUAL.keys)
    await house.insist(*words)
    await asyncio.sleep(planned.lasts_s)
    pairs = [part for pair in bearers.items() for part in pair] if isinstance(bearers, dict) else bearers
    if pairs:
        await house.insist("HSET", USUAL.keys, *pairs)


async def _jump_server_clock(house: House, planned: Strike) -> None:
    await _jump(house, house.servers[planned.target], planned)


async def _jump_store_clock(house: House, planned: Strike) -> None:
    await _jump(house, house.its_store, planned)


async def _jump(house: House, child: Child, planned: Strike) -> None:
    assert child.clock is not None, "a fault that is not possible here is not carried out"
    async with house.turn_at("clocks"):  # of a server or of the store, never of both
        child.clock.jump(planned.by_s)
        try:
            await asyncio.sleep(planned.lasts_s)
        finally:
            child.clock.jump(0)


async def _kill_embedded(house: House, _: Strike) -> None:
    pid = house.embedded_pid()
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def _fill_disk(house: House, planned: Strike) -> None:
    ballast = fill(house.disk)
    await asyncio.sleep(planned.lasts_s)
    ballast.unlink()


def _doors(house: House) -> Sequence[Link]:
    return house.doors


def _cables(house: House) -> Sequence[Link]:
    return house.cables


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
    Fault.HOLD_NEWS: _linked(Link.hold_news, _cables),
    Fault.CUT_STORE: _linked(Link.cut, _cables),
    Fault.STALL_STORE: _linked(Link.stall, _cables),
    Fault.RESET_LINKS: _linked(Link.reset, _doors),
    Fault.STALL_LINKS: _linked(Link.stall, _doors),
    Fault.HALF_OPEN_LINKS: _linked(Link.go_half_open, _doors),
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
