"""Small disks that can be filled: a tmpfs where this process may mount one."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ticker.tools.stress.errors import StressError

_SIZE: Final = "24m"
_CHUNK: Final = bytes(1 << 16)


@contextlib.contextmanager
def disk_in(folder: Path, *, is_small: bool) -> Iterator[Path]:
    """Make a folder with a place for a store in it, which is a disk of its own and soon full if ``is_small``.

    Raises:
        StressError: there can be no such disk.
    """
    disk = folder / "disk"
    disk.mkdir(parents=True)
    with mounted(disk) if is_small else contextlib.nullcontext():
        yield disk


@contextlib.contextmanager
def mounted(at: Path) -> Iterator[None]:
    """Mount a small tmpfs until the end of the block.

    Raises:
        StressError: it cannot be mounted.
    """
    done = _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=700", "tmpfs", str(at))
    if done.returncode:
        raise StressError(f"no tmpfs can be mounted: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield
    finally:
        _run("umount", "--lazy", str(at))


def can_mount() -> bool:
    """Report whether this process may mount a tmpfs."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="tk-") as folder, contextlib.suppress(StressError), mounted(Path(folder)):
        return True
    return False


def fill(folder: Path) -> Path:
    """Fill the disk that a folder is on; return the file that did it."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(_CHUNK) == len(_CHUNK):
            pass
        while file.write(b"x"):
            pass
    return ballast


def _run(*command: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, capture_output=True, check=False)
