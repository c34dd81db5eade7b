"""What a reader sends means the same, however the network cuts it."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.system.readers.frames import BINARY, CONTINUATION, PING, PONG, TEXT, closing, frame
from tests.wires import Frame, split_frames
from ticker.wire.websocket import Inbound, is_lone_pong

PAYLOADS = st.binary(max_size=130) | st.text(max_size=60).map(str.encode) | st.just(b"x" * 4_000)
FRAMES = st.one_of(
    st.builds(frame, st.just(TEXT), st.text(max_size=60).map(str.encode)),
    st.builds(frame, st.just(PING), st.binary(max_size=125)),
    st.builds(frame, st.just(PONG), st.binary(max_size=125)),
    st.builds(frame, st.sampled_from([TEXT, CONTINUATION]), PAYLOADS, fin=st.booleans()),
    st.builds(frame, st.just(BINARY), PAYLOADS),
    st.builds(closing, st.sampled_from([999, 1000, 1005, 4000])),
)
SENT = st.lists(FRAMES, max_size=8).map(b"".join) | st.binary(max_size=300)


def taken(parts: list[bytes]) -> tuple[list[Frame], bool]:
    """Take parts as a reader's socket does: lone pongs are passed over, and what is idle is forgotten.

    Gives the answers, and whether it ended. Of what ends with a code of ours only the end counts: pongs that were due
    in the same part go with it.
    """
    inbound: Inbound | None = None
    answered = b""
    for part in filter(None, parts):
        if inbound is None:
            if is_lone_pong(part):
                continue
            inbound = Inbound()
        answer, ended = inbound.receive(part)
        answered += answer
        if ended:
            return split_frames(answered)[0][-1:], True
        if inbound.is_idle:
            inbound = None
    return split_frames(answered)[0], False


@given(SENT, st.data())
def test_answers_do_not_depend_on_how_the_bytes_are_cut(sent: bytes, cutting: st.DataObject) -> None:
    cuts = cutting.draw(st.lists(st.integers(0, len(sent)), max_size=12))
    parts = [sent[a:b] for a, b in itertools.pairwise([0, *sorted(cuts), len(sent)])]
    assert taken(parts) == taken([sent])


@given(SENT)
def test_answers_are_the_same_one_byte_at_a_time(sent: bytes) -> None:
    assert taken([sent[at : at + 1] for at in range(len(sent))]) == taken([sent])


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(sent: bytes) -> None:
    answer, ended = Inbound().receive(sent)
    frames, rest = split_frames(answer)
    assert not rest
    assert not ended or frames[-1].opcode == 0x8
