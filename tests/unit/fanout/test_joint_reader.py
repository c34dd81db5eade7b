"""Readers of several feeds on one connection: each feed in its order, every gap said, ids of what was sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import AR, EN
from tests.unit.fanout.harness import FILLERS, HEAD, SMALL, FakeReader, Harness, harness, turns
from tests.unit.fanout.plays import Step, play, plays
from tests.wires import Json
from ticker.fanout.reader import ReaderState
from ticker.fanout.tail import SNAPSHOT_DUE
from ticker.model import Feed
from ticker.readers.cursors import read_cursors
from ticker.tools.fold import Folded, fold
from ticker.wire.encodings import ENCODINGS, SSE, Encoding
from ticker.wire.json_objects import GapReason

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])
FEEDS = (AR, EN)


def of(screen: FakeReader, feed: Feed) -> list[Json]:
    """Return what came of one feed."""
    return [received for received in screen.jsons if received.get("feed") == feed.slug]


def last_id(screen: FakeReader) -> dict[str, str]:
    """Return the newest SSE id, by feed."""
    ids = [block.id for block in screen.blocks if block.id is not None]
    return dict(part.split("~") for part in ids[-1].split(","))


@BOTH
async def test_a_snapshot_of_each_feed_then_one_status_of_all(encoding: Encoding) -> None:
    async with harness(*FEEDS) as on:
        screen = on.join(*FEEDS, encoding=encoding)
        screen.take()
        assert screen.types == ["snapshot", "snapshot", "status"]
        assert [received["feed"] for received in screen.jsons[:2]] == ["ar", "en"]
        assert set(screen.jsons[2]["heads"]) == {"ar", "en"}


@BOTH
async def test_each_feed_is_served_from_where_it_stands(encoding: Encoding) -> None:
    async with harness(*FEEDS) as on:
        on.file("a", feed=AR)
        for id in "xyz":
            on.file(id)
        indexes = [SNAPSHOT_DUE, on.tails[EN.slug].head - 2]
        screen = on.join(*FEEDS, encoding=encoding, indexes=indexes, gaps=[GapReason.EPOCH, None])
        screen.take()
        assert [received["type"] for received in of(screen, AR)] == ["gap", "snapshot"]
        assert [received["id"] for received in of(screen, EN)] == ["y", "z"]
        assert screen.types[-1] == "status"


@BOTH
@settings(max_examples=25)
@given(filler=st.integers(1_700, 2_300), reads=st.integers(40, 5_000))
async def test_wherever_the_first_writes_are_cut_no_gap_and_no_snapshot_is_lost(
    encoding: Encoding, filler: int, reads: int
) -> None:
    async with harness(*FEEDS) as on:
        on.file("a", feed=AR, statement="x" * 300)
        screen = on.join(
            *FEEDS,
            encoding=encoding,
            buffer=SMALL,
            head=HEAD + FILLERS[encoding] * filler,
            gaps=[GapReason.UNKNOWN, GapReason.EPOCH],
        )
        while screen.take(reads) or screen.reader.state is ReaderState.FULL:
            await turns(2)
        assert screen.types == ["gap", "snapshot", "gap", "snapshot", "status"]


async def test_an_id_names_only_feeds_of_which_something_was_sent() -> None:
    async with harness(*FEEDS) as on:
        on.file("a", feed=AR)
        on.file("x")
        screen = on.join(*FEEDS, encoding=SSE)
        screen.take()
        ids = [block.id for block in screen.blocks if block.id]
        assert ids == [f"ar~{on.tails[AR.slug].cursor}", f"ar~{on.tails[AR.slug].cursor},en~{on.tails[EN.slug].cursor}"]


async def test_what_a_reader_brought_for_a_feed_counts_as_sent() -> None:
    async with harness(*FEEDS) as on:
        on.file("a", feed=AR)
        on.file("x")
        tail = on.tails[EN.slug]
        indexes = [SNAPSHOT_DUE, tail.head]
        screen = on.join(*FEEDS, encoding=SSE, indexes=indexes, sent={"en": str(tail.cursor)})
        screen.take()
        assert last_id(screen) == {"en": str(tail.cursor), "ar": str(on.tails[AR.slug].cursor)}


async def test_a_status_moves_no_feeds_cursor_also_where_two_stand_at_the_same_index() -> None:
    async with harness(*FEEDS) as on:
        on.file("a", feed=AR)
        on.begin_epoch()
        on.file("x")
        screen = on.join(*FEEDS, encoding=SSE)
        for id in "bc":
            on.file(id, feed=AR)
            await turns()
            screen.reader.send_aside(screen.reader.view.status())
            screen.take()
            assert last_id(screen)["en"] == str(on.tails[EN.slug].cursor)


@BOTH
@settings(max_examples=25)
@given(steps=plays(*FEEDS))
async def test_whenever_it_reads_each_feed_folds_to_what_stands_and_is_in_order(
    encoding: Encoding, steps: list[Step]
) -> None:
    async with harness(*FEEDS) as on:
        screen = on.join(*FEEDS, encoding=encoding, buffer=SMALL)
        await play(on, screen, steps)
        for feed in FEEDS:
            held = Folded(feed.snapshot)
            for received in of(screen, feed):
                held = fold(held, received)
            places = [(received["cursor"]) for received in of(screen, feed) if "cursor" in received]
            assert len(set(places)) == len(places), "none twice"
            check(on, feed, held)


def check(on: Harness, feed: Feed, held: Folded) -> None:
    """Hold a fold to the log: every update above the horizon that the log holds."""
    paper = on.papers[feed.slug]
    assert (held.epoch, held.seq) == (paper.epoch, paper.seq)
    for entry in paper.entries.values():
        if entry.order > held.horizon and entry.id in held.rows:
            assert held.rows[entry.id]["version"] == entry.version


@settings(max_examples=25)
@given(steps=plays(*FEEDS))
async def test_a_stream_can_be_resumed_from_any_of_its_ids(steps: list[Step]) -> None:
    async with harness(*FEEDS) as on:
        screen = on.join(*FEEDS, encoding=SSE, buffer=SMALL)
        await play(on, screen, steps)
        newest: dict[str, str] = {}
        for block in screen.blocks:
            if block.event in ("", "gap", "status"):
                assert block.id is None
                continue
            newest[block.json["feed"]] = block.json["cursor"]
            assert block.id is not None
            assert dict(part.split("~") for part in block.id.split(",")) == newest
            requested = read_cursors(block.id, ["ar", "en"])
            assert {feed: str(at) for feed, at in requested.by_feed.items()} == newest
