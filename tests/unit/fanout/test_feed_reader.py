"""Readers of one feed over real sockets: what they get, in which writes, and what they never get."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import EN
from tests.unit.fanout.harness import FILLERS, HEAD, SMALL, FakeReader, Harness, harness, turns
from tests.unit.fanout.plays import Step, hold_to_the_log, play, plays
from ticker.fanout.reader import ReaderState
from ticker.model import EntryKind
from ticker.wire.encodings import ENCODINGS, Encoding
from ticker.wire.json_objects import GapReason

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])
LONG = "x" * 1_000
WIDE = replace(EN, history=200, snapshot=30)


def stall(on: Harness, screen: FakeReader, *, prefix: str = "long") -> list[str]:
    """File until the reader's socket is full; return the ids."""
    ids: list[str] = []
    while screen.reader.state is not ReaderState.FULL:
        ids.append(f"{prefix}-{len(ids)}")
        on.file(ids[-1], statement=LONG)
        screen.reader.advance()
    return ids


@BOTH
async def test_the_head_the_snapshot_and_the_status_are_one_write(encoding: Encoding) -> None:
    async with harness() as on:
        on.file("a")
        screen = on.join(encoding=encoding)
        assert on.hub.shared.writes == 1
        screen.take()
        assert screen.types == ["snapshot", "status"]
        assert [update["id"] for update in screen.jsons[0]["updates"]] == ["a"]


@BOTH
async def test_a_returning_reader_gets_what_it_missed_then_a_status(encoding: Encoding) -> None:
    async with harness() as on:
        for id in "abc":
            on.file(id)
        screen = on.join(encoding=encoding, indexes=[on.tail.head - 2])
        assert on.hub.shared.writes == 1
        screen.take()
        assert [received.get("id", received["type"]) for received in screen.jsons] == ["b", "c", "status"]


@BOTH
async def test_a_reader_at_the_head_gets_a_status_at_once(encoding: Encoding) -> None:
    async with harness() as on:
        on.file("a")
        screen = on.join(encoding=encoding, indexes=[on.tail.head])
        screen.take()
        assert screen.types == ["status"]
        assert screen.jsons[0]["heads"] == {"en": str(on.tail.cursor)}


@BOTH
@pytest.mark.parametrize("reason", GapReason)
async def test_a_cursor_that_cannot_be_served_gets_a_gap_then_a_snapshot_then_a_status(
    encoding: Encoding, reason: GapReason
) -> None:
    async with harness() as on:
        screen = on.join(encoding=encoding, gaps=[reason])
        screen.take()
        assert screen.types == ["gap", "snapshot", "status"]
        assert screen.jsons[0]["reason"] == reason.value


@BOTH
async def test_an_entry_is_one_write_to_whoever_is_one_behind(encoding: Encoding) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(20)]
        before = on.hub.shared.writes
        on.file("a")
        await turns()
        assert on.hub.shared.writes - before == 20
        for screen in screens:
            screen.take()
            assert [received["type"] for received in screen.jsons] == ["snapshot", "status", "update"]


@BOTH
async def test_a_burst_is_one_write(encoding: Encoding) -> None:
    async with harness() as on:
        screen = on.join(encoding=encoding)
        before = on.hub.shared.writes
        for id in "abc":
            on.file(id)
        await turns()
        assert on.hub.shared.writes - before == 1
        screen.take()
        assert [received.get("id") for received in screen.jsons[2:]] == ["a", "b", "c"]


@BOTH
async def test_what_a_socket_did_not_take_comes_when_it_has_room_whole_and_in_order(encoding: Encoding) -> None:
    async with harness(WIDE) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        ids = stall(on, screen)
        assert screen.reader in on.hub.shared.full
        on.file("last")
        while screen.take(700):
            await turns(5)
        assert [received["id"] for received in screen.jsons[2:] if "id" in received] == [*ids, "last"]
        assert screen.reader.state is ReaderState.LIVE
        assert on.hub.shared.full == {}


@BOTH
@pytest.mark.parametrize("kind", [EntryKind.KILL, EntryKind.HOLD, EntryKind.CORRECTION])
async def test_words_that_were_replaced_before_their_write_began_never_arrive(
    encoding: Encoding, kind: EntryKind
) -> None:
    async with harness(WIDE) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        stall(on, screen)
        on.file("false", statement="thirty are dead")
        await turns()
        on.act(kind, "false")
        await screen.take_all()
        assert b"thirty are dead" not in screen.received
        assert [received["type"] for received in screen.jsons if received.get("id") == "false"] == [kind.value]


@BOTH
async def test_words_of_which_the_socket_took_nothing_are_not_kept_for_later(encoding: Encoding) -> None:
    async with harness(WIDE) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        screen.fill()
        on.file("false", statement="thirty are dead")
        await turns()
        assert (screen.reader.state, screen.reader.rest) == (ReaderState.FULL, b"")
        on.act(EntryKind.KILL, "false")
        await screen.take_all()
        assert b"thirty are dead" not in screen.received
        assert screen.jsons[-1]["type"] == "kill"


@BOTH
async def test_a_frame_of_which_the_socket_took_a_part_is_finished_first(encoding: Encoding) -> None:
    async with harness(WIDE) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        on.file("long", statement="x" * 6_000)
        await turns()
        assert screen.reader.state is ReaderState.FULL
        assert screen.reader.rest
        on.act(EntryKind.KILL, "long")
        await screen.take_all()
        assert screen.types == ["snapshot", "status", "update", "kill"]


@BOTH
async def test_a_stalled_reader_that_missed_what_was_trimmed_is_told_so(encoding: Encoding) -> None:
    async with harness(replace(EN, history=20, snapshot=3)) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        stall(on, screen)
        for n in range(30):
            on.file(f"later-{n}")
        await screen.take_all()
        at = screen.types.index("gap")
        assert screen.jsons[at]["reason"] == "trimmed"
        assert [update["id"] for update in screen.jsons[at + 1]["updates"]] == ["later-29", "later-28", "later-27"]
        assert "gap" not in screen.types[at + 1 :]


@BOTH
@pytest.mark.parametrize("is_stalled", [False, True])
async def test_a_new_epoch_while_connected_is_a_gap_and_a_snapshot_behind_whole_frames(
    encoding: Encoding,
    is_stalled: bool,  # noqa: FBT001 - a table's value
) -> None:
    async with harness(WIDE) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        if is_stalled:
            stall(on, screen)
        on.begin_epoch()
        on.file("after")
        await screen.take_all()
        at = screen.types.index("gap")
        assert screen.jsons[at]["reason"] == "epoch"
        snapshot = screen.jsons[at + 1]
        assert (snapshot["type"], snapshot["epoch"]) == ("snapshot", on.paper.epoch)
        assert screen.jsons[at + 2 :] == [] or screen.types[-1] in ("update", "status")


@BOTH
@settings(max_examples=25)
@given(filler=st.integers(2_150, 2_300), reads=st.integers(50, 5_000))
async def test_wherever_the_first_write_is_cut_the_rest_comes_and_nothing_twice(
    encoding: Encoding, filler: int, reads: int
) -> None:
    async with harness() as on:
        on.file("a", statement=LONG)
        head = HEAD + FILLERS[encoding] * filler
        screen = on.join(encoding=encoding, buffer=SMALL, head=head, gaps=[GapReason.UNKNOWN])
        while screen.take(reads) or screen.reader.state is ReaderState.FULL:
            await turns(2)
        assert screen.types == ["gap", "snapshot", "status"]


@BOTH
@settings(max_examples=25)
@given(steps=plays(EN))
async def test_whenever_it_reads_it_gets_each_entry_that_stands_once_and_in_order(
    encoding: Encoding, steps: list[Step]
) -> None:
    async with harness(EN) as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        await play(on, screen, steps)
        hold_to_the_log(on, screen)
