"""Acknowledged entries are lost in Redis, and others take their places: never are later entries taken for old ones."""

import shutil
from collections.abc import Sequence

import pytest

from tests.servers import FreshValkey, Serve, ValkeyServer, http
from tests.system.clients import (
    Filed,
    Filer,
    Reader,
    at_work,
    both,
    check,
    finish,
    first,
    over_socket,
    serve_two,
    write_more,
)
from tests.waiting import until
from ticker.tools.stress.fault_proxy import FaultProxy

pytestmark = pytest.mark.long

META = "ticker:{en}:meta"


async def seq_in(server: ValkeyServer) -> int:
    async with server.connect() as redis:
        return int(await redis.hget(META, "seq") or 0)


async def statements(reader: Reader) -> list[str]:
    async with http(reader.process.url) as client:
        snapshot = (await client.get("/v1/feeds/en")).json()
    return [update["statement"] for update in snapshot["updates"]]


async def check_fork(readers: Sequence[Reader], *, lost: Sequence[Filed], after: Filed) -> None:
    """Check that every reader was told of the fork, holds nothing of what was lost, and has what came after."""
    for reader in readers:
        assert reader.gaps == ["epoch"]
        assert reader.connections == 1
        assert not {filed.id for filed in lost} & set(reader.held.rows)
        assert after.id in reader.held.rows
        resumed = await first(over_socket(reader.process, f"/v1/feeds/en/socket?after={lost[-1].cursor}"))
        assert [wire.get("reason") for wire in resumed] == ["epoch", None, None]
    assert after.cursor.epoch != lost[-1].cursor.epoch
    assert after.cursor.seq > lost[-1].cursor.seq


async def test_a_replica_that_lagged_and_was_promoted_begins_a_new_epoch(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    primary = await fresh_valkey(port=free_port)
    replica = await fresh_valkey("--replicaof", f"127.0.0.1 {free_port}")
    async with FaultProxy(primary.dial).running() as proxy:
        one, other, key = await serve_two(serve, proxy.redis_url)
        filer, editor = Filer(one, key), Filer(other, key, pace_s=None)
        readers = [*both(one), *both(other)]
        async with at_work(filer, editor, *readers):
            await write_more(filer)
            filer.told.set()
            await until(lambda: not filer.is_at_work)
            kept = filer.filed[-1]

            async def has_all() -> bool:
                return await seq_in(replica) == kept.cursor.seq

            await until(has_all)
            async with replica.connect() as redis:
                await redis.replicaof("127.0.0.1", "1")  # nobody is there: from now on it lags
            lost = [await editor.file(f"Lost line {number}", key=f"lost-{number}") for number in range(3)]
            await until(lambda: all(reader.at == lost[-1].cursor for reader in readers))
            primary.kill()
            async with replica.connect() as redis:
                await redis.replicaof("NO", "ONE")
            proxy.redirect(replica.dial)
            await until(lambda: all(reader.gaps for reader in readers))
            after = await editor.file("A line after the failover")
            await until(lambda: all(reader.at == after.cursor for reader in readers))
            await check_fork(readers, lost=lost, after=after)
            again = await editor.file("Lost line 0", key="lost-0")  # its retry is a new write, for nobody has it
            assert again.id != lost[0].id
            await finish([filer, editor], readers)
    assert len({reader.at.epoch for reader in readers if reader.at}) == 1


async def test_a_disk_that_lost_what_it_had_promised_is_found_out_although_the_log_has_grown_again(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    redis = await fresh_valkey()
    async with FaultProxy(redis.dial).running() as proxy:
        cut_off, other, key = await serve_two(serve, proxy.redis_url, redis.url)
        filer, editor = Filer(cut_off, key, pace_s=None), Filer(other, key, pace_s=None)
        readers = both(cut_off)
        async with at_work(filer, editor, *readers):
            for number in range(3):
                await filer.file(f"Line {number}")
            shutil.copytree(redis.folder / "appendonlydir", redis.folder / "backup")
            lost = [await filer.file(f"Lost line {number}") for number in range(3)]
            await until(lambda: all(reader.at == lost[-1].cursor for reader in readers))
            other.kill()  # whoever saw the lost ones is cut off or gone
            proxy.cut()
            redis.kill()
            shutil.rmtree(redis.folder / "appendonlydir")
            shutil.move(redis.folder / "backup", redis.folder / "appendonlydir")
            await redis.start()
            await serve(redis_url=redis.url, port=other.port)
            before = [await editor.file(f"Another line {number}") for number in range(4)]
            assert before[-1].cursor.seq == lost[-1].cursor.seq + 1
            assert before[-1].cursor.epoch == lost[-1].cursor.epoch  # the guard cannot know
            proxy.mend()
            await until(lambda: all(reader.gaps for reader in readers))
            after = await editor.file("A line after the fork")
            await until(lambda: all(reader.at == after.cursor for reader in readers))
            await check_fork(readers, lost=lost, after=after)
            assert "fork seen" in cut_off.output
            check([], readers)
