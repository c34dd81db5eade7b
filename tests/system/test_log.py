"""The append script on a real Valkey: what it writes, and what it refuses without writing anything."""

import asyncio
from typing import Any

import pytest

from tests.examples import DAY_MS, EN, words
from tests.servers import ValkeyServer
from tests.system.logbook import OTHER_KEY, Logbook, attempt, everything, logbook
from ticker.errors import (
    ActRefused,
    IdempotencyMismatch,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
)
from ticker.model import EntryKind
from ticker.store.log import IDEMPOTENCY_S

UPDATE, CORRECTION, REFILE = EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE
HOLD, RELEASE, KILL = EntryKind.HOLD, EntryKind.RELEASE, EntryKind.KILL
ACTS = [CORRECTION, REFILE, HOLD, RELEASE, KILL]

# PROTOCOL part 4: the acts that lead to a state, and what is then allowed.
STATES: dict[str, tuple[list[EntryKind], set[EntryKind]]] = {
    "usable": ([], {CORRECTION, REFILE, HOLD, KILL}),
    "withheld": ([HOLD], {CORRECTION, REFILE, RELEASE, KILL}),
    "released": ([HOLD, RELEASE], {CORRECTION, REFILE, HOLD, KILL}),
    "corrected": ([CORRECTION], {CORRECTION, REFILE, HOLD, KILL}),
    "corrected while held": ([HOLD, CORRECTION], {CORRECTION, REFILE, HOLD, KILL}),
    "refiled while held": ([HOLD, REFILE], {CORRECTION, REFILE, HOLD, KILL}),
    "canceled": ([KILL], set()),
    "canceled while held": ([HOLD, KILL], set()),
}


async def refused(book: Logbook, kind: EntryKind, id: str, version: int, **changes: Any) -> ActRefused:
    """Act, be refused, and make sure that nothing was written."""
    before = await everything(book.redis)
    with pytest.raises(ActRefused) as refusal:
        await book.act(kind, id, version, **changes)
    assert await everything(book.redis) == before
    return refusal.value


async def test_the_first_update_is_version_1_at_seq_1_of_the_epoch_that_the_feed_was_given(book: Logbook) -> None:
    start = await book.reading()
    written = await book.file("a")
    assert (written.id, written.version, written.status, written.repeated) == ("a", 1, 201, False)
    assert (written.cursor.epoch, written.cursor.seq) == (start.epoch, 1)


async def test_seq_is_contiguous_whatever_is_filed(book: Logbook) -> None:
    seqs = [(await book.file(id)).cursor.seq for id in "abc"]
    seqs += [(await book.act(kind, "a", version)).cursor.seq for version, kind in enumerate([HOLD, RELEASE, KILL], 1)]
    assert seqs == [1, 2, 3, 4, 5, 6]


async def test_seq_is_contiguous_while_many_file_at_once(book: Logbook) -> None:
    written = await asyncio.gather(*(book.file(f"u{n}") for n in range(40)))
    assert sorted(one.cursor.seq for one in written) == list(range(1, 41))


async def test_each_entry_names_the_one_before_it_and_keeps_its_updates_place_and_first_time(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    await book.act(CORRECTION, "a", 1)
    b, a = (await book.reading()).entries
    assert (b.prev, b.order, a.prev, a.order) == ("a@1", 2, "b@1", 1)
    assert a.first_created_ms <= b.first_created_ms <= a.version_created_ms
    assert b.first_created_ms == b.version_created_ms


async def test_the_log_holds_one_entry_of_each_update_the_newest(book: Logbook) -> None:
    for id in "abc":
        await book.file(id)
    await book.act(CORRECTION, "a", 1)
    await book.act(REFILE, "b", 1)
    await book.act(HOLD, "a", 2)
    assert await book.marks() == ["c@1", "b@2", "a@3"]


@pytest.mark.parametrize("state", STATES)
async def test_what_a_state_allows_and_refuses_is_the_protocols_table(book: Logbook, state: str) -> None:
    path, allowed = STATES[state]
    for kind in ACTS:
        id = f"for-{kind}"
        await book.file(id)
        for version, step in enumerate(path, 1):
            await book.act(step, id, version)
        version = 1 + len(path)
        if kind in allowed:
            assert (await book.act(kind, id, version)).version == version + 1
        else:
            refusal = await refused(book, kind, id, version)
            assert isinstance(refusal, NotAllowedInState)
            assert refusal.state == state.removesuffix(" while held").replace("released", "usable").replace(
                "corrected", "usable"
            ).replace("refiled", "usable")


async def test_an_update_that_nobody_filed_is_unknown_to_every_act(book: Logbook) -> None:
    await book.file("a")
    for kind in ACTS:
        assert isinstance(await refused(book, kind, "b", 1), NoSuchUpdate)


async def test_a_stale_or_future_version_is_refused_and_the_one_that_stands_is_named(book: Logbook) -> None:
    await book.file("a")
    await book.act(CORRECTION, "a", 1)
    for kind in (CORRECTION, REFILE, HOLD, KILL):
        for version in (0, 1, 3):
            refusal = await refused(book, kind, "a", version)
            assert isinstance(refusal, StaleVersion)
            assert refusal.version == 2


async def test_of_two_acts_on_the_same_version_one_is_written(book: Logbook) -> None:
    await book.file("a")
    outcomes = await asyncio.gather(*(book.act(CORRECTION, "a", 1) for _ in range(8)), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["StaleVersion"] * 7 + ["Written"]


async def test_who_may_act_on_own_updates_only_is_refused_on_anothers(book: Logbook) -> None:
    await book.file("a")
    assert isinstance(await refused(book, REFILE, "a", 1, key_id=OTHER_KEY, own_only=True), NotYourUpdate)
    assert (await book.act(REFILE, "a", 1, own_only=True)).version == 2


async def test_an_update_stays_its_first_filers_whoever_acts_on_it(book: Logbook) -> None:
    await book.file("a")
    await book.act(CORRECTION, "a", 1, key_id=OTHER_KEY)
    assert isinstance(await refused(book, REFILE, "a", 2, key_id=OTHER_KEY, own_only=True), NotYourUpdate)
    await book.act(REFILE, "a", 2, own_only=True)


async def test_a_killed_update_of_the_feed_can_be_replaced_by_a_new_one(book: Logbook) -> None:
    await book.file("a")
    await book.act(KILL, "a", 1)
    await book.file("b", replaces="a", words=words("better", replaces="a"))
    entry = (await book.reading()).entries[-1]
    assert entry.words is not None
    assert entry.words["replaces"] == "a"


@pytest.mark.parametrize("state", ["never filed", "usable", "held"])
async def test_only_a_killed_update_can_be_replaced(book: Logbook, state: str) -> None:
    if state != "never filed":
        await book.file("a")
    if state == "held":
        await book.act(HOLD, "a", 1)
    await book.file("c")
    before = await everything(book.redis)
    with pytest.raises(NotReplaceable):
        await book.file("b", replaces="a")
    assert isinstance(await refused(book, CORRECTION, "c", 1, replaces="a"), NotReplaceable)
    assert await everything(book.redis) == before


async def test_a_correction_may_name_the_killed_update_that_it_replaces(book: Logbook) -> None:
    for id in "ab":
        await book.file(id)
    await book.act(KILL, "a", 1)
    assert (await book.act(CORRECTION, "b", 1, replaces="a")).version == 2


async def test_an_update_that_says_no_expiry_gets_its_feeds_default_by_rediss_clock(book: Logbook) -> None:
    await book.file("a")
    await book.file("b", expires_ms=5_000_000_000_000)
    a, b = (await book.reading()).entries
    assert a.expires_ms == a.first_created_ms + EN.expires_s * 1000
    assert b.expires_ms == 5_000_000_000_000


@pytest.mark.parametrize("kind", [CORRECTION, REFILE, HOLD, KILL])
async def test_an_act_that_says_no_expiry_keeps_what_stands(book: Logbook, kind: EntryKind) -> None:
    await book.file("a", expires_ms=5_000_000_000_000)
    await book.act(kind, "a", 1)
    assert (await book.reading()).entries[0].expires_ms == 5_000_000_000_000


async def test_an_act_that_says_an_expiry_sets_it(book: Logbook) -> None:
    await book.file("a")
    await book.act(CORRECTION, "a", 1, expires_ms=5_000_000_000_000)
    assert (await book.reading()).entries[0].expires_ms == 5_000_000_000_000


async def test_a_correction_of_what_has_expired_brings_it_back_for_the_default_time(book: Logbook) -> None:
    await book.file("a", expires_ms=1)
    await book.act(CORRECTION, "a", 1)
    entry = (await book.reading()).entries[0]
    assert entry.expires_ms == entry.version_created_ms + DAY_MS


async def test_what_has_expired_while_it_was_held_is_not_released_but_can_be_corrected_and_killed(
    book: Logbook,
) -> None:
    for id in "ab":
        await book.file(id, expires_ms=1)
        await book.act(HOLD, id, 1)
        refusal = await refused(book, RELEASE, id, 2)
        assert isinstance(refusal, NotAllowedInState)
        assert refusal.state == "expired"
    await book.act(CORRECTION, "a", 2)
    await book.act(KILL, "b", 2)


async def test_a_retry_names_the_recorded_write_and_makes_none(book: Logbook) -> None:
    first = await book.file("a", idempotency="k1")
    assert not first.repeated
    before = await everything(book.redis)
    again = await book.file("another-id", idempotency="k1")
    assert again.repeated
    assert (again.id, again.version, again.cursor, again.status) == ("a", 1, first.cursor, 201)
    assert await everything(book.redis) == before


async def test_a_retried_act_names_its_write_also_after_later_acts_and_a_kill(book: Logbook) -> None:
    await book.file("a")
    first = await book.act(CORRECTION, "a", 1, idempotency="k1")
    await book.act(KILL, "a", 2)
    again = await book.act(CORRECTION, "a", 1, idempotency="k1")
    assert again.repeated
    assert (again.version, again.cursor, again.status) == (2, first.cursor, 200)


async def test_the_same_idempotency_key_with_another_body_is_refused(book: Logbook) -> None:
    await book.file("a", idempotency="k1")
    before = await everything(book.redis)
    with pytest.raises(IdempotencyMismatch):
        await book.file("b", idempotency="k1", body_hash="another-hash")
    assert await everything(book.redis) == before


async def test_of_two_processes_with_the_same_idempotency_key_one_writes_and_both_get_its_answer(
    book: Logbook, valkey: ValkeyServer
) -> None:
    async with logbook(valkey.url) as other:
        written = await asyncio.gather(
            *(one.file(f"id-{n}", idempotency="k1") for n in range(20) for one in (book, other))
        )
    assert len({(one.id, one.version, one.cursor) for one in written}) == 1
    assert sum(not one.repeated for one in written) == 1
    assert (await book.reading()).seq == 1


async def test_a_refused_attempt_leaves_no_idempotency_record(book: Logbook) -> None:
    await book.file("a")
    await refused(book, RELEASE, "a", 1, idempotency="k1")
    await book.act(HOLD, "a", 1)
    assert not (await book.act(RELEASE, "a", 2, idempotency="k1")).repeated


async def test_an_idempotency_record_is_kept_for_a_day_and_holds_no_words(book: Logbook) -> None:
    await book.file("a", idempotency="k1", words=words("nobody should find this there"))
    key = book.key("idem:k1")
    assert IDEMPOTENCY_S - 60 < await book.redis.ttl(key) <= IDEMPOTENCY_S == 24 * 3600
    assert set(await book.redis.hgetall(key)) == {b"hash", b"status", b"id", b"version", b"epoch", b"seq"}


async def test_an_id_is_taken_once(book: Logbook) -> None:
    await book.file("a")
    with pytest.raises(AssertionError, match="id-taken"):
        await book.append(attempt(UPDATE, "a"))
