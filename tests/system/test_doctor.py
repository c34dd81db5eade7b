"""The doctor at real deployments: a good one, and proxies that buffer, do not upgrade and do not wait."""

import asyncio
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.editor import editor_at
from tests.processes import PORTS, Process, program
from tests.servers import FreshValkey, Serve, TickerProcess
from tests.system.cli.shell import examined, run
from tests.system.readers.proxies import PROXIES, start_proxy
from tests.waiting import until
from ticker.tools.doctor.findings import Verdict
from ticker.tools.doctor.service import look_at_service

NGINX: Final = """
pid {folder}/pid;
events {{ worker_connections 64; }}
http {{
    access_log off;
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{upstream}; {settings} }}
    }}
}}
"""


async def test_a_good_deployment_is_called_good(serve: Serve) -> None:
    service = await serve(environment={"TICKER_TIMES_DIVIDED_BY": "10"})  # a status comes after 1.5 s
    found = await examined("--url", service.url, "--data-dir", str(service.data_dir), status=0)
    assert {check for check, finding in found.items() if finding["health"] == "bad"} == set()
    for check in ("store", "durability", "clocks", "service", "readiness", "snapshots", "WebSocket"):
        assert found[check]["health"] == "good", found[check]
    assert found["open files of the service"]["health"] != "bad"
    if sys.platform.startswith("linux"):
        assert re.fullmatch(r"\d+ of at most \d+", found["open files of the service"]["found"])
    for check in ("server-sent events", "WebSocket"):
        assert "stays open while nothing is said" in found[check]["found"]


@pytest.fixture
async def behind_nginx(serve: Serve, redis_url: str) -> TickerProcess:
    return await serve(redis_url=redis_url)


async def nginx(folder: Path, upstream: int, settings: str) -> Process:
    """Start an nginx that is set up like this; its ``url`` is where it listens."""
    port = next(PORTS)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    text = NGINX.format(folder=folder, temporary=temporary, port=port, upstream=upstream, settings=settings)
    (folder / "nginx.conf").write_text(text)
    command = [program("nginx"), "-p", str(folder), "-c", "nginx.conf", "-g", "daemon off;", "-e", "stderr"]
    process = Process(command, log=folder / "nginx.log")
    (folder / "url").write_text(f"http://127.0.0.1:{port}")
    await until(lambda: process.status is not None or (folder / "pid").exists(), within_s=15)
    assert process.status is None, process.output
    return process


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "watch", "found"),
    [
        (
            "proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;",  # what comes in chunks, it passes on
            "0", ("server-sent events", "proxy_buffering off"),
        ),
        (
            "proxy_http_version 1.1; proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_types text/event-stream;",
            "0", ("server-sent events", "proxy_buffering off"),
        ),
        ("proxy_http_version 1.1;", "0", ("WebSocket", "the headers Upgrade and Connection")),
        ("", "0", ("WebSocket", "proxy_http_version 1.1")),
        ("proxy_http_version 1.1; proxy_read_timeout 1s;", "10", ("server-sent events", "proxy_read_timeout 60s")),
    ],
    ids=["buffers", "buffers and compresses", "does not upgrade", "has nothing set", "does not wait"],
)  # fmt: skip
async def test_what_a_proxy_does_wrong_is_named_with_what_to_change(
    behind_nginx: TickerProcess, tmp_path: Path, settings: str, watch: str, found: tuple[str, str]
) -> None:
    proxy = await nginx(tmp_path, behind_nginx.port, settings)
    try:
        findings = await examined("--url", (tmp_path / "url").read_text(), "--watch", watch, status=1)
    finally:
        proxy.end()
    check, advice = found
    assert findings[check]["health"] == "bad", findings[check]
    assert advice in findings[check]["advice"]


async def test_what_a_proxy_keeps_to_itself_is_said_to_be_unknown(behind_nginx: TickerProcess, tmp_path: Path) -> None:
    settings = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; "
    settings += "} location = /metrics { deny all;"
    proxy = await nginx(tmp_path, behind_nginx.port, settings)
    try:
        nowhere = ("--data-dir", str(tmp_path / "none"))
        findings = await examined("--url", (tmp_path / "url").read_text(), "--watch", "0", *nowhere, status=0)
    finally:
        proxy.end()
    assert findings["open files of the service"]["health"] == "unknown"
    assert {check for check, finding in findings.items() if finding["health"] == "bad"} == set()


async def file_long(service: TickerProcess, feed: str) -> None:
    """File a line that makes the feed's snapshot longer than what proxies leave uncompressed."""
    async with editor_at(service.url, service.key, feed) as editor:
        for _ in range(3):
            await editor.file("The fire at the port is out. " * 9)


CADDY: Final = """
{{
    admin off
    grace_period 1s
}}
http://:{port} {{
    bind 127.0.0.1
    {settings}
    reverse_proxy 127.0.0.1:{upstream}
}}
"""


async def caddy(folder: Path, upstream: int, settings: str, *, ending: ExitStack) -> str:
    """Start a Caddy that is set up like this; return its address."""
    port = next(PORTS)
    (folder / "Caddyfile").write_text(CADDY.format(port=port, settings=settings, upstream=upstream), encoding="utf-8")
    homes = (f"XDG_CONFIG_HOME={folder}", f"XDG_DATA_HOME={folder}")
    command = [program("env"), *homes, program("caddy"), "run", "--config", str(folder / "Caddyfile")]
    process = Process([*command, "--adapter", "caddyfile"], log=folder / "caddy.log")
    ending.callback(process.end)
    await process.listening(port)
    return f"http://127.0.0.1:{port}"


@pytest.mark.long
async def test_a_caddy_that_compresses_streams_is_named_once_any_feed_is_long(serve: Serve, tmp_path: Path) -> None:
    service = await serve()
    await file_long(service, "es")  # by name it comes last
    with ExitStack() as ending:
        url = await caddy(tmp_path, service.port, "encode gzip", ending=ending)
        found = await examined("--url", url, "--data-dir", str(service.data_dir), "--watch", "0", status=1)
    assert found["server-sent events"]["health"] == "bad", found
    assert "Caddy: no encode for text/event-stream" in found["server-sent events"]["advice"]


async def test_where_every_feed_is_empty_it_says_that_long_answers_were_not_seen(serve: Serve) -> None:
    service = await serve()
    found = await examined("--url", service.url, "--data-dir", str(service.data_dir), "--watch", "0", status=0)
    assert found["long answers"]["health"] == "unknown"
    assert found["long answers"]["advice"] == "file a line, and run this again"


@pytest.mark.long
async def test_a_proxy_that_ends_streams_for_ever_while_the_service_is_stopped_is_named(
    serve: Serve, redis_url: str, tmp_path: Path
) -> None:
    service = await serve(redis_url=redis_url)
    proxy = await nginx(tmp_path, service.port, "proxy_http_version 1.1;")
    url = (tmp_path / "url").read_text()
    try:
        there = await examined("--url", url, "--redis-url", redis_url, "--watch", "0", status=1)
        service.kill()
        away = await examined("--url", url, "--redis-url", redis_url, "--watch", "0", status=1)
    finally:
        proxy.end()
    assert there["streams while the service is away"]["health"] == "unknown"
    assert "no ticker is behind it" in away["service"]["found"]
    assert away["streams while the service is away"]["health"] == "bad"
    assert "EventSource never comes back" in away["streams while the service is away"]["found"]
    assert "retry: 3000" in away["streams while the service is away"]["advice"]


@pytest.mark.long
@pytest.mark.parametrize("name", PROXIES)
async def test_the_proxies_of_deploy_are_called_good_there_and_away(
    serve: Serve, redis_url: str, tmp_path: Path, name: str
) -> None:
    service = await serve(redis_url=redis_url)
    await file_long(service, "en")
    with ExitStack() as ending:
        proxy = await start_proxy(name, tmp_path, service.port, ending=ending)
        url = f"http://127.0.0.1:{proxy.port}"
        there = await examined("--url", url, "--redis-url", redis_url, "--watch", "0", status=0)
        service.kill()
        away = await examined("--url", url, "--redis-url", redis_url, "--watch", "0", status=1)
    assert there["server-sent events"]["health"] == there["WebSocket"]["health"] == "good"
    assert away["streams while the service is away"]["health"] == "good"


async def test_what_answers_and_is_no_ticker_is_bad() -> None:
    async def say_hello(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        writer.close()

    port = next(PORTS)
    async with await asyncio.start_server(say_hello, "127.0.0.1", port):
        [finding] = await look_at_service(f"http://127.0.0.1:{port}", feed=None, watch_s=0)
    assert finding.health is Verdict.BAD
    assert "it is no ticker" in finding.found


async def test_a_store_that_may_evict_is_bad_and_nothing_that_listens_too(fresh_valkey: FreshValkey) -> None:
    evicting = await fresh_valkey("--maxmemory-policy", "allkeys-lru")
    found = await examined("--url", f"http://127.0.0.1:{next(PORTS)}", "--redis-url", evicting.url, status=1)
    assert "maxmemory-policy noeviction" in found["store"]["advice"]
    assert found["service"]["health"] == "bad"


async def test_where_there_is_no_store_none_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    found = await examined("--url", f"http://127.0.0.1:{next(PORTS)}", "--data-dir", str(folder), status=1)
    assert found["store"]["health"] == "unknown"
    assert not folder.exists()


async def test_for_people_there_is_a_table_and_what_to_change(serve: Serve, redis_url: str) -> None:
    service = await serve(redis_url=redis_url)
    done = await run("doctor", "--url", service.url, "--redis-url", redis_url, "--feed", "xx", "--watch", "0")
    assert done.status == 1
    assert "there is no feed xx" in done.out
    assert "readers: ticker feeds add xx" in done.out
