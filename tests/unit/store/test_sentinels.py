"""Which of several Sentinels is believed: the newest failover wins, and one that is known is not forgotten."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from ticker.store.addresses import Host
from ticker.store.sentinels import OLDER_S, Believed, Sentinels

FORMER, NEW = Host("former", 1), Host("new", 2)


@dataclass
class Sentinel:
    """Answers in its turn, or never."""

    primary: Host
    epoch: int
    turn: int = 0
    is_up: bool = True

    async def execute_command(self, *_: object) -> dict[str, Any]:
        for _turn in range(self.turn):
            await asyncio.sleep(0)
        if not self.is_up:
            raise NoConnection("down")
        said = {"ip": self.primary.name, "port": self.primary.port, "config-epoch": self.epoch}
        return said | {"is_sdown": False, "is_odown": False, "is_master": True}


def over(sentinels: Sequence[Sentinel], believed: Believed | None = None) -> Sentinels:
    return Sentinels(cast("Sequence[Redis]", sentinels), "news", believed or Believed())


async def test_the_newest_failover_of_a_majority_is_believed() -> None:
    assert await over([Sentinel(FORMER, 1), Sentinel(NEW, 2), Sentinel(FORMER, 1, turn=9)]).primary() == NEW


async def test_sentinels_that_have_not_heard_yet_of_a_known_failover_send_nobody_back() -> None:
    late = [Sentinel(FORMER, 1, turn=9), Sentinel(FORMER, 1, turn=9), Sentinel(NEW, 2)]
    sentinels = over(late)
    assert await sentinels.primary() == NEW
    late[0].turn = late[1].turn = 0
    late[2].turn = 9  # now those who have not heard of it answer first
    assert await sentinels.primary() == NEW


async def test_what_one_client_believes_the_others_of_its_process_do_not_go_back_behind() -> None:
    believed = Believed()
    assert await over([Sentinel(NEW, 2)], believed).primary() == NEW
    late = [Sentinel(FORMER, 1), Sentinel(FORMER, 1), Sentinel(NEW, 2, turn=9)]
    assert await over(late, believed).primary() == NEW


async def test_when_all_say_so_an_older_configuration_is_believed_at_once() -> None:
    believed = Believed(newest=5)  # before the Sentinels were set up anew
    assert await over([Sentinel(FORMER, 0), Sentinel(FORMER, 0), Sentinel(FORMER, 0)], believed).primary() == FORMER
    assert believed.newest == 0


async def test_while_one_is_silent_the_others_must_name_an_older_configuration_for_a_while() -> None:
    believed = Believed(newest=5)
    sentinels = over([Sentinel(FORMER, 4), Sentinel(FORMER, 4), Sentinel(NEW, 5, is_up=False)], believed)
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await sentinels.primary()
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await sentinels.primary()
    assert believed.older_since is not None
    believed.older_since -= OLDER_S
    assert await sentinels.primary() == FORMER
    assert believed == Believed(newest=4)


async def test_what_was_said_before_all_were_silent_counts_for_nothing() -> None:
    believed = Believed(newest=5, older_since=time.monotonic() - OLDER_S)
    with pytest.raises(NoConnection, match="no Sentinel answers"):
        await over([Sentinel(FORMER, 4, is_up=False)] * 3, believed).primary()
    late = over([Sentinel(FORMER, 4), Sentinel(FORMER, 4), Sentinel(NEW, 5, is_up=False)], believed)
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await late.primary()
