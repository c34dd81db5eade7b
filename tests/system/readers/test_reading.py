"""What a reader gets from its first byte on: a snapshot, a status, then what happens, in order; or what it missed."""

import pytest

from tests.system.readers.live import TRANSPORTS, Transport, reading, settled, take, take_entries
from tests.system.readers.newsroom import Newsroom

pytestmark = pytest.mark.parametrize("transport", TRANSPORTS)


def foreign(cursor: str) -> str:
    """Return the same place in an epoch that never was."""
    return f"zzzzzzzz.{cursor.split('.')[1]}"


def beyond(cursor: str) -> str:
    """Return a place of the same epoch that has not come yet."""
    epoch, seq = cursor.split(".")
    return f"{epoch}.{int(seq) + 1_000}"


async def test_first_comes_the_snapshot_then_a_status_then_what_happens(
    newsroom: Newsroom, transport: Transport
) -> None:
    feed = await newsroom.feed()
    first, second = await newsroom.file_many(feed, 2)
    async with reading(newsroom, transport, feed) as reader:
        snapshot, status = await take(reader, 2)
        assert [snapshot["type"], snapshot["cursor"]] == ["snapshot", second["cursor"]]
        assert snapshot["updates"] == [second, first]
        assert [status["type"], status["state"]] == ["status", "live"]
        assert status["heads"] == {feed: second["cursor"]}
        third = await newsroom.file(feed, "Third.")
        assert await take_entries(reader, 1) == [third]


async def test_a_reader_of_an_empty_feed_gets_an_empty_snapshot(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed(language="ar", title="العربية")
    async with reading(newsroom, transport, feed) as reader:
        snapshot, status = await take(reader, 2)
    assert snapshot["updates"] == []
    assert [snapshot["title"], snapshot["language"], snapshot["dir"]] == ["العربية", "ar", "rtl"]
    assert snapshot["cursor"] == f"{snapshot['epoch']}.{snapshot['seq']}" == status["heads"][feed]


async def test_every_act_arrives_in_order_and_as_the_filer_had_it(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    async with reading(newsroom, transport, feed) as reader:
        await settled(reader)
        filed = [await newsroom.file(feed)]
        for act in ("correction", "hold", "release", "refile", "kill"):
            filed.append(await newsroom.act(act, filed[-1]))
        got = await take_entries(reader, 6)
    assert got == filed
    assert [entry["type"] for entry in got] == ["update", "correction", "hold", "release", "refile", "kill"]
    assert [entry["version"] for entry in got] == [1, 2, 3, 4, 5, 6]
    assert "statement" not in got[2]
    assert "statement" not in got[5]
    assert got[1]["note"] == "The bridge was never closed."


async def test_a_burst_arrives_whole_and_in_order(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    async with reading(newsroom, transport, feed) as one, reading(newsroom, transport, feed) as other:
        filed = await newsroom.file_many(feed, 100)
        for reader in (one, other):
            await settled(reader)
            assert await take_entries(reader, 100) == filed


async def test_whoever_returns_gets_what_came_after_its_cursor(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 5)
    async with reading(newsroom, transport, feed, after=filed[1]["cursor"]) as reader:
        *missed, status = await settled(reader)
        assert missed == filed[2:]
        assert status["heads"] == {feed: filed[-1]["cursor"]}
        sixth = await newsroom.file(feed, "Sixth.")
        assert await take_entries(reader, 1) == [sixth]


async def test_more_than_one_write_of_missed_entries_arrives_whole(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 150)
    async with reading(newsroom, transport, feed, after=filed[0]["cursor"]) as reader:
        assert (await settled(reader))[:-1] == filed[1:]


async def test_last_event_id_wins_over_after(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 3)
    old, new = filed[0]["cursor"], filed[1]["cursor"]
    async with reading(newsroom, transport, feed, after=old, last_event_id=new) as reader:
        assert (await settled(reader))[:-1] == filed[2:]


async def test_an_empty_cursor_is_none(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    async with reading(newsroom, transport, feed, after="") as reader:
        snapshot, _ = await settled(reader)
        assert snapshot["updates"] == [filed]
    async with reading(newsroom, transport, feed, after=filed["cursor"], last_event_id="") as reader:
        assert [told["type"] for told in await settled(reader)] == ["status"]


async def test_at_the_head_there_is_nothing_but_a_status(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file_many(feed, 2)
    async with reading(newsroom, transport, feed, after=filed[-1]["cursor"]) as reader:
        (status,) = await settled(reader)
        assert status["heads"] == {feed: filed[-1]["cursor"]}
        third = await newsroom.file(feed, "Third.")
        assert await take_entries(reader, 1) == [third]


async def test_whoever_returns_never_sees_words_that_were_taken_back(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    start, wrong, held, killed, last = await newsroom.file_many(feed, 5)
    right = await newsroom.act("correction", wrong, statement="Right.")
    hold, kill = await newsroom.act("hold", held), await newsroom.act("kill", killed)
    async with reading(newsroom, transport, feed, after=start["cursor"]) as reader:
        assert (await settled(reader))[:-1] == [last, right, hold, kill]
    async with reading(newsroom, transport, feed) as reader:
        snapshot, _ = await settled(reader)
        assert snapshot["updates"] == [last, right, start]  # by the place of the first version


async def test_a_cursor_between_entries_that_were_replaced_is_served(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    first = await newsroom.file(feed)
    second = await newsroom.act("correction", first, statement="Second.")
    third = await newsroom.act("correction", second, statement="Third.")
    for gone in (first, second):
        async with reading(newsroom, transport, feed, after=gone["cursor"]) as reader:
            assert (await settled(reader))[:-1] == [third]


async def test_a_cursor_from_before_the_first_entry_is_served(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    async with reading(newsroom, transport, feed) as reader:
        snapshot, _ = await settled(reader)
    filed = await newsroom.file_many(feed, 2)
    async with reading(newsroom, transport, feed, after=snapshot["cursor"]) as reader:
        assert (await settled(reader))[:-1] == filed


@pytest.mark.parametrize("how", ["after", "last_event_id"])
@pytest.mark.parametrize(
    ("garbage", "reason"),
    [
        ("nonsense", "unknown"),
        ("zzzzzzzz.01", "unknown"),
        ("abcdefgh.9999999999999999999", "unknown"),
        ("zzzzzzzz.3", "epoch"),
        ("\u00e9", "unknown"),
        ("x" * 4_000, "unknown"),
    ],
)
async def test_a_cursor_that_is_none_of_ours_is_a_gap_and_a_snapshot(
    newsroom: Newsroom, transport: Transport, garbage: str, reason: str, how: str
) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    brought = {"after": garbage} if how == "after" else {"last_event_id": garbage}
    async with reading(newsroom, transport, feed, **brought) as reader:  # type: ignore[arg-type]
        gap, snapshot, _ = await settled(reader)
        assert gap == {"type": "gap", "feed": feed, "reason": reason}
        assert snapshot["updates"] == [filed]


async def test_a_cursor_of_the_future_is_a_gap_and_a_snapshot(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    async with reading(newsroom, transport, feed, after=beyond(filed["cursor"])) as reader:
        gap, snapshot, _ = await settled(reader)
        assert [gap["reason"], snapshot["updates"]] == ["unknown", [filed]]


async def test_a_cursor_of_another_epoch_is_a_gap_and_a_snapshot(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    async with reading(newsroom, transport, feed, after=foreign(filed["cursor"])) as reader:
        gap, snapshot, _ = await settled(reader)
        assert [gap["reason"], snapshot["updates"]] == ["epoch", [filed]]
        second = await newsroom.file(feed, "Second.")
        assert await take_entries(reader, 1) == [second]


async def test_a_cursor_older_than_the_log_is_a_gap_and_a_snapshot(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed(history=6, snapshot=3)
    filed = await newsroom.file_many(feed, 10)
    async with reading(newsroom, transport, feed, after=filed[2]["cursor"]) as reader:
        gap, snapshot, _ = await settled(reader)
        assert gap["reason"] == "trimmed"
        assert snapshot["updates"] == filed[:-4:-1]
    async with reading(newsroom, transport, feed, after=filed[3]["cursor"]) as reader:
        assert (await settled(reader))[:-1] == filed[4:], "the last cursor from which nothing is missing"


async def test_the_snapshot_shows_as_many_updates_as_the_feed_says(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed(snapshot=2)
    filed = await newsroom.file_many(feed, 4)
    async with reading(newsroom, transport, feed) as reader:
        snapshot, _ = await settled(reader)
        assert snapshot["updates"] == [filed[3], filed[2]]


async def test_statuses_come_again_and_again(hasty: Newsroom, transport: Transport) -> None:
    feed = await hasty.feed()
    async with reading(hasty, transport, feed) as reader:
        await settled(reader)
        filed = await hasty.file(feed)
        told = await take(reader, 3)
    assert [one["type"] for one in told] == ["update", "status", "status"]
    assert told[2]["heads"] == {feed: filed["cursor"]}
    assert told[1]["at"] < told[2]["at"]
