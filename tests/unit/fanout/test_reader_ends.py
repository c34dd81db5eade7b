"""How readers end: told to go, stalled, gone, or breaking the rules. Whoever ended is written to no more."""

import os
import socket

import pytest

from tests.system.readers.frames import PING, PONG, TEXT, closing, frame
from tests.unit.fanout.harness import SMALL, FakeReader, Harness, harness, turns
from tests.waiting import until
from ticker.fanout.reader import ReaderState
from ticker.fanout.slow_readers import close_stalled
from ticker.settings import Timing
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import ENCODINGS, SSE, Encoding

BOTH = pytest.mark.parametrize("encoding", ENCODINGS, ids=[encoding.name for encoding in ENCODINGS])
SHORT = Timing(close_grace_s=0.02)
PATIENT = Timing(close_grace_s=60)


def stall(on: Harness, screen: FakeReader) -> None:
    """File until the reader's socket is full."""
    for n in range(99):
        if screen.reader.state is not ReaderState.LIVE:
            break
        on.file(f"long-{n}", statement="x" * 1_000)
        screen.reader.advance()
    assert screen.reader.state is ReaderState.FULL


async def gone(screen: FakeReader) -> None:
    """Wait until the reader's socket is closed."""
    await until(lambda: screen.reader.state is ReaderState.CLOSED)
    assert screen.reader.fd == -1
    screen.take()


@pytest.mark.parametrize("code", [CloseCode.RESTARTING, CloseCode.TOO_SLOW])
async def test_a_socket_that_is_told_to_go_hears_its_code_and_no_more(code: CloseCode) -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join()
        screen.reader.close(code)
        on.file("a")
        await turns()
        screen.take()
        assert [frame.opcode for frame in screen.frames] == [1, 1, 8]
        assert (screen.frames[-1].close_code, screen.has_ended) == (code, True)
        assert on.hub.closed == {code: 1}


async def test_a_stream_that_is_told_to_go_hears_when_to_come_back() -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join(encoding=SSE)
        screen.reader.close(CloseCode.RESTARTING)
        await turns()
        screen.take()
        assert 1_000 <= (screen.blocks[-1].retry_ms or 0) <= 5_000
        assert screen.body.endswith(b"\r\n0\r\n\r\n"), "it was ended, not cut"
        assert screen.has_ended


@BOTH
async def test_whoever_was_told_to_go_is_closed_as_soon_as_it_goes(encoding: Encoding) -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join(encoding=encoding)
        screen.reader.close(CloseCode.RESTARTING)
        assert (on.hub.count, on.hub.shared.closing) == (0, {screen.reader})
        screen.far.close()
        await gone(screen)
        assert on.hub.shared.closing == set()


@BOTH
async def test_whoever_does_not_go_is_closed_after_a_grace(encoding: Encoding) -> None:
    async with harness(timing=SHORT) as on:
        screen = on.join(encoding=encoding)
        screen.reader.close(CloseCode.RESTARTING)
        await gone(screen)
        assert on.hub.shared.closing == set()


async def test_who_pings_and_is_gone_before_the_pong_is_closed_without_a_fault_of_ours() -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join()
        screen.far.close()
        screen.reader.take(frame(PING, b"x"))
        assert (screen.reader.state, screen.reader.fd, on.hub.count) == (ReaderState.CLOSED, -1, 0)


@BOTH
async def test_being_told_twice_is_being_told_once(encoding: Encoding) -> None:
    async with harness(timing=PATIENT) as on:
        screen, _ = on.join(encoding=encoding), on.join(encoding=encoding)
        for code in (CloseCode.RESTARTING, CloseCode.TOO_SLOW):
            screen.reader.close(code)
        assert on.hub.closed == {CloseCode.RESTARTING: 1}
        screen.reader.drop()
        screen.reader.close(CloseCode.TOO_SLOW)
        screen.reader.drop()
        assert (on.hub.count, on.hub.closed) == (1, {CloseCode.RESTARTING: 1}), "the other is there yet"


async def test_a_stalled_socket_that_reads_at_last_hears_its_code_behind_a_whole_frame() -> None:
    async with harness(timing=Timing(close_grace_s=60)) as on:
        screen = on.join(buffer=SMALL)
        stall(on, screen)
        close_stalled(on.hub.shared, stalled_s=0)
        assert on.hub.closed == {CloseCode.TOO_SLOW: 1}
        await screen.take_all()
        assert screen.frames[-1].close_code == CloseCode.TOO_SLOW
        assert screen.has_ended


@BOTH
async def test_a_stalled_reader_that_never_reads_is_closed_after_its_time_and_a_grace(encoding: Encoding) -> None:
    async with harness(timing=Timing(close_grace_s=0.02)) as on:
        stalled, other = on.join(encoding=encoding, buffer=SMALL), on.join(encoding=encoding)
        stall(on, stalled)
        close_stalled(on.hub.shared, stalled_s=0.05)
        assert stalled.reader.state is ReaderState.FULL, "it has some time"

        def is_closed() -> bool:
            close_stalled(on.hub.shared, stalled_s=0.05)
            return stalled.reader.state is ReaderState.CLOSED

        await until(is_closed)
        assert other.reader.state is ReaderState.LIVE
        assert on.hub.shared.full == {}


@BOTH
async def test_a_reader_that_gets_on_from_time_to_time_is_not_stalled(encoding: Encoding) -> None:
    async with harness() as on:
        screen = on.join(encoding=encoding, buffer=SMALL)
        stall(on, screen)
        for n in range(99):
            on.file(f"more-{n}", statement="x" * 1_000)
        first = screen.reader.full_since
        while screen.reader.full_since == first and screen.reader.state is ReaderState.FULL:
            screen.take(500)
            await turns(2)
        assert screen.reader.state is ReaderState.LIVE or screen.reader.full_since > first


@BOTH
async def test_a_reader_that_goes_by_itself_is_forgotten(encoding: Encoding) -> None:
    async with harness() as on:
        screen = on.join(encoding=encoding)
        assert (on.hub.count, on.hub.count_by_address) == (1, {"192.0.2.1": 1})
        screen.far.close()
        await gone(screen)
        assert (on.hub.count, on.hub.count_by_address, on.hub.groups(), on.hub.closed) == (0, {}, [], {})


@BOTH
async def test_a_write_to_whoever_has_gone_ends_it(encoding: Encoding) -> None:
    async with harness() as on:
        screen, other = on.join(encoding=encoding), on.join(encoding=encoding)
        screen.far.close()
        on.file("a")
        on.hub._slice()  # before the loop can see that it has gone
        assert (screen.reader.state, screen.reader.fd) == (ReaderState.CLOSED, -1)
        other.take()
        assert other.types[-1] == "update"


@pytest.mark.parametrize("sent", [frame(PING), frame(PING) + frame(TEXT, b"half")[:3]], ids=["whole", "and a half"])
async def test_a_pong_to_whoever_has_gone_ends_it(sent: bytes) -> None:
    async with harness() as on:
        screen = on.join()
        screen.far.close()
        screen.reader.take(sent)
        assert (screen.reader.state, screen.reader.fd, screen.reader.inbound) == (ReaderState.CLOSED, -1, None)


@BOTH
async def test_a_descriptor_that_is_used_again_is_written_to_by_its_new_owner_alone(encoding: Encoding) -> None:
    async with harness() as on:
        screen, other = on.join(encoding=encoding), on.join(encoding=encoding)
        on.file("a")  # a pass is due, and its list of readers may be older than what follows
        on.hub._next_group()
        fd = screen.reader.fd
        screen.reader.drop()
        mine, theirs = socket.socketpair()
        with mine, theirs:
            if mine.fileno() != fd:
                os.dup2(mine.fileno(), fd)
            await turns()
            screen.reader.send_aside(b"a status")
            screen.reader.advance()
            screen.reader.close(CloseCode.RESTARTING)
            theirs.setblocking(False)
            with pytest.raises(BlockingIOError):
                theirs.recv(99)
            if mine.fileno() != fd:
                os.close(fd)
        other.take()
        assert other.types[-1] == "update"


async def test_a_ping_is_answered_between_frames() -> None:
    async with harness() as on:
        screen = on.join()
        screen.far.send(frame(PING, b"mid"))
        await turns()
        on.file("a")
        await turns()
        screen.take()
        assert [(got.opcode, got.payload) for got in screen.frames[2:3]] == [(PONG, b"mid")]
        assert screen.types == ["snapshot", "status", "update"]


async def test_a_pong_that_a_full_socket_does_not_take_is_dropped() -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join(buffer=SMALL)
        stall(on, screen)
        for _ in range(50):
            screen.far.send(frame(PING, b"x" * 125))
        await turns()
        await screen.take_all()
        assert PONG not in {got.opcode for got in screen.frames}
        assert len(screen.reader.rest) == 0


async def test_what_a_reader_sends_is_forgotten_once_it_is_whole() -> None:
    async with harness() as on:
        screen = on.join()
        sent = frame(TEXT, b"hello") + frame(PONG)
        for at in range(len(sent)):
            screen.far.send(sent[at : at + 1])
            await turns(3)
        assert screen.reader.inbound is None
        assert screen.reader.state is ReaderState.LIVE


async def test_a_reader_that_says_goodbye_gets_its_code_back_and_the_end() -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join()
        screen.far.send(closing(1001))
        await turns()
        screen.take()
        assert (screen.frames[-1].close_code, screen.has_ended) == (1001, True)
        assert (on.hub.count, on.hub.closed) == (0, {}), "nobody told it to go"


async def test_a_reader_that_breaks_the_rules_hears_which_and_is_listened_to_no_more() -> None:
    async with harness(timing=PATIENT) as on:
        screen = on.join()
        screen.far.send(frame(TEXT, b"\xff") + frame(TEXT, b"\xff"))
        await turns()
        screen.far.send(frame(PING))
        await turns()
        screen.take()
        assert [got.opcode for got in screen.frames] == [1, 1, 8]
        assert screen.frames[-1].close_code == CloseCode.INVALID_TEXT


async def test_what_comes_over_a_stream_is_read_and_ignored() -> None:
    async with harness() as on:
        screen = on.join(encoding=SSE)
        screen.far.send(b"\x00\xff GET / HTTP/1.1\r\n\r\n" * 100)
        await turns()
        assert screen.reader.state is ReaderState.LIVE
        on.file("a")
        await turns()
        screen.take()
        assert screen.types[-1] == "update"
