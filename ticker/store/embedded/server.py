"""The embedded Valkey: started or adopted, kept alive, stopped last. Knows nothing of feeds and logs."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from redis.asyncio import Redis

from ticker.errors import InvalidSettings, StoreError, StoreUnavailable
from ticker.store.embedded.directory import Purpose, StoreDirectory, is_running
from ticker.store.embedded.launch import Vital, adopt, ask, until_it_serves, url_of
from ticker.store.embedded.process import POLL_S, ValkeyProcess, bound_log, spawn
from ticker.store.redis.connect import connect

OWNER_PATIENCE_S: Final = 15.0
"""How long an administrative command may have the directory, or a service take to come up."""
STOP_PATIENCE_S: Final = 10.0
WATCH_EVERY_S: Final = 0.1
RESTART_MIN_S: Final = 0.1
RESTART_MAX_S: Final = 5.0
STABLE_S: Final = 60.0
"""After so long without an end the next one is met without back-off again."""

log = logging.getLogger(__name__)


class EmbeddedValkey:
    """The Valkey on a data directory that this process owns from ``start`` to ``stop``.

    It runs in a session of its own and outlives this process if that is killed; the next ``start``
    on the directory adopts it. ``url`` stays the same across its restarts.
    """

    def __init__(self, data_dir: Path, *, address: str = "", purpose: Purpose = Purpose.SERVE) -> None:
        self._directory = StoreDirectory(data_dir)
        self._address = address
        self._purpose = purpose
        self._process: ValkeyProcess | None = None
        self._socket: Path | None = None
        self._stopping = asyncio.Event()

    @property
    def url(self) -> str:
        """The unix:// URL of the server, the same from ``start`` on."""
        assert self._socket is not None, "start comes first"
        return url_of(self._socket)

    @property
    def pid(self) -> int:
        """The process id of the server that runs now."""
        assert self._process is not None, "start comes first"
        return self._process.pid

    @property
    def was_adopted(self) -> bool:
        """Whether a ticker that was killed had started the server that runs now."""
        return self._process is not None and self._process.was_adopted

    @property
    def has_lost_its_end(self) -> bool:
        """Whether the log was loaded without its end, now or earlier, and no new epochs have begun since."""
        return self._directory.lost_end.exists()

    def has_new_epochs(self) -> None:
        """Note that every feed has a new epoch, so that readers of what was lost are notified."""
        self._directory.lost_end.unlink(missing_ok=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Own the directory, adopt the Valkey that still runs on it or start one, and wait until it serves.

        Raises:
            InvalidSettings: the directory cannot be used, another ``serve`` has it, or no Valkey is bundled.
            StoreUnavailable: the Valkey does not come up; the text has its last words and what to do.
        """
        self._stopping.clear()
        self._directory.prepare()
        await self._own()
        try:
            vital = await self._run()
        except BaseException:  # a caller that is cancelled must not leave a Valkey behind
            await self.stop()
            raise
        if self._process is not None and self._process.lost_its_end:
            # A file: the process that starts the Valkey may be a command that is done in a moment, or be killed.
            self._directory.lost_end.touch(mode=0o600)
        log.info(
            "adopted the Valkey of an earlier run" if self.was_adopted else "started the embedded Valkey",
            extra={"pid": vital.pid, "version": vital.version, "directory": str(self._directory.path)},
        )

    async def start_or_attach(self) -> str:
        """Return the URL of the server that a ``serve`` runs on the directory; without one, ``start``.

        Raises:
            InvalidSettings, StoreUnavailable: as ``start``.
        """
        deadline_s = time.monotonic() + OWNER_PATIENCE_S
        self._directory.prepare()
        while not self._directory.own(self._purpose):
            owner, socket = self._directory.owner(), self._directory.running_socket()
            if owner is not None and owner.purpose is Purpose.SERVE and socket is not None:
                vital = await ask(self._directory, socket)
                if vital is not None and vital.loading_percent is None:
                    return url_of(socket)
            if time.monotonic() > deadline_s:
                who = f"process {owner.pid}" if owner is not None else "another process"
                raise StoreUnavailable(f"{who} has {self._directory.path}, and its Valkey does not answer")
            await asyncio.sleep(POLL_S)
        await self.start()
        return self.url

    async def supervise(self) -> None:
        """Start the server again whenever it ends, with back-off, until ``stop``; raises nothing of its own."""
        wait_s, tried_s = RESTART_MIN_S, time.monotonic()
        while not await self._is_told_to_stop(within_s=WATCH_EVERY_S):
            process = self._process
            assert process is not None, "start comes first"
            if process.is_alive() and process.socket.exists():
                bound_log(self._directory.log)
                if time.monotonic() - tried_s > STABLE_S:
                    wait_s = RESTART_MIN_S
                continue
            # Alive without a socket: something cleaned it away, and no connection could be renewed.
            await process.end(within_s=STOP_PATIENCE_S)
            log.error("the embedded Valkey is gone", extra={"pid": process.pid, "how": process.how_it_ended})
            try:
                vital = await self._run()
            except (StoreError, InvalidSettings, OSError) as failure:
                if not self._stopping.is_set():
                    log.error(  # noqa: TRY400 (the reason is Valkey's, our trace would tell nothing)
                        "the embedded Valkey does not start", extra={"reason": str(failure), "again_in_s": wait_s}
                    )
            else:
                log.warning("the embedded Valkey is back", extra={"pid": vital.pid})
            # Also after a success: on a full disk it comes up, only to end at the first write.
            await self._is_told_to_stop(within_s=wait_s)
            wait_s, tried_s = min(wait_s * 2, RESTART_MAX_S), time.monotonic()

    async def stop(self, *, within_s: float = STOP_PATIENCE_S) -> None:
        """End the server, after ``within_s`` by force, and leave the directory to the next.

        Does nothing where ``start`` did not succeed or ``start_or_attach`` attached.
        """
        self._stopping.set()
        process, self._process = self._process, None
        if process is not None:
            await process.end(within_s=within_s)
            self._directory.tidy(process.socket)
        self._directory.disown()

    async def _is_told_to_stop(self, *, within_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._stopping.wait()
        return self._stopping.is_set()

    async def _own(self) -> None:
        """Acquire the directory; wait for an administrative command, never for another ``serve``."""
        deadline_s = time.monotonic() + OWNER_PATIENCE_S
        while not self._directory.own(self._purpose, address=self._address):
            owner = self._directory.owner()
            is_served = owner is not None and owner.purpose is Purpose.SERVE and is_running(owner.pid)
            if is_served or time.monotonic() > deadline_s:
                raise InvalidSettings(self._directory.refusal())
            await asyncio.sleep(POLL_S)

    async def _run(self) -> Vital:
        """Adopt the Valkey that runs on the directory, else start one; return when it serves."""
        process = await adopt(self._directory)
        if process is None and self._stopping.is_set():
            self._directory.valkey_lock.let_go()
            raise StoreUnavailable("this process is stopping")
        # No await from the look at ``_stopping`` to here: ``stop`` finds whatever was started.
        self._process = process or spawn(self._directory, self._directory.place_socket(self._socket))
        self._socket = self._process.socket
        return await until_it_serves(self._process)


@contextlib.asynccontextmanager
async def admin_store(data_dir: Path, *, timeout_s: float = 5.0) -> AsyncIterator[Redis]:
    """Lend a client of the directory's Valkey: of the one that a ``serve`` runs, else of one started for this.

    Raises:
        InvalidSettings, StoreUnavailable: as ``EmbeddedValkey.start``.
    """
    valkey = EmbeddedValkey(data_dir, purpose=Purpose.ADMIN)
    try:
        redis = connect(await valkey.start_or_attach(), timeout_s=timeout_s)
        try:
            yield redis
        finally:
            await redis.aclose()
    finally:
        await valkey.stop()
