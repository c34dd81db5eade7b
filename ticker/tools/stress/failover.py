"""Takes the primary away, so that Sentinel promotes its replica, and brings it back when that has happened."""

import asyncio
import time
from typing import Final

from ticker.store.redis.connect import connect
from ticker.tools.stress.deployment import DeploymentUnderTest
from ticker.tools.stress.errors import StressError
from ticker.tools.stress.plan import PlannedFault
from ticker.tools.stress.processes import Store
from ticker.tools.stress.sentinels import follows, has_been_replaced, role, servers_at, turn_replica_away

_ASK_WITHIN_S: Final = 2.0
_FOLLOWED_WITHIN_S: Final = 40.0
_PROMOTED_WITHIN_S: Final = 40.0
"""Sentinel takes some two seconds; where it fails it waits for twelve before it tries again."""
_LEFT_WITHIN_S: Final = 20.0
_POLL_S: Final = 0.03


async def kill_primary(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    """Have the replica lag for a while, kill the primary, and start it again when another is promoted.

    Raises:
        StressError: the replica is not promoted.
    """
    primary, replica = await _primary_and_replica(deployment)
    async with connect(primary.url, timeout_s=_ASK_WITHIN_S) as redis:
        await turn_replica_away(redis)
    await asyncio.sleep(planned.lasts_s)
    primary.kill()
    try:
        await _until_promoted(replica)
    finally:
        primary.start()
    await _until_left(deployment, primary)


async def freeze_primary(deployment: DeploymentUnderTest, planned: PlannedFault) -> None:
    """Freeze the primary, and thaw it a while after another has taken its place: it does not know that yet.

    Raises:
        StressError: the replica is not promoted.
    """
    primary, replica = await _primary_and_replica(deployment)
    primary.freeze()
    try:
        await _until_promoted(replica)
        await asyncio.sleep(planned.lasts_s)
    finally:
        primary.thaw()
    await _until_left(deployment, primary)


async def _primary_and_replica(deployment: DeploymentUnderTest) -> tuple[Store, Store]:
    """Return which is which, as soon as the replica follows.

    Raises:
        StressError: it does not.
    """
    assert deployment.replica is not None, "a fault that is not possible here is not carried out"
    stores = (deployment.its_store, deployment.replica)
    deadline = time.monotonic() + _FOLLOWED_WITHIN_S
    while time.monotonic() < deadline:
        for primary, replica in (stores, stores[::-1]):
            if await is_followed(primary, replica):
                return primary, replica
        await asyncio.sleep(_POLL_S)
    raise StressError(f"no replica follows its primary after {_FOLLOWED_WITHIN_S:.0f} s")


async def is_followed(primary: Store, replica: Store) -> bool:
    """Report whether one is the primary, and the other a replica that is connected to it and has its log."""
    async with (
        connect(primary.url, timeout_s=_ASK_WITHIN_S) as redis,
        connect(replica.url, timeout_s=_ASK_WITHIN_S) as other,
    ):
        return await role(redis) == "master" and await follows(other)


async def _until_promoted(replica: Store) -> None:
    deadline = time.monotonic() + _PROMOTED_WITHIN_S
    async with connect(replica.url, timeout_s=_ASK_WITHIN_S) as redis:
        while await role(redis) != "master":
            if time.monotonic() > deadline:
                raise StressError(f"Sentinel does not promote the replica within {_PROMOTED_WITHIN_S:.0f} s")
            await asyncio.sleep(_POLL_S)


async def _until_left(deployment: DeploymentUnderTest, former: Store) -> None:
    """Wait until Sentinels name another primary and no server is connected to the former; else it is trouble.

    It is up, and until the Sentinels have agreed they may send servers to it.
    """
    deadline = time.monotonic() + _LEFT_WITHIN_S
    while not (await has_been_replaced(deployment.sentinels, former.port) and await _is_left(former)):
        if time.monotonic() > deadline:
            what = f"servers are at the former primary {_LEFT_WITHIN_S:.0f} s after another was promoted"
            deployment.troubles.append((time.monotonic(), what))
            return
        await asyncio.sleep(_POLL_S)


async def _is_left(former: Store) -> bool:
    async with connect(former.url, timeout_s=_ASK_WITHIN_S) as redis:
        return await servers_at(redis) == 0
