"""The server under test: one of our own with a temporary data directory, or a running one by URL."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

from ticker.first_key import FILE_NAME
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.resource_usage import Cores, listeners_on, pin
from ticker.tools.bench.valkey import Valkey

_START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 15.0
_ASK_TIMEOUT_S = 5.0
_POLL_S = 0.02
_COMPLAINT_LINES_MAX = 15
_LOCAL_HOSTS = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class BenchServer:
    """A ticker that answers."""

    address: tuple[str, int]
    authority: str
    key: str
    pids: Sequence[int]
    """Its processes; empty if it is not on this machine: then nobody can say what it uses."""
    valkey: Valkey | None = None


def server_at(url: str, key: str) -> BenchServer:
    """Look at the server behind ``url``.

    Raises:
        BenchError: nobody answers there, or the URL is none that the bench can use.
    """
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise BenchError(f"--url {url}: give http://HOST:PORT, the service itself (TLS is a proxy's)")
    host, port = parts.hostname, parts.port or 80
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][:2]
        _ask(f"http://{parts.netloc}/healthz").raise_for_status()
    except (OSError, httpx.HTTPError) as away:
        raise BenchError(f"nobody answers at {url} ({away}); without --url a server is started") from away
    pids = listeners_on(port) if host in _LOCAL_HOSTS else []
    valkey = Valkey.started_by(pids[0]) if len(pids) == 1 else None
    return BenchServer((str(address[0]), port), parts.netloc, key, pids, valkey)


@contextlib.contextmanager
def run_server(cores: Cores) -> Iterator[BenchServer]:
    """Start ``ticker serve`` on a free port with an embedded Valkey; stop both at the end.

    Raises:
        BenchError: it did not start; the text has what it wrote.
    """
    with tempfile.TemporaryDirectory(prefix="ticker-bench-", ignore_cleanup_errors=True) as directory:
        data_dir = Path(directory)
        port = _free_port()
        with _serving(data_dir, port) as process:
            try:
                _wait_until_ready(process, port)
                valkey = Valkey.started_by(process.pid)
                pin(process.pid, cores.server)
                if valkey:
                    pin(valkey.pid, cores.store)
                key = _first_key(data_dir / "data" / FILE_NAME)
                yield BenchServer(("127.0.0.1", port), f"127.0.0.1:{port}", key, (process.pid,), valkey)
            except BenchError as failed:
                # Its log goes with the temporary directory: what it said of this is said here or never.
                raise type(failed)(f"{failed}{_complaints_in(data_dir / 'stderr')}") from failed
            finally:
                _stop(process)


@contextlib.contextmanager
def _serving(data_dir: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "ticker", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--data-dir", str(data_dir / "data"), "--drain-seconds", "0", "--log-format", "json"]
    # A TICKER_REDIS_URL or the like of the caller's would send the bench's updates to real readers.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TICKER_")}
    with (
        (data_dir / "stdout").open("wb") as stdout,
        (data_dir / "stderr").open("wb") as stderr,
        # A session of its own: Ctrl-C is ours to answer, and the server is stopped in order.
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=environment, start_new_session=True
        ) as process,
    ):
        yield process


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline_s = time.monotonic() + _START_TIMEOUT_S
    why = f"was not ready within {_START_TIMEOUT_S:.0f} s"
    while time.monotonic() < deadline_s:
        if process.poll() is not None:
            why = f"ended with status {process.returncode}"
            break
        with contextlib.suppress(httpx.HTTPError):
            if _ask(f"http://127.0.0.1:{port}/readyz").is_success:
                return
        time.sleep(_POLL_S)
    raise BenchError(f"`ticker serve` {why}")


def _complaints_in(log: Path) -> str:
    """Return the end of what the server logged, its lines of routine left out."""
    lines = [
        line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if '"level":"info"' not in line
    ]
    return "".join(f"\n{line}" for line in lines[-_COMPLAINT_LINES_MAX:])


def _ask(url: str) -> httpx.Response:
    # A proxy of the environment would be measured with it, or know nothing of this address.
    return httpx.get(url, timeout=_ASK_TIMEOUT_S, trust_env=False)


def _first_key(kept: Path) -> str:
    deadline_s = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline_s:
        if kept.exists() and (key := kept.read_text(encoding="ascii").strip()):
            return key
        time.sleep(_POLL_S)
    raise BenchError("`ticker serve` made no key on its first start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server in order; if it must be killed, end the Valkey that it leaves behind."""
    if process.poll() is not None:
        return
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
    for orphan in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            orphan.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
