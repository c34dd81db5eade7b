"""From a data directory to a Valkey that serves: adopts, asks, waits. Starts and ends no process."""

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from redis.exceptions import RedisError

from ticker.errors import StoreUnavailable
from ticker.store.embedded.directory import StoreDirectory
from ticker.store.embedded.process import POLL_S, ValkeyProcess
from ticker.store.redis.connect import connect

ASK_TIMEOUT_S: Final = 1.0
START_PATIENCE_S: Final = 30.0
"""How long a Valkey may be silent at its start; loading a long log is not silence."""
PROGRESS_EVERY_S: Final = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Vital:
    """What a Valkey says of itself."""

    pid: int
    version: str
    loading_percent: float | None
    """None: it has loaded its log and serves."""


async def adopt(directory: StoreDirectory) -> ValkeyProcess | None:
    """Adopt the Valkey that runs on the directory; None when none does, and then ``valkey_lock`` is ours.

    Raises:
        StoreUnavailable: one runs, and does not answer.
    """
    deadline_s = time.monotonic() + START_PATIENCE_S
    while not directory.valkey_lock.take():
        socket = directory.running_socket()
        vital = await ask(directory, socket) if socket is not None else None
        if vital is not None and socket is not None:
            return ValkeyProcess(directory, vital.pid, socket=socket)
        if time.monotonic() > deadline_s:
            raise StoreUnavailable(directory.silence())
        await asyncio.sleep(POLL_S)
    return None


async def until_it_serves(process: ValkeyProcess) -> Vital:
    """Wait until it has loaded its log, however long that is.

    Raises:
        StoreUnavailable: it ended, or fell silent.
    """
    deadline_s = time.monotonic() + START_PATIENCE_S
    progress_s = time.monotonic() + PROGRESS_EVERY_S
    while process.is_alive():
        vital = await ask(process.directory, process.socket)
        now_s = time.monotonic()
        if vital is not None and vital.loading_percent is None:
            return vital
        if vital is not None:
            deadline_s = now_s + START_PATIENCE_S
        elif now_s > deadline_s:
            raise StoreUnavailable(process.directory.silence())
        if vital is not None and now_s > progress_s:
            progress_s = now_s + PROGRESS_EVERY_S
            log.info("the embedded Valkey loads its log", extra={"percent": vital.loading_percent})
        await asyncio.sleep(POLL_S)
    raise StoreUnavailable(process.last_words())


def url_of(socket: Path) -> str:
    """Return the URL of a Valkey's socket."""
    return f"unix://{quote(str(socket))}"


async def ask(directory: StoreDirectory, socket: Path) -> Vital | None:
    """Ask the Valkey behind ``socket`` how it is; None if none answers, or one of another directory."""
    redis = connect(url_of(socket), timeout_s=ASK_TIMEOUT_S)
    try:
        info = await redis.info()
        config = await redis.config_get("dir")
    except (RedisError, OSError):
        return None
    finally:
        await redis.aclose()
    place = str(config["dir"])
    if not directory.is_at(place):
        log.warning("another directory's Valkey answers", extra={"socket": str(socket), "directory": place})
        return None
    loading = float(info.get("loading_loaded_perc", 0.0)) if info.get("loading") else None
    return Vital(int(info["process_id"]), str(info.get("valkey_version", "?")), loading)
