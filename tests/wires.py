"""Reads what readers get: WebSocket frames and SSE blocks, strictly, by parsers of the tests' own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One unfragmented frame of a server."""

    opcode: int
    payload: bytes

    @property
    def json(self) -> Json:
        assert self.opcode == 1, self
        parsed: Json = orjson.loads(self.payload)
        return parsed

    @property
    def close_code(self) -> int:
        assert self.opcode == 8, self
        return int.from_bytes(self.payload[:2], "big")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a stream; None where a line is absent."""

    id: str | None
    event: str | None
    text: str | None
    retry_ms: int | None = None
    comment: str | None = None
    raw: bytes = field(default=b"", compare=False)

    @property
    def json(self) -> Json:
        assert self.text is not None, self
        parsed: Json = orjson.loads(self.text)
        assert parsed["type"] == self.event
        return parsed


def split_frames(received: bytes) -> tuple[list[Frame], bytes]:
    """Split bytes into whole frames and what is left over."""
    frames = []
    while len(received) >= 2:
        first, length, head = received[0], received[1], 2
        assert first & 0xF0 == 0x80, "not fragmented, no extensions"
        assert length < 128, "not masked"
        if length >= 126:
            head += 2 if length == 126 else 8
            length = int.from_bytes(received[2:head], "big")
            assert len(received) < head or length > (125 if head == 4 else 65_535), "in its shortest form"
        if len(received) < head + length:
            break
        frames.append(Frame(first & 0x0F, received[head : head + length]))
        received = received[head + length :]
    return frames, received


def split_blocks(received: bytes) -> tuple[list[Block], bytes]:
    """Split bytes into whole blocks and what is left over."""
    *blocks, rest = received.split(b"\n\n")
    return [parse_block(block + b"\n\n") for block in blocks], rest


def split_chunks(received: bytes) -> tuple[list[bytes], bytes]:
    """Split a chunked body into what its whole chunks hold and what is left over; the last chunk holds nothing."""
    chunks = []
    while (line := received.find(b"\r\n")) >= 0:
        assert re.fullmatch(b"[0-9a-fA-F]+", received[:line]), received[:40]
        end = line + 2 + int(received[:line], 16)
        if len(received) < end + 2:
            break
        assert received[end : end + 2] == b"\r\n", "a chunk does not end where it says"
        chunks.append(received[line + 2 : end])
        received = received[end + 2 :]
    return chunks, received


def split_chunked_blocks(received: bytes) -> tuple[list[Block], bytes]:
    """Split a chunked stream into its blocks, each of which has a chunk of its own."""
    chunks, rest = split_chunks(received)
    if b"" in chunks:
        assert chunks.index(b"") == len(chunks) - 1, "something stands behind the last chunk"
        assert not rest
    blocks = []
    for chunk in filter(None, chunks):
        [block], more = split_blocks(chunk)
        assert not more, "a chunk holds one block"
        blocks.append(block)
    return blocks, rest


def parse_block(raw: bytes) -> Block:
    """Read one block of the lines that this service writes."""
    named: dict[str, str] = {}
    for line in raw.decode().rstrip("\n").split("\n"):
        assert "\r" not in line
        name, colon, value = line.partition(":")
        assert colon, line
        assert name not in named, f"{name!r} twice in {raw!r}"
        named[name] = value.removeprefix(" ")
    assert set(named) <= {"id", "event", "data", "retry", ""}
    retry = named.get("retry")
    return Block(
        named.get("id"),
        named.get("event"),
        named.get("data"),
        None if retry is None else int(retry),
        named.get(""),
        raw,
    )


def jsons(received: bytes) -> Iterator[Json]:
    """Return the objects of whole frames, chunks or blocks, whichever these bytes are."""
    parts: list[Frame] | list[Block]
    if received[:1] in (b"\x81", b""):
        parts, rest = split_frames(received)
    else:
        is_chunked = received.partition(b"\n")[0].endswith(b"\r")
        parts, rest = split_chunked_blocks(received) if is_chunked else split_blocks(received)
    assert not rest
    return (part.json for part in parts)
