"""What the operating system says a process has used; cores and descriptors. Must not measure by a clock on the wall."""

import contextlib
import os
import platform
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from ticker.tools.bench.errors import BenchError

_SPARE_DESCRIPTORS = 200


@dataclass(frozen=True, slots=True)
class Cores:
    """Who runs where; None where processes cannot be pinned or there is one core only."""

    server: int | None
    store: int | None
    client: int | None


def cpu_s(pids: Sequence[int]) -> float:
    """Return the CPU seconds, user and system, that these processes have used in all.

    Raises:
        BenchError: one of them has gone.
    """
    try:
        return sum(map(_cpu_s, pids))
    except (psutil.NoSuchProcess, OSError) as gone:
        raise BenchError("the server process has ended during the bench") from gone


def _cpu_s(pid: int) -> float:
    if platform.system() == "Linux":
        # The process's own CPU clock: the accounting behind cpu_times(), in ns instead of 10 ms ticks.
        return time.clock_gettime(~pid << 3 | 2)
    used = psutil.Process(pid).cpu_times()
    return used.user + used.system


def rss_bytes(pids: Sequence[int]) -> int:
    """Return the resident memory of these processes."""
    return sum(int(psutil.Process(pid).memory_info().rss) for pid in pids)


def cores() -> Cores:
    """Spread server, store and load client over the cores that this process may use."""
    mine = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    if len(mine) <= 1:
        return Cores(None, None, None)
    return Cores(server=mine[0], store=mine[1], client=mine[-1])


def pin(pid: int, core: int | None) -> None:
    """Keep a process, with all its threads, on one core; nothing happens where that is impossible."""
    if core is None or sys.platform != "linux":
        return
    # A process may end, or be another user's, which only costs us the pinning.
    with contextlib.suppress(psutil.Error, OSError):
        for thread in psutil.Process(pid).threads():
            os.sched_setaffinity(thread.id, {core})


def listeners_on(port: int) -> list[int]:
    """Find the processes on this machine that listen on a TCP port, as far as we may see them."""
    with contextlib.suppress(psutil.Error, OSError):
        return sorted(
            {
                found.pid
                for found in psutil.net_connections("tcp")
                if found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port and found.pid
            }
        )
    return []


def raise_descriptors(readers: int) -> None:
    """Raise the limit of open files so that ``readers`` sockets fit.

    Raises:
        BenchError: the hard limit is too low.
    """
    wanted = readers + _SPARE_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise BenchError(
            f"{readers} readers need {wanted} open files, and the hard limit is {hard}: "
            "raise it (`ulimit -Hn`, or LimitNOFILE= of the service), "
            f"or ask for --readers {max(hard - _SPARE_DESCRIPTORS, 1)}"
        )
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else hard, hard))
