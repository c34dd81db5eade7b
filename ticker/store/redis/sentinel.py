"""A primary that Sentinels know: asks them where it is, and leaves the former one as soon as they name another."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Connection, Redis, SSLConnection
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError, ResponseError

from ticker.store.redis.connection import StrictTcp, StrictTls
from ticker.store.redis.url import Host

OLDER_S: Final = 3.0
"""How long Sentinels must name an older configuration than is known, while one of them is silent. They tell each other
of a failover every 2 s."""


@dataclass(slots=True)
class BelievedPrimary:
    """What one process knows of a primary's failovers, whichever of its clients has asked."""

    newest: int = 0
    """The newest configuration that was believed so far, by its epoch."""
    primary: Host | None = None
    """The primary in it. Nothing that another server answers counts any more."""
    has_moved: bool = False
    """Whether it is another than before, and nobody has looked at that one yet."""
    older_since: float | None = None
    """Since when the Sentinels that answer name older ones, by the monotonic clock."""


class Sentinels:
    """The Sentinels of one primary. A majority of them is asked, and the newest configuration is believed."""

    def __init__(self, clients: Sequence[Redis], name: str, believed: BelievedPrimary) -> None:
        self.clients = clients
        self.believed = believed
        self._name = name

    async def primary(self) -> Host:
        """Ask where the primary is.

        One that is cut off from the others goes on naming the former primary: so the first answer alone is not
        believed, and who was part of the newest failover wins. Who does not answer is not waited for, unless all
        others have not heard yet of a failover that is known here: the former primary may be up again, and who
        went back to it would write what is lost. What all say is believed, for Sentinels may be set up anew, and so
        is what those who answer have said for ``OLDER_S``.

        Raises:
            redis.exceptions.ConnectionError: nobody knows one that is up.
        """
        answers: list[dict[str, Any]] = []
        refusal: ResponseError | None = None
        asking = {asyncio.create_task(self._ask(client), name="Sentinel") for client in self.clients}
        try:
            for coming in asyncio.as_completed(asking):
                state = await coming
                if isinstance(state, ResponseError):
                    refusal = state
                elif state is not None:
                    answers.append(state)
                is_majority = len(answers) > len(self.clients) // 2
                if is_majority and max(map(_config_epoch, answers)) >= self.believed.newest:
                    break
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        if not answers:
            self.believed.older_since = None
            raise NoConnection(f"no Sentinel answers about {self._name!r}") from refusal
        newest = max(answers, key=lambda state: (_config_epoch(state), not _is_failing_over(state)))
        epoch, primary = _config_epoch(newest), Host(str(newest["ip"]), int(newest["port"]))
        if _is_failing_over(newest) and epoch > self.believed.newest:
            # It has promoted another server, counts that as its configuration already, and still names the former.
            raise NoConnection(f"Sentinel is making another server the primary {self._name!r}")
        if not self._believes(epoch, primary, is_everybodys=len(answers) == len(self.clients)):
            raise NoConnection(f"no Sentinel that answers has heard of the last failover of {self._name!r}")
        if newest["is_sdown"] or newest["is_odown"] or not newest["is_master"]:
            raise NoConnection(f"Sentinel says that the primary {self._name!r} is down")
        return primary

    async def aclose(self) -> None:
        """Close the connections to the Sentinels."""
        for client in self.clients:
            await client.aclose()

    def _believes(self, epoch: int, primary: Host, *, is_everybodys: bool) -> bool:
        """Report whether a configuration is believed, and keep it if it is."""
        believed, now = self.believed, time.monotonic()
        is_another = believed.primary is not None and believed.primary != primary
        is_older = epoch < believed.newest or (epoch == believed.newest and is_another)
        if is_older and not is_everybodys:
            believed.older_since = believed.older_since or now
            if now - believed.older_since < OLDER_S:
                return False
        believed.newest, believed.primary, believed.older_since = epoch, primary, None
        believed.has_moved |= is_another
        return True

    async def _ask(self, client: Redis) -> dict[str, Any] | ResponseError | None:
        try:
            state: dict[str, Any] = await client.execute_command("SENTINEL MASTER", self._name)  # type: ignore[no-untyped-call]
        except ResponseError as refusal:
            return refusal
        except (RedisError, OSError):
            return None
        return state


def _config_epoch(state: dict[str, Any]) -> int:
    return int(state["config-epoch"])


def _is_failing_over(state: dict[str, Any]) -> bool:
    return "failover_in_progress" in state["flags"]


class SentinelTcp(StrictTcp):
    """A connection to whichever server is the primary when it connects. It is closed as soon as another is.

    A primary that froze answers what it was asked once it thaws: by then that may be what a failover has undone.
    """

    def __init__(self, *, sentinels: Sentinels, **wishes: Any) -> None:
        self._sentinels = sentinels
        super().__init__(**wishes)

    async def _connect(self) -> None:
        primary = await self._sentinels.primary()
        self.host, self.port = primary.name, primary.port
        await super()._connect()  # type: ignore[no-untyped-call]

    async def can_read(self) -> bool:
        """Report whether it is unfit for another command: as its base does, or as its server is not the primary."""
        return self._is_to_former() or await super().can_read()

    async def read_response(self, *args: Any, **how: Any) -> Any:
        answer = await super().read_response(*args, **how)
        if self._is_to_former():
            self._on_trouble()
            await self.disconnect(nowait=True)
            raise NoConnection(f"{self.server} is not the primary any more")
        return answer

    @property
    def server(self) -> Host:
        """Return the server that it was connected to last."""
        return Host(self.host, int(self.port))

    def _is_to_former(self) -> bool:
        return self.server != self._sentinels.believed.primary


class SentinelTls(SentinelTcp, StrictTls):
    """The same over TLS."""


SENTINEL_CONNECTIONS: Final[dict[type[AbstractConnection], type[SentinelTcp]]] = {
    Connection: SentinelTcp,
    SSLConnection: SentinelTls,
}
"""What stands in for each of redis-py's."""


class SentinelPool(BlockingConnectionPool):
    """Connections to the primary that Sentinels name."""

    def __init__(self, *, sentinels: Sentinels, **wishes: Any) -> None:
        super().__init__(**wishes, sentinels=sentinels)
        self.sentinels = sentinels

    async def leave_all_but(self, primary: Host) -> bool:
        """Close the connections to every other server, also those in use; report whether there were any."""
        others = [one for one in self._connected() if one.server != primary]
        for connection in others:
            with contextlib.suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)
        return bool(others)

    async def aclose(self) -> None:
        """Close every connection, those to the Sentinels too."""
        await super().aclose()
        await self.sentinels.aclose()

    def _connected(self) -> list[SentinelTcp]:
        every: list[AbstractConnection] = [*self._get_free_connections(), *self._get_in_use_connections()]
        return [one for one in every if isinstance(one, SentinelTcp) and one.is_connected]


async def leave_former_primaries(clients: Iterable[Redis]) -> bool:
    """Ask where the primary is, have every client leave all other servers, and report whether it is another now.

    A caller that waits for a former primary that is stopped or cut off would not notice by itself.

    Raises:
        redis.exceptions.ConnectionError: nobody knows one that is up.
    """
    pools = [client.connection_pool for client in clients if isinstance(client.connection_pool, SentinelPool)]
    if not pools:
        return False
    sentinels = pools[0].sentinels
    primary = await sentinels.primary()
    had_left = any([await pool.leave_all_but(primary) for pool in pools])
    has_moved, sentinels.believed.has_moved = sentinels.believed.has_moved, False
    return had_left or has_moved
