"""Where words are in Redis, and where they are no more once they were corrected, held or killed (I6)."""

from dataclasses import replace

import orjson
import pytest
from redis.asyncio.client import PubSub

from tests.examples import words
from tests.servers import ValkeyServer
from tests.system.logbook import Logbook, everything, logbook
from tests.waiting import until
from ticker.errors import NotAllowedInState, NotYourUpdate
from ticker.model import EntryKind, Feed, Slug
from ticker.store.codec import LiveEntry, decode_live
from ticker.store.names import USUAL

CORRECTION, REFILE = EntryKind.CORRECTION, EntryKind.REFILE
HOLD, RELEASE, KILL = EntryKind.HOLD, EntryKind.RELEASE, EntryKind.KILL

FALSE = "thirty are dead"
ODD = 'A "quoted" \\ back\\slash / slash\x7f — مرحبا \u200f بالعالم 👩\u200d👧 \u2028'
"""Text that a JSON encoder may spell in more than one way."""


async def is_anywhere(book: Logbook) -> bool:
    return FALSE.encode() in await everything(book.redis)


async def is_in_the_record(book: Logbook) -> bool:
    return FALSE.encode() in ((await book.redis.hget(book.key("updates"), "a")) or b"")


async def test_the_words_of_what_is_usable_are_in_the_log_and_not_in_its_record(book: Logbook) -> None:
    await book.file("a", words=words(FALSE), idempotency="k1")
    assert await is_anywhere(book)
    assert not await is_in_the_record(book)


@pytest.mark.parametrize("kind", [CORRECTION, REFILE, KILL])
async def test_words_that_were_corrected_or_killed_are_nowhere_in_redis(book: Logbook, kind: EntryKind) -> None:
    await book.file("before")
    await book.file("a", words=words(FALSE), idempotency="k1")
    await book.file("after")
    await book.act(kind, "a", 1, idempotency="k2")
    assert not await is_anywhere(book)


async def test_held_words_are_in_the_record_alone(book: Logbook) -> None:
    await book.file("a", words=words(FALSE))
    await book.act(HOLD, "a", 1)
    assert await is_in_the_record(book)
    await book.redis.hdel(book.key("updates"), "a")
    assert not await is_anywhere(book)


@pytest.mark.parametrize("kind", [CORRECTION, REFILE, KILL])
async def test_held_words_leave_the_record_with_the_act_that_ends_the_hold(book: Logbook, kind: EntryKind) -> None:
    await book.file("a", words=words(FALSE))
    await book.act(HOLD, "a", 1)
    await book.act(kind, "a", 2)
    assert not await is_anywhere(book)


async def test_a_release_gives_the_log_its_words_back_and_the_record_forgets_them(book: Logbook) -> None:
    said = words(FALSE, short=ODD)
    await book.file("a", words=said)
    await book.act(HOLD, "a", 1)
    await book.act(RELEASE, "a", 2)
    assert not await is_in_the_record(book)
    assert (await book.reading()).entries[0].words == said
    await book.act(KILL, "a", 3)
    assert not await is_anywhere(book)


@pytest.mark.parametrize("kind", [HOLD, KILL])
async def test_the_entry_of_a_hold_or_a_kill_has_no_words(book: Logbook, kind: EntryKind) -> None:
    await book.file("a")
    await book.act(kind, "a", 1)
    assert (await book.reading()).entries[0].words is None


@pytest.fixture
def small(valkey: ValkeyServer) -> Feed:
    return Feed(Slug("en"), "English", "en", history=2, snapshot=1)


async def test_words_that_left_the_log_while_they_were_held_come_back_with_the_release(
    valkey: ValkeyServer, small: Feed
) -> None:
    async with logbook(valkey.url, feed=small) as book:
        await book.file("a", words=words(FALSE))
        await book.act(HOLD, "a", 1)
        for id in "bc":
            await book.file(id)
        assert "a@2" not in await book.marks()
        await book.act(RELEASE, "a", 2)
        assert (await book.reading()).entries[-1].words == words(FALSE)


async def test_what_is_held_after_its_words_left_the_log_cannot_be_released_but_corrected(
    valkey: ValkeyServer, small: Feed
) -> None:
    async with logbook(valkey.url, feed=small) as book:
        for id in "abc":
            await book.file(id)
        await book.act(HOLD, "a", 1)
        with pytest.raises(NotAllowedInState) as refusal:
            await book.act(RELEASE, "a", 2)
        assert refusal.value.state == "wordless"
        await book.act(CORRECTION, "a", 2)
        await book.act(HOLD, "a", 3)
        await book.act(RELEASE, "a", 4)


async def published(pubsub: PubSub, number: int) -> list[LiveEntry]:
    """Take so many entries from the live channel."""
    found: list[LiveEntry] = []

    async def take() -> bool:
        heard = await pubsub.get_message(ignore_subscribe_messages=True, timeout=0)
        if heard is not None:
            live = decode_live(heard["data"])
            assert isinstance(live, LiveEntry)
            found.append(live)
        return len(found) == number

    await until(take)
    return found


async def test_what_is_published_is_what_the_log_holds(book: Logbook) -> None:
    start = await book.reading()  # makes the epoch, which is published too
    async with book.redis.pubsub() as pubsub:
        await pubsub.subscribe(USUAL.live("en"))
        steps = [HOLD, RELEASE, CORRECTION, REFILE, HOLD, CORRECTION, KILL]
        await book.file("a", words=words(ODD, short=ODD))
        held = [(await book.reading()).entries[-1]]
        for version, kind in enumerate(steps, 1):
            await book.act(kind, "a", version)
            held.append((await book.reading()).entries[-1])
        heard = await published(pubsub, len(held))
    assert [live.entry for live in heard] == held
    assert {live.epoch for live in heard} == {start.epoch}
    assert {live.trimmed for live in heard} == {0}
    assert heard[0].entry.words == words(ODD, short=ODD)


async def test_what_is_published_says_what_the_log_trimmed_for_it(valkey: ValkeyServer, small: Feed) -> None:
    async with logbook(valkey.url, feed=small) as book:
        await book.reading()
        async with book.redis.pubsub() as pubsub:
            await pubsub.subscribe(USUAL.live("en"))
            for id in "abcd":
                await book.file(id)
            assert [live.trimmed for live in await published(pubsub, 4)] == [0, 0, 1, 2]


@pytest.mark.parametrize("words_by_owner", [True, False])
@pytest.mark.parametrize("held_by_owner", [True, False])
@pytest.mark.parametrize("kind", [CORRECTION, REFILE])
async def test_new_words_end_a_hold_only_if_whoever_files_them_may_release_it(
    book: Logbook, kind: EntryKind, *, held_by_owner: bool, words_by_owner: bool
) -> None:
    await book.file("a")
    await book.act(HOLD, "a", 1, own_only=held_by_owner)
    await book.act(kind, "a", 2, words=words(FALSE), own_only=words_by_owner)
    [entry] = (await book.reading()).entries
    if held_by_owner or not words_by_owner:
        assert (entry.kind, entry.version, entry.words) == (kind, 3, words(FALSE))
        assert not await is_in_the_record(book)
    else:
        assert (entry.kind, entry.version, entry.words) == (HOLD, 3, None)
        assert await is_in_the_record(book)


async def test_words_that_wait_behind_a_hold_are_those_that_a_release_shows(book: Logbook) -> None:
    await book.file("a", words=words(FALSE))
    await book.act(HOLD, "a", 1)
    await book.act(REFILE, "a", 2, words=words("three are hurt"), own_only=True)
    assert not await is_anywhere(book)
    await book.act(CORRECTION, "a", 3, words=words("four are hurt"), own_only=True)
    with pytest.raises(NotYourUpdate):
        await book.act(RELEASE, "a", 4, own_only=True)
    await book.act(RELEASE, "a", 4)
    [entry] = (await book.reading()).entries
    assert (entry.version, entry.words) == (5, words("four are hurt"))


async def test_words_behind_a_hold_are_nowhere_after_a_kill(book: Logbook) -> None:
    await book.file("a")
    await book.act(HOLD, "a", 1)
    await book.act(REFILE, "a", 2, words=words(FALSE), own_only=True)
    await book.act(KILL, "a", 3)
    assert not await is_anywhere(book)


async def test_a_retry_of_words_that_stayed_withheld_names_the_same_write(book: Logbook) -> None:
    await book.file("a")
    await book.act(HOLD, "a", 1)
    first = await book.act(REFILE, "a", 2, own_only=True, idempotency="k1")
    again = await book.act(REFILE, "a", 2, own_only=True, idempotency="k1")
    assert (again, again.repeated) == (replace(first, repeated=True), True)
    assert await book.marks() == ["a@3"]


async def test_a_line_that_an_older_version_held_is_held_by_the_desk(book: Logbook) -> None:
    await book.file("a")
    await book.act(HOLD, "a", 1, own_only=True)
    record = orjson.loads(await book.redis.hget(book.key("updates"), "a") or b"")
    del record["held_by"]
    await book.redis.hset(book.key("updates"), "a", orjson.dumps(record))
    await book.act(REFILE, "a", 2, own_only=True)
    assert [entry.kind for entry in (await book.reading()).entries] == [HOLD]


async def test_an_expired_line_gets_new_time_with_the_words_that_wait(book: Logbook) -> None:
    await book.file("a", expires_ms=1)
    await book.act(HOLD, "a", 1)
    await book.act(REFILE, "a", 2, own_only=True)
    await book.act(RELEASE, "a", 3)
    [entry] = (await book.reading()).entries
    assert entry.expires_ms > entry.version_created_ms
