"""Which of several Sentinels is believed: the newest failover wins, and one that is known is not forgotten."""

import time

import pytest
from redis.exceptions import ConnectionError as NoConnection

from tests.answering_sentinels import AnsweringSentinel, over
from ticker.store.redis.sentinel import OLDER_S, BelievedPrimary
from ticker.store.redis.url import Host

FORMER, NEW = Host("former", 1), Host("new", 2)


async def test_the_newest_failover_of_a_majority_is_believed() -> None:
    assert (
        await over(
            [AnsweringSentinel(FORMER, 1), AnsweringSentinel(NEW, 2), AnsweringSentinel(FORMER, 1, turn=9)]
        ).primary()
        == NEW
    )


async def test_sentinels_that_have_not_heard_yet_of_a_known_failover_send_nobody_back() -> None:
    late = [AnsweringSentinel(FORMER, 1, turn=9), AnsweringSentinel(FORMER, 1, turn=9), AnsweringSentinel(NEW, 2)]
    sentinels = over(late)
    assert await sentinels.primary() == NEW
    late[0].turn = late[1].turn = 0
    late[2].turn = 9  # now those who have not heard of it answer first
    assert await sentinels.primary() == NEW


async def test_what_one_client_believes_the_others_of_its_process_do_not_go_back_behind() -> None:
    believed = BelievedPrimary()
    assert await over([AnsweringSentinel(NEW, 2)], believed).primary() == NEW
    late = [AnsweringSentinel(FORMER, 1), AnsweringSentinel(FORMER, 1), AnsweringSentinel(NEW, 2, turn=9)]
    assert await over(late, believed).primary() == NEW


async def test_when_all_say_so_an_older_configuration_is_believed_at_once() -> None:
    believed = BelievedPrimary(newest=5)  # before the Sentinels were set up anew
    assert (
        await over(
            [AnsweringSentinel(FORMER, 0), AnsweringSentinel(FORMER, 0), AnsweringSentinel(FORMER, 0)], believed
        ).primary()
        == FORMER
    )
    assert believed.newest == 0


async def test_while_one_is_silent_the_others_must_name_an_older_configuration_for_a_while() -> None:
    believed = BelievedPrimary(newest=5)
    sentinels = over(
        [AnsweringSentinel(FORMER, 4), AnsweringSentinel(FORMER, 4), AnsweringSentinel(NEW, 5, is_up=False)], believed
    )
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await sentinels.primary()
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await sentinels.primary()
    assert believed.older_since is not None
    believed.older_since -= OLDER_S
    assert await sentinels.primary() == FORMER
    assert believed == BelievedPrimary(newest=4, primary=FORMER)


async def test_what_was_said_before_all_were_silent_counts_for_nothing() -> None:
    believed = BelievedPrimary(newest=5, older_since=time.monotonic() - OLDER_S)
    with pytest.raises(NoConnection, match="no Sentinel answers"):
        await over([AnsweringSentinel(FORMER, 4, is_up=False)] * 3, believed).primary()
    late = over(
        [AnsweringSentinel(FORMER, 4), AnsweringSentinel(FORMER, 4), AnsweringSentinel(NEW, 5, is_up=False)], believed
    )
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await late.primary()


FAILING_OVER = "master,failover_in_progress"


async def test_one_that_has_just_promoted_another_and_names_the_former_still_is_not_believed() -> None:
    believed = BelievedPrimary(newest=1, primary=FORMER)
    at_it, behind = AnsweringSentinel(FORMER, 2, flags=FAILING_OVER), AnsweringSentinel(FORMER, 1)
    with pytest.raises(NoConnection, match="making another server the primary"):
        await over([at_it, behind, behind], believed).primary()
    assert believed == BelievedPrimary(newest=1, primary=FORMER)
    assert await over([at_it, AnsweringSentinel(NEW, 2)], believed).primary() == NEW
    assert believed == BelievedPrimary(newest=2, primary=NEW, has_moved=True)
    with pytest.raises(NoConnection, match="has heard of the last failover"):
        await over([at_it, at_it, AnsweringSentinel(NEW, 2, turn=9)], believed).primary()


async def test_one_that_only_tries_to_promote_another_is_believed() -> None:
    believed = BelievedPrimary(newest=1, primary=FORMER)
    assert await over([AnsweringSentinel(FORMER, 1, flags=FAILING_OVER)], believed).primary() == FORMER
    assert not believed.has_moved
