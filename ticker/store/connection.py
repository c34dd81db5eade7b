"""How the store reaches a Redis by its URL. Starts no server and writes nothing to one."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from redis.asyncio import BlockingConnectionPool, Connection, Redis, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.maint_notifications import MaintNotificationsConfig

from ticker.errors import InvalidSettings
from ticker.store.suitability import Suitability, examine

__all__ = ["Suitability", "connect", "examine", "redacted"]

CONNECTIONS_MAX: Final = 64
"""Per process. Whoever comes when all are busy waits for one instead of failing."""

SETTING: Final = "--redis-url (TICKER_REDIS_URL)"
SCHEMES: Final = frozenset({"redis", "rediss", "unix"})
NOT_YET: Final = frozenset({"redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster"})
QUERY: Final = frozenset({"db", "username", "password", "max_connections"}) | {
    f"ssl_{name}"
    for name in (
        *("ca_certs", "ca_path", "ca_data", "certfile", "keyfile", "password"),
        *("cert_reqs", "check_hostname", "min_version", "ciphers"),
    )
}
"""The query parameters that are passed on. Any other could undo what ``connect`` promises."""

ENCODE_HINT: Final = "in a user name or password write @ as %40, : as %3A, / as %2F, ? as %3F and # as %23"


def redacted(url: str) -> str:
    """Give ``url`` for people: whatever could be a password is ``***``, also in a URL that is none."""
    url = re.sub(r"(?i)([?&][^=&]*password=)[^&]*", r"\1***", url)
    before, at, after = url.rpartition("@")
    if not at:
        return url
    scheme, separator, userinfo = before.rpartition("://")
    user, colon, _ = userinfo.partition(":")
    return f"{scheme}{separator}{user if colon else ''}{':***' if colon else '***'}@{after}"


def connect(url: str, *, timeout_s: float) -> Redis:
    """Make a client of the Redis at ``url``; nothing is sent before its first command.

    Each connection attempt, each command and each wait for a free connection fails after
    ``timeout_s``, once: redis-py would by default try ten times more, in silence. A connection that
    the server closed while it lay idle is replaced without an error.

    Raises:
        InvalidSettings: the URL is none that is supported.
    """
    _check(url)
    wishes: dict[str, Any] = {
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
    try:
        pool = BlockingConnectionPool.from_url(url, **wishes)
        pool.connection_class = _HEEDFUL[pool.connection_class]
    except ValueError:
        # Not chained: the text of the error may quote a piece of the password.
        raise InvalidSettings(f"{SETTING}: a parameter of {redacted(url)} has a wrong value") from None
    return Redis.from_pool(pool)


class _Heedful(AbstractConnection):
    """Loses no cancellation, and calls a broken connection one.

    redis-py sends through ``asyncio.wait_for``, and before Python 3.12 that swallows a cancellation which comes just
    when the bytes are out. The task it was meant for would go on for ever, and the process never end.

    A connection that breaks between two calls fails at the next read, but uvloop's transport raises a bare
    ``RuntimeError`` at the next write, which nobody takes for an outage.
    """

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:  # noqa: FBT001, FBT002 - redis-py's signature
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        try:
            await super().send_packed_command(command, check_health)
        except RuntimeError as closed:
            await self.disconnect(nowait=True)
            raise RedisConnectionError("the connection broke before anything could be sent") from closed
        if task and task.cancelling() > before:
            await self.disconnect(nowait=True)  # an answer comes that nobody will fetch
            raise asyncio.CancelledError


class _HeedfulTcp(_Heedful, Connection):
    pass


class _HeedfulTls(_Heedful, SSLConnection):
    pass


class _HeedfulUnix(_Heedful, UnixDomainSocketConnection):
    pass


_HEEDFUL: Final[dict[type[AbstractConnection], type[AbstractConnection]]] = {
    Connection: _HeedfulTcp,
    SSLConnection: _HeedfulTls,
    UnixDomainSocketConnection: _HeedfulUnix,
}


def _check(url: str) -> None:
    """Refuse what redis-py would quietly take for something else."""
    scheme = url.partition("://")[0].lower()
    if scheme in NOT_YET:
        raise _refusal(url, "is not supported yet; give the redis://, rediss:// or unix:// URL of one primary")
    if scheme not in SCHEMES:
        raise _refusal(url, "does not begin with redis://, rediss:// or unix://")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # Neither shown nor chained: what stands where the port should be may be a password.
        raise InvalidSettings(f"{SETTING}: what follows {scheme}:// is no host and port; {ENCODE_HINT}") from None
    if parts.fragment:
        raise _refusal(url, f"has a #; {ENCODE_HINT}")
    if scheme == "unix":
        if not parts.path.strip("/"):
            raise _refusal(url, "names no socket; write unix:///run/redis.sock")
    elif not re.fullmatch(r"/?\d*", parts.path):
        raise _refusal(url, f"has more than a database number after the host; {ENCODE_HINT}")
    unknown = sorted(set(parse_qs(parts.query, keep_blank_values=True)) - QUERY)
    if unknown:
        raise _refusal(url, f"has the unknown parameter {unknown[0]}; known are {', '.join(sorted(QUERY))}")


def _refusal(url: str, why: str) -> InvalidSettings:
    return InvalidSettings(f"{SETTING}: {redacted(url)} {why}")
