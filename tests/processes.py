"""Children, ports and programs of the machine for tests: real processes that never outlive them. No doubles."""

import os
import random
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.waiting import until

ROOT: Final = Path(__file__).parent.parent
END_WITHIN_S: Final = 20.0


def _ports() -> Iterator[int]:
    """Give ports below the kernel's ephemeral ones, each worker from a range of its own."""
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
    """Give the path of the first of these programs that the machine has, else skip the test, aloud."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"this machine has no {' or '.join(names)}; .ci/run installs it")


class Process:
    """A child whose output goes to a file, so that it never waits for somebody to read a pipe."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.command, self.log = tuple(command), log
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
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
        """Give everything that it has written so far."""
        return self.log.read_text(errors="replace")

    @property
    def status(self) -> int | None:
        """Give the exit status, or None while it runs; below zero is the signal that ended it."""
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
        """Ask it to end and wait; give the exit status.

        Raises:
            AssertionError: it did not end, and was killed.
        """
        self.thaw()
        self.send(signal.SIGTERM)
        try:
            return self._popen.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.command} did not end within {END_WITHIN_S} s:\n{self.output}") from None

    async def ended(self, *, within_s: float = END_WITHIN_S) -> int:
        """Wait until it has ended by itself; give the exit status."""
        await until(lambda: self.status is not None, within_s=within_s, what=f"end of {self.command}")
        assert self.status is not None
        return self.status
