"""The cases of the Autobahn testsuite, groups 1 to 7 and 10, by hand: what is sent, and what must come back. Pure.

Numbers are the testsuite's. Where it lets a server choose (a strict and a lax way), what ours does is the one here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.system.readers.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, closing, frame
from tests.wires import Frame

NORMAL: Final = 1000
BROKEN: Final = 1002
NO_TEXT: Final = 1007


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent, frame by frame, and what must come back before the close with ``code``."""

    number: str
    sent: tuple[bytes, ...]
    answers: tuple[Frame, ...] = ()
    code: int | None = NORMAL
    """None: a close frame without a code."""


def case(number: str, *sent: bytes, answers: tuple[Frame, ...] = (), code: int | None = NORMAL) -> Case:
    """Describe a case; one that must not end the connection ends with a close of the client's own."""
    return Case(number, (*sent, closing(NORMAL)), answers, code)


def refused(number: str, *sent: bytes, answers: tuple[Frame, ...] = (), code: int = BROKEN) -> Case:
    return Case(number, sent, answers, code)


def text(payload: bytes) -> Frame:
    return Frame(TEXT, payload)


def fragments(payload: bytes, size: int, *, opcode: int = TEXT) -> tuple[bytes, ...]:
    """Cut into frames of so many octets."""
    parts = [payload[at : at + size] for at in range(0, len(payload), size)]
    last = len(parts) - 1
    return tuple(frame(CONTINUATION if at else opcode, part, fin=at == last) for at, part in enumerate(parts))


def group_1() -> Iterator[Case]:
    """Texts and binary of every length that is written in another way."""
    for kind, (opcode, byte) in enumerate([(TEXT, b"*"), (BINARY, b"\xfe")], 1):
        for number, size in enumerate([0, 125, 126, 127, 128, 65_535, 65_536], 1):
            payload = byte * size
            yield case(f"1.{kind}.{number}", frame(opcode, payload), answers=(Frame(opcode, payload),))


def group_2() -> Iterator[Case]:
    """Pings and pongs."""
    for number, payload in enumerate([b"", b"Hello, world!", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"\xfe" * 125], 1):
        yield case(f"2.{number}", frame(PING, payload), answers=(Frame(PONG, payload),))
    yield refused("2.5", frame(PING, b"\xfe" * 126))
    yield case("2.7", frame(PONG))
    yield case("2.8", frame(PONG, b"unsolicited pong payload"))
    yield case("2.9", frame(PONG, b"unsolicited"), frame(PING, b"asked"), answers=(Frame(PONG, b"asked"),))
    pings = [b"payload-%d" % number for number in range(10)]
    yield case("2.10", *(frame(PING, ping) for ping in pings), answers=tuple(Frame(PONG, ping) for ping in pings))


def group_3() -> Iterator[Case]:
    """Reserved bits without an extension that gives them a meaning."""
    hello, ping = frame(TEXT, b"Hello, world!"), frame(PING)
    yield refused("3.1", frame(TEXT, b"Hello, world!", reserved=0x10))
    yield refused("3.2", hello, frame(TEXT, b"again", reserved=0x20), ping, answers=(text(b"Hello, world!"),))
    yield refused("3.3", hello, frame(TEXT, b"again", reserved=0x30), ping, answers=(text(b"Hello, world!"),))
    yield refused("3.4", hello, frame(TEXT, b"again", reserved=0x40), ping, answers=(text(b"Hello, world!"),))
    yield refused("3.5", frame(BINARY, b"\x00\xff" * 4, reserved=0x50))
    yield refused("3.6", frame(PING, b"Hello, world!", reserved=0x60))
    yield refused("3.7", frame(CLOSE, b"\x03\xe8", reserved=0x70))


def group_4() -> Iterator[Case]:
    """Opcodes that are none."""
    hello = frame(TEXT, b"Hello, world!")
    for kind, opcodes in enumerate([(3, 4, 5, 6, 7), (11, 12, 13, 14, 15)], 1):
        for number, opcode in enumerate(opcodes, 1):
            payload = b"" if number % 2 else b"reserved opcode payload"
            before = () if number < 3 else (hello,)
            answers = (text(b"Hello, world!"),) if before else ()
            yield refused(f"4.{kind}.{number}", *before, frame(opcode, payload), frame(PING), answers=answers)


def group_5() -> Iterator[Case]:
    """Fragments, and control frames between them."""
    first, last = frame(TEXT, b"fragment1", fin=False), frame(CONTINUATION, b"fragment2")
    whole = (text(b"fragment1fragment2"),)
    yield refused("5.1", frame(PING, b"fragment1", fin=False), last)
    yield refused("5.2", frame(PONG, b"fragment1", fin=False), last)
    yield case("5.3", first, last, answers=whole)
    yield case("5.6", first, frame(PING, b"ping payload"), last, answers=(Frame(PONG, b"ping payload"), *whole))
    hello = frame(TEXT, b"Hello, world!")
    yield refused("5.9", frame(CONTINUATION, b"non-continuation payload"), hello)
    yield refused("5.12", frame(CONTINUATION, b"non-continuation payload", fin=False), hello)
    yield refused("5.15", first, last, frame(CONTINUATION, b"fragment3", fin=False), hello, answers=whole)
    more, end = frame(CONTINUATION, b"fragment1", fin=False), frame(CONTINUATION, b"fragment3")
    yield refused("5.16", more, frame(TEXT, b"fragment2", fin=False), end, more, end)
    yield refused("5.17", frame(CONTINUATION, b"fragment1"), frame(TEXT, b"fragment2", fin=False), end)
    yield refused("5.18", first, frame(TEXT, b"fragment2"))
    middle = [frame(CONTINUATION, b"fragment%d" % number, fin=False) for number in (2, 3, 4)]
    pings, fifth = [frame(PING, b"pongme %d!" % number) for number in (1, 2)], frame(CONTINUATION, b"fragment5")
    pongs = (Frame(PONG, b"pongme 1!"), Frame(PONG, b"pongme 2!"))
    five = (text(b"fragment1fragment2fragment3fragment4fragment5"),)
    sent = (first, middle[0], pings[0], middle[1], middle[2], pings[1], fifth)
    yield case("5.19", *sent, answers=(*pongs, *five))


HELLO: Final = "Hello-µ@ßöäüàá-UTF-8!!".encode()
GREEK: Final = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"
"""The word that the testsuite cuts; its second letter takes three octets."""
VALID: Final = {
    "6.5.5": GREEK.decode(),
    **{f"6.7.{number}": character for number, character in enumerate(["\x00", "\x80", "\u0800", "\U00010000"], 1)},
    **{f"6.9.{number}": character for number, character in enumerate(["\x7f", "\u07ff", "\uffff", "\U0010ffff"], 1)},
    **{
        f"6.11.{number}": character
        for number, character in enumerate(["\ud7ff", "\ue000", "\ufffd", "\U0010fffe", "\U0010ffff"], 1)
    },
    **{
        f"6.22.{number}": chr(plane << 16 | low)
        for number, (plane, low) in enumerate([(p, low) for p in range(17) for low in (0xFFFE, 0xFFFF)], 1)
    },
    **{f"6.23.{number}": chr(0xFFF9 + number - 1) for number in range(1, 8)},
}
"""Characters at every edge, noncharacters too: a text may have them."""
SURROGATES: Final = [0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF]


def surrogate(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


INVALID: Final = {
    **{f"6.6.{size}": GREEK[:size] for size in (1, 3, 4, 6, 8, 10)},
    "6.8.1": b"\xf8\x88\x80\x80\x80",
    "6.8.2": b"\xfc\x84\x80\x80\x80\x80",
    "6.10.1": b"\xf7\xbf\xbf\xbf",
    "6.10.2": b"\xfb\xbf\xbf\xbf\xbf",
    "6.10.3": b"\xfd\xbf\xbf\xbf\xbf\xbf",
    "6.11.6": b"\xf4\x90\x80\x80",
    "6.12.1": b"\x80",
    "6.12.2": b"\xbf",
    **{f"6.12.{number + 1}": b"\x80\xbf" * 4 + b"\x80" * number for number in range(2, 7)},
    "6.12.8": bytes(range(0x80, 0xC0)),
    "6.13.1": b" ".join(bytes([byte]) for byte in range(0xC0, 0xE0)) + b" ",
    "6.13.2": b" ".join(bytes([byte]) for byte in range(0xE0, 0xF0)) + b" ",
    "6.13.3": b" ".join(bytes([byte]) for byte in range(0xF0, 0xF8)) + b" ",
    "6.13.4": b" ".join(bytes([byte]) for byte in range(0xF8, 0xFC)) + b" ",
    "6.13.5": b"\xfc \xfd ",
    **{
        f"6.14.{number}": cut
        for number, cut in enumerate(
            [
                *(b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xf8\x80\x80\x80", b"\xfc\x80\x80\x80\x80"),
                *(b"\xdf", b"\xef\xbf", b"\xf7\xbf\xbf", b"\xfb\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf"),
            ],
            1,
        )
    },
    "6.15.1": b"\xc0\xe0\x80\xf0\x80\x80\xf8\x80\x80\x80\xfc\x80\x80\x80\x80\xdf\xef\xbf\xf7\xbf\xbf",
    "6.16.1": b"\xfe",
    "6.16.2": b"\xff",
    "6.16.3": b"\xfe\xfe\xff\xff",
    **{
        f"6.{group}.{number}": bytes.fromhex(overlong)
        for group, overlongs in {
            17: "c0af e080af f08080af f8808080af fc80808080af",
            18: "c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf",
            19: "c080 e08080 f0808080 f880808080 fc8080808080",
        }.items()
        for number, overlong in enumerate(overlongs.split(), 1)
    },
    **{f"6.20.{number}": surrogate(code) for number, code in enumerate(SURROGATES, 1)},
    **{
        f"6.21.{number}": surrogate(high) + surrogate(low)
        for number, (high, low) in enumerate([(h, low) for h in SURROGATES[:4] for low in (0xDC00, 0xDFFF)], 1)
    },
}  # fmt: skip
"""What is no UTF-8, for every reason that there is."""


def group_6() -> Iterator[Case]:
    """Texts that are UTF-8, and others that are not, with as little as possible read of those."""
    yield case("6.1.1", frame(TEXT), answers=(text(b""),))
    empty = frame(TEXT, fin=False), frame(CONTINUATION, fin=False), frame(CONTINUATION)
    yield case("6.1.2", *empty, answers=(text(b""),))
    middle = frame(CONTINUATION, b"middle frame payload", fin=False)
    yield case("6.1.3", empty[0], middle, empty[2], answers=(text(b"middle frame payload"),))
    yield case("6.2.1", frame(TEXT, HELLO), answers=(text(HELLO),))
    yield case("6.2.2", frame(TEXT, HELLO[:12], fin=False), frame(CONTINUATION, HELLO[12:]), answers=(text(HELLO),))
    yield case("6.2.3", *fragments(HELLO, 1), answers=(text(HELLO),))
    yield case("6.2.4", *fragments(GREEK, 1), answers=(text(GREEK),))
    invalid = GREEK + surrogate(0xD800) + b"edited"
    yield refused("6.3.1", frame(TEXT, invalid), code=NO_TEXT)
    yield refused("6.3.2", *fragments(invalid, 1), code=NO_TEXT)
    # The wrong octet comes before the end of the text, and the end never comes: who waits for it waits for ever.
    yield refused("6.4.1", frame(TEXT, GREEK, fin=False), frame(CONTINUATION, b"\xf4\x90", fin=False), code=NO_TEXT)
    yield refused(
        "6.4.2", frame(TEXT, GREEK + b"\xf4", fin=False), frame(CONTINUATION, b"\x90", fin=False), code=NO_TEXT
    )
    for number, character in VALID.items():
        payload = character.encode()
        yield case(number, frame(TEXT, payload), answers=(text(payload),))
        yield case(f"{number} in fragments", *fragments(payload, 1), answers=(text(payload),))
    for number, payload in INVALID.items():
        yield refused(number, frame(TEXT, payload), code=NO_TEXT)
        if len(payload) > 1:
            yield refused(f"{number} in fragments", *fragments(payload, 1), code=NO_TEXT)


def group_7() -> Iterator[Case]:
    """Closing: in order, out of order, with every kind of code."""
    hello = frame(TEXT, b"Hello World!")
    yield case("7.1.1", hello, answers=(text(b"Hello World!"),))
    yield case("7.1.2", closing(NORMAL))
    yield Case("7.1.3", (closing(NORMAL), frame(PING)))
    yield Case("7.1.4", (closing(NORMAL), hello))
    yield Case("7.1.5", (frame(TEXT, b"fragment1", fin=False), closing(NORMAL), frame(CONTINUATION, b"fragment2")))
    large = b"BAsd7&jh23" * 26_214
    yield Case("7.1.6", (frame(TEXT, large), closing(NORMAL), frame(PING)), (text(large),))
    yield Case("7.3.1", (frame(CLOSE),), code=None)
    yield refused("7.3.2", frame(CLOSE, b"a"))
    yield Case("7.3.3", (closing(NORMAL),))
    yield Case("7.3.4", (closing(NORMAL, "Hello World!"),))
    yield Case("7.3.5", (closing(NORMAL, "*" * 123),))
    yield refused("7.3.6", frame(CLOSE, b"\x03\xe8" + b"*" * 124))
    yield refused("7.5.1", frame(CLOSE, b"\x03\xe8" + GREEK + surrogate(0xD800)), code=NO_TEXT)
    allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]
    for number, code in enumerate(allowed, 1):
        yield Case(f"7.7.{number}", (closing(code),), code=code)
    for number, code in enumerate([0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999], 1):
        yield refused(f"7.9.{number}", closing(code))
    for number, code in enumerate([5000, 65_535], 1):
        yield refused(f"7.13.{number}", closing(code))


def group_10() -> Iterator[Case]:
    """A large text in fragments of a size that is no power of two."""
    payload = b"*" * 65_536
    yield case("10.1.1", *fragments(payload, 1_300), answers=(text(payload),))


CASES: Final = {
    found.number: found
    for group in (group_1, group_2, group_3, group_4, group_5, group_6, group_7, group_10)
    for found in group()
}
