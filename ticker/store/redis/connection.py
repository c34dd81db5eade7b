"""Connections to Redis that lose no cancellation and no break, and leave a server that takes no writes any more."""

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import AbstractConnection
from redis.connection import HiredisRespSerializer
from redis.exceptions import (
    AskError,
    ClusterDownError,
    MasterDownError,
    MovedError,
    ReadOnlyError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

_PACKER: Final = HiredisRespSerializer()
ELSEWHERE: Final = (MovedError, AskError, TryAgainError, ClusterDownError, MasterDownError)
"""What a node of a cluster says when a key is at another, or at none."""


class StrictConnection(AbstractConnection):
    """Loses no cancellation, and is closed by an answer that its server is a replica.

    redis-py sends through ``asyncio.wait_for``, and before Python 3.12 that swallows a cancellation which comes just
    when the bytes are out. The task it was meant for would go on for ever, and the process never end.

    A connection that breaks between two calls fails at the next read, but uvloop's transport raises a bare
    ``RuntimeError`` at the next write, which nobody takes for an outage: here it is called a broken connection. So is
    one that another task closes just before the bytes go out, because its server is the primary no more: redis-py
    would write to None.

    A network that is cut ends a connection with ETIMEDOUT, which Python raises as a ``TimeoutError``. redis-py takes it
    for the end of the time that its caller gave, and answers None, at once, as often as it is asked; and a connection
    that has ended so while it lay idle is given to the next caller. Here both count as broken.

    A primary that was demoted goes on answering its connections: only a new connection finds the new one.
    ``on_trouble`` is called at every failure that may mean that the news is elsewhere by now.

    A connection whose end takes longer than the time-out is closed all the same. redis-py raises then, also out of
    closing a whole pool, where nobody expects that anything could fail.

    ``timeout_s`` gives the time-out for whatever it does from its next connection on: the way to the server may have
    grown since the last one.
    """

    def __init__(
        self,
        *,
        on_trouble: Callable[[], None] = lambda: None,
        timeout_s: Callable[[], float] | None = None,
        **wishes: Any,
    ) -> None:
        self._on_trouble = on_trouble
        self._timeout_s = timeout_s
        super().__init__(**wishes)

    async def connect(self) -> None:
        if self._timeout_s is not None:
            self.socket_timeout = self.socket_connect_timeout = self._timeout_s()
        try:
            await super().connect()  # type: ignore[no-untyped-call]
        except BaseException:  # a caller that was cancelled may have met a node that is gone, too
            self._on_trouble()
            raise

    async def disconnect(self, *args: Any, **how: Any) -> None:
        with contextlib.suppress(RedisTimeoutError):
            await super().disconnect(*args, **how)

    def pack_command(self, *args: Any) -> list[bytes]:
        """Pack a command in C, as redis-py does where it does not wait: a filing has thirty arguments."""
        packed: list[bytes] = _PACKER.pack(*args)
        return packed

    async def send_packed_command(self, command: bytes | str | Iterable[bytes], check_health: bool = True) -> None:  # noqa: FBT001, FBT002 - redis-py's signature
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        try:
            await super().send_packed_command(command, check_health)
        except (RuntimeError, AttributeError) as closed:
            if isinstance(closed, AttributeError) and closed.obj is not None:
                raise
            await self.disconnect(nowait=True)
            raise RedisConnectionError("the connection broke before anything could be sent") from closed
        if task and task.cancelling() > before:
            await self.disconnect(nowait=True)  # an answer comes that nobody will fetch
            raise asyncio.CancelledError

    async def can_read(self) -> bool:
        """Report whether it is not fit for a next command: an answer lies there that nobody fetched, or it broke."""
        reader = self._reader
        return (reader is not None and reader.exception() is not None) or bool(await super().can_read())

    async def read_response(self, *args: Any, **how: Any) -> Any:
        try:
            answer = await super().read_response(*args, **how)
        except ReadOnlyError:
            self._on_trouble()
            await self.disconnect(nowait=True)
            raise
        except ResponseError as answered:
            if isinstance(answered, ELSEWHERE):
                self._on_trouble()
            raise
        except BaseException:
            self._on_trouble()
            raise
        if answer is None and how.get("timeout") == math.inf:
            self._on_trouble()
            await self.disconnect(nowait=True)
            raise RedisConnectionError("the connection broke: the network was cut for too long")
        return answer


class StrictTcp(StrictConnection, Connection):
    """Over TCP."""


class StrictTls(StrictConnection, SSLConnection):
    """Over TLS."""


class StrictUnix(StrictConnection, UnixDomainSocketConnection):
    """Over a Unix socket."""


STRICT_CONNECTIONS: Final[dict[type[AbstractConnection], type[AbstractConnection]]] = {
    Connection: StrictTcp,
    SSLConnection: StrictTls,
    UnixDomainSocketConnection: StrictUnix,
}
"""What stands in for each of redis-py's."""
