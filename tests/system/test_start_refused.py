"""A start that cannot come to anything ends at once, with a sentence that says what to change."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from tests.processes import program
from tests.servers import FreshValkey, Serve, TickerProcess
from ticker.cli.console import Status

PROMPTLY_S = 5.0
"""Beside the time that a busy machine takes to load the program."""


async def ended(ticker: TickerProcess) -> tuple[int, str]:
    """Wait until a start has ended by itself; return its status and what it said."""
    status = await ticker.ended(within_s=15)
    return status, ticker.output


@pytest.mark.parametrize("binary", [None, "redis-server"], ids=["valkey", "redis"])
@pytest.mark.parametrize(
    ("right", "named"),
    [
        ("-get", "GET ticker:store-id"),
        ("-hgetall", "HGETALL ticker:feeds"),
        ("-zrangebyscore", "ZRANGEBYSCORE ticker:sessions-ended"),
        ("-evalsha", "evalsha"),
        ("-xadd", "XADD on ticker:{en}:log"),
        ("-hmget", "HMGET on ticker:{en}:meta"),
        ("-publish", "PUBLISH ticker:control"),
        ("-subscribe", "SUBSCRIBE ticker:control"),
    ],
)
async def test_a_start_without_a_right_ends_with_the_command_that_is_missing(
    fresh_valkey: FreshValkey, serve: Serve, right: str, named: str, binary: str | None
) -> None:
    store = await fresh_valkey(binary=binary and program(binary))
    async with store.connect() as admin:
        rights = ["+@all", right]
        await admin.acl_setuser("desk", enabled=True, passwords=["+pw"], keys=["*"], channels=["*"], commands=rights)
    began = time.monotonic()
    status, said = await ended(await serve(redis_url=store.url.replace("unix://", "unix://desk:pw@"), wait=False))
    assert time.monotonic() - began < PROMPTLY_S + 5
    assert status == Status.USAGE
    assert "Redis does not let this user run" in said
    assert "run NOPERM" not in said
    assert named in said


async def test_a_start_with_a_database_number_that_does_not_exist_says_so(
    fresh_valkey: FreshValkey, serve: Serve
) -> None:
    store = await fresh_valkey()
    status, said = await ended(await serve(redis_url=f"{store.url}?db=99", wait=False))
    assert status == Status.USAGE
    assert "this Redis has no database 99: correct the number" in said


async def test_a_start_over_tls_at_a_plain_port_says_so(
    fresh_valkey: FreshValkey, serve: Serve, free_port: int
) -> None:
    store = await fresh_valkey(port=free_port)
    status, said = await ended(await serve(redis_url=store.url.replace("redis://", "rediss://"), wait=False))
    assert status == Status.USAGE
    assert "it speaks no TLS: write redis:// instead of rediss://" in said


async def test_a_start_with_a_file_of_authorities_that_is_missing_names_it(serve: Serve, tmp_path: Path) -> None:
    url = f"rediss://127.0.0.1:9?ssl_ca_certs={tmp_path}/authority.pem"
    status, said = await ended(await serve(redis_url=url, wait=False))
    assert status == Status.USAGE
    assert f"names {tmp_path}/authority.pem as its ssl_ca_certs, and there is no such file" in said


async def test_a_start_at_a_proxy_that_knows_no_info_calls_it_one(serve: Serve, free_port: int) -> None:
    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while request := await reader.read(1024):
                if b"PING" not in request:
                    break
                writer.write(b"+PONG\r\n")
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", free_port):
        status, said = await ended(await serve(redis_url=f"redis://127.0.0.1:{free_port}", wait=False))
    assert status == Status.USAGE
    assert "a proxy such as twemproxy" in said
