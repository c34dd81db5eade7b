"""Break a deployment, ask the doctor, see the sentence. One row for each thing that breaks."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.processes import Process, program
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer
from tests.system.cli.shell import examined, run

pytestmark = pytest.mark.long

USER = ("reset", "on", ">pw", "~ticker:*", "&ticker:*", "+@all")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A served ticker on a Redis of the test's own, and how the doctor is told of both."""

    store: ValkeyServer
    admin: Redis
    service: TickerProcess
    folder: Path
    arguments: dict[str, str]
    """The doctor's flags and their values; a row may change them."""

    async def tell(self, *command: str) -> None:
        """Send Redis a command that the client has no method for."""
        async with self.admin.pipeline(transaction=False) as pipe:
            pipe.execute_command(*command)
            await pipe.execute()

    def at(self, url: str) -> None:
        """Have the doctor look at another URL of a store."""
        self.arguments["--redis-url"] = url


Break = Callable[[Deployment], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that breaks: how, which check finds it, and a part of what is said."""

    name: str
    breaks: Break
    check: str
    says: str
    status: int = 1


def configured(name: str, value: str) -> Break:
    return lambda deployment: deployment.admin.config_set(name, value)


def without(right: str) -> Break:
    return lambda deployment: deployment.tell("ACL", "SETUSER", "desk", *USER, right)


async def another_password(deployment: Deployment) -> None:
    await deployment.tell("ACL", "SETUSER", "desk", *USER, "resetpass", ">other")


async def a_replica(deployment: Deployment) -> None:
    await deployment.tell("REPLICAOF", "127.0.0.1", "1")


async def no_such_database(deployment: Deployment) -> None:
    deployment.at(f"{deployment.arguments['--redis-url'].removesuffix('/0')}/99")


async def tls_to_a_plain_port(deployment: Deployment) -> None:
    deployment.at(deployment.arguments["--redis-url"].replace("redis://", "rediss://"))


async def a_missing_authority(deployment: Deployment) -> None:
    await tls_to_a_plain_port(deployment)
    deployment.at(f"{deployment.arguments['--redis-url']}?ssl_ca_certs={deployment.folder}/authority.pem")


BROKEN = [
    Broken("full", configured("maxmemory", "1"), "filing to the store", "raise maxmemory"),
    Broken("no replicas", configured("min-replicas-to-write", "1"), "filing to the store", "min-replicas-to-write"),
    Broken("no connections left", configured("maxclients", "1"), "store", "max number of clients"),
    Broken("may not xadd", without("-xadd"), "filing to the store", "XADD"),
    Broken("may not hset", without("-hset"), "filing to the store", "HSET"),
    Broken("may not get", without("-get"), "filing to the store", "GET ticker:store-id"),
    Broken("may not hgetall", without("-hgetall"), "filing to the store", "HGETALL ticker:feeds"),
    Broken("may not zrangebyscore", without("-zrangebyscore"), "filing to the store", "ZRANGEBYSCORE"),
    Broken("may not evalsha", without("-evalsha"), "filing to the store", "evalsha"),
    Broken("another password", another_password, "store", "put both into TICKER_REDIS_URL"),
    Broken("a replica", a_replica, "store", "give the URL of its primary"),
    Broken("no such database", no_such_database, "store", "no database 99"),
    Broken("TLS to a plain port", tls_to_a_plain_port, "store", "write redis:// instead of rediss://"),
]


@pytest.mark.parametrize("broken", BROKEN, ids=[one.name for one in BROKEN])
async def test_what_is_broken_is_found_and_the_sentence_says_what_to_change(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path, free_port: int, broken: Broken
) -> None:
    async with deployed(fresh_valkey, serve, tmp_path, free_port) as deployment:
        await broken.breaks(deployment)
        found = await examined(*flags(deployment), status=broken.status)
    assert found[broken.check]["health"] == "bad", found
    assert broken.says in found[broken.check]["found"] + " " + found[broken.check]["advice"]


async def test_what_is_not_broken_is_good(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path, free_port: int
) -> None:
    async with deployed(fresh_valkey, serve, tmp_path, free_port) as deployment:
        keys = sorted(await deployment.admin.keys("*"))
        found = await examined(*flags(deployment), status=0)
        assert sorted(await deployment.admin.keys("*")) == keys
    for check in {broken.check for broken in BROKEN}:
        assert found[check]["health"] == "good", found[check]


async def test_a_file_that_a_url_names_and_that_is_missing_is_named(
    fresh_valkey: FreshValkey, serve: Serve, tmp_path: Path, free_port: int
) -> None:
    async with deployed(fresh_valkey, serve, tmp_path, free_port) as deployment:
        await a_missing_authority(deployment)
        done = await run("doctor", *flags(deployment))
    assert done.status == 2
    assert f"names {tmp_path}/authority.pem as its ssl_ca_certs, and there is no such file" in done.err


async def test_a_plain_url_of_a_port_that_speaks_tls_is_said_to_be_one(tmp_path: Path, free_port: int) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-nodes", "-subj", "/CN=localhost", "-days", "1"]
    make = [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", str(key)]
    assert await Process([*make, "-out", str(certificate)], log=tmp_path / "openssl.log").ended() == 0
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate, key)

    async def serve_nobody(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(serve_nobody, "127.0.0.1", free_port, ssl=secure):
        assert "write rediss:// instead of redis://" in await advised(f"redis://127.0.0.1:{free_port}")


async def test_twemproxy_is_called_what_it_is(free_port: int) -> None:
    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer as twemproxy does: it knows PING, and ends a connection that asks for what it does not know."""
        with contextlib.suppress(OSError):
            while request := await reader.read(1024):
                if b"PING" not in request:
                    break
                writer.write(b"+PONG\r\n")
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", free_port):
        assert "give the address of the Redis behind it" in await advised(f"redis://127.0.0.1:{free_port}")


@asynccontextmanager
async def deployed(fresh_valkey: FreshValkey, serve: Serve, folder: Path, port: int) -> AsyncIterator[Deployment]:
    """Deploy one, unbroken."""
    store = await fresh_valkey(port=port)
    async with store.connect() as admin:
        await admin.ping()
        whole = Deployment(store, admin, await serve(redis_url=store.url), folder, {})
        await whole.tell("ACL", "SETUSER", "desk", *USER)
        whole.at(store.url.replace("redis://", "redis://desk:pw@"))
        whole.arguments.update({"--url": whole.service.url, "--watch": "0"})
        yield whole


def flags(deployment: Deployment) -> list[str]:
    return [word for flag in deployment.arguments.items() for word in flag]


async def advised(url: str) -> str:
    """Return what the doctor says to change about the store at this URL, where there is no service."""
    done = await run("doctor", "--redis-url", url, "--url", "http://127.0.0.1:9", "--json")
    assert done.status == 1, done.err + done.out
    [advice] = [finding["advice"] for finding in json.loads(done.out) if finding["check"] == "store"]
    return str(advice)
