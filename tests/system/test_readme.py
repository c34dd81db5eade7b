"""The commands of the README, run as they stand against a real service. Only the port is another."""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.pages import text
from tests.servers import Serve, TickerProcess

ENDLESS_S: Final = 4
"""How long a command that never ends is watched."""
TIMED_OUT: Final = 124


def blocks(mark: str) -> list[str]:
    """Return the shell blocks below a mark."""
    found: list[str] = re.findall(rf"^<!-- {mark} -->\n```sh\n(.*?)^```", text("README.md"), re.MULTILINE | re.DOTALL)
    return found


def commands(block: str) -> Iterator[str]:
    """Return the single commands of a block."""
    yield from filter(None, block.replace("\\\n", " ").splitlines())


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which ``ticker`` is this one, as an activated ``.venv`` would."""
    program = tmp_path / "bin" / "ticker"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ticker "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}


async def run(script: str, shell: dict[str, str], process: TickerProcess) -> tuple[int, str]:
    """Run a script and give its status and what it wrote."""
    environment = shell | {
        "TICKER_KEY": process.key,
        "TICKER_URL": process.url,
        "TICKER_DATA_DIR": str(process.data_dir),
        "TICKER_REDIS_URL": process.command[process.command.index("--redis-url") + 1],
    }
    started = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", script.replace("127.0.0.1:8000", f"127.0.0.1:{process.port}")),
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await started.communicate()
    assert started.returncode is not None
    return started.returncode, output.decode()


@pytest.mark.timeout(120)
async def test_what_the_readme_says_to_run_does_what_it_says(
    serve: Serve, shell: dict[str, str], redis_url: str
) -> None:
    if not shutil.which("curl"):
        pytest.skip("this machine has no curl; .ci/run installs it")
    process = await serve(redis_url=redis_url)
    filing, *others = blocks("run")
    assert "ticker post" in filing
    status, output = await run(filing, shell, process)
    assert status == 0, output
    assert "Civil Defense, Spokesman: The fire at the port is out." in output
    for block in others:
        status, output = await run(block, shell, process)
        assert status == 0, f"{block}\n{output}"
    (endless,) = blocks("run until stopped")
    for command in commands(endless):
        status, output = await run(f"timeout {ENDLESS_S} {command}", shell, process)
        assert status == TIMED_OUT, f"{command}\n{output}"
        assert '"type":"snapshot"' in output
        assert '"type":"status"' in output


def test_what_the_readme_shows_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", text("README.md"))) <= targets
