"""nginx and HAProxy as processes, with the files of ``deploy/`` and as little changed in them as can be."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.processes import PORTS, ROOT, Process, program
from tests.waiting import until

PROXIES = ("nginx", "haproxy")


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in front of a ticker."""

    name: str
    port: int


def nginx(folder: Path, port: int, upstream: int) -> list[str]:
    """Substitute what belongs to the machine; give the command."""
    config = substituted(
        "nginx.conf",
        {
            "user www-data;\n": "",
            "/run/nginx.pid": f"{folder}/pid",
            "/var/log/nginx": str(folder),
            "listen 80;": f"listen 127.0.0.1:{port};",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "worker_processes auto;": "worker_processes 1;",
            "worker_rlimit_nofile 65536;\n": "",
            "worker_connections 32768;": "worker_connections 512;",
            "http {\n": "http {\n" + "".join(
                f"    {kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            ),
        },
    )  # fmt: skip
    (folder / "nginx.conf").write_text(config)
    return [program("nginx"), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;", "-e", "stderr"]


def haproxy(folder: Path, port: int, upstream: int) -> list[str]:
    """Substitute what belongs to the machine; give the command."""
    config = substituted(
        "haproxy.cfg",
        {
            "bind :80\n": f"bind 127.0.0.1:{port}\n",
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "maxconn 20000": "maxconn 200",
        },
    )
    (folder / "haproxy.cfg").write_text(config)
    return [program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")]


def substituted(name: str, changes: dict[str, str]) -> str:
    text = (ROOT / "deploy" / name).read_text()
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return text


COMMANDS: dict[str, Callable[[Path, int, int], list[str]]] = {"nginx": nginx, "haproxy": haproxy}


async def start_proxy(name: str, folder: Path, upstream: int, ending: ExitStack) -> Proxy:
    port = next(PORTS)
    process = Process(COMMANDS[name](folder, port, upstream), log=folder / f"{name}.log")
    ending.callback(process.end)

    def answers() -> bool:
        assert process.status is None, process.output
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    await until(answers, within_s=15, what=f"{name} on {port}")
    return Proxy(name, port)
