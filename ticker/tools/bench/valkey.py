"""The store's share: CPU of the Valkey that a bench server started, and its time for write and fsync. Only asks."""

import contextlib
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

from ticker.tools.bench.resource_usage import cpu_s

_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class StoreReading:
    """What the store has used since it started."""

    cpu_s: float
    log_s: float
    """Time in writing and fsyncing the append-only file."""

    def since(self, before: "StoreReading") -> "StoreReading":
        """Return what was used after ``before``."""
        return StoreReading(self.cpu_s - before.cpu_s, self.log_s - before.log_s)


@dataclass(frozen=True, slots=True)
class Valkey:
    """A Valkey or Redis process on this machine, and its Unix socket."""

    pid: int
    socket: Path

    @classmethod
    def started_by(cls, pid: int) -> "Valkey | None":
        """Find the server among the children of ``pid``; None if it has none."""
        with contextlib.suppress(psutil.Error, OSError):
            for child in psutil.Process(pid).children(recursive=True):
                paths = {str(bound.laddr) for bound in child.net_connections("unix")} - {"", "()"}
                if "-server" in child.name() and paths:
                    return cls(child.pid, Path(min(paths)))
        return None

    def read(self) -> StoreReading | None:
        """Ask the system and the store; None if it does not say how long its log takes."""
        with contextlib.suppress(OSError):
            log_us = _info(self.socket).get("eventloop_duration_aof_sum")
            if log_us is not None:
                return StoreReading(cpu_s([self.pid]), int(log_us) / 1e6)
        return None


def _info(path: Path) -> dict[str, str]:
    """Ask ``INFO debug`` over a connection of its own: the bench is no user of the service's store."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_TIMEOUT_S)
        connection.connect(str(path))
        connection.sendall(b"INFO debug\r\n")
        answer = connection.makefile("rb")
        length = int(answer.readline()[1:])
        lines = answer.read(length).decode().splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)
