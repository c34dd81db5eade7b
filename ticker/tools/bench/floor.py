"""The floor: starts ``floor.c`` compiled, or the same loop in Python, and hands it broadcasts."""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.http1 import serial_in, with_serial

_SOURCE = Path(__file__).with_name("floor.c")
_COMPILERS = ("cc", "gcc", "clang")
_COMPILE_TIMEOUT_S = 60
_STOP_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class FloorProgram:
    """What to run, and what to call it in the table."""

    command: Sequence[str]
    name: str


def build_floor(directory: Path, *, compilers: Sequence[str] = _COMPILERS) -> FloorProgram:
    """Compile the C floor into ``directory``; without a working compiler give the loop in Python."""
    for compiler in filter(shutil.which, compilers):
        program = directory / "floor"
        done = subprocess.run(
            [compiler, "-O2", "-o", str(program), str(_SOURCE)],
            capture_output=True,
            timeout=_COMPILE_TIMEOUT_S,
            check=False,
        )
        if done.returncode == 0:
            return FloorProgram([str(program)], "C send() loop")
    return FloorProgram([sys.executable, "-m", "ticker.tools.bench.floor_loop"], "Python send() loop (no C compiler)")


class Floor:
    """A running floor."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self.address = ("127.0.0.1", port)
        self.pids: tuple[int, ...] = (process.pid,)

    def broadcast(self, frame: bytes) -> None:
        """Have ``frame`` sent to every reader.

        Raises:
            BenchError: the floor has ended.
        """
        if self._process.stdin is None or self._process.poll() is not None:
            raise BenchError("the floor has ended during the bench")
        self._process.stdin.write(len(frame).to_bytes(4) + frame)
        self._process.stdin.flush()


@contextlib.contextmanager
def run_floor(program: FloorProgram) -> Iterator[Floor]:
    """Start a floor; end it when the bench is done with it, or is stopped."""
    process = subprocess.Popen(program.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    try:
        said = process.stdout.readline() if process.stdout else b""
        if not said.startswith(b"port "):
            raise BenchError(f"the floor did not start: {said!r}")
        yield Floor(process, int(said.split()[1]))
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Sender(Protocol):
    """Sends whatever it is given to every reader."""

    address: tuple[str, int]
    pids: tuple[int, ...]

    def broadcast(self, frame: bytes) -> None:
        """Have ``frame`` sent to every reader."""


class FloorSource:
    """Files nothing: each "update" is a broadcast of a captured entry under another number."""

    def __init__(self, floor: Sender, sample: bytes) -> None:
        self._floor = floor
        self._sample = sample

    def offer(self, serial: int, ledger: Deliveries) -> bool:
        """Broadcast update number ``serial``."""
        ledger.send(serial, time.perf_counter())
        self._floor.broadcast(with_serial(self._sample, serial))
        return True

    def poll(self) -> int:
        """Have nothing to wait for: a broadcast is not answered."""
        return 0


def place_at_floor(payload: bytes) -> int | None:
    """Return the place of an entry that the floor sent: its number is all that it has."""
    return serial_in(payload)
