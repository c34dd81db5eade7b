"""Several feeds on one connection: one cursor over all of them, which names only what was sent."""

import pytest

from tests.system.readers.live import TRANSPORTS, Transport, address, reading, settled, streaming, take_entries
from tests.system.readers.newsroom import Newsroom, Wire

both = pytest.mark.parametrize("transport", TRANSPORTS)


def joint(*entries: Wire) -> str:
    """Write the cursor that names these places, in this order."""
    return ",".join(f"{entry['feed']}~{entry['cursor']}" for entry in entries)


def places(joint_cursor: str) -> dict[str, str]:
    """Read a joint cursor."""
    named = dict(part.split("~") for part in joint_cursor.split(","))
    assert len(named) == joint_cursor.count(",") + 1, f"a feed twice in {joint_cursor}"
    return named


async def two_feeds(newsroom: Newsroom) -> tuple[str, str]:
    one, other = sorted([await newsroom.feed(), await newsroom.feed()])
    return one, other


@both
async def test_each_feed_has_its_snapshot_and_one_status_names_all(newsroom: Newsroom, transport: Transport) -> None:
    one, other = await two_feeds(newsroom)
    filed = {feed: await newsroom.file(feed) for feed in (one, other)}
    async with reading(newsroom, transport, (other, one)) as reader:
        *snapshots, status = await settled(reader)
        assert {told["feed"]: told["updates"] for told in snapshots} == {feed: [filed[feed]] for feed in filed}
        assert status["heads"] == {feed: entry["cursor"] for feed, entry in filed.items()}
        more = [await newsroom.file(feed) for feed in (other, one, other)]
        assert await take_entries(reader, 3) == more


@both
@pytest.mark.parametrize("is_reversed", [False, True])
async def test_whoever_returns_gets_what_came_after_each_cursor(
    newsroom: Newsroom, transport: Transport, *, is_reversed: bool
) -> None:
    one, other = await two_feeds(newsroom)
    first, second = await newsroom.file(one), await newsroom.file(other)
    missed = {one: await newsroom.file_many(one, 2), other: await newsroom.file_many(other, 3)}
    after = joint(*([second, first] if is_reversed else [first, second]))
    async with reading(newsroom, transport, (one, other), after=after) as reader:
        *entries, _ = await settled(reader)
    for feed, wanted in missed.items():
        assert [entry for entry in entries if entry["feed"] == feed] == wanted


@both
async def test_a_feed_without_a_cursor_gets_a_snapshot(newsroom: Newsroom, transport: Transport) -> None:
    one, other = await two_feeds(newsroom)
    first, second = await newsroom.file(one), await newsroom.file(other)
    async with reading(newsroom, transport, (one, other), after=joint(second)) as reader:
        snapshot, status = await settled(reader)
    assert [snapshot["type"], snapshot["updates"]] == ["snapshot", [first]]
    assert status["type"] == "status"


@both
async def test_a_cursor_of_a_feed_that_was_not_asked_for_is_passed_over(
    newsroom: Newsroom, transport: Transport
) -> None:
    one, other = await two_feeds(newsroom)
    first = await newsroom.file(one)
    second = await newsroom.file(other)
    async with reading(newsroom, transport, (one,), after=joint(second, first)) as reader:
        assert [told["type"] for told in await settled(reader)] == ["status"]


@both
@pytest.mark.parametrize("garbage", ["plain", "{one}~nonsense,", "{one}~nonsense,~", "~", ","])
async def test_what_is_no_cursor_for_several_feeds_is_a_gap_for_each(
    newsroom: Newsroom, transport: Transport, garbage: str
) -> None:
    one, other = await two_feeds(newsroom)
    cursor = (await newsroom.file(one))["cursor"]
    after = cursor if garbage == "plain" else garbage.format(one=one, cursor=cursor)
    async with reading(newsroom, transport, (one, other), after=after) as reader:
        *told, _ = await settled(reader)
    assert [(each["feed"], each["type"], each.get("reason")) for each in told] == [
        (one, "gap", "unknown"),
        (one, "snapshot", None),
        (other, "gap", "unknown"),
        (other, "snapshot", None),
    ]


@both
async def test_a_bad_part_of_a_joint_cursor_costs_its_own_feed_alone(newsroom: Newsroom, transport: Transport) -> None:
    one, other = await two_feeds(newsroom)
    await newsroom.file(one)
    second = await newsroom.file(other)
    third = await newsroom.file(other)
    async with reading(newsroom, transport, (one, other), after=f"{one}~x,{joint(second)}") as reader:
        *told, _ = await settled(reader)
    assert [(each["feed"], each["type"], each.get("reason")) for each in told[:2]] == [
        (one, "gap", "unknown"),
        (one, "snapshot", None),
    ]
    assert told[2:] == [third]


@both
async def test_one_cursor_that_is_not_kept_is_a_gap_for_its_feed_alone(
    newsroom: Newsroom, transport: Transport
) -> None:
    one, other = await two_feeds(newsroom)
    first, second = await newsroom.file(one), await newsroom.file(other)
    third = await newsroom.file(other)
    foreign = {**first, "cursor": f"zzzzzzzz.{first['order']}"}
    async with reading(newsroom, transport, (one, other), after=joint(foreign, second)) as reader:
        *told, _ = await settled(reader)
    assert [(each["feed"], each["type"]) for each in told] == [(one, "gap"), (one, "snapshot"), (other, "update")]
    assert [told[0]["reason"], told[2]] == ["epoch", third]


async def test_the_joint_id_names_only_what_was_sent(newsroom: Newsroom) -> None:
    one, other = await two_feeds(newsroom)
    first, second = await newsroom.file(one), await newsroom.file(other)
    async with streaming(newsroom.port, address("stream", (one, other))) as stream:
        await settled(stream)
        third = await newsroom.file(other)
        await take_entries(stream, 1)
    assert [places(id) for id in stream.ids] == [
        {one: first["cursor"]},
        {one: first["cursor"], other: second["cursor"]},
        {one: first["cursor"], other: third["cursor"]},
    ]


async def test_what_a_reader_brought_is_in_its_joint_id_from_the_first(newsroom: Newsroom) -> None:
    one, other = await two_feeds(newsroom)
    first, second = await newsroom.file(one), await newsroom.file(other)
    async with streaming(newsroom.port, address("stream", (one, other), after=joint(second, first))) as stream:
        await settled(stream)
        assert stream.ids == [], "a status never has one"
        third = await newsroom.file(one)
        await take_entries(stream, 1)
    assert [places(id) for id in stream.ids] == [{one: third["cursor"], other: second["cursor"]}]


async def test_ids_are_the_feeds_own_also_where_their_logs_are_equally_long(hasty: Newsroom) -> None:
    one, other = await two_feeds(hasty)
    stands = {one: await hasty.file(one), other: await hasty.file(other)}
    async with streaming(hasty.port, address("stream", (one, other))) as stream:
        await settled(stream)
        for feed in (other, one):
            stands[feed] = await hasty.file(feed)
            await take_entries(stream, 1)
        assert (await stream.next())["type"] == "status"  # it moves no cursor
        stands[one] = await hasty.file(one)
        await take_entries(stream, 1)
        assert places(stream.ids[-1]) == {feed: entry["cursor"] for feed, entry in stands.items()}


@both
async def test_sixteen_feeds_are_one_connection(newsroom: Newsroom, transport: Transport) -> None:
    feeds = [await newsroom.feed() for _ in range(16)]
    async with reading(newsroom, transport, feeds) as reader:
        *snapshots, status = await settled(reader)
        assert sorted(told["feed"] for told in snapshots) == sorted(feeds)
        assert set(status["heads"]) == set(feeds)
        filed = [await newsroom.file(feed) for feed in feeds]
        assert await take_entries(reader, 16) == filed


@both
async def test_the_same_feed_twice_is_one_feed(newsroom: Newsroom, transport: Transport) -> None:
    feed = await newsroom.feed()
    first = await newsroom.file(feed)
    async with reading(newsroom, transport, (feed, feed)) as reader:
        snapshot, status = await settled(reader)
        assert [snapshot["updates"], status["heads"]] == [[first], {feed: first["cursor"]}]
        second = await newsroom.file(feed)
        assert await take_entries(reader, 1) == [second]


@both
@pytest.mark.parametrize("is_joint", [False, True])
async def test_one_feed_on_the_joint_address_takes_a_plain_cursor_and_a_joint_one(
    newsroom: Newsroom, transport: Transport, *, is_joint: bool
) -> None:
    feed = await newsroom.feed()
    first, second = await newsroom.file_many(feed, 2)
    async with reading(newsroom, transport, (feed,), after=joint(first) if is_joint else first["cursor"]) as reader:
        assert (await settled(reader))[0] == second


async def test_last_event_id_wins_on_the_joint_address_too(newsroom: Newsroom) -> None:
    one, other = await two_feeds(newsroom)
    first, second, third = await newsroom.file(one), await newsroom.file(other), await newsroom.file(other)
    async with reading(
        newsroom, "stream", (one, other), after=joint(first, second), last_event_id=joint(first, third)
    ) as reader:
        assert [told["type"] for told in await settled(reader)] == ["status"]


@both
async def test_a_burst_on_both_feeds_arrives_whole_and_in_each_feed_s_order(
    newsroom: Newsroom, transport: Transport
) -> None:
    one, other = await two_feeds(newsroom)
    async with reading(newsroom, transport, (one, other)) as reader:
        await settled(reader)
        filed = {feed: await newsroom.file_many(feed, 40) for feed in (one, other)}
        got = await take_entries(reader, 80)
    for feed, wanted in filed.items():
        assert [entry for entry in got if entry["feed"] == feed] == wanted
