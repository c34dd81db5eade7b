"""The first key of a store: shown where a person looks, kept in a file everywhere else. No log ever has it."""

import logging
import os
import sys
from pathlib import Path
from typing import Final

FILE_NAME: Final = "first-key"

log = logging.getLogger(__name__)


def hand_over(secret: str, *, data_dir: Path) -> str | None:
    """Return the line that shows the key on a terminal; elsewhere write it to a file, and return None.

    What a service writes to its standard output ends in journals and in containers' logs, which more people read than
    may file. The file is its owner's alone; the log has its path.
    """
    if sys.stdout.isatty():
        return f"key: {secret}"
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        _write(path, secret)
    except OSError as failed:
        log.critical(
            "the first key could not be written; make another with 'ticker keys add'",
            extra={"path": str(path), "error": failed.strerror},
        )
    else:
        log.warning("the first key is in a file: give it to who files, then remove it", extra={"path": str(path)})
    return None


def _write(path: Path, secret: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchmod(descriptor, 0o600)
        file.write(secret + "\n")
