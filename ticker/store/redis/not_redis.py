"""What answers at the address of a Redis and is none: asked only after a Redis could not be reached there."""

import asyncio
import contextlib
import ssl
from typing import Final

from redis.asyncio import Redis, SSLConnection

_PATIENCE_S: Final = 2.0
_PING: Final = b"*1\r\n$4\r\nPING\r\n"
_INFO: Final = b"*1\r\n$4\r\nINFO\r\n"
PROXY: Final = (
    "it is a proxy such as twemproxy, which has neither INFO nor pub/sub: give the address of the Redis behind it"
)


async def describe_stranger(redis: Redis) -> str:
    """Return what is wrong with the address of a server, and what to write; empty where nothing is known."""
    pool = redis.connection_pool
    host, port = pool.connection_kwargs.get("host"), pool.connection_kwargs.get("port")
    if host is None or port is None:
        return ""
    if issubclass(pool.connection_class, SSLConnection):
        is_plain = (await _answer(host, int(port), _PING) or b"")[:1] in (b"+", b"-")
        return "it speaks no TLS: write redis:// instead of rediss://" if is_plain else ""
    if await _speaks_tls(host, int(port)):
        return "it speaks TLS: write rediss:// instead of redis://"
    is_proxy = await _answer(host, int(port), _PING) == b"+PONG\r\n" and await _answer(host, int(port), _INFO) == b""
    return PROXY if is_proxy else ""


async def _speaks_tls(host: str, port: int) -> bool:
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing secret is sent, and only the handshake counts
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(_PATIENCE_S):
            _, writer = await asyncio.open_connection(host, port, ssl=anybody)
    except ssl.SSLError as failed:
        return "CERTIFICATE_REQUIRED" in str(failed.reason)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


async def _answer(host: str, port: int, request: bytes) -> bytes | None:
    """Return the first bytes of an answer; none if the connection was ended instead, None if nothing came at all."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                return await reader.read(64)
            finally:
                writer.close()
    return None
