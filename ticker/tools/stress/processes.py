"""Child processes that are killed, frozen and started again: servers and the store."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import ticker
from ticker.first_key import FILE_NAME
from ticker.store.embedded.process import binary

_END_WITHIN_S: Final = 10.0
_TRIED_WITHIN_S: Final = 5.0
_PORTS: Final = (15_000, 32_000)
"""Below those that the kernel gives to new connections: while a server is down no other may take its port."""


class Clock:
    """A wall clock of a child's own, by Debian's faketime; its monotonic clock stays as it is."""

    def __init__(self, library: Path, file: Path) -> None:
        self._file = file
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.jump(0)

    def jump(self, by_s: int) -> None:
        """Go so many seconds beside the true time."""
        beside = self._file.with_suffix(".new")
        beside.write_text(f"{by_s:+d}\n", encoding="utf-8")
        beside.replace(self._file)


def faketime_library() -> Path | None:
    """Find the library that gives a process another time, if this machine has it."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


def can_jump(library: Path | None, executable: str | None) -> bool:
    """Report whether a store can have another time: with some allocators the library does not work."""
    if library is None:
        return False
    with tempfile.TemporaryDirectory(prefix="tk-") as folder:
        clock = Clock(library, Path(folder) / "clock")
        command = [executable or binary(), "--version"]
        try:
            done = subprocess.run(
                command, env=clock.environment, capture_output=True, check=False, timeout=_TRIED_WITHIN_S
            )
        except subprocess.TimeoutExpired:  # it waits for itself
            return False
    return done.returncode == 0 and b"libfaketime" not in done.stderr


class Child:
    """One process; its output goes to a file."""

    def __init__(self, command: Sequence[str], log: Path, clock: Clock | None) -> None:
        self.log = log
        self.clock = clock
        self._command = tuple(command)
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        # A TICKER_REDIS_URL or the like of the caller's would send what is filed here to real readers.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKER_")}
        if self.clock is not None:
            environment |= self.clock.environment
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, (str(self.packages), environment.get("PYTHONPATH", "")))
        )
        with self.log.open("ab") as out:
            self._popen = subprocess.Popen(
                self._command,
                cwd=self.log.parent,  # in a checkout, Python would take the ticker that stands there
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,  # Ctrl-C is ours to answer
            )

    @property
    def packages(self) -> Path:
        """Return the folder from which a Python child imports ticker."""
        return Path(ticker.__file__).parent.parent

    @property
    def pid(self) -> int:
        """Return the id of the process that was started last."""
        assert self._popen is not None, "start comes first"
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """Return the exit status, or None while it runs; below zero is the signal that ended it."""
        return None if self._popen is None else self._popen.poll()

    @property
    def runs(self) -> bool:
        """Report whether it was started and has not ended."""
        return self._popen is not None and self.status is None

    def freeze(self) -> None:
        """Stop it as it is: sockets stay open, nothing answers."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """End it as ``kill -9`` does, and wait until it is gone."""
        if self._popen is not None:
            self._send(signal.SIGKILL)
            self._popen.wait(_END_WITHIN_S)

    def end(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self._popen is None:
            return
        self.thaw()
        self._send(signal.SIGTERM)
        try:
            self._popen.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def ask_to_end(self) -> None:
        """Send the signal with which a supervisor ends a process."""
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        if self._popen is not None and self._popen.poll() is None:
            self._popen.send_signal(number)


class ServerProcess(Child):
    """One ``ticker serve``, whose time constants are divided."""

    def __init__(
        self,
        number: int,
        *flags: str,
        folder: Path,
        divided_by: float,
        data_dir: Path | None = None,
        clock: Clock | None = None,
        other_version: Path | None = None,
    ) -> None:
        self.number = number
        self.is_other_version = False
        self._other_version = other_version
        self._data_dir = data_dir or folder / f"data-{number}"
        self.port = next(FREE_PORTS)
        self.url = f"http://127.0.0.1:{self.port}"
        self.is_wanted = False
        """Whether it is to be started again when it ends."""
        command = [sys.executable, "-m", "ticker", "serve", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--drain-seconds", "0.2", "--log-format", "json", "--times-divided-by", str(divided_by)]
        command += ["--data-dir", str(self._data_dir), *flags]
        super().__init__(command, folder / f"server-{number}.log", clock)

    def start(self) -> None:
        """Start it, and have it started again whenever it ends."""
        self.is_wanted = True
        super().start()

    @property
    def has_other_version(self) -> bool:
        """Report whether there is another version that it may change to."""
        return self._other_version is not None

    @property
    def packages(self) -> Path:
        """Return the folder from which it imports ticker: this one, or the other version's."""
        if self.is_other_version and self._other_version is not None:
            return self._other_version
        return super().packages

    @property
    def key(self) -> str | None:
        """Return the key for filing, if it was this process that made one."""
        kept = self._data_dir / FILE_NAME
        return kept.read_text(encoding="ascii").strip() if kept.exists() else None


class Store(Child):
    """A Valkey on a Unix socket in a folder, which keeps all that it acknowledged."""

    def __init__(
        self, folder: Path, *flags: str, executable: str | None, clock: Clock | None = None, port: int = 0
    ) -> None:
        self.folder = folder
        self.port = port
        """Where it listens beside its socket; 0 is nowhere."""
        self.socket = folder / "s"
        self.url = f"unix://{self.socket}"
        settings = {
            "port": str(port),
            "unixsocket": str(self.socket),
            "dir": str(folder),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "always",
            "maxmemory-policy": "noeviction",
            "enable-protected-configs": "yes",
        }
        usual = [part for name, value in settings.items() for part in (f"--{name}", value)]
        super().__init__([executable or binary(), *usual, *flags], folder / "log", clock)


def _free_ports() -> Iterator[int]:
    while True:
        port = random.randrange(*_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            yield port


FREE_PORTS: Final = _free_ports()
