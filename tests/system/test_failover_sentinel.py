"""Sentinel promotes a replica that lagged: what was lost is a fork, said aloud, and everything goes on by itself."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.examples import EN
from tests.processes import program
from tests.servers import FreshValkey, Serve, TickerProcess, http, valkey_binary
from tests.system.clients import (
    SLACK_S,
    Filed,
    Filer,
    Reader,
    Record,
    at_work,
    both,
    finish,
    first,
    over_socket,
    over_stream,
    pause,
    serve_two,
    told,
    write_more,
)
from tests.system.sentinels import Watched, is_in_step, role, watched
from tests.waiting import until
from ticker.errors import StoreUnsuitable
from ticker.store.feeds import add_feed, list_feeds
from ticker.store.redis.connect import connect
from ticker.store.redis.examine import examine

FAILOVER_S = 20.0
"""Sentinel takes some two seconds; a busy machine may need more."""


@dataclass(eq=False)
class Watchman:
    """Asks ``/readyz`` all the time, and whenever it is green files at once: green must not be a lie."""

    filer: Filer
    answers: list[tuple[float, int]] = field(default_factory=list)
    lies: list[tuple[float, str]] = field(default_factory=list)

    async def work(self) -> None:
        told_to_end = self.filer.told
        async with http(self.filer.process.url) as client:
            while not told_to_end.is_set():
                asked_at = time.monotonic()
                answer = await client.get("/readyz")
                self.answers.append((asked_at, answer.status_code))
                if answer.status_code == httpx.codes.OK:
                    await self._file(asked_at)
                await pause(told_to_end, at_most_s=0.02)

    async def _file(self, asked_at: float) -> None:
        body = self.filer.draft(f"Green at {asked_at}")
        filed = await self.filer.attempt("", body, key=f"green-{asked_at}")
        if filed.status != httpx.codes.CREATED:
            self.lies.append((asked_at, f"green, and filing answered {filed.status}: {filed.body!r}"))

    def red_at(self, *, since: float) -> float:
        """Return when it was first red later than ``since``; never, if it was not."""
        return next((at for at, status in self.answers if at > since and status != httpx.codes.OK), math.inf)

    def green_again_at(self, *, since: float) -> float:
        """Return when it was first green after that; never, if it was not."""
        red_at = self.red_at(since=since)
        return next((at for at, status in self.answers if at > red_at and status == httpx.codes.OK), math.inf)

    def check(self, *, since: float) -> float:
        """Check that from its first red on green was never a lie; give how many seconds it took to be green again."""
        assert not [lie for lie in self.lies if lie[0] > self.red_at(since=since)]
        return round(self.green_again_at(since=since) - since, 1)

    async def sees_green_again(self, *, since: float) -> None:
        """Wait until it was red and is green."""
        await until(lambda: self.green_again_at(since=since) < math.inf, within_s=FAILOVER_S, what="green again")


@asynccontextmanager
async def watching(process: TickerProcess, key: str) -> AsyncIterator[Watchman]:
    """Have a watchman at work until the end of the block."""
    watchman = Watchman(Filer(process, key, name="Watchman", feed="es", pace_s=None))
    async with at_work(watchman.filer), asyncio.TaskGroup() as group:
        group.create_task(watchman.work(), name="watchman")
        try:
            yield watchman
        finally:
            watchman.filer.told.set()


async def lose(watched: Watched, filer: Filer, editor: Filer, readers: Sequence[Reader]) -> list[Filed]:
    """Have the replica lag, and entries acknowledged that it will never have; every reader has them."""
    filer.told.set()
    await until(lambda: not filer.is_at_work)
    await until(lambda: is_in_step(watched.one, watched.other))
    await watched.cut_replication()
    lost = [await editor.file(f"Lost line {number}", key=f"lost-{number}") for number in range(3)]
    await until(lambda: all(reader.at == lost[-1].cursor for reader in readers), what="readers with what will be lost")
    return lost


async def check_fork(readers: Sequence[Reader], *, lost: Sequence[Filed], after: Filed) -> None:
    """Check that every reader was told by gap and snapshot, holds nothing of what was lost, and was never cut off."""
    assert after.cursor.epoch != lost[-1].cursor.epoch
    assert after.cursor.seq > lost[-1].cursor.seq
    for reader in readers:
        assert reader.gaps == ["epoch"], [wire for wire in reader.given if wire["type"] == "gap"]
        assert reader.connections == 1
        types = [wire["type"] for wire in reader.given]
        assert types[types.index("gap") + 1] == "snapshot"
        assert not {filed.id for filed in lost} & set(reader.held.rows)
        assert after.id in reader.held.rows
        cursor = str(lost[-1].cursor)
        for resumed in (
            await first(over_socket(reader.process, f"/v1/feeds/en/socket?after={cursor}")),
            await first(over_stream(reader.process, "/v1/feeds/en/stream", brought=cursor)),
        ):
            assert [wire["type"] for wire in resumed] == ["gap", "snapshot", "status"]
            assert resumed[0]["reason"] == "epoch"


@pytest.mark.long
@pytest.mark.parametrize("kind", ["redis", "valkey"])
async def test_a_promoted_replica_that_lost_acknowledged_entries_is_a_new_epoch_for_every_reader(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path, record_testsuite_property: Record, kind: str
) -> None:
    binary = program("redis-server") if kind == "redis" else valkey_binary()
    async with watched(fresh_valkey, tmp_path, binary=binary) as servers:
        one, other, key = await serve_two(serve, servers.url)
        filer, editor = Filer(one, key), Filer(other, key, pace_s=None)
        readers = [*both(one), *both(other)]
        async with at_work(filer, editor, *readers):
            await write_more(filer)
            lost = await lose(servers, filer, editor, readers)
            async with watching(one, key) as watchman:
                await until(lambda: watchman.answers)
                servers.one.kill()
                killed_at = time.monotonic()
                await told("degraded", *readers, since=killed_at, within_s=3 + SLACK_S)
                await until(lambda: all(reader.gaps for reader in readers), within_s=FAILOVER_S, what="gaps")
                assert await role(servers.other) == "master"
                after = await editor.file("A line after the failover")
                await until(lambda: all(reader.at == after.cursor for reader in readers), what="readers at the head")
                await watchman.sees_green_again(since=killed_at)
                await told("live", *readers, since=killed_at, within_s=3 + SLACK_S)
            record_testsuite_property(f"Sentinel, {kind}: green again after s", watchman.check(since=killed_at))
            await check_fork(readers, lost=lost, after=after)
            again = await editor.file("Lost line 0", key="lost-0")  # its retry is a new write, for nobody has it
            assert again.id != lost[0].id

            await servers.one.start()  # it comes back with what was lost, and has to forget it
            await until(lambda: is_replica(servers), within_s=FAILOVER_S, what="the former primary as replica")
            await editor.file("A line with the former primary back")
            await finish([filer, editor], readers)
        assert [reader.gaps for reader in readers] == [["epoch"]] * len(readers)


async def is_replica(servers: Watched) -> bool:
    """Report whether the former primary follows the new one."""
    return await role(servers.one) == "slave" and await is_in_step(servers.other, servers.one)


@pytest.mark.long
async def test_a_primary_that_froze_is_left_and_what_it_thaws_with_reaches_nobody(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path, record_testsuite_property: Record
) -> None:
    async with watched(fresh_valkey, tmp_path, binary=valkey_binary()) as servers:
        one, other, key = await serve_two(serve, servers.url)
        filer, editor = Filer(one, key), Filer(other, key, pace_s=None)
        readers = [*both(one), *both(other)]
        async with at_work(filer, editor, *readers):
            await write_more(filer)
            lost = await lose(servers, filer, editor, readers)
            async with watching(one, key) as watchman:
                servers.one.freeze()  # its connections stay open, and nothing is said on them
                frozen_at = time.monotonic()
                stuck = await editor.attempt("", editor.draft("Sent to the frozen one"), key="stuck")
                assert stuck.status == httpx.codes.SERVICE_UNAVAILABLE
                await until(lambda: all(reader.gaps for reader in readers), within_s=FAILOVER_S, what="gaps")
                await watchman.sees_green_again(since=frozen_at)
                after = await editor.file("A line after the failover")
                await until(lambda: all(reader.at == after.cursor for reader in readers), what="readers at the head")
                servers.one.thaw()
                await until(lambda: is_replica(servers), within_s=FAILOVER_S, what="the former primary as replica")
                again = await editor.file("Sent to the frozen one", key="stuck")
                last = await editor.file("A line with the former primary back")
                await until(lambda: all(reader.at == last.cursor for reader in readers), what="readers at the head")
            record_testsuite_property("Sentinel, frozen: green again after s", watchman.check(since=frozen_at))
            await check_fork(readers, lost=lost, after=after)
            for reader in readers:
                said = [wire["id"] for wire in reader.given if wire.get("statement") == "Sent to the frozen one"]
                assert said == [again.id]
            await finish([filer, editor], readers)


async def test_a_replica_that_is_asked_by_its_own_address_is_not_taken_for_the_log(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    redis = await fresh_valkey()
    ticker = await serve(redis_url=redis.url)
    filer, readers = Filer(ticker, ticker.key, pace_s=None), both(ticker)
    async with at_work(filer, *readers), redis.connect() as admin:
        before = await filer.file("A line before")
        await until(lambda: all(reader.at == before.cursor for reader in readers))
        await admin.replicaof("127.0.0.1", str(free_port))  # nobody is there: it answers, and knows nothing new
        demoted_at = time.monotonic()
        await told("degraded", *readers, since=demoted_at, within_s=3 + SLACK_S)
        async with http(ticker.url) as client:
            assert (await client.get("/readyz")).status_code == httpx.codes.SERVICE_UNAVAILABLE
        refused = await filer.attempt("", filer.draft("To a replica"), key="refused")
        assert refused.status == httpx.codes.SERVICE_UNAVAILABLE
        await admin.replicaof("NO", "ONE")
        await told("live", *readers, since=time.monotonic(), within_s=3 + SLACK_S)
        await filer.file("To a replica", key="refused")
        await finish([filer], readers)
    assert [reader.gaps for reader in readers] == [["epoch"], ["epoch"]]  # promoted: it may have lost something


@pytest.mark.long
async def test_administrative_commands_find_the_primary_too(fresh_valkey: FreshValkey, tmp_path: Path) -> None:
    async with watched(fresh_valkey, tmp_path, binary=valkey_binary()) as servers:
        wrong = servers.url.rpartition("/")[0] + "/sport"
        for url, expected in ((servers.url, True), (wrong, False)):
            async with connect(url, timeout_s=5) as redis:
                if expected:
                    assert (await examine(redis)).aof_always
                    await add_feed(redis, EN)
                    assert list(await list_feeds(redis)) == [EN.slug]
                else:
                    with pytest.raises(StoreUnsuitable, match="no primary of that name"):
                        await examine(redis)
