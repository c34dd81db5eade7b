"""A shell for tests: ``ticker`` as people at a terminal run it, beside a real service."""

import asyncio
import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.processes import Process, ticker
from tests.servers import TickerProcess, http
from tests.waiting import until

RUN_WITHIN_S: Final = 30.0
TICKER: Final = (sys.executable, "-m", "ticker")
Follow = Callable[..., Process]
"""Starts ``ticker tail`` with arguments, in the background."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TICKER_")}
    return kept | {"PYTHONUNBUFFERED": "1", "TZ": "UTC"} | more


async def run(*arguments: object, stdin: str = "", **more: str) -> Done:
    """Run ``ticker`` to its end; whatever happens, no traceback is for people."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        files = (given.fileno(), out.fileno(), err.fileno())
        process = ticker([*map(str, arguments)], files=files, environment=environment(**more))
        try:
            await until(lambda: process.poll() is not None, within_s=RUN_WITHIN_S, what=f"end of {arguments}")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        out.seek(0)
        err.seek(0)
        assert process.returncode is not None
        done = Done(process.returncode, out.read().decode(), err.read().decode())
    assert "Traceback" not in done.err, done.err
    return done


async def examined(*arguments: str, status: int) -> dict[str, dict[str, Any]]:
    """Run the doctor; return what it found by what it looked at."""
    done = await run("doctor", *arguments, "--json")
    assert done.status == status, done.err + done.out
    return {finding["check"]: finding for finding in json.loads(done.out)}


async def shell(line: str, variables: dict[str, str], *, stdin: str = "") -> Done:
    """Run a line of a shell to its end."""
    process = await asyncio.create_subprocess_exec(
        "bash", "-o", "pipefail", "-c", line, env=environment(**variables),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(RUN_WITHIN_S):
            out, err = await process.communicate(stdin.encode())
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode is not None
    assert b"Traceback" not in err, err.decode()
    return Done(process.returncode, out.decode(), err.decode())


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A service, and a shell in which its address and its key are set."""

    service: TickerProcess

    @property
    def variables(self) -> dict[str, str]:
        return {
            "TICKER_URL": self.service.url,
            "TICKER_KEY": self.service.key,
            "TICKER_DATA_DIR": str(self.service.data_dir),
        }

    async def run(self, *arguments: object, stdin: str = "", **more: str) -> Done:
        return await run(*arguments, stdin=stdin, **(self.variables | more))

    async def post(self, text: str, *arguments: object, feed: str = "en") -> str:
        """File an update and give its id."""
        done = await self.run("post", "--feed", feed, "--from", "Desk", *arguments, text)
        assert done.status == 0, done.err
        return done.out.strip()

    async def standing(self, feed: str = "en") -> list[dict[str, Any]]:
        async with http(self.service.url) as client:
            updates: list[dict[str, Any]] = (await client.get(f"/v1/feeds/{feed}")).json()["updates"]
            return updates


async def until_said(process: Process, *words: str) -> None:
    await until(lambda: all(word in process.output for word in words), within_s=15, what=f"{words} in {process.output}")


async def in_terminal(*arguments: str, typed: str, variables: dict[str, str]) -> tuple[int, str]:
    """Run a command in a pseudo-terminal, type something, and give its status and what was to be seen."""
    return await asyncio.to_thread(_in_terminal, [*TICKER, *arguments], typed, variables)


def _in_terminal(command: list[str], typed: str, variables: dict[str, str]) -> tuple[int, str]:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80))
    kept = environment(TERM="xterm-256color", **variables)
    process = subprocess.Popen(command, env=kept, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    try:
        os.close(slave)
        os.write(master, typed.encode())
        shown = _read_all(master)
        return process.wait(RUN_WITHIN_S), shown.decode()
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _read_all(master: int) -> bytes:
    chunks = []
    with contextlib.suppress(OSError):  # Linux says EIO where the other end is closed
        while chunk := os.read(master, 65_536):
            chunks.append(chunk)
    return b"".join(chunks)
