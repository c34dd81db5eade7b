"""The data directory: whose it is, whether a Valkey runs on it, and where its socket lies. Starts no process."""

import contextlib
import fcntl
import hashlib
import json
import os
import stat
import tempfile
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from ticker.errors import InvalidSettings

SETTING: Final = "--data-dir (TICKER_DATA_DIR)"
SOCKET_PATH_MAX_BYTES: Final = 100
"""The kernel takes 107 (Linux) or 103 (macOS)."""


class Purpose(StrEnum):
    """What a process owns the directory for."""

    SERVE = "serve"
    ADMIN = "admin"
    """An administrative command, which is done in a moment."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the directory, as the owner itself noted it."""

    purpose: Purpose
    pid: int
    address: str


class StoreDirectory:
    """The files of one embedded Valkey and the two locks on them.

    ``serve.lock`` says which ticker owns the directory. ``valkey.lock`` is inherited by the Valkey
    itself, so it tells whether one runs, also one whose ticker was killed: two on the same files
    would ruin them. Its note is the path of that Valkey's socket.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))  # Path.resolve raises where links go round
        self.log = self.path / "valkey.log"
        self.pid_file = self.path / "valkey.pid"
        self.lost_end = self.path / "lost-end"
        self.owner_lock = FileLock(self.path / "serve.lock")
        self.valkey_lock = FileLock(self.path / "valkey.lock")

    def prepare(self) -> None:
        """Make the directory, for this user alone, and try to write to it.

        Raises:
            InvalidSettings: that is not possible here.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.owner_lock.is_held_elsewhere()
        except OSError as failure:
            raise InvalidSettings(
                f"{SETTING}: {self.path} cannot be used ({failure.strerror}): give a directory on a local disk "
                "that this user may write to, or an external Redis by TICKER_REDIS_URL"
            ) from failure

    def own(self, purpose: Purpose, *, address: str = "") -> bool:
        """Acquire the directory for this process unless another has it; never wait."""
        if not self.owner_lock.take():
            return False
        self.owner_lock.write_note(json.dumps(asdict(Owner(purpose, os.getpid(), address))))
        return True

    def disown(self) -> None:
        """Leave the directory to the next; nothing happens if it was not ours."""
        self.valkey_lock.let_go()
        if self.owner_lock.fd >= 0:
            self.owner_lock.write_note("")
            self.owner_lock.let_go()

    def owner(self) -> Owner | None:
        """Read who owns the directory; None if nobody noted it."""
        try:
            note = json.loads(self.owner_lock.read_note())
            return Owner(Purpose(note["purpose"]), int(note["pid"]), str(note["address"]))
        except (ValueError, KeyError, TypeError):
            return None

    def refusal(self) -> str:
        """Return the message that names the owner of the directory, and what to do instead."""
        owner = self.owner()
        where = f", {owner.address}" if owner is not None and owner.address else ""
        who = f"process {owner.pid}{where}" if owner is not None else "another process"
        stop = f" (kill {owner.pid})" if owner is not None else ""
        return (
            f"{self.path} is in use by another ticker ({who}): stop that one first{stop}, or give this one its own "
            f"{SETTING} and --port; several on one log need the same external Redis (TICKER_REDIS_URL)"
        )

    def silence(self) -> str:
        """Return the message that a Valkey has the directory and does not answer, and what to do."""
        with contextlib.suppress(OSError):
            pid = self.pid_file.read_text(encoding="ascii").strip()
            return (
                f"the Valkey that runs on {self.path} (process {pid}) does not answer: see {self.log}, or end it "
                f"(kill -9 {pid}) and start again; what was acknowledged is on disk"
            )
        return f"the Valkey that runs on {self.path} does not answer: see {self.log}"

    def running_socket(self) -> Path | None:
        """Return the socket that the last Valkey was started with, wherever that was."""
        note = self.valkey_lock.read_note()
        return Path(note) if note else None

    def is_at(self, place: str) -> bool:
        """Whether ``place`` is this directory, by whatever name."""
        try:
            return self.path.samefile(place)
        except OSError:
            return False

    def clear(self) -> None:
        """Remove what a killed Valkey leaves behind, half-written logs above all; only while none runs."""
        self.pid_file.unlink(missing_ok=True)
        for unfinished in self.path.glob("temp-*"):
            unfinished.unlink(missing_ok=True)

    def tidy(self, socket: Path) -> None:
        """Remove what only a running Valkey needs, after it was stopped."""
        self.clear()
        socket.unlink(missing_ok=True)
        if socket.parent != self.path:
            with contextlib.suppress(OSError):
                socket.parent.rmdir()

    def place_socket(self, former: Path | None) -> Path:
        """Make ready where the socket of the next Valkey lies: where the former lay, else in the directory.

        Raises:
            InvalidSettings: the directory's path is too long, and nowhere else is safe.
        """
        socket = former or self._choose_socket()
        if socket.parent != self.path:
            _make_private(socket.parent)
        return socket

    def _choose_socket(self) -> Path:
        usual = self.path / "valkey.sock"
        if _fits(usual):
            return usual
        name = f"ticker-{os.geteuid()}-{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]}"
        for place in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 (made private before use)
            if _fits(place / name / usual.name):
                return place / name / usual.name
        raise InvalidSettings(f"{SETTING}: {self.path} is too long for a socket, and so is TMPDIR: shorten one")


def _fits(socket: Path) -> bool:
    """Whether the kernel takes the path, and a URL can carry it."""
    raw = os.fsencode(socket)
    return len(raw) <= SOCKET_PATH_MAX_BYTES and str(socket) == raw.decode(errors="replace")


def _make_private(directory: Path) -> None:
    """Make a directory where everybody may write, and believe in it only if it is ours alone."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
        found = directory.lstat()
    except OSError as failure:
        raise InvalidSettings(
            f"{directory} cannot be made ({failure.strerror}): set TMPDIR or a shorter {SETTING}"
        ) from failure
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise InvalidSettings(
            f"{directory} is not a directory of this user alone, and the socket would be open to others: "
            f"remove it, set TMPDIR to a private place, or give a shorter {SETTING}"
        )


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
