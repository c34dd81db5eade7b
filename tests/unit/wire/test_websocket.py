"""WebSocket bytes, against ``websockets`` as the oracle and RFC 6455 as the law."""

import base64

import pytest
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.system.readers.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, closing, frame
from tests.wires import Frame as Received
from tests.wires import split_frames
from ticker.wire.close_codes import CloseCode
from ticker.wire.websocket import Inbound, accept_head, close_frame, is_key, is_lone_pong, ping_frame, text_frame

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
BAD_TEXT = "حريق".encode()[:-1]


def answers(*sent: bytes) -> tuple[list[Received], bool]:
    """Return what is answered to all of this, frame by frame, and whether the connection ends with it."""
    inbound, answered, ended = Inbound(), b"", False
    for part in sent:
        assert not ended, "it ended before all was sent"
        answer, ended = inbound.receive(part)
        answered += answer
    frames, rest = split_frames(answered)
    assert not rest
    return frames, ended


def ends_with(*sent: bytes) -> int | None:
    """Return the code with which a connection ends that brings this, all at once; None if it does not end."""
    frames, ended = answers(b"".join(sent))
    return frames[-1].close_code if ended else None


class TestHandshake:
    @pytest.mark.parametrize("key", [KEY, base64.b64encode(bytes(16)), base64.b64encode(bytes(range(240, 256)))])
    def test_is_accepted_as_websockets_accepts_it(self, key: bytes) -> None:
        request = (
            b"GET /v1/feeds/en/socket HTTP/1.1\r\nHost: news.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + b"\r\n\r\n"
        )
        oracle = ServerProtocol()
        oracle.receive_data(request)
        [parsed] = oracle.events_received()
        assert isinstance(parsed, Request)
        accepted = oracle.accept(parsed)
        del accepted.headers["Date"]  # a 101 needs none (RFC 9110 section 6.6.1)
        assert accept_head(key) == accepted.serialize()

    def test_answers_the_rfc_s_own_example(self) -> None:
        assert b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in accept_head(KEY)

    @pytest.mark.parametrize("key", [KEY, base64.b64encode(b"\xff" * 16)])
    def test_a_key_is_16_bytes_in_base64(self, key: bytes) -> None:
        assert is_key(key)

    @pytest.mark.parametrize(
        "key",
        [
            b"",
            KEY[:-1],
            KEY + b"=",
            KEY + b" ",
            KEY.replace(b"=", b"A"),
            KEY.replace(b"d", b"*"),
            KEY[:-2] + b"\xe9=",
            base64.b64encode(bytes(15)),
            base64.b64encode(bytes(17)),
            b"=" * 24,
            b"AAAA" * 6,
        ],
    )
    def test_nothing_else_is_a_key(self, key: bytes) -> None:
        assert not is_key(key)


class TestOurFrames:
    @pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
    def test_a_text_is_framed_as_websockets_frames_it(self, size: int) -> None:
        payload = b"x" * size
        head = 2 if size < 126 else 4 if size < 65_536 else 10
        assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
        assert len(text_frame(payload)) == head + size

    @pytest.mark.parametrize("code", CloseCode)
    def test_a_close_says_code_and_reason_and_fits(self, code: CloseCode) -> None:
        [received], rest = split_frames(close_frame(code))
        assert (received.opcode, rest) == (CLOSE, b"")
        assert len(received.payload) <= 125
        assert Close.parse(received.payload) == Close(code.value, code.reason)

    def test_a_ping_is_empty(self) -> None:
        assert ping_frame() == b"\x89\x00"


class TestLonePong:
    @pytest.mark.parametrize("size", range(126))
    def test_is_seen_at_every_length_and_only_whole(self, size: int) -> None:
        pong = frame(PONG, b"x" * size)
        assert is_lone_pong(pong)
        assert not any(is_lone_pong(pong[:end]) for end in range(len(pong)))
        assert not is_lone_pong(pong + b"\x8a")

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            frame(PONG, b"x" * 126),
            frame(PONG, b"x" * 127),
            frame(PONG, b"x" * 65_536),
            frame(PONG, b"xxxx", mask=False),
            frame(PONG, b"x", fin=False),
            frame(PONG, b"x", reserved=0x40),
            frame(PING, b"x"),
            frame(TEXT, b"x"),
            frame(PONG) + frame(PONG),
        ],
    )
    def test_is_nothing_else(self, sent: bytes) -> None:
        assert not is_lone_pong(sent)

    @pytest.mark.parametrize("size", [126, 127])
    def test_is_not_what_only_looks_as_long_as_its_marker(self, size: int) -> None:
        assert not is_lone_pong(bytes([0x8A, 0x80 | size]) + bytes(4 + size))


class TestInbound:
    @pytest.mark.parametrize(
        "sent",
        [
            [frame(TEXT, b"hello")],
            [frame(TEXT)],
            [frame(TEXT, b"x" * 4_096)],
            [frame(TEXT, "حريق".encode())],
            [frame(TEXT, b"x" * 96, fin=False), frame(CONTINUATION, b"x" * 4_000)],
            [frame(TEXT, BAD_TEXT, fin=False), frame(CONTINUATION, "حريق".encode()[-1:])],
            [frame(TEXT, b"x", fin=False), frame(CONTINUATION, fin=False), frame(CONTINUATION)],
            [frame(TEXT, b"x", fin=False), frame(PONG, b"x" * 125), frame(CONTINUATION, b"x")],
            [frame(PONG, b"unasked")],
            [frame(TEXT, b"x" * 4_096), frame(TEXT, b"y" * 4_096)],
        ],
    )
    def test_texts_and_pongs_are_ignored(self, sent: list[bytes]) -> None:
        assert answers(b"".join(sent)) == ([], False)
        assert answers(*sent) == ([], False)

    @pytest.mark.parametrize("payload", [b"", b"x", b"\x00\xff" * 62, b"x" * 125])
    def test_a_ping_is_answered_with_what_it_brought(self, payload: bytes) -> None:
        assert answers(frame(PING, payload)) == ([Received(PONG, payload)], False)

    def test_pings_are_answered_in_their_order(self) -> None:
        sent = b"".join(frame(PING, b"%d" % number) for number in range(5))
        assert answers(sent) == ([Received(PONG, b"%d" % number) for number in range(5)], False)

    def test_a_ping_between_fragments_is_answered_however_long_the_text_is_already(self) -> None:
        sent = [frame(TEXT, b"x" * 4_096, fin=False), frame(PING, b"p" * 125), frame(CONTINUATION)]
        assert answers(*sent) == ([Received(PONG, b"p" * 125)], False)

    @pytest.mark.parametrize(
        "sent", [closing(1000), closing(1001, "going away"), closing(3000), closing(4999, "حريق"), frame(CLOSE)]
    )
    def test_a_close_is_echoed_and_ends(self, sent: bytes) -> None:
        [echo], ended = answers(sent)
        assert ended
        assert sent == frame(CLOSE, echo.payload)

    @pytest.mark.parametrize("sent", [closing(1000), closing(3000, "bye"), frame(CLOSE)])
    def test_a_close_between_fragments_is_one_as_well(self, sent: bytes) -> None:
        [echo], ended = answers(frame(TEXT, b"x", fin=False), sent + frame(CONTINUATION, b"y"))
        assert ended
        assert sent == frame(CLOSE, echo.payload)

    def test_what_comes_behind_a_close_is_not_looked_at(self) -> None:
        frames, ended = answers(closing(1000) + frame(BINARY, b"x") + frame(PING))
        assert ended
        assert [received.close_code for received in frames] == [1000]

    @pytest.mark.parametrize(
        "sent",
        [
            [frame(TEXT, b"x" * 4_097)],
            [frame(TEXT, b"x" * 70_000)[:14]],
            [frame(TEXT, b"x" * 96, fin=False), frame(CONTINUATION, b"x" * 4_001)],
            [frame(TEXT, b"x" * 4_096, fin=False), frame(CONTINUATION, b"x" * 4_000)],
            [frame(TEXT, b"x" * 4_096, fin=False), frame(CONTINUATION, b"x", fin=False)],
            [frame(TEXT, b"x" * 1_000, fin=False), *[frame(CONTINUATION, b"x" * 1_000, fin=False)] * 4],
        ],
    )
    def test_over_4_kib_of_text_is_too_big_also_over_fragments(self, sent: list[bytes]) -> None:
        assert ends_with(*sent) == 1009

    @pytest.mark.parametrize("sent", [frame(BINARY), frame(BINARY, b"x"), frame(BINARY, b"x", fin=False)])
    def test_binary_is_not_taken(self, sent: bytes) -> None:
        assert ends_with(sent) == 1003

    @pytest.mark.parametrize(
        "sent",
        [
            [frame(TEXT, b"\xff")],
            [frame(TEXT, b"\xed\xa0\x80")],
            [frame(TEXT, b"\xc0\xaf")],
            [frame(TEXT, BAD_TEXT)],
            [frame(TEXT, BAD_TEXT, fin=False), frame(CONTINUATION)],
            [frame(TEXT, BAD_TEXT, fin=False), frame(PING), frame(CONTINUATION, b"x")],
            [frame(TEXT, b"x", fin=False), frame(CONTINUATION, b"\xff")],
            [frame(TEXT, BAD_TEXT + b"x", fin=False)],
            [frame(TEXT, BAD_TEXT, fin=False), frame(CONTINUATION, b"x", fin=False)],
            [frame(CLOSE, b"\x03\xe8\xff")],
        ],
    )
    def test_text_that_is_no_utf_8_ends_also_over_fragments(self, sent: list[bytes]) -> None:
        assert ends_with(*sent) == 1007

    @pytest.mark.parametrize(
        "sent",
        [
            frame(TEXT, b"x", mask=False),
            frame(PING, b"x", mask=False),
            *(frame(TEXT, b"x", reserved=bit) for bit in (0x10, 0x20, 0x40)),
            *(frame(opcode, b"x") for opcode in (0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF)),
            *(frame(opcode, b"x", fin=False) for opcode in (PING, PONG)),
            frame(CLOSE, b"\x03\xe8", fin=False),
            *(frame(opcode, b"x" * 126) for opcode in (PING, PONG)),
            frame(CLOSE, b"\x03\xe8" + b"x" * 124),
            frame(CLOSE, b"\x03"),
            *(closing(code) for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535)),
            frame(CONTINUATION, b"x"),
            frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"),
        ],
    )
    def test_what_breaks_the_protocol_ends(self, sent: bytes) -> None:
        assert ends_with(sent) == 1002

    @pytest.mark.parametrize("behind", [frame(TEXT, b"x", mask=False), closing(1000), frame(TEXT, b"x" * 5_000)])
    def test_the_first_fault_gives_the_code_whatever_comes_with_it(self, behind: bytes) -> None:
        assert ends_with(frame(BINARY, b"x"), behind) == 1003

    @pytest.mark.parametrize(
        "sent", [frame(BINARY), frame(TEXT, b"\xff"), frame(TEXT, b"x" * 5_000), frame(TEXT, mask=False)]
    )
    def test_an_end_of_ours_is_a_close_frame_with_our_reason(self, sent: bytes) -> None:
        answer, ended = Inbound().receive(sent)
        [received], _ = split_frames(answer)
        assert ended
        assert answer == close_frame(CloseCode(received.close_code))


class TestIdle:
    def test_at_the_beginning(self) -> None:
        assert Inbound().is_idle

    @pytest.mark.parametrize("sent", [frame(TEXT, b"hello"), frame(PING), frame(TEXT, b"x" * 200), frame(PONG, b"x")])
    def test_only_between_whole_frames(self, sent: bytes) -> None:
        for end in range(1, len(sent)):
            inbound = Inbound()
            inbound.receive(sent[:end])
            assert not inbound.is_idle, end
            inbound.receive(sent[end:])
            assert inbound.is_idle, end

    def test_not_between_fragments(self) -> None:
        inbound, idle = Inbound(), []
        for sent in (frame(TEXT, b"x", fin=False), frame(PING), frame(CONTINUATION, fin=False), frame(CONTINUATION)):
            inbound.receive(sent)
            idle.append(inbound.is_idle)
        assert idle == [False, False, False, True]

    @pytest.mark.parametrize("head", [b"\x81\xfe\x00\x05", b"\x81\xff" + bytes(7) + b"\x05"])
    def test_never_too_early_after_a_length_in_a_longer_form_than_needed(self, head: bytes) -> None:
        inbound = Inbound()
        assert inbound.receive(head + bytes(4) + b"hello") == (b"", False)
        for byte in frame(TEXT, b"hello")[:-1]:
            assert inbound.receive(bytes([byte])) == (b"", False)
            assert not inbound.is_idle
        assert inbound.receive(frame(TEXT, b"hello")[-1:]) == (b"", False)

    @pytest.mark.parametrize("sent", [closing(1000), frame(TEXT, mask=False)])
    def test_not_after_the_end(self, sent: bytes) -> None:
        inbound = Inbound()
        assert inbound.receive(sent)[1]
        assert not inbound.is_idle
