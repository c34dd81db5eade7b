"""The frame scanner: any chunking gives the same frames, and they are the frames that were sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode

from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.frame_scanner import FrameKind, ScannedFrame, WireFormat, scan_sse, scan_ws, scanner_of
from ticker.wire import sse

PAYLOADS = st.lists(st.one_of(st.binary(max_size=200), st.sampled_from([b"x" * n for n in (125, 126, 65_535, 65_536)])))
LINES = st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), min_size=1, max_size=60))


def in_chunks(transport: WireFormat, stream: bytes, cuts: list[int]) -> list[ScannedFrame]:
    """Scan as the crowd does: what is left of one chunk stands before the next."""
    scan, frames, rest = scanner_of(transport), list[ScannedFrame](), b""
    places = sorted({min(cut, len(stream)) for cut in cuts} | {len(stream)})
    for start, end in zip([0, *places], places, strict=False):
        found, consumed = scan(rest + stream[start:end])
        rest = (rest + stream[start:end])[consumed:]
        frames += found
    assert rest == b""
    return frames


@settings(max_examples=25)
@given(PAYLOADS, st.lists(st.integers(0, 70_000)))
def test_websocket_frames_are_the_same_however_the_bytes_are_cut(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(LibraryFrame(Opcode.TEXT, payload).serialize(mask=False) for payload in payloads)
    frames = in_chunks(WireFormat.WS, stream, cuts)
    assert [(frame.kind, frame.payload) for frame in frames] == [(FrameKind.TEXT, payload) for payload in payloads]
    assert b"".join(frame.whole for frame in frames) == stream


@settings(max_examples=15)  # each is a stream of many kilobytes
@given(LINES, st.lists(st.integers(0, 4_000)))
def test_events_are_the_same_however_the_bytes_are_cut(lines: list[str], cuts: list[int]) -> None:
    stream = b"".join(f"id: abc.1\nevent: update\ndata: {line}\n\n".encode() for line in lines)
    frames = in_chunks(WireFormat.SSE, stream, cuts)
    assert [(frame.kind, frame.payload) for frame in frames] == [(FrameKind.TEXT, line.encode()) for line in lines]
    assert b"".join(frame.whole for frame in frames) == stream


def test_pings_and_comments_are_quiet() -> None:
    ping = LibraryFrame(Opcode.PING, b"1234").serialize(mask=False)
    assert scan_ws(ping) == ([ScannedFrame(FrameKind.QUIET, b"1234", ping)], len(ping))
    frames, _ = scan_sse(b": hello\nretry: 2000\n\n")
    assert [frame.kind for frame in frames] == [FrameKind.QUIET]


def test_a_close_keeps_its_code() -> None:
    close = LibraryFrame(Opcode.CLOSE, (4008).to_bytes(2) + b"too slow").serialize(mask=False)
    frames, _ = scan_ws(close)
    assert frames == [ScannedFrame(FrameKind.CLOSE, b"\x0f\xa8too slow", close)]


@pytest.mark.parametrize("broken", [b'{"type"', b"\x82\x01x", b"\x01\x01x", b"\x81\x81xxxxx"])
def test_bytes_that_no_reader_should_get_are_named(broken: bytes) -> None:
    with pytest.raises(DeliveryError):
        scan_ws(broken)


@settings(max_examples=15)
@given(LINES, st.lists(st.integers(0, 4_000)), st.sampled_from([b"", sse.LAST_CHUNK]))
def test_events_in_chunks_are_the_same_however_they_are_cut(lines: list[str], cuts: list[int], last: bytes) -> None:
    chunks = [sse.chunk(sse.id_line("abc.1") + sse.rest("update", line.encode())) for line in lines]
    stream = sse.chunk(sse.opening(2_000)) + b"".join(chunks) + last
    frames = in_chunks(WireFormat.SSE, stream, cuts)
    told = [(frame.payload, frame.whole) for frame in frames if frame.kind is FrameKind.TEXT]
    assert told == [(line.encode(), chunk) for line, chunk in zip(lines, chunks, strict=True)]
    assert b"".join(frame.whole for frame in frames) == stream


def test_a_chunk_that_does_not_end_where_it_says_is_named() -> None:
    with pytest.raises(DeliveryError):
        scan_sse(b"3\r\ndata: x\n\n\r\n")
