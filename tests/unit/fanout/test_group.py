"""A pass over the readers of one feed: whatever happens in its middle, each gets its news once and in order."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import EN
from tests.unit.fanout.harness import FILLERS, SMALL, FakeReader, Harness, harness, turns
from tests.unit.fanout.plays import hold_to_the_log
from ticker.fanout import group, hub
from ticker.fanout.reader import ReaderState
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import ENCODINGS, Encoding

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])
KINDS = ["file", "file", "act", "act", "epoch", "join", "drop", "close", "status", "read", "read a little", "wait"]
Step = tuple[str, int]


@pytest.fixture
def writes_one_by_one() -> Iterator[None]:
    """Let everything else have its turn after each single write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "SLICE_S", 0.0)
        patch.setattr(group, "_READERS_PER_LOOK", 1)
        yield


def ids_of(screen: FakeReader) -> list[str]:
    """Return the ids of what a reader was sent, snapshot and entries, in order."""
    screen.take()
    [snapshot, *after] = [received for received in screen.jsons if received["type"] != "status"]
    return [update["id"] for update in reversed(snapshot["updates"])] + [received["id"] for received in after]


@BOTH
async def test_what_is_new_is_one_write_to_each(encoding: Encoding) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(40)]
        on.file("a")
        await turns()
        before = on.hub.shared.writes
        on.file("b")
        await turns()
        assert on.hub.shared.writes - before == 40
        assert [ids_of(screen) for screen in screens] == [["a", "b"]] * 40


@BOTH
async def test_what_only_some_are_sent_in_the_middle_of_a_pass_moves_no_cursor(
    encoding: Encoding, writes_one_by_one: None
) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(6)]
        on.file("a")
        await turns(100)
        on.file("b")
        await turns(8)  # some have it, others do not
        for screen in screens:
            screen.reader.send_aside(FILLERS[encoding])
        assert {screen.reader.cursor for screen in screens} == {on.tail.head - 1, on.tail.head}
        await turns(100)
        assert [ids_of(screen) for screen in screens] == [["a", "b"]] * 6


@BOTH
async def test_news_in_the_middle_of_a_pass_reaches_those_who_had_their_turn_and_those_who_had_not(
    encoding: Encoding, writes_one_by_one: None
) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(6)]
        on.file("a")
        await turns(100)
        on.file("b")
        await turns(8)
        on.file("c")
        await turns(200)
        assert [ids_of(screen) for screen in screens] == [["a", "b", "c"]] * 6


@BOTH
async def test_a_descriptor_that_is_used_again_in_the_middle_of_a_pass_gets_nothing_of_its_former_reader(
    encoding: Encoding, writes_one_by_one: None
) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(6)]
        on.file("a")
        await turns(100)
        on.file("b")
        await turns(5)
        leaving = screens.pop()
        number = leaving.reader.fd
        leaving.reader.drop()
        newcomer = on.join(encoding=encoding)
        assert newcomer.reader.fd == number
        await turns(100)
        assert ids_of(newcomer) == ["a", "b"]
        assert [ids_of(screen) for screen in screens] == [["a", "b"]] * 5


@BOTH
@settings(max_examples=25)
@given(steps=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 11)), max_size=40))
async def test_whatever_happens_in_the_middle_of_a_pass_each_gets_its_news_once_and_in_order(
    encoding: Encoding, steps: list[Step]
) -> None:
    feed = replace(EN, history=60, snapshot=20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub, "SLICE_S", 0.0)
        patch.setattr(group, "_READERS_PER_LOOK", 1)
        async with harness(feed) as on:
            screens = [on.join(encoding=encoding, buffer=SMALL) for _ in range(5)]
            on.file("first")
            await turns(60)
            for number, (step, pick) in enumerate(steps):
                tell_news(on, step, pick, f"u{number}")
                move_readers(on, screens, step, pick)
                await turns(pick if step == "wait" else 0)
            for _ in range(3):
                await turns(200)
                for screen in screens:
                    while screen.take():
                        await turns(20)
            for screen in screens:
                if screen.reader.state is ReaderState.LIVE:
                    assert screen.reader.is_caught_up
                    hold_to_the_log(on, screen)


def tell_news(on: Harness, step: str, pick: int, id: str) -> None:
    """File, act, or begin a new epoch."""
    if step == "file":
        on.file(id, statement="x" * 20 * (pick + 1) ** 2)
    elif step == "act":
        former = list(on.paper.records)[-1 - pick % len(on.paper.records)]
        if allowed := on.allowed(former):
            on.act(allowed[pick % len(allowed)], former)
    elif step == "epoch" and pick < 2:
        on.begin_epoch()


def move_readers(on: Harness, screens: list[FakeReader], step: str, pick: int) -> None:
    """Let readers come, go, read and be told how things stand."""
    chosen = screens[pick % len(screens)]
    if step in ("join", "drop"):
        if step == "drop":
            chosen.reader.drop()
        screens.append(on.join(encoding=chosen.reader.view.encoding, buffer=SMALL))  # perhaps with its descriptor
    elif step == "close":
        chosen.reader.close(CloseCode.RESTARTING)
    elif step == "status":
        chosen.reader.status_due = True
        chosen.reader.send_status()
    elif step.startswith("read"):
        chosen.take(1 << 30 if step == "read" else 100 * (pick + 1))
