"""What the tests of the embedded Valkey share: an owner to kill, and questions to ask of what runs."""

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.processes import Process
from tests.waiting import until
from ticker.store.embedded.server import EmbeddedValkey
from ticker.store.redis.connect import connect


def valkeys_in(directory: Path) -> list[psutil.Process]:
    """Return the processes whose working directory is this one: a Valkey's is its data directory."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == directory:
                found.append(process)
    return found


class OwnerProcess(Process):
    """Another process that owns the directory."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            [sys.executable, "-m", "tests.system.embedded.owner", str(home)], log=home.parent / "owner.log"
        )

    async def valkey_pid(self) -> int:
        await until(lambda: "valkey=" in self.output or self.status is not None, within_s=20)
        told = re.search(r"valkey=(\d+)", self.output)
        assert told is not None, self.output
        return int(told[1])


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
    """Report whether the store answers, and with this."""
    try:
        return await redis.get(key) == value
    except (RedisError, OSError):
        return False


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
