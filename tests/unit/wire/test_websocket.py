"""WebSocket bytes, with the websockets library as the oracle."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from ticker.wire.close_codes import CloseCode
from ticker.wire.websocket import accept_head, close_frame, is_key, is_lone_pong, ping_frame, text_frame

KEY = "dGhlIHNhbXBsZSBub25jZQ=="


def handshake(key: str) -> Request:
    headers = Headers(
        {
            "Host": "localhost",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
        }
    )
    return Request("/v1/feeds/en/socket", headers)


def parsed_head(head: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = head.removesuffix(b"\r\n\r\n").decode("latin-1").split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines)


@given(st.binary(min_size=16, max_size=16))
def test_our_answer_to_a_handshake_is_the_librarys(nonce: bytes) -> None:
    key = base64.b64encode(nonce)
    oracle = ServerProtocol().accept(handshake(key.decode()))
    del oracle.headers["Date"]
    first, headers = parsed_head(accept_head(key))
    assert first == f"HTTP/1.1 {oracle.status_code} {oracle.reason_phrase}"
    assert headers == dict(oracle.headers.raw_items())
    assert accept_head(key).endswith(b"\r\n\r\n")


def test_the_answer_is_the_rfcs_example() -> None:
    assert parsed_head(accept_head(KEY.encode()))[1]["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@given(
    st.one_of(
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
        st.binary(max_size=30).map(base64.b64encode).map(bytes.decode),
    )
)
def test_a_key_is_one_where_the_library_takes_it(key: str) -> None:
    assert is_key(key.encode()) == (ServerProtocol().accept(handshake(key)).status_code == 101)


@pytest.mark.parametrize(
    "key", ["", "short", KEY[:-1], KEY + "=", "dGhlIHNhbXBsZSBub25jZQ=\n", "dGhl IHNhbXBsZSBub25jZ==", "é" * 24]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    assert not is_key(key.encode("latin-1"))


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_text_frame_is_the_librarys_at_every_length_of_its_head(length: int) -> None:
    payload = os.urandom(length)
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


@pytest.mark.parametrize("code", CloseCode)
def test_a_close_frame_says_its_code_and_reason_in_the_bytes_that_it_may_have(code: CloseCode) -> None:
    frame = close_frame(code)
    assert frame == Frame(Opcode.CLOSE, code.to_bytes(2, "big") + code.reason.encode()).serialize(mask=False)
    assert len(frame) <= 2 + 125


def test_codes_say_whether_to_come_back() -> None:
    come_back = {code.value for code in CloseCode if code.may_return and code.value >= 4000}
    stay_away = {code.value for code in CloseCode if not code.may_return}
    assert come_back == {4008, 4012, 4013}
    assert stay_away == {4501, 4503, 4504}
    assert len({code.reason for code in CloseCode}) == len(CloseCode)


def test_a_ping_has_no_payload() -> None:
    assert ping_frame() == b"\x89\x00"


@given(st.binary(max_size=125), st.binary(max_size=3))
def test_a_lone_pong_is_one_whole_masked_pong_and_nothing_else(payload: bytes, more: bytes) -> None:
    pong = Frame(Opcode.PONG, payload).serialize(mask=True)
    assert is_lone_pong(pong)
    assert is_lone_pong(pong + more) == (not more)
    assert not is_lone_pong(pong[:-1])


@pytest.mark.parametrize("opcode", [Opcode.TEXT, Opcode.PING, Opcode.CLOSE])
def test_nothing_else_is_taken_for_a_lone_pong(opcode: Opcode) -> None:
    assert not is_lone_pong(Frame(opcode, b"\x03\xe8").serialize(mask=True))
    assert not is_lone_pong(Frame(Opcode.PONG, b"1234").serialize(mask=False))
    assert not is_lone_pong(b"")
    assert not is_lone_pong(b"\x8a\xfe" + bytes(130)), "a length of two bytes is not allowed in a pong"
