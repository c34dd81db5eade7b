"""What a reader gets, byte by byte, as PROTOCOL part 3 has it."""

import json

from tests.system.readers.frames import TEXT, read_frame
from tests.system.readers.live import reading, settled, streaming
from tests.system.readers.newsroom import Newsroom
from tests.system.readers.raw import ACCEPTED, connection, request, upgrade


async def test_a_stream_s_head_says_all_that_proxies_and_browsers_need(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    async with connection(newsroom.port) as wire:
        await wire.send(request(f"/v1/feeds/{feed}/stream"))
        head = await wire.head()
    assert head.raw.startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.headers == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        "incremental": "?1",
        "connection": "close",
        "transfer-encoding": "chunked",
        "access-control-allow-origin": "*",
    }


async def test_a_stream_begins_with_a_comment_and_a_time_to_come_back(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    async with streaming(newsroom.port, f"/v1/feeds/{feed}/stream") as stream:
        opening = await stream.block()
    assert opening.raw == b": ticker\nretry: %d\n\n" % (opening.retry_ms or 0)
    assert 1_000 <= (opening.retry_ms or 0) <= 5_000


async def test_times_to_come_back_differ_from_reader_to_reader(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    told = set()
    for _ in range(8):
        async with streaming(newsroom.port, f"/v1/feeds/{feed}/stream") as stream:
            told.add((await stream.block()).retry_ms)
    assert len(told) > 1


async def test_blocks_are_id_event_and_one_line_of_json(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    first = await newsroom.file(feed, "Line with “quotes”, \\ and\u00a0an Arabic word: خبر.")
    async with streaming(newsroom.port, f"/v1/feeds/{feed}/stream") as stream:
        _, snapshot, status = [await stream.block() for _ in range(3)]
        second = await newsroom.file(feed)
        entry = await stream.block()
    assert snapshot.raw == f"id: {first['cursor']}\nevent: snapshot\ndata: {snapshot.text}\n\n".encode()
    assert status.raw == f"event: status\ndata: {status.text}\n\n".encode()
    assert entry.raw == f"id: {second['cursor']}\nevent: update\ndata: {entry.text}\n\n".encode()
    assert snapshot.json["updates"] == [first]


async def test_only_entries_and_snapshots_have_an_id(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    async with streaming(newsroom.port, f"/v1/feeds/{feed}/stream?after=garbage") as stream:
        await stream.block()
        gap, snapshot, status = [await stream.block() for _ in range(3)]
        await newsroom.act("kill", filed)
        kill = await stream.block()
    assert [block.event for block in (gap, snapshot, status, kill)] == ["gap", "snapshot", "status", "kill"]
    assert [block.id is None for block in (gap, snapshot, status, kill)] == [True, False, True, False]
    assert gap.json == {"type": "gap", "feed": feed, "reason": "unknown"}
    assert set(kill.json) == {
        "type", "feed", "cursor", "order", "id", "version", "pubstatus", "first_created", "version_created",
    }  # fmt: skip


async def test_the_snapshot_and_the_entry_have_the_contract_s_fields_in_order(newsroom: Newsroom) -> None:
    feed = await newsroom.feed(title="English")
    filed = await newsroom.file(feed, level="flash", section="world", link="https://example.org/a")
    async with streaming(newsroom.port, f"/v1/feeds/{feed}/stream") as stream:
        _, snapshot, _ = [await stream.block() for _ in range(3)]
    told = snapshot.json
    assert list(told) == ["type", "feed", "cursor", "epoch", "seq", "title", "language", "dir", "updates"]
    assert told["updates"][0] == filed
    assert list(told["updates"][0]) == [
        "type", "feed", "cursor", "order", "id", "version", "pubstatus", "level", "urgency", "attribution",
        "statement", "headline", "language", "dir", "section", "link", "first_created", "version_created", "expires",
    ]  # fmt: skip
    assert all(filed[name].endswith("Z") and len(filed[name]) == 24 for name in ("first_created", "expires"))


async def test_a_handshake_is_answered_to_the_letter_and_without_what_was_not_asked(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    offered = {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits", "Sec_WebSocket_Protocol": "x"}
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade(f"/v1/feeds/{feed}/socket", **offered))
        assert await wire.exactly(len(ACCEPTED)) == ACCEPTED
        assert (await read_frame(wire)).json["type"] == "snapshot"


async def test_sockets_and_streams_carry_the_same_json(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    await newsroom.file_many(feed, 3)
    async with (
        connection(newsroom.port) as wire,
        streaming(newsroom.port, f"/v1/feeds/{feed}/stream") as stream,
    ):
        await wire.send(upgrade(f"/v1/feeds/{feed}/socket"))
        await wire.exactly(len(ACCEPTED))
        await stream.block()
        for kind in ("snapshot", "status", "update"):
            if kind == "update":
                await newsroom.file(feed)
            frame, block = await read_frame(wire), await stream.block()
            assert (frame.opcode, block.event) == (TEXT, kind)
            if kind != "status":  # the time in it may differ
                assert frame.payload.decode() == block.text


async def test_a_frame_of_each_size_class_is_read(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    for number in range(30):
        await newsroom.file(feed, f"Line {number}.", link="https://example.org/" + "a" * 1_900)
    async with connection(newsroom.port) as wire:
        await wire.send(upgrade(f"/v1/feeds/{feed}/socket"))
        await wire.exactly(len(ACCEPTED))
        snapshot, status = await read_frame(wire), await read_frame(wire)
    assert len(snapshot.payload) > 65_535
    assert len(json.loads(snapshot.payload)["updates"]) == 30
    assert status.json["type"] == "status"
    async with reading(newsroom, "stream", feed) as reader:
        assert (await settled(reader))[0] == snapshot.json


async def test_a_status_names_the_head_and_the_time(newsroom: Newsroom) -> None:
    feed = await newsroom.feed()
    filed = await newsroom.file(feed)
    async with reading(newsroom, "socket", feed) as reader:
        *_, status = await settled(reader)
    assert list(status) == ["type", "state", "heads", "at"]
    assert status["heads"] == {feed: filed["cursor"]}
    assert status["at"] >= filed["first_created"]
