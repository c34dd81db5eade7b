"""Has the kernel end connections of a server with ETIMEDOUT, as it ends one whose network was cut for too long.

What the server sends is dropped below TCP, at our end of the connection, so that nobody acknowledges it. Through a
second descriptor of its socket the kernel is told to give up soon, and one byte is sent, which never arrives.
"""

import asyncio
import contextlib
import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Final

import psutil

from ticker.tools.stress.deployment import DeploymentUnderTest
from ticker.tools.stress.errors import StressError
from ticker.tools.stress.fault_proxy import FaultProxy
from ticker.tools.stress.packet_filter import drop_all
from ticker.tools.stress.plan import PlannedFault

Address = tuple[str, int]

_PIDFD_GETFD: Final = 438
"""The number of this system call, on every kind of machine."""
_TCP_USER_TIMEOUT: Final = 18
_GIVES_UP_MS: Final = 100
"""How long what was sent may stay without an acknowledgment; the kernel looks at its next try, 0.2 s later or more."""
_SUBSCRIBED_WITHIN_S: Final = 5.0
_GIVEN_UP_WITHIN_S: Final = 10.0
_POLL_S: Final = 0.02


async def time_out_subscriptions(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    """Have the kernel end every pub/sub connection of a server, and wait until it has.

    Raises:
        StressError: it does not.
    """
    server, proxy = deployment.servers[planned.target], deployment.store_proxies[planned.target]
    async with deployment.turn_at(server):
        deadline = time.monotonic() + _SUBSCRIBED_WITHIN_S  # it may just have been started
        while not proxy.has_subscribers and time.monotonic() < deadline:  # noqa: ASYNC110 - a proxy has no event for it
            await asyncio.sleep(_POLL_S)
        await deployment.loop_thread.do(FaultProxy.drop_subscribers, proxy)
        try:
            give_up(server.pid, proxy.dropped)
            await _given_up(server.pid, proxy.dropped)
        finally:
            await deployment.loop_thread.do(FaultProxy.reset_dropped, proxy)


def give_up(pid: int, addresses: Iterable[Address]) -> None:
    """Have the kernel give up these connections of a process soon, named by their near addresses."""
    for address, number in _connections(pid).items():
        if address in addresses:
            # It may have ended meanwhile, and something else have its descriptor.
            with contextlib.suppress(OSError), _socket_of(pid, number) as connection:
                if connection.getsockname() == address:
                    connection.setsockopt(socket.IPPROTO_TCP, _TCP_USER_TIMEOUT, _GIVES_UP_MS)
                    connection.send(b"\n")


async def _given_up(pid: int, addresses: Sequence[Address]) -> None:
    deadline = time.monotonic() + _GIVEN_UP_WITHIN_S
    while left := set(addresses) & set(_connections(pid)):
        if time.monotonic() > deadline:
            raise StressError(f"the kernel does not end the connections of process {pid} from {sorted(left)}")
        await asyncio.sleep(_POLL_S)


def can_time_out() -> bool:
    """Report whether this process may take a child's descriptors and drop what comes to its own."""
    if sys.platform != "linux":
        return False
    ours, theirs = socket.socketpair()
    with (
        ours,
        theirs,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=theirs.fileno(), stdout=subprocess.DEVNULL) as child,
    ):
        try:
            _socket_of(child.pid, 0).close()
            drop_all(ours)
        except OSError:
            return False
        finally:
            child.kill()
    return True


def _connections(pid: int) -> dict[Address, int]:
    """Return the near addresses of a process's TCP connections, and their descriptors; none of one that has ended."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return {(one.laddr.ip, one.laddr.port): one.fd for one in psutil.Process(pid).net_connections("tcp4")}
    return {}


def _socket_of(pid: int, number: int) -> socket.socket:
    """Return another process's socket.

    Raises:
        OSError: it has none of this number, or this process may not have it.
    """
    process = os.pidfd_open(pid)
    try:
        copied = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, process, number, 0)
    finally:
        os.close(process)
    if copied < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return socket.socket(fileno=copied)
