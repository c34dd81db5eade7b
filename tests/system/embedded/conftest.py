"""A data directory for each test, and the certainty that no Valkey outlives it."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.system.embedded.parts import OwnerProcess, valkeys_in


@pytest.fixture
def place() -> Iterator[Path]:
    """Return an empty directory with a short path, and end what still runs below it."""
    made = Path(tempfile.mkdtemp(prefix="tk-", dir="/tmp"))
    yield made
    for directory in [path for path in made.rglob("*") if path.is_dir() and not path.is_symlink()]:
        for process in valkeys_in(directory):
            process.kill()
            with contextlib.suppress(psutil.NoSuchProcess):
                process.wait(10)
    shutil.rmtree(made)


@pytest.fixture
def home(place: Path) -> Path:
    """Return a data directory that does not exist yet."""
    return place / "home"


@pytest.fixture
def owner(home: Path) -> Iterator[OwnerProcess]:
    process = OwnerProcess(home)
    yield process
    if process.status is None:
        process.kill()
