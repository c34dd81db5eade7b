"""When readers hear a status or a ping: spread over the interval, at each change, and whoever was full, afterwards."""

import pytest

from tests.examples import AR, EN
from tests.system.readers.frames import PING
from tests.unit.fanout.harness import SMALL, FakeReader, harness, turns
from tests.waiting import until
from ticker.fanout import heartbeat
from ticker.fanout.heartbeat import BUCKETS
from ticker.fanout.reader import ReaderState
from ticker.settings import Timing
from ticker.wire.encodings import ENCODINGS, SSE, Encoding
from ticker.wire.json_objects import LiveState

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])
QUICK = Timing(status_every_s=0.06)


def states(screen: FakeReader) -> list[str]:
    """Return what the statuses said so far."""
    screen.take()
    return [received["state"] for received in screen.jsons if received["type"] == "status"]


@BOTH
async def test_everybody_hears_a_status_once_in_each_round(encoding: Encoding) -> None:
    async with harness() as on:
        screens = [on.join(encoding=encoding) for _ in range(2 * BUCKETS + 7)]
        for tick in range(1, BUCKETS + 1):
            before = sum(len(states(screen)) for screen in screens)
            on.hub.heartbeat._tick()
            heard = sum(len(states(screen)) for screen in screens) - before
            assert 2 <= heard <= 3, f"spread over the round, not at once (tick {tick})"
        assert {len(states(screen)) for screen in screens} == {2}, "the one at the beginning and one more"


async def test_the_wheel_turns_by_itself_until_it_is_stopped() -> None:
    async with harness(timing=QUICK) as on:
        screen = on.join()
        on.hub.heartbeat.start()
        await until(lambda: len(states(screen)) >= 3)
        on.hub.heartbeat.stop()


@BOTH
async def test_a_change_is_announced_to_everybody_once_long_before_the_next_round(
    encoding: Encoding, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heartbeat._SPREAD_S <= 2, "within 3 s, whatever else there is to do"
    monkeypatch.setattr(heartbeat, "_SPREAD_S", 0.2)
    async with harness(timing=Timing(status_every_s=600)) as on:
        screens = [on.join(EN, AR, encoding=encoding), *(on.join(encoding=encoding) for _ in range(2 * BUCKETS))]
        on.hub.heartbeat.start()
        on.hub.announce(LiveState.DEGRADED)
        await until(lambda: all(len(states(screen)) == 2 for screen in screens))
        on.hub.announce(LiveState.DEGRADED)  # no change
        on.hub.announce(LiveState.LIVE)
        await until(lambda: all(len(states(screen)) == 3 for screen in screens))
        assert {tuple(states(screen)) for screen in screens} == {("live", "degraded", "live")}


@BOTH
async def test_who_joins_after_a_change_hears_it_at_once(encoding: Encoding) -> None:
    async with harness() as on:
        on.join(encoding=encoding)
        on.hub.announce(LiveState.DRAINING)
        assert states(on.join(encoding=encoding)) == ["draining"]


@BOTH
async def test_a_status_names_the_heads_of_the_readers_feeds_and_has_no_id(encoding: Encoding) -> None:
    async with harness() as on:
        on.file("a")
        one, both = on.join(encoding=encoding), on.join(EN, AR, encoding=encoding)
        on.file("b", feed=AR)
        await turns()
        for _ in range(BUCKETS):
            on.hub.heartbeat._tick()
        for screen, feeds in ((one, ["en"]), (both, ["en", "ar"])):
            screen.take()
            status = screen.jsons[-1]
            assert status["heads"] == {feed: str(on.tails[feed].cursor) for feed in map(type(EN.slug), feeds)}
        if encoding is SSE:
            assert one.blocks[-1].id is None


@BOTH
async def test_a_status_is_built_once_for_all_while_nothing_changed(encoding: Encoding) -> None:
    async with harness() as on:
        on.join(encoding=encoding)
        first = on.hub.heartbeat.of([on.tail])
        assert on.hub.heartbeat.of([on.tail]) is first
        on.file("a")
        second = on.hub.heartbeat.of([on.tail])
        assert second is not first
        on.hub.announce(LiveState.DEGRADED)
        assert on.hub.heartbeat.of([on.tail]) is not second


@BOTH
async def test_whoever_was_full_hears_of_a_change_once_it_reads_again(encoding: Encoding) -> None:
    async with harness() as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        while screen.reader.state is not ReaderState.FULL:
            on.file("long" + str(on.paper.seq), statement="x" * 1_000)
            screen.reader.advance()
        on.hub.announce(LiveState.DEGRADED)
        for _ in range(BUCKETS):
            on.hub.heartbeat._tick()
        await screen.take_all()
        assert states(screen)[-1] == "degraded"


async def test_a_socket_that_is_quiet_is_pinged_and_then_left_in_peace_for_as_long() -> None:
    async with harness(timing=Timing(ping_quiet_s=60)) as on:
        quiet, lively = on.join(), on.join()
        stream = on.join(encoding=SSE)
        for screen in (quiet, stream):
            screen.reader.heard_at -= 61
        for _ in range(BUCKETS):
            on.hub.heartbeat._tick()
        for screen in (quiet, lively):
            screen.take()
        assert [got.opcode for got in quiet.frames].count(PING) == 1
        assert PING not in [got.opcode for got in lively.frames]
        assert stream.reader.state is ReaderState.LIVE


async def test_whoever_left_is_on_no_wheel() -> None:
    async with harness() as on:
        screen = on.join()
        screen.reader.drop()
        assert not any(on.hub.heartbeat._buckets)
