"""URLs to clients: what is refused and why, what is never shown, and that an outage surfaces at once."""

import asyncio
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as TooLate

from ticker.errors import InvalidSettings
from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.connect import connect
from ticker.store.redis.sentinel import SentinelPool
from ticker.store.redis.url import Host, Kind, parse_address, redacted

SECRET = "p4ss"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("redis://:p4ss@h:1/0", "redis://:***@h:1/0"),
        ("rediss://desk:p4ss@h/0", "rediss://desk:***@h/0"),
        ("redis://p4ss@h", "redis://***@h"),
        ("redis://:p4ss@p4ss@h", "redis://:***@h"),
        ("redis://:p4ss/p4ss@h", "redis://:***@h"),
        ("redis://:p4ss#p4ss?p4ss@h", "redis://:***@h"),
        ("desk:p4ss@h:1", "desk:***@h:1"),
        ("unix:///run/s?password=p4ss&db=1", "unix:///run/s?password=***&db=1"),
        ("rediss://h?ssl_password=p4ss", "rediss://h?ssl_password=***"),
        ("redis+sentinel://a/news?sentinel_password=p4ss", "redis+sentinel://a/news?sentinel_password=***"),
        ("rediss://h?db=0&Password=p4ss", "rediss://h?db=0&Password=***"),
        ("redis+sentinel://:p4ss@a:1,b:2/news", "redis+sentinel://:***@a:1,b:2/news"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert redacted(url) == shown


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("redis+sentinel://:p4ss@a:1,b:2", "does not name the primary"),
        ("redis+sentinel://:p4ss@a:1,b:2/", "does not name the primary"),
        ("redis+sentinel://:p4ss@a:1,b:2/news/0", "does not name the primary"),
        ("redis+sentinel://:p4ss@a:1,/news", "no host and port"),
        ("redis+sentinel://:p4ss/word@a:1,b:2/news", "no host and port"),
        ("redis+sentinel://a:1/news?sentinel_pass=p4ss", "unknown parameter sentinel_pass"),
        ("redis://h?sentinel_password=p4ss", "unknown parameter sentinel_password"),
        ("redis+cluster://:p4ss@a:1,b:2/0", "one database"),
        ("redis+cluster://:p4ss@a:1,b:2?db=1", "unknown parameter db"),
        ("redis+cluster://:p4ss/word@a:1,b:2", "no host and port"),
        ("redis+cluster://a:1?max_connections=one", "wrong value"),
        ("redis+sentinel://a:1/news?max_connections=one", "wrong value"),
        ("http://:p4ss@h", "does not begin with redis://"),
        ("localhost:6379", "does not begin with redis://"),
        ("", "does not begin with redis://"),
        ("redis://:p4ss/word@h", "%2F"),
        ("redis://:p4ss#word@h", "%23"),
        ("redis://h:p4ss", "no host and port"),
        ("redis://[::1", "no host and port"),
        ("redis://h/news", "more than a database number"),
        ("redis://h/0/1", "more than a database number"),
        ("unix://", "names no socket"),
        ("redis://h?socket_timeout=60", "unknown parameter socket_timeout"),
        ("redis://h?decode_responses=True", "unknown parameter decode_responses"),
        ("redis://h?db=one", "wrong value"),
    ],
)
def test_a_url_that_redis_py_would_misread_is_refused_and_the_setting_named(url: str, why: str) -> None:
    with pytest.raises(InvalidSettings) as refusal:
        connect(url, timeout_s=1)
    assert why in str(refusal.value)
    assert "TICKER_REDIS_URL" in str(refusal.value)
    assert SECRET not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    ["redis://h", "redis://u:p%40s@h:7/3", "rediss://h/0?ssl_cert_reqs=none", "unix:///run/s?db=2", "unix://u:p@/s"],
)
def test_the_usual_urls_make_a_client_that_reads_bytes_and_never_retries(url: str) -> None:
    wishes = connect(url, timeout_s=0.7).connection_pool.connection_kwargs
    assert wishes["decode_responses"] is False
    assert wishes["retry"].get_retries() == 0
    assert wishes["socket_timeout"] == wishes["socket_connect_timeout"] == 0.7
    assert wishes["health_check_interval"] == 0


def test_a_sentinel_url_names_hosts_primary_and_two_kinds_of_users() -> None:
    address = parse_address("rediss+sentinel://u:p%40s@a,[::1]:7/news?db=2&sentinel_username=s&sentinel_password=t")
    assert (address.kind, address.primary) == (Kind.SENTINEL, "news")
    assert address.hosts == (Host("a", 26_379), Host("::1", 7))
    assert (address.sentinel_user, address.sentinel_password) == ("s", "t")
    assert address.server_url(address.hosts[1]) == "rediss://u:p%40s@[::1]:7?db=2"


def test_sentinels_are_asked_with_their_own_user_and_the_primary_with_its() -> None:
    pool = connect("redis+sentinel://u:p@a,b/news?db=2&sentinel_password=t", timeout_s=0.7).connection_pool
    assert isinstance(pool, SentinelPool)
    wishes = pool.connection_kwargs
    assert (wishes["username"], wishes["password"], wishes["db"]) == ("u", "p", 2)
    assert wishes["retry"].get_retries() == 0
    for client in pool.sentinels.clients:
        theirs = client.connection_pool.connection_kwargs
        assert (theirs["username"], theirs["password"], theirs["db"]) == (None, "t", 0)
        assert theirs["socket_timeout"] == 0.7


def test_a_cluster_url_names_hosts_and_one_user_for_all() -> None:
    address = parse_address("redis+cluster://u:p@a,b:7?max_connections=3")
    assert (address.kind, address.hosts) == (Kind.CLUSTER, (Host("a", 6379), Host("b", 7)))
    assert address.server_url(Host("::1", 8)) == "redis://u:p@[::1]:8?max_connections=3"
    assert isinstance(connect(address.url, timeout_s=1), ClusterRedis)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port where connections are taken and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


async def test_a_dead_port_fails_at_once(free_port: int) -> None:
    async with connect(f"redis://127.0.0.1:{free_port}", timeout_s=30) as redis:
        began_s = time.monotonic()
        with pytest.raises(NoConnection):
            await redis.ping()
        assert time.monotonic() - began_s < 10


async def test_a_server_that_never_answers_fails_after_the_timeout(silent_port: int) -> None:
    async with connect(f"redis://:{SECRET}@127.0.0.1:{silent_port}", timeout_s=0.1) as redis:
        with pytest.raises(TooLate) as failure:
            await redis.ping()
        assert SECRET not in f"{failure.value} {redis!r}"


async def send_behind_a_break(port: int) -> None:
    async with connect(f"redis://127.0.0.1:{port}", timeout_s=5) as redis:
        pool: Any = redis.connection_pool
        connection = pool.make_connection()
        connection.client_name = None  # or it would wait for an answer to that
        await connection.connect_check_health(check_health=False)
        connection._writer.transport.abort()  # as a reset does, before anybody has read
        await asyncio.sleep(0)
        with pytest.raises(NoConnection):
            await connection.send_command("PING", check_health=False)
        assert not connection.is_connected


def test_a_connection_that_broke_between_two_calls_is_an_outage_on_uvloop_too(silent_port: int) -> None:
    uvloop = pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(send_behind_a_break(silent_port))
