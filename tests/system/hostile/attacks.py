"""What hostile readers do, one attack after the other. Measures nothing of the server.

``python -m tests.system.hostile.attacks NAME PORT SECONDS SEED`` runs one, and says in JSON what came of it.
"""

import asyncio
import itertools
import json
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from tests.system.hostile.attack import FEED, HOSTILE, JOINT, SOCKET, STREAM, Attack, asking
from tests.system.hostile.autobahn_cases import CASES
from tests.system.readers.frames import (
    BINARY,
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    closing,
    frame,
    read_close,
    read_frame,
)
from tests.system.readers.raw import Connection, request, upgrade
from tests.wires import split_frames
from ticker.readers.export_rows import COLUMNS, FORMS

DEAR_GETS: Final = (
    f"/v1/feeds/{FEED}/entries?limit=500",
    f"/v1/feeds/{FEED}",
    *(f"/v1/feeds/{FEED}/lines.{form}?zone=Asia/Beirut" for form in FORMS),
    *(f"/v1/feeds/{FEED}/lines.csv?column={'&column='.join(COLUMNS[at:] + COLUMNS[:at])}" for at in range(9)),
    "/clients/composer/page.js",
    "/metrics",
)
"""What is largest, or costs most to answer."""
MASK: Final = b"\x00" * 4


async def slow_heads(at: Attack) -> None:
    """Hundreds of heads that dribble a byte at a time and never end."""

    async def one(at: Attack) -> None:
        path = at.random.choice([SOCKET, STREAM, JOINT, "/v1/feeds", "/"])
        head = asking(path)[:-2] + b"X-Slow: " + b"x" * 100_000
        async with at.connected() as wire:
            reading = asyncio.create_task(wire.to_end(within_s=60))
            try:
                for number in itertools.count():
                    if reading.done():
                        break
                    await wire.send(head[number : number + 1])
                    at.counts["bytes"] += 1
                    await at.rest(0.05)
                at.counts[f"answered {reading.result()[9:12].decode()}"] += 1
            finally:
                reading.cancel()

    await at.many(400, one)


async def one_byte_frames(at: Attack) -> None:
    """Texts and pings in packets of one byte, from a hundred readers as fast as they can."""

    async def one(at: Attack) -> None:
        async with at.joined() as wire:
            asked = iter(itertools.count())
            reading = asyncio.create_task(pongs(at, wire))
            try:
                while not reading.done():
                    for byte in frame(TEXT, b"hello") + frame(PING, b"%d" % next(asked)):
                        await wire.send(bytes([byte]))
                        at.counts["bytes"] += 1
                        await asyncio.sleep(0)
                reading.result()
            finally:
                reading.cancel()

    await at.many(100, one)


async def pongs(at: Attack, wire: Connection) -> None:
    """Read for ever; pongs must come in the order of the pings, though some may be left out."""
    received, last = b"", -1
    while more := await wire.reader.read(1 << 16):
        frames, received = split_frames(received + more)
        for one in frames:
            if one.opcode == PONG:
                number = int(one.payload)
                assert number > last, f"pong {number} behind {last}"
                last = number
                at.counts["pongs"] += 1
            assert one.opcode != CLOSE, f"closed with {one.close_code}"
    raise EOFError


def broken_frames() -> dict[str, tuple[bytes, int]]:
    """Return every kind of frame that ends a connection, with the code."""
    breaks = {
        f"case {case.number}": (b"".join(case.sent), case.code)
        for case in CASES.values()
        if case.code in (1002, 1007) and not case.number.startswith("7.7")
    }
    return breaks | {
        "binary": (frame(BINARY, b"x"), 1003),
        "no mask": (frame(TEXT, b"x", mask=False), 1002),
        "a ping without a mask": (frame(PING, b"x", mask=False), 1002),
        "4,097 bytes": (frame(TEXT, b"x" * 4_097), 1009),
        "4,097 bytes in fragments": (frame(TEXT, b"x" * 4_000, fin=False) + frame(CONTINUATION, b"x" * 97), 1009),
        "the promise of 64 KiB": (frame(TEXT, b"x" * 70_000)[:14], 1009),
        "the promise of 8 EiB": (b"\x81\xff" + struct.pack(">Q", (1 << 63) - 1) + MASK, 1009),
        "a length with its highest bit": (b"\x81\xff" + struct.pack(">Q", 1 << 63) + MASK, 1009),
        "a ping with a long length": (b"\x89\xfe" + struct.pack(">H", 5) + MASK + b"hello", 1002),
        "a long length and much text": (b"\x81\xff" + struct.pack(">Q", 5_000) + MASK + b"x" * 5_000, 1009),
    }


async def bad_frames(at: Attack) -> None:
    """Frames of every bad kind, each on a connection of its own, each ending with its code."""
    kinds = itertools.cycle(broken_frames().items())

    async def one(at: Attack) -> None:
        kind, (sent, code) = next(kinds)
        async with at.joined() as wire:
            await wire.send(sent)
            given = await read_close(wire)
            assert given == code, f"{kind}: {given}, not {code}"
            at.counts["ended as they should"] += 1

    await at.many(50, one)


async def odd_frames(at: Attack) -> None:
    """Frames that are odd and allowed: the reader stays. Lengths in longer forms than needed, empty fragments."""
    odd = [
        b"\x81\xfe" + struct.pack(">H", 5) + MASK + b"hello",
        b"\x81\xff" + struct.pack(">Q", 5) + MASK + b"hello",
        frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * 50 + frame(CONTINUATION),
        frame(PONG, b"unasked") * 20,
        frame(TEXT, b"x" * 4_096),
    ]

    async def one(at: Attack) -> None:
        async with at.joined() as wire:
            for number in range(20):
                await wire.send(at.random.choice(odd), frame(PING, b"%d" % number))
                while (received := await read_frame(wire)).opcode == TEXT:
                    pass
                assert (received.opcode, received.payload) == (PONG, b"%d" % number), received
                at.counts["pongs"] += 1

    await at.many(50, one)


async def pings(at: Attack) -> None:
    """Pings by the thousand from thirty readers who read their pongs."""

    async def one(at: Attack) -> None:
        async with at.joined() as wire:
            reading = asyncio.create_task(pongs(at, wire))
            numbers = iter(itertools.count())
            try:
                while not reading.done():
                    wire.writer.write(b"".join(frame(PING, b"%d" % next(numbers)) for _ in range(500)))
                    at.counts["pings"] += 500
                    await wire.writer.drain()
                    await asyncio.sleep(0)
                reading.result()
            finally:
                reading.cancel()

    await at.many(30, one)


def deaf(at: Attack) -> socket.socket:
    """Return a socket that takes as little as the kernel allows."""
    ours = socket.socket()
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    ours.bind((HOSTILE, 0))
    at.counts["connections"] += 1
    at.open += 1
    at.peak = max(at.peak, at.open)
    return ours


async def unread_pings(at: Attack) -> None:
    """Pings by the thousand from thirty readers who read nothing."""
    flood = b"".join(frame(PING, b"x" * (number % 126)) for number in range(500))
    loop = asyncio.get_running_loop()

    async def one(at: Attack) -> None:
        with deaf(at) as ours:
            try:
                await loop.sock_connect(ours, ("127.0.0.1", at.port))
                await loop.sock_sendall(ours, upgrade(SOCKET))
                while at.goes_on:
                    await loop.sock_sendall(ours, flood)
                    at.counts["pings"] += 500
                    await asyncio.sleep(0)
            finally:
                at.open -= 1

    await at.many(30, one)


async def never_reading(at: Attack) -> None:
    """Three hundred readers of each kind who read nothing."""
    kinds = itertools.cycle([SOCKET, STREAM, JOINT])
    loop = asyncio.get_running_loop()

    async def one(at: Attack) -> None:
        with deaf(at) as ours:
            try:
                await loop.sock_connect(ours, ("127.0.0.1", at.port))
                await loop.sock_sendall(ours, asking(next(kinds)))
                await at.over.wait()
            finally:
                at.open -= 1

    await at.many(300, one)


async def half_texts(at: Attack) -> None:
    """Three hundred readers who each send a text almost whole, as long as texts may be, and stay."""

    async def one(at: Attack) -> None:
        async with at.joined() as wire:
            await wire.send(frame(TEXT, b"x" * 2_000, fin=False) + frame(CONTINUATION, b"x" * 2_096)[:-1])
            while await wire.reader.read(1 << 16):
                pass
            raise EOFError

    await at.many(300, one)


async def talking_streams(at: Attack) -> None:
    """Streams whose readers send without end what nobody wants."""

    async def one(at: Attack) -> None:
        async with at.connected() as wire:
            await wire.send(asking(STREAM))
            reading = asyncio.create_task(wire.to_end(within_s=60))
            try:
                while not reading.done():
                    await wire.send(b"GET / HTTP/1.1\r\n\r\n" * 500)
                    at.counts["bytes"] += 9_000
                    await asyncio.sleep(0)
            finally:
                reading.cancel()

    await at.many(30, one)


async def unread_answers(at: Attack) -> None:
    """Requests one behind the other on connections that never read an answer."""
    asked = b"".join(request(path) for path in ("/v1/feeds/en", "/v1/feeds/en/entries?limit=500", "/healthz")) * 20
    loop = asyncio.get_running_loop()

    async def one(at: Attack) -> None:
        with deaf(at) as ours:
            try:
                await loop.sock_connect(ours, ("127.0.0.1", at.port))
                while at.goes_on:
                    await loop.sock_sendall(ours, asked)
                    at.counts["requests written"] += 60
            finally:
                at.open -= 1

    await at.many(100, one)


async def unread_gets(at: Attack) -> None:
    """The largest answers there are, one to each of two hundred connections that read nothing."""
    dear = itertools.cycle(DEAR_GETS)
    loop = asyncio.get_running_loop()

    async def one(at: Attack) -> None:
        with deaf(at) as ours:
            try:
                await loop.sock_connect(ours, ("127.0.0.1", at.port))
                await loop.sock_sendall(ours, request(next(dear)))
                at.counts["requests written"] += 1
                await at.over.wait()
            finally:
                at.open -= 1

    await at.many(200, one)


async def dear_gets(at: Attack) -> None:
    """What costs most to answer, as fast as it is answered: rows in every order of their columns, and full pages."""
    dear = itertools.cycle(DEAR_GETS)

    async def one(at: Attack) -> None:
        async with at.connected() as wire:
            while at.goes_on:
                await wire.send(request(next(dear)))
                head, _ = await wire.answer()
                assert head.status == 200, head.status
                at.counts["answered 200"] += 1

    await at.many(30, one)


async def repeated_columns(at: Attack) -> None:
    """One column named 950 times, as fast as it is refused."""
    path = f"/v1/feeds/{FEED}/lines.csv?" + "column=Headline&" * 950

    async def one(at: Attack) -> None:
        async with at.connected() as wire:
            while at.goes_on:
                await wire.send(request(path))
                head, _ = await wire.answer()
                assert head.status == 400, head.status
                at.counts["answered 400"] += 1

    await at.many(30, one)


async def idle_connections(at: Attack) -> None:
    """A thousand connections that ask once, or never, and stay."""

    async def one(at: Attack) -> None:
        async with at.connected() as wire:
            if at.random.random() < 0.5:
                await wire.send(request("/healthz"))
                assert (await wire.answer())[0].status == 200
            await wire.to_end(within_s=60)
            at.counts["closed"] += 1
            await at.rest(0.5)

    await at.many(1_000, one)


async def unfinished_heads(at: Attack) -> None:
    """A thousand heads that end in the middle."""
    paths = itertools.cycle([SOCKET, STREAM, JOINT, "/v1/feeds", "/"])

    async def one(at: Attack) -> None:
        head = asking(next(paths))
        async with at.connected() as wire:
            await wire.send(head[: at.random.randrange(1, len(head) - 2)])
            await wire.to_end(within_s=60)
            at.counts["closed"] += 1
            await at.rest(0.5)

    await at.many(1_000, one)


def cursors(at: Attack) -> str:
    """Make up a cursor: random, long, in other alphabets, percent-encoded, joint, nearly right."""
    choose = at.random.choice
    epoch = "".join(choose("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(8))
    number = choose([0, 1, -1, 1 << 31, 1 << 63, 1 << 64, 10**40, at.random.randrange(10**6)])
    near = choose([f"{epoch}.{number}", f"{epoch}{number}", f"{epoch}.", f".{number}", f"{epoch}.{number}.1"])
    wild = bytes(at.random.randrange(256) for _ in range(at.random.randrange(40)))
    text = choose(
        [
            near,
            near.upper(),
            near * at.random.randrange(1, 200),
            "%".join(f"{byte:02x}" for byte in wild),
            "".join(f"%{byte:02X}" for byte in wild),
            "%E0%A4%A".join([near] * 3),
            "%D8%AE%D8%A8%D8%B1.1",
            "%00.1",
            "+".join([near] * 3),
            f"en~{near},ar~{near}",
            ",".join(f"{choose(['en', 'ar', 'es', 'xx', '', '~'])}~{near}" for _ in range(at.random.randrange(40))),
            "~" * at.random.randrange(2_000),
            "x" * at.random.randrange(14_000),
        ]
    )
    return text[:14_000]


async def cursor_fuzz(at: Attack) -> None:
    """Cursors that are none, on every address that takes one."""

    async def one(at: Attack) -> None:
        cursor = cursors(at)
        path = at.random.choice(
            [SOCKET, STREAM, "/v1/socket?feed=en&feed=ar", JOINT, "/v1/feeds/en/entries", "/v1/feeds/en"]
        )
        in_header = "stream" in path and at.random.random() < 0.3
        target = path if in_header else f"{path}{'&' if '?' in path else '?'}after={cursor}"
        headers = {"Last_Event_ID": cursor} if in_header else {}
        async with at.connected() as wire:
            await wire.send(asking(target, Connection="close" if "socket" not in path else "Upgrade", **headers))
            head = await wire.head()
            at.counts[f"answered {head.status}"] += 1
            assert head.status in (101, 200, 400, 410), f"{head.status} to {target[:80]}"
            if head.status == 101:
                received = await read_frame(wire)
                assert received.opcode == TEXT or received.close_code == 4504, received
                at.counts["first " + (received.json["type"] if received.opcode == TEXT else "close")] += 1

    await at.many(40, one)


async def ends_anywhere(at: Attack) -> None:
    """Resets and half-closes at every stage of a reader's life."""
    whole = frame(TEXT, b"hello")

    async def one(at: Attack) -> None:
        path = at.random.choice([SOCKET, STREAM, JOINT, "/v1/feeds/en", "/healthz"])
        head = asking(path)
        cut = at.random.randrange(len(head))
        stages = [b"", head[:cut], head, head + whole[:3], head + whole, head + closing(1000), head * 2]
        async with at.connected() as wire:
            await wire.send(at.random.choice(stages))
            if at.random.random() < 0.4:
                try:
                    await wire.some(within_s=0.02)
                except TimeoutError:
                    at.counts["left before an answer"] += 1
            if at.random.random() < 0.5:
                wire.reset()
                at.counts["resets"] += 1
            else:
                wire.writer.write_eof()
                at.counts["half-closes"] += 1
                await wire.to_end(within_s=60)

    await at.many(60, one)


def odd_heads() -> list[bytes]:
    """Return heads as smugglers write them."""
    second = request("/v1/feeds/en/updates", method="POST", Content_Length="2") + b"{}"
    bodies = [
        {"Content_Length": "44"},
        {"Content_Length": "+2"},
        {"Content_Length": "0x2"},
        {"Content_Length": "2, 2"},
        {"Content_Length": "-1"},
        {"Content_Length": "99999999999999999999"},
        {"Transfer_Encoding": "chunked"},
        {"Transfer_Encoding": "xchunked"},
        {"Transfer_Encoding": "chunked, identity"},
        {"Transfer_Encoding": " chunked", "Content_Length": "4"},
        {"Expect": "100-continue"},
        {"Upgrade": "websocket, h2c"},
        {"Connection": "Upgrade, close, keep-alive"},
        {"Host": "a\r\nHost: b"},
        {"X": "y\r\n folded"},
        {"X": "\t \t"},
    ]
    heads = [asking(path, **fields) for path in (SOCKET, STREAM, JOINT, "/v1/feeds") for fields in bodies]
    twice = b"Upgrade: h2c\r\nUpgrade: websocket\r\nConnection: upgrade\r\nConnection: Upgrade\r\n"
    many = b"".join(b"H%d: v\r\n" % number for number in range(1_200))
    for path in (SOCKET, STREAM, "/v1/feeds", "/v1/feeds/en/entries"):
        plain = asking(path)
        start, _, fields = plain.partition(b"\r\n")
        heads += [
            plain + second,
            plain * 40,
            start + b"\r\n" + twice + fields,
            start + b"\r\n" + many + fields,
            start + b"\n" + fields.replace(b"\r\n", b"\n"),
            start + b"\r\n" + b"\r\n" + fields,
            b"\r\n\r\n" + plain,
            plain.replace(b"HTTP/1.1", b"HTTP/1.0"),
            plain.replace(b"HTTP/1.1", b"HTTP/0.9"),
            plain.replace(b"GET ", b"GET  "),
            plain.replace(b"GET ", b"get "),
            plain.replace(b"Host: ", b"Host : "),
            plain.replace(b"Host: ", b"\x00: "),
            request(path, method="POST", Content_Length="4") + b"GET ",
            request("http://a/" + path.strip("/"), Transfer_Encoding="chunked") + b"0\r\n\r\n" + second,
        ]
    return heads


async def smuggling(at: Attack) -> None:
    """Bodies, second requests, doubled headers, huge numbers of them: whatever is answered is no fault of ours."""
    heads = itertools.cycle(odd_heads())

    async def one(at: Attack) -> None:
        sent = next(heads)
        async with at.connected() as wire:
            await wire.send(sent)
            wire.writer.write_eof()
            received = await wire.to_end(within_s=60)
            status = received[9:12].decode("latin-1") if received else "nothing"
            at.counts[f"answered {status}"] += 1
            assert b"HTTP/1.1 20" not in received[12:] or b"/v1/feeds/en/updates" not in sent, "a smuggled filing"
            assert not status.startswith("5"), f"{status} to {sent[:60]!r}"

    await at.many(40, one)


ATTACKS: Final[dict[str, Callable[[Attack], Awaitable[None]]]] = {
    attack.__name__: attack
    for attack in (
        *(slow_heads, one_byte_frames, bad_frames, odd_frames, pings, unread_pings),
        *(never_reading, half_texts, talking_streams, unread_answers, cursor_fuzz, ends_anywhere, smuggling),
        *(unread_gets, dear_gets, repeated_columns, idle_connections, unfinished_heads),
    )
}


async def run(name: str, port: int, seconds: float, seed: int) -> Attack:
    """Run one attack for a time."""
    at = Attack(port, seed)
    asyncio.get_running_loop().call_later(seconds, at.over.set)
    await ATTACKS[name](at)
    return at


def main() -> None:
    """Run the attack that the command line names."""
    name, port, seconds, seed = sys.argv[1:]
    at = asyncio.run(run(name, int(port), float(seconds), int(seed)))
    sys.stdout.write(json.dumps({**at.counts, "peak": at.peak}) + "\n")


if __name__ == "__main__":
    os.nice(5)  # whoever measures on the same core comes first
    main()
