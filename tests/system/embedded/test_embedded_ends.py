"""Every kind of sudden end of the embedded Valkey and of its owner: the news stands, and it comes back."""

import asyncio
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.system.embedded.parts import OwnerProcess, client, holds, is_gone, supervised, valkeys_in
from tests.waiting import until
from ticker.errors import StoreUnavailable
from ticker.store.embedded.server import EmbeddedValkey, admin_store


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
