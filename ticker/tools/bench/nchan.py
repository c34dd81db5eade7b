"""nginx with nchan, the C module that readers' servers are held against: started where the machine has it.

It keeps no versions, folds nothing and asks no store: what it is given is what its readers get.
"""

import contextlib
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ticker.tools.bench.errors import BenchError

_MODULES: Final = (
    "/usr/lib/nginx/modules/ngx_nchan_module.so",
    "/usr/lib64/nginx/modules/ngx_nchan_module.so",
    "/usr/share/nginx/modules/ngx_nchan_module.so",
)
_START_TIMEOUT_S: Final = 10
_FILE_TIMEOUT_S: Final = 10
_STOP_TIMEOUT_S: Final = 5
_CONNECTIONS_PER_READER: Final = 2
"""Near its limit nginx drains connections, and nchan 1.3.6 then frees memory twice."""
_SPARE_CONNECTIONS: Final = 200
_CONFIGURATION: Final = """
load_module {module};
worker_processes 1;
daemon off;
master_process off;
error_log stderr error;
pid {folder}/pid;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    nchan_channel_id {feed};
    nchan_subscriber_first_message newest;
    keepalive_requests 1000000;
    location = /file {{ nchan_publisher; nchan_message_buffer_length 10; }}
    location = /v1/feeds/{feed}/socket {{ nchan_subscriber websocket; }}
    location = /v1/feeds/{feed}/stream {{ nchan_subscriber eventsource; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class NchanProgram:
    """What to run, and what to call it in the table."""

    nginx: str
    module: str


def find_nchan() -> NchanProgram | None:
    """Find an nginx with the module; None where the machine has none."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    module = next((path for path in _MODULES if Path(path).exists()), None)
    return NchanProgram(nginx, module) if nginx and module else None


class Nchan:
    """A running nginx with nchan, of one process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.address = ("127.0.0.1", port)
        self.pids: tuple[int, ...] = (process.pid,)
        self._filing = socket.create_connection(self.address, _START_TIMEOUT_S)
        # The kernel's own deadline: with Python's, a look for answers would wait for them.
        self._filing.settimeout(None)
        self._filing.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _FILE_TIMEOUT_S, 0))

    def broadcast(self, frame: bytes) -> None:
        """Have ``frame`` sent to every reader.

        Raises:
            BenchError: it does not take it.
        """
        head = f"POST /file HTTP/1.1\r\nHost: nchan\r\nContent-Length: {len(frame)}\r\n\r\n"
        try:
            with contextlib.suppress(BlockingIOError):  # the answers to those before; they say nothing that is counted
                self._filing.recv(1 << 16, socket.MSG_DONTWAIT)
            self._filing.sendall(head.encode() + frame)
        except OSError as broken:
            raise BenchError(f"nchan takes no more updates: {broken.strerror}") from broken

    def close(self) -> None:
        """Let go of the connection that files."""
        self._filing.close()


@contextlib.contextmanager
def run_nchan(program: NchanProgram, folder: Path, *, feed: str, readers: int) -> Iterator[Nchan]:
    """Start nchan for one feed; end it when the bench is done with it, or is stopped.

    Raises:
        BenchError: it does not start.
    """
    folder.mkdir(exist_ok=True)
    port = _free_port()
    written = _CONFIGURATION.format(
        module=program.module,
        folder=folder,
        connections=_CONNECTIONS_PER_READER * readers + _SPARE_CONNECTIONS,
        feed=feed,
        port=port,
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(written, encoding="utf-8")
    command = [program.nginx, "-p", str(folder), "-c", str(configuration)]
    with (folder / "log").open("wb") as errors:
        process = subprocess.Popen(command, stdout=errors, stderr=errors, start_new_session=True)
    try:
        _wait_for(process, port, folder / "log")
        with contextlib.closing(Nchan(process, port)) as nchan:
            yield nchan
    finally:
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, errors: Path) -> None:
    until_s = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < until_s and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise BenchError(f"nchan did not start: {errors.read_text(encoding='utf-8', errors='replace').strip()[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
