"""nginx, HAProxy and Caddy as processes, with the files of ``deploy/`` and as little changed in them as can be."""

import re
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.processes import PORTS, ROOT, Process, program
from tests.waiting import until

PROXIES = ("nginx", "haproxy", "caddy")
FILES = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "caddy": "Caddyfile"}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy in front of a ticker."""

    name: str
    port: int
    folder: Path
    process: Process


def nginx(folder: Path, port: int, upstreams: Sequence[int], readers: int) -> list[str]:
    """Substitute what belongs to the machine; return the command."""
    config = substituted(
        "nginx.conf",
        {
            "user www-data;\n": "",
            "/run/nginx.pid": f"{folder}/pid",
            "/var/log/nginx": str(folder),
            "listen 80;": f"listen 127.0.0.1:{port};",
            "        server 127.0.0.1:8000;\n": "".join(f"        server 127.0.0.1:{each};\n" for each in upstreams),
            "worker_processes auto;": "worker_processes 1;",
            "worker_rlimit_nofile 65536;\n": "",
            "worker_connections 32768;": f"worker_connections {2 * readers + 112};",
            "http {\n": "http {\n" + "".join(
                f"    {kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            ),
        },
    )  # fmt: skip
    (folder / "nginx.conf").write_text(config)
    return [program("nginx"), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;", "-e", "stderr"]


def haproxy(folder: Path, port: int, upstreams: Sequence[int], readers: int) -> list[str]:
    """Substitute what belongs to the machine; return the command."""
    config = substituted(
        "haproxy.cfg",
        {
            "bind :80\n": f"bind 127.0.0.1:{port}\n",
            "    server ticker1 127.0.0.1:8000\n": "".join(
                f"    server ticker{number} 127.0.0.1:{each}\n" for number, each in enumerate(upstreams, 1)
            ),
            "    server ticker1 127.0.0.1:8000 track ticker/ticker1\n": "".join(
                f"    server ticker{number} 127.0.0.1:{each} track ticker/ticker{number}\n"
                for number, each in enumerate(upstreams, 1)
            ),
            "fd-hard-limit 65536": f"fd-hard-limit {2 * readers + 200}",
        },
    )
    (folder / "haproxy.cfg").write_text(config)
    return [program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")]


def caddy(folder: Path, port: int, upstreams: Sequence[int], readers: int) -> list[str]:
    """Substitute what belongs to the machine; return the command. Caddy takes as many readers as it may open files."""
    config = substituted(
        "Caddyfile",
        {
            "grace_period 10s": "grace_period 1s\n\tadmin off",
            "news.example {": f"http://:{port} {{\n\tbind 127.0.0.1",
            "reverse_proxy 127.0.0.1:8000 {": f"reverse_proxy {' '.join(f'127.0.0.1:{each}' for each in upstreams)} {{",
        },
    )
    (folder / "Caddyfile").write_text(config, encoding="utf-8")
    homes = (f"XDG_CONFIG_HOME={folder}", f"XDG_DATA_HOME={folder}")
    config_file = str(folder / "Caddyfile")
    return [program("env"), *homes, program("caddy"), "run", "--config", config_file, "--adapter", "caddyfile"]


def substituted(name: str, changes: dict[str, str]) -> str:
    text = (ROOT / "deploy" / name).read_text()
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in {name}"
        text = text.replace(old, new)
    return text


COMMANDS: dict[str, Callable[[Path, int, Sequence[int], int], list[str]]] = {
    "nginx": nginx,
    "haproxy": haproxy,
    "caddy": caddy,
}


def tell_metrics(config: Path) -> None:
    """Let the process behind a proxy tell its metrics to who asks through it."""
    config.write_text(config.read_text(encoding="utf-8").replace("/metrics", "/kept-from-readers"), "utf-8")


async def start_proxy(
    name: str, folder: Path, *upstreams: int, ending: ExitStack, readers: int = 200, tells_metrics: bool = False
) -> Proxy:
    """Start a proxy before the tickers at these ports, with room for so many readers."""
    port = next(PORTS)
    command = COMMANDS[name](folder, port, upstreams, readers)
    if tells_metrics:
        tell_metrics(folder / FILES[name])
    process = Process(command, log=folder / f"{name}.log")
    ending.callback(process.end)
    await process.listening(port)
    return Proxy(name, port, folder, process)


async def mark_down(proxy: Proxy, *ports: int) -> None:
    """Tell an nginx to send nobody to the tickers at these ports: unlike HAProxy it does not ask them how they are."""
    config = proxy.folder / "nginx.conf"
    text = re.sub(r"(server 127\.0\.0\.1:\d+) down;", r"\1;", config.read_text())
    for port in ports:
        assert f"server 127.0.0.1:{port};" in text
        text = text.replace(f"server 127.0.0.1:{port};", f"server 127.0.0.1:{port} down;")
    config.write_text(text)
    master = psutil.Process(proxy.process.pid)
    former = {worker.pid for worker in master.children()}
    proxy.process.send(signal.SIGHUP)

    def is_reloaded() -> bool:
        return bool({worker.pid for worker in master.children()} - former)

    await until(is_reloaded, within_s=15, what="new workers of nginx")
