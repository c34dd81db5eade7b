"""``ticker demo``: the service with a data directory of its own, and a newsroom's hour filed into it.

It never touches another store: of the environment only where to listen and how to log is heeded.
"""

import asyncio
import contextlib
import logging
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Final

import typer

from ticker.app import main as run_service
from ticker.cli.console import CommandFailed, Status, say, show_plain
from ticker.cli.options import DEFAULT_URL
from ticker.model import Role
from ticker.settings import Settings, Timing
from ticker.store.keys import Keyring, add_key
from ticker.store.names import names_of
from ticker.store.open import open_store

KEY_FILE: Final = "demo.key"
_HEEDED: Final = frozenset({"TICKER_HOST", "TICKER_PORT", "TICKER_LOG_FORMAT"})
_ENDING_S: Final = 5.0
_STORE_S: Final = 5.0
_DRAIN_S: Final = 1.0
"""Nobody should have to wait for a demo to end."""


def demo_command(main: Callable[[Settings], int]) -> Callable[..., None]:
    """Make the command; ``main`` runs the service until it is told to end."""

    def run_demo(
        port: Annotated[int | None, typer.Option("--port", help=r"port to listen on \[default: 8000]", min=1)] = None,
        speed: Annotated[float, typer.Option("--speed", help="speed-up factor of the hour", min=0.1)] = 10.0,
        data_dir: Annotated[
            Path, typer.Option("--data-dir", help="where the demo stores its log", metavar="PATH")
        ] = Path(".ticker-demo"),
        redis_url: Annotated[
            str | None,
            typer.Option("--redis-url", help="separate Redis for the demo, where none is bundled", metavar="URL"),
        ] = None,
    ) -> None:
        """Start the service and replay an hour of invented news, in three languages.

        At the default speed the hour takes six minutes. Ctrl-C ends both.
        """
        settings = demo_settings(os.environ, port=port, data_dir=data_dir, redis_url=redis_url)
        key = asyncio.run(obtain_key(settings))
        url = f"http://{_reachable(settings.host)}:{settings.port}"
        there = "" if url == DEFAULT_URL else f" --url {url}"
        say(f"The demo: open {url}/ and watch; Ctrl-C ends it. Or in another terminal:")
        show_plain(f"  {_program()} tail en ar{there}")
        given = f"--key-file {shlex.quote(str(settings.data_dir / KEY_FILE))}"
        show_plain(f"  {_program()} post{there} {given} --feed en --from You 'Hello, newsroom.'")
        logging.getLogger("ticker.newsroom").setLevel(logging.WARNING)  # the replay shows what is filed, in words
        with _replaying(url, key, speed):
            status = main(settings)
        raise typer.Exit(status)

    return run_demo


def demo_settings(environ: Mapping[str, str], *, port: int | None, data_dir: Path, redis_url: str | None) -> Settings:
    """Return the settings of the demo: a production store that the environment names is none of its business.

    Raises:
        CommandFailed: the port is 0, which nobody could be told before the start.
    """
    settings = Settings.load(
        {name: value for name, value in environ.items() if name in _HEEDED},
        {
            "port": port,
            "data_dir": data_dir,
            "redis_url": redis_url,
            "drain_seconds": environ.get("TICKER_DRAIN_SECONDS", _DRAIN_S),
        },
    )
    if settings.port == 0:
        raise CommandFailed("--port: the demo needs a port that it can tell you before it starts", status=Status.USAGE)
    return settings


async def obtain_key(settings: Settings) -> str:
    """Return the demo's key: the one of the last time if it is still good, else a new one."""
    kept = settings.data_dir / KEY_FILE
    names = names_of(settings)
    async with open_store(settings) as redis:
        secret = kept.read_text("ascii").strip() if kept.exists() else ""
        if secret and await Keyring(redis, timing=Timing(check_timeout_s=_STORE_S), names=names).find(secret):
            return secret
        _, secret = await add_key(redis, name="demo", role=Role.EDITOR, feeds=("*",), names=names)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(secret + "\n", "ascii")
    return secret


@contextlib.contextmanager
def _replaying(url: str, key: str, speed: float) -> Iterator[None]:
    """File the hour from a process of its own, which waits for the service, and ends with it."""
    with as_file(files("ticker.demo") / "newsroom-hour.ndjson") as hour:
        command = [sys.executable, "-m", "ticker", "replay", str(hour), "--lines", "--speed", str(speed), "--url", url]
        replay = subprocess.Popen(command, env={**os.environ, "TICKER_KEY": key}, stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            replay.terminate()
            try:
                replay.wait(_ENDING_S)
            except subprocess.TimeoutExpired:
                replay.kill()
                replay.wait()


def _program() -> str:
    """Return what to type to start this program again from here."""
    python = Path(sys.executable)
    if shutil.which("ticker") == str(python.with_name("ticker")):
        return "ticker"
    with contextlib.suppress(ValueError):
        python = python.relative_to(Path.cwd())
    return f"{python} -m ticker"


def _reachable(host: str) -> str:
    """Return the address under which this machine reaches what listens on ``host``."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 -- compared, not bound
    return f"[{host}]" if ":" in host else host


demo = demo_command(run_service)
