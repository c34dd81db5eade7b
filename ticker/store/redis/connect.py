"""How the store reaches a Redis by its URL. Starts no server and writes nothing to one."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig

from ticker.store.redis.cluster import ClusterRedis
from ticker.store.redis.connection import STRICT_CONNECTIONS
from ticker.store.redis.sentinel import SENTINEL_CONNECTIONS, BelievedPrimary, SentinelPool, Sentinels
from ticker.store.redis.url import Address, Host, Kind, parse_address, refusal

CONNECTIONS_MAX: Final = 64
"""Per process. A caller who finds all busy waits for one instead of failing."""
_BELIEVED: Final[dict[tuple[tuple[Host, ...], str], BelievedPrimary]] = {}
"""Of each primary what this process knows: its clients must not go back behind each other."""


def connect(url: str, *, timeout_s: float | Callable[[], float]) -> Redis:
    """Make a client of the Redis at ``url``; nothing is sent before its first command.

    Each connection attempt, each command and each wait for a free connection fails after
    ``timeout_s``, once: redis-py would by default try ten times more, in silence. Where that is a function, each
    connection asks it anew when it is opened. A connection that the server closed while it lay idle is replaced
    without an error.

    Raises:
        InvalidSettings: the URL is none that is supported.
    """
    address = parse_address(url)
    _check_files(address)
    try:
        match address.kind:
            case Kind.SERVER:
                return _server(url, _wishes(timeout_s))
            case Kind.SENTINEL:
                return _led(address, timeout_s)
            case Kind.CLUSTER:
                return _cluster(address, timeout_s)
    except ValueError:
        # Not chained: the text of the error may quote a piece of the password.
        raise refusal(url, "has a parameter with a wrong value") from None


def _check_files(address: Address) -> None:
    """Refuse files that are not there, by their names: TLS would only say that there is no such file.

    Raises:
        InvalidSettings: one is missing, or holds no certificates.
    """
    query = parse_qs(urlsplit(address.url).query)
    named = {
        name: query[name][0] for name in ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile") if name in query
    }
    for name, path in named.items():
        if not Path(path).exists():
            raise refusal(address.url, f"names {path} as its {name}, and there is no such file")
    if "ssl_ca_certs" not in named:
        return
    try:
        ssl.create_default_context(cafile=named["ssl_ca_certs"])
    except (OSError, ssl.SSLError) as broken:
        raise refusal(address.url, f"names {named['ssl_ca_certs']}, which has no certificates ({broken})") from broken


def _wishes(timeout_s: float | Callable[[], float]) -> dict[str, Any]:
    if callable(timeout_s):
        return {**_wishes(timeout_s()), "timeout_s": timeout_s}
    return {
        "timeout": timeout_s,
        "max_connections": CONNECTIONS_MAX,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
        "retry": Retry(NoBackoff(), 0),
        "retry_on_error": [],
        "health_check_interval": 0,
        "client_name": "ticker",
        "decode_responses": False,
        # RESP2: one round trip less to connect, no unasked pushes, and a server that is too old
        # for HELLO gets far enough to be told so by ``examine``.
        "protocol": 2,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
        # No CLIENT SETINFO, which servers before 7.2 count as an error each time.
        "driver_info": None,
    }


def _server(url: str, wishes: dict[str, Any]) -> Redis:
    pool = BlockingConnectionPool.from_url(url, **wishes)
    pool.connection_class = STRICT_CONNECTIONS[pool.connection_class]
    return Redis.from_pool(pool)


def _cluster(address: Address, timeout_s: float | Callable[[], float]) -> ClusterRedis:
    def make(host: Host, on_trouble: Callable[[], None]) -> Redis:
        return _server(address.server_url(host), {**_wishes(timeout_s), "on_trouble": on_trouble})

    make(address.hosts[0], lambda: None)  # a wrong value is said now
    return ClusterRedis(address.hosts, make)


def _led(address: Address, timeout_s: float | Callable[[], float]) -> Redis:
    # The Sentinels have users of their own, and no databases.
    theirs = {"username": address.sentinel_user, "password": address.sentinel_password, "db": 0}
    clients = [_server(address.server_url(host), _wishes(timeout_s)) for host in address.hosts]
    for client in clients:
        client.connection_pool.connection_kwargs.update(theirs)
    believed = _BELIEVED.setdefault((address.hosts, address.primary), BelievedPrimary())
    sentinels = Sentinels(clients, address.primary, believed)
    pool = SentinelPool.from_url(address.server_url(address.hosts[0]), sentinels=sentinels, **_wishes(timeout_s))
    pool.connection_class = SENTINEL_CONNECTIONS[pool.connection_class]
    return Redis.from_pool(pool)
