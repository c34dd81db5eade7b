"""A Valkey in a network of its own, which can be cut as a firewall or a pulled plug does it: nobody is told.

The network is one of the kernel's namespaces and goes with the process that holds it, whatever happens; the machine's
own network and firewall stay as they are.
"""

import os
import random
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.processes import Process, program
from tests.servers import ValkeyServer
from tests.waiting import until

PORT = 6379


class NetworkedValkey(ValkeyServer):
    """Reached over the network by ``url``, and by ``near_url``, a socket in its folder, also while that is cut."""

    def __init__(self, holder: Process, address: str) -> None:
        super().__init__("--bind", address, "--protected-mode", "no", port=PORT)
        self.url, self.near_url = f"redis://{address}:{PORT}/0", f"unix://{self.folder}/s"
        self._inside = ("nsenter", f"--net=/proc/{holder.pid}/ns/net", "--")
        self._command = (*self._inside, *self._command, "--unixsocket", f"{self.folder}/s")

    def cut(self) -> None:
        """Drop whatever the server sends over the network from now on."""
        self.inside("iptables", "-I", "OUTPUT", "-p", "tcp", "--sport", str(PORT), "-j", "DROP")

    def heal(self) -> None:
        """Let everything pass again."""
        self.inside("iptables", "-F", "OUTPUT")

    def inside(self, *command: str) -> None:
        """Run a command in the server's network."""
        run(*self._inside, *command)


@asynccontextmanager
async def networked_valkey(folder: Path) -> AsyncIterator[NetworkedValkey]:
    """Start one, which runs until the end of the block. Only root may."""
    for name in ("setpriv", "unshare", "nsenter", "ip", "iptables"):
        program(name)
    if os.geteuid() != 0:
        pytest.skip("only root may make a network")
    holder = Process(["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "sleep", "infinity"], log=folder / "holder")
    try:
        await until(lambda: network_of(holder.pid) != network_of(os.getpid()), what="a network of its own")
        # Addresses that are kept for trying networks out (RFC 2544); each run takes others.
        net, host, line = f"198.18.{random.randrange(256)}", random.randrange(64) * 4, f"tk{holder.pid}"
        ours, theirs = f"{net}.{host + 1}", f"{net}.{host + 2}"
        run("ip", "link", "add", line, "type", "veth", "peer", "name", "eth0", "netns", str(holder.pid))
        run("ip", "address", "add", f"{ours}/30", "dev", line)
        run("ip", "link", "set", line, "up")
        server = NetworkedValkey(holder, theirs)
        try:
            server.inside("ip", "address", "add", f"{theirs}/30", "dev", "eth0")
            server.inside("ip", "link", "set", "eth0", "up")
            await server.start()
            yield server
        finally:
            server.remove()
    finally:
        holder.kill()


def network_of(pid: int) -> str:
    """Name the network namespace that a process is in."""
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def run(*command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True, timeout=10)
