"""Locks that end with their holder, and whether a process exists. Knows no Valkey."""

import fcntl
import os
from pathlib import Path


def is_running(pid: int) -> bool:
    """Whether a process of this id exists, be it another user's."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class FileLock:
    """A lock that the kernel frees when its last holder ends, however it ends; its file carries a note."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = -1

    def take(self) -> bool:
        """Acquire the lock unless another process has it; never wait."""
        if self._fd >= 0:
            return True
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        except OSError:
            os.close(fd)
            raise
        self._fd = fd
        return True

    def is_held_elsewhere(self) -> bool:
        """Whether a process holds it that is not this object; asking takes the lock for an instant."""
        if self._fd >= 0:
            return False
        if self.take():
            self.let_go()
            return False
        return True

    @property
    def fd(self) -> int:
        """The descriptor. A child that inherits it holds the lock after ``let_go``, to its end."""
        return self._fd

    def write_note(self, text: str) -> None:
        """Replace the note; only its holder may."""
        assert self._fd >= 0, "the lock is not held"
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(errors="surrogateescape"), 0)

    def read_note(self) -> str:
        """Read the note, which may be an older holder's; empty if there is none."""
        try:
            return self.path.read_text(encoding="utf-8", errors="surrogateescape")
        except FileNotFoundError:
            return ""

    def let_go(self) -> None:
        """Close this process's hold on the lock."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            os.close(fd)
