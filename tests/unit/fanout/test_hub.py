"""The hub: everybody is advanced, a slice at a time, and everything else gets its turn in between."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.examples import AR, EN
from tests.unit.fanout.harness import FakeReader, harness, turns
from ticker.fanout import group, hub
from ticker.fanout.reader import ReaderState
from ticker.fanout.tail import Chunk
from ticker.wire.encodings import ENCODINGS, Encoding

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])


def has_last(screen: FakeReader, id: str) -> bool:
    screen.take()
    return bool(screen.jsons[-1].get("id") == id)


@BOTH
async def test_readers_of_the_same_feeds_in_the_same_encoding_are_a_crowd(encoding: Encoding) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding), on.join(encoding=encoding), on.join(AR, encoding=encoding)]
        screens += [on.join(AR, EN, encoding=encoding), on.join(AR, EN, encoding=encoding)]
        views = [screen.reader.view for screen in screens]
        assert views[0] is views[1]
        assert views[3] is views[4]
        assert len(set(views)) == len(on.hub.groups()) == 3
        assert len(on.hub.readers()) == on.hub.count == 5
        assert [tail.feed.slug for tail in views[3].tails] == ["ar", "en"]


async def test_a_feed_that_grows_reaches_its_readers_of_every_kind_and_no_others() -> None:
    async with harness() as on:
        screens = [on.join(*feeds, encoding=encoding) for feeds in ([EN], [AR, EN]) for encoding in ENCODINGS]
        other = on.join(AR)
        writes = on.hub.shared.writes
        on.file("a")
        await turns()
        assert all(has_last(screen, "a") for screen in screens)
        assert on.hub.shared.writes - writes == len(screens)
        other.take()
        assert other.types == ["snapshot", "status"]


@BOTH
async def test_a_pass_is_cut_into_slices_between_which_others_get_their_turn(
    encoding: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SLICE_S", 0.0)
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(5 * group._READERS_PER_LOOK)]
        on.file("a")
        progress = [0]
        async with asyncio.timeout(5):
            while progress[-1] < len(screens):
                await asyncio.sleep(0)
                progress.append(sum(screen.reader.cursor == on.tail.head for screen in screens))
        steps = list(range(0, len(screens) + 1, group._READERS_PER_LOOK))
        assert sorted(set(progress)) == steps, "a few readers, then a look at the clock"
        assert all(progress.count(step) >= hub.HOPS for step in steps[1:-1]), "and a few turns for everybody else"


async def test_while_a_filing_waits_the_pump_pauses_and_still_reaches_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub, "SLICE_WHILE_FILING_S", 0.0)
    monkeypatch.setattr(hub, "PAUSE_WHILE_FILING_S", 0.05)  # far longer than some turns of the loop take
    async with harness() as on:
        screens = [on.join() for _ in range(3 * group._READERS_PER_LOOK)]
        on.hub.filings = 1
        on.file("a")
        advanced, stepped_at = 0, [on.hub.loop.time()]
        async with asyncio.timeout(5):
            while advanced < len(screens):
                await asyncio.sleep(0)
                before, advanced = advanced, sum(screen.reader.cursor == on.tail.head for screen in screens)
                if before < advanced:
                    stepped_at.append(on.hub.loop.time())
        pauses_s = [later - sooner for sooner, later in pairwise(stepped_at[1:])]
        assert len(pauses_s) >= 2
        assert min(pauses_s) >= 0.04


@BOTH
async def test_who_joins_or_grows_behind_in_the_middle_of_a_pass_gets_everything_once(
    encoding: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "SLICE_S", 0.0)
    async with harness(replace(EN, history=100, snapshot=30)) as on:
        screens = [on.join(encoding=encoding) for _ in range(20)]
        for n in range(10):
            on.file(f"u{n}")
            await turns(2)
            screens.append(on.join(encoding=encoding))
            if n == 5:
                screens.pop(3).reader.drop()
        await turns(200)
        for screen in screens:
            screen.take()
            [snapshot, *after] = [received for received in screen.jsons if received["type"] != "status"]
            ids = [update["id"] for update in reversed(snapshot["updates"])] + [received["id"] for received in after]
            assert ids == [f"u{n}" for n in range(10)]


async def test_how_long_a_pass_took_is_told() -> None:
    async with harness() as on:
        told: list[float] = []
        on.hub.on_pass = told.append
        on.join()
        on.file("a")
        await turns()
        assert len(told) == 1
        assert 0 <= told[0] < 60


async def test_without_readers_nothing_is_scheduled() -> None:
    async with harness() as on:
        on.file("a")
        assert not on.hub._is_scheduled


class Faulty(Exception):
    """A fault of ours."""


async def test_a_fault_with_one_reader_costs_that_reader_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with harness() as on:
        faulty, other = on.join(), on.join()
        view, place = faulty.reader.view, faulty.reader.cursor - 1
        due = view.due

        def fail(cursor: int) -> Chunk:
            if cursor == place:
                raise Faulty
            return due(cursor)

        monkeypatch.setattr(view, "due", fail)
        faulty.reader.cursor = place
        on.file("a")
        await turns()
        assert faulty.reader.state is ReaderState.CLOSED
        assert has_last(other, "a")
        on.file("b")
        await turns()
        assert has_last(other, "b")
