"""What readers send over a socket, whole or in any pieces: ignored, answered, or refused with the right code."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Close, Frame, Opcode

from tests.wires import Frame as Answer
from tests.wires import split_frames
from ticker.wire.close_codes import CloseCode
from ticker.wire.websocket import READER_TEXT_MAX_BYTES, Inbound


def sent(opcode: Opcode, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


TEXT, BINARY, CONT = Opcode.TEXT, Opcode.BINARY, Opcode.CONT
PING, PONG, CLOSE = Opcode.PING, Opcode.PONG, Opcode.CLOSE

REFUSED: dict[str, tuple[bytes, int]] = {
    "a text over 4 KiB": (sent(TEXT, b"x" * 4097), 1009),
    "a text over 4 KiB in fragments": (sent(TEXT, b"x" * 4000, fin=False) + sent(CONT, b"x" * 97), 1009),
    "a length over 4 KiB whose bytes never come": (b"\x81\xff" + (1 << 40).to_bytes(8, "big"), 1009),
    "binary": (sent(BINARY, b"\x00"), 1003),
    "binary in fragments": (sent(BINARY, b"", fin=False), 1003),
    "bad UTF-8": (sent(TEXT, b"\xff"), 1007),
    "bad UTF-8 in fragments": (sent(TEXT, b"\xd9", fin=False) + sent(CONT, b"x"), 1007),
    "half a character at the end": (sent(TEXT, "é".encode()[:1]), 1007),
    "a surrogate": (sent(TEXT, b"\xed\xa0\x80"), 1007),
    "bad UTF-8 as the reason of a close": (sent(CLOSE, b"\x03\xe8\xff"), 1007),
    "a frame without a mask": (Frame(TEXT, b"hi").serialize(mask=False), 1002),
    "a reserved bit": (b"\xc1" + sent(TEXT, b"hi")[1:], 1002),
    "a reserved opcode": (b"\x83" + sent(TEXT, b"hi")[1:], 1002),
    "a reserved control opcode": (b"\x8b" + sent(TEXT, b"hi")[1:], 1002),
    "a ping in fragments": (b"\x09" + sent(PING)[1:], 1002),
    "a ping over 125 bytes": (b"\x89\xfe\x00\x7e" + bytes(4 + 126), 1002),
    "a continuation of nothing": (sent(CONT, b"x"), 1002),
    "a text in the middle of a text": (sent(TEXT, b"x", fin=False) + sent(TEXT, b"y"), 1002),
    "a close of one byte": (sent(CLOSE, b"\x03"), 1002),
    "a close with a code that is none": (sent(CLOSE, b"\x00\x01"), 1002),
    "a close with a code that is never sent": (sent(CLOSE, (1006).to_bytes(2, "big")), 1002),
}


class Ear:
    """Takes what a reader sends as readers do: what is idle is thrown away and begun anew."""

    def __init__(self) -> None:
        self.inbound: Inbound | None = None
        self.answers = b""
        self.has_ended = False

    def hear(self, chunks: Sequence[bytes]) -> "Ear":
        for chunk in chunks:
            if self.has_ended:
                break
            self.inbound = self.inbound or Inbound()
            answer, self.has_ended = self.inbound.receive(chunk)
            self.answers += answer
            if self.inbound.is_idle:
                self.inbound = None
        return self

    @property
    def frames(self) -> list[Answer]:
        frames, rest = split_frames(self.answers)
        assert not rest
        return frames


def cut(received: bytes, places: Sequence[int]) -> list[bytes]:
    """Cut bytes at these places, wrapped around; no chunk is empty."""
    if not received:
        return []
    at = sorted({place % len(received) for place in places} | {0})
    return [received[start:end] for start, end in zip(at, [*at[1:], None], strict=True)]


cuts = st.lists(st.integers(0, 5_000), max_size=12)
texts = st.text(max_size=200).map(str.encode)
harmless = st.lists(
    st.one_of(
        st.builds(sent, st.just(TEXT), texts),
        st.builds(sent, st.just(PONG), st.binary(max_size=125)),
        st.builds(sent, st.just(PING), st.binary(max_size=125)),
        texts.map(lambda text: sent(TEXT, text[:1], fin=False) + sent(PING, b"mid") + sent(CONT, text[1:])),
    ),
    max_size=6,
)


@given(harmless, cuts)
def test_texts_and_pongs_are_ignored_and_pings_answered_however_they_are_cut(
    frames: list[bytes], places: list[int]
) -> None:
    whole, pieces = Ear().hear(frames), Ear().hear(cut(b"".join(frames), places))
    assert pieces.answers == whole.answers
    assert not pieces.has_ended
    assert pieces.inbound is None, "nothing is kept once all has been received"
    assert all(frame.opcode == PONG for frame in whole.frames)


@given(harmless, cuts)
def test_a_reader_is_idle_between_frames_and_nowhere_else(frames: list[bytes], places: list[int]) -> None:
    received = b"".join(frames)
    boundaries = {0}
    for frame in frames:
        boundaries.add(max(boundaries) + len(frame))
    at, inbound = 0, Inbound()
    for chunk in cut(received, places):
        inbound.receive(chunk)
        at += len(chunk)
        assert inbound.is_idle == (at in boundaries)


def test_pongs_carry_what_the_pings_did() -> None:
    ear = Ear().hear([sent(PING, b"one") + sent(TEXT, b"x") + sent(PING, b"two")])
    assert ear.frames == [Answer(0xA, b"one"), Answer(0xA, b"two")]


@pytest.mark.parametrize("what", REFUSED)
@given(before=harmless, places=cuts)
def test_what_must_not_be_sent_ends_the_connection_with_its_code(
    what: str, before: list[bytes], places: list[int]
) -> None:
    received, code = REFUSED[what]
    ear = Ear().hear([*cut(b"".join(before), places), *cut(received, places)])
    assert ear.has_ended
    assert ear.frames[-1].code == code
    assert all(frame.opcode == PONG for frame in ear.frames[:-1])


@given(places=cuts)
def test_a_text_of_4_kib_is_taken_in_one_frame_or_many(places: list[int]) -> None:
    text = b"x" * READER_TEXT_MAX_BYTES
    pieces = cut(text, places)
    frames = [sent(TEXT, pieces[0], fin=len(pieces) == 1)]
    frames += [sent(CONT, piece, fin=False) for piece in pieces[1:-1]]
    frames += [sent(CONT, pieces[-1])] if len(pieces) > 1 else []
    ear = Ear().hear([b"".join(frames)])
    assert (ear.has_ended, ear.answers, ear.inbound) == (False, b"", None)


@pytest.mark.parametrize("code", [None, 1000, 1001, 3000, 4999])
def test_a_close_is_answered_with_the_same_code_and_ends_the_connection(code: int | None) -> None:
    payload = b"" if code is None else Close(code, "bye").serialize()
    ear = Ear().hear([sent(CLOSE, payload) + sent(TEXT, b"\xff")])
    assert ear.has_ended
    [answer] = ear.frames
    assert answer.payload[:2] == payload[:2]


def test_what_was_refused_before_a_close_is_answered_as_a_close() -> None:
    ear = Ear().hear([sent(TEXT, b"\xff") + sent(CLOSE, b"\x03\xe8")])
    assert ear.has_ended
    assert len(ear.frames) == 1


def test_codes_of_refusals_are_named() -> None:
    assert {code for _, code in REFUSED.values()} <= set(CloseCode)
