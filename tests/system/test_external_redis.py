"""A Redis that somebody else runs: reached by its URL, examined, and refused where it would lose the log."""

import asyncio

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from tests.servers import FreshValkey, ValkeyServer
from tests.waiting import until
from ticker.errors import StoreUnavailable, StoreUnsuitable
from ticker.store.redis.connect import connect
from ticker.store.redis.examine import Suitability, examine, parse_version


async def test_a_client_names_itself_and_speaks_no_more_than_it_must(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with connect(server.url, timeout_s=5) as redis:
        assert await redis.client_getname() == "ticker"
        assert (await redis.info("errorstats")) == {}
        assert await redis.set("k", "é") is True
        assert await redis.get("k") == "é".encode()


async def test_after_a_restart_of_the_server_the_same_client_goes_on(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with connect(server.url, timeout_s=5) as redis:
        await redis.set("k", "v")
        server.kill()
        with pytest.raises(NoConnection):
            await redis.get("k")
        await server.start()
        assert await redis.get("k") == b"v"


async def test_more_commands_at_once_than_connections_wait_for_their_turn(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with connect(f"{server.url}?max_connections=2", timeout_s=20) as redis:
        assert await asyncio.gather(*(redis.incr("n") for _ in range(100)))
        assert await redis.get("n") == b"100"
        assert len(await redis.client_list()) <= 2


async def allow(admin: Redis, user: str, *commands: str) -> None:
    """Make a user of the password ``pw`` with these rights."""
    await admin.acl_setuser(user, enabled=True, passwords=["+pw"], keys=["*"], channels=["*"], commands=[*commands])


async def examined(server: ValkeyServer, *, url: str | None = None) -> Suitability:
    async with connect(url or server.url, timeout_s=5) as redis:
        return await examine(redis)


async def test_a_valkey_as_it_should_be_is_suitable_without_a_word(valkey: ValkeyServer) -> None:
    found = await examined(valkey)
    assert (found.server, found.aof_always, found.warnings) == ("valkey", True, ())
    assert parse_version(found.version) >= (7,)


async def test_eviction_is_refused_also_while_there_is_memory_to_spare(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey("--maxmemory-policy", "allkeys-lru", "--maxmemory", "0")
    with pytest.raises(StoreUnsuitable, match="noeviction"):
        await examined(server)


async def test_a_replica_is_refused(fresh_valkey: FreshValkey, free_port: int) -> None:
    server = await fresh_valkey("--replicaof", f"127.0.0.1 {free_port}")
    with pytest.raises(StoreUnsuitable, match=f"127.0.0.1:{free_port}"):
        await examined(server)


async def test_a_missing_append_only_file_is_a_loud_warning(fresh_valkey: FreshValkey) -> None:
    found = await examined(await fresh_valkey("--appendonly", "no"))
    assert not found.aof_always
    assert "NO APPEND-ONLY FILE" in found.warnings[0]


async def test_where_config_is_forbidden_only_the_fsync_stays_unknown(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with server.connect() as admin:
        await allow(admin, "limited", "+@all", "-config")
    found = await examined(server, url=server.url.replace("unix://", "unix://limited:pw@"))
    assert not found.aof_always
    assert len(found.warnings) == 1
    assert "could not be checked" in found.warnings[0]


async def test_where_config_was_renamed_away_it_is_the_same(fresh_valkey: FreshValkey) -> None:
    found = await examined(await fresh_valkey("--rename-command", "CONFIG", "hidden"))
    assert "could not be checked" in found.warnings[0]


async def test_a_user_who_may_not_ask_is_told_what_to_allow(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()
    async with server.connect() as admin:
        await allow(admin, "blind", "+@all", "-info")
    with pytest.raises(StoreUnsuitable, match=r"\+info"):
        await examined(server, url=server.url.replace("unix://", "unix://blind:pw@"))


@pytest.mark.parametrize("userinfo", ["", ":wrong-p4ss@", "nobody:p4ss@"])
async def test_a_refused_password_is_said_and_not_shown(fresh_valkey: FreshValkey, userinfo: str) -> None:
    server = await fresh_valkey()
    async with server.connect() as admin:
        await admin.config_set("requirepass", "right")
    with pytest.raises(StoreUnsuitable, match="user or the password") as refusal:
        await examined(server, url=server.url.replace("unix://", f"unix://{userinfo}"))
    assert "p4ss" not in str(refusal.value)


async def test_a_server_that_is_not_there_is_unavailable(free_port: int) -> None:
    async with connect(f"redis://127.0.0.1:{free_port}", timeout_s=5) as redis:
        with pytest.raises(StoreUnavailable, match=str(free_port)):
            await examine(redis)


async def test_a_server_that_loads_its_log_is_unavailable_until_it_has(fresh_valkey: FreshValkey) -> None:
    server = await fresh_valkey()

    async def is_loading() -> bool:
        try:
            await examined(server)
        except StoreUnavailable as failure:
            return "loading" in str(failure)
        return False

    async with connect(server.url, timeout_s=40) as redis, redis.pipeline(transaction=False) as pipe:
        for number in range(4_000):
            pipe.set(f"k{number}", number)
        await pipe.execute()
        # Half a millisecond a key, with an ear for others after each 1,024: two seconds of loading.
        await redis.config_set("key-load-delay", 500)
        pipe.execute_command("DEBUG", "LOADAOF")
        async with asyncio.TaskGroup() as group:
            group.create_task(pipe.execute())
            await until(is_loading, within_s=20)
    assert (await examined(server)).aof_always
