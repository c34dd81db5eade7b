"""Children, ports and programs of the machine for tests: real processes that never outlive them. No doubles."""

import atexit
import contextlib
import functools
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.waiting import until

ROOT: Final = Path(__file__).parent.parent
END_WITHIN_S: Final = 20.0
NUMBER: Final = struct.Struct("!i")
REQUEST_MAX_BYTES: Final = 65_536

# A shell's background jobs ignore the interrupt, and so would every child that a test interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _ports() -> Iterator[int]:
    """Return ports below the kernel's ephemeral ones, each worker from a range of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first, count = 10_000 + worker % 20 * 1_000, 1_000
    at = random.randrange(count)
    while True:
        at = (at + 1) % count
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", first + at))
            except OSError:
                continue
        yield first + at


PORTS: Final = _ports()


def program(*names: str) -> str:
    """Return the path of the first of these programs that the machine has, else skip the test, aloud."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"this machine has no {' or '.join(names)}; .ci/run installs it")


class ForkedProcess:
    """A child of the fork server, as ``subprocess.Popen`` would show it."""

    def __init__(self, telling: socket.socket, command: Sequence[str]) -> None:
        self.args = tuple(command)
        self.pid: int = NUMBER.unpack(telling.recv(NUMBER.size, socket.MSG_WAITALL))[0]
        self.returncode: int | None = None
        self._telling = telling

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs; below zero is the signal that ended it."""
        with contextlib.suppress(TimeoutError):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; return the exit status.

        Raises:
            TimeoutError: it runs yet.
        """
        if self.returncode is None:
            poll = select.poll()  # select() knows no descriptor above 1,023
            poll.register(self._telling, select.POLLIN)
            if not poll.poll(None if timeout is None else timeout * 1000):
                raise TimeoutError
            self.returncode = NUMBER.unpack(self._telling.recv(NUMBER.size, socket.MSG_WAITALL))[0]
            self._telling.close()
        return self.returncode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def fork(
    at: str, arguments: Sequence[str], *, cwd: str, environment: Mapping[str, str], files: Sequence[int]
) -> ForkedProcess:
    """Have the fork server at this socket start ``ticker``; ``files`` are its input, output and errors."""
    telling = socket.socket(socket.AF_UNIX)
    telling.connect(at)
    request = json.dumps({"cwd": cwd, "arguments": list(arguments), "environment": dict(environment)}).encode()
    assert len(request) < REQUEST_MAX_BYTES
    socket.send_fds(telling, [request], files)
    return ForkedProcess(telling, ("ticker", *arguments))


@functools.cache
def _fork_server() -> str:
    """Start this worker's fork server; return its socket. It ends with this process."""
    folder = tempfile.mkdtemp(prefix="tk-", dir="/tmp")
    at = f"{folder}/s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(at)
        listening.listen(64)  # who asks before it is ready waits here
        number = listening.fileno()
        command = [sys.executable, "-m", "tests.fork_server", str(number)]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, pass_fds=[number])

    def end() -> None:
        process.communicate()
        shutil.rmtree(folder)

    atexit.register(end)
    return at


def ticker(
    arguments: Sequence[str], *, files: Sequence[int], environment: Mapping[str, str] | None = None
) -> ForkedProcess:
    """Start ``ticker`` with arguments, as ``python -m ticker`` would, but in a hundredth of the time."""
    environment = os.environ if environment is None else environment
    return fork(_fork_server(), arguments, cwd=str(ROOT), environment=environment, files=files)


class Process:
    """A child whose output goes to a file, so that it never waits for somebody to read a pipe."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.command, self.log = tuple(command), log
        self._popen = self._start(environment)

    def _start(self, environment: Mapping[str, str] | None) -> "subprocess.Popen[bytes] | ForkedProcess":
        with self.log.open("ab") as out:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest, which ends its children itself
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def output(self) -> str:
        """Return everything that it has written so far."""
        return self.log.read_text(errors="replace")

    @property
    def status(self) -> int | None:
        """Return the exit status, or None while it runs; below zero is the signal that ended it."""
        return self._popen.poll()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        self._popen.send_signal(number)

    def freeze(self) -> None:
        """Stop it as it is: sockets stay open, nothing answers."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def kill(self) -> None:
        """End it as ``kill -9`` does, and wait until it is gone."""
        self.send(signal.SIGKILL)
        self._popen.wait(END_WITHIN_S)

    def end(self) -> int:
        """Ask it to end and wait; return the exit status.

        Raises:
            AssertionError: it did not end, and was killed.
        """
        self.thaw()
        self.send(signal.SIGTERM)
        try:
            return self._popen.wait(END_WITHIN_S)
        except (subprocess.TimeoutExpired, TimeoutError):
            self.kill()
            raise AssertionError(f"{self.command} did not end within {END_WITHIN_S} s:\n{self.output}") from None

    async def listening(self, port: int) -> None:
        """Wait until it accepts connections at a port of 127.0.0.1."""

        def accepts() -> bool:
            assert self.status is None, self.output
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        await until(accepts, within_s=15, what=f"{self.command} at port {port}")

    async def ended(self, *, within_s: float = END_WITHIN_S) -> int:
        """Wait until it has ended by itself; return the exit status."""
        await until(lambda: self.status is not None, within_s=within_s, what=f"end of {self.command}")
        assert self.status is not None
        return self.status


class Ticker(Process):
    """A ``ticker`` with these arguments, from the fork server."""

    def _start(self, environment: Mapping[str, str] | None) -> ForkedProcess:
        with self.log.open("ab") as out, open(os.devnull) as nothing:  # noqa: PTH123 - a descriptor is wanted
            files = (nothing.fileno(), out.fileno(), out.fileno())
            return ticker(self.command, files=files, environment=environment)
