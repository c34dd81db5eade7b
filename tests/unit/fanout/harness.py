"""A hub with tails of model logs, and readers over real pairs of sockets whose far ends read when told."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from tests.examples import AR, EN, NOW_MS
from tests.model_log import ModelLog
from tests.wires import Block, Frame, Json, split_blocks, split_chunked_blocks, split_frames
from ticker.fanout.feed_reader import FeedReader
from ticker.fanout.hub import Hub
from ticker.fanout.multi_reader import MultiReader
from ticker.fanout.reader import Reader
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.model import EntryKind, Feed, UpdateId
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.log import NOWHERE
from ticker.wire.encodings import BARE_SSE, SSE, WEBSOCKET, Encoding
from ticker.wire.json_objects import GapReason

SMALL: Final = 4_608
"""The smallest buffer that Linux gives a sender."""
HEAD: Final = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
FILLERS: Final = {
    WEBSOCKET: b"\x89\x00", SSE: b"3\r\n:\n\n\r\n", BARE_SSE: b":\n\n"
}  # fmt: skip
"""The shortest thing that a reader may be sent, by encoding."""


class Owner:
    """Owns a socket until its reader does."""

    def on_readable(self) -> None:
        raise AssertionError("not its turn")

    def on_writable(self) -> None:
        raise AssertionError("not its turn")

    def drop(self) -> None:
        raise AssertionError("not its turn")


class FakeReader:
    """A reader's far end."""

    def __init__(self, far: socket.socket, reader: Reader) -> None:
        self.far = far
        self.reader = reader
        self.received = b""
        self.has_ended = False

    def take(self, limit: int = 1 << 30) -> bytes:
        """Read what is there, up to ``limit`` bytes."""
        taken = b""
        if self.far.fileno() < 0:
            return taken
        with suppress(BlockingIOError, ConnectionResetError):
            while len(taken) < limit:
                part = self.far.recv(min(65_536, limit - len(taken)))
                self.has_ended = self.has_ended or not part
                if not part:
                    break
                taken += part
        self.received += taken
        return taken

    def fill(self) -> None:
        """Fill the reader's socket behind its back, so that it takes nothing more."""
        filler = FILLERS[self.reader.view.encoding]
        with suppress(BlockingIOError):
            while True:
                assert os.write(self.reader.fd, filler) == len(filler)

    async def take_all(self) -> None:
        """Read until nothing more comes."""
        quiet = 0
        while quiet < 3:
            quiet = 0 if self.take() else quiet + 1
            await turns(5)

    @property
    def body(self) -> bytes:
        """Return what came behind the head."""
        assert self.received.startswith(HEAD), self.received[:80]
        return self.received.removeprefix(HEAD)

    @property
    def frames(self) -> list[Frame]:
        frames, rest = split_frames(self.body)
        assert not rest, "cut in the middle of a frame"
        return frames

    @property
    def blocks(self) -> list[Block]:
        is_chunked = self.reader.view.encoding is SSE
        blocks, rest = split_chunked_blocks(self.body) if is_chunked else split_blocks(self.body)
        assert not rest, "cut in the middle of a block"
        return blocks

    @property
    def jsons(self) -> list[Json]:
        """Return the objects that came."""
        if self.reader.view.encoding is WEBSOCKET:
            return [frame.json for frame in self.frames if frame.opcode == 1]
        return [block.json for block in self.blocks if block.event]

    @property
    def types(self) -> list[str]:
        return [received["type"] for received in self.jsons]


class Harness:
    """One process's fan-out, without Redis."""

    def __init__(self, timing: Timing, feeds: Sequence[Feed]) -> None:
        now = time.monotonic()
        self._clock = clock = StoreClock()
        clock.hear(NOW_MS, asked_at=now, heard_at=now)
        self.hub = Hub(asyncio.get_running_loop(), clock=clock, timing=timing)
        self.papers = {feed.slug: ModelLog(feed) for feed in feeds}
        self.tails = {feed.slug: Tail(feed) for feed in feeds}
        self.sockets: list[socket.socket] = []
        for tail in self.tails.values():
            self.restart(tail)

    @property
    def tail(self) -> Tail:
        """Return the first feed's tail."""
        return next(iter(self.tails.values()))

    @property
    def paper(self) -> ModelLog:
        """Return the first feed's log."""
        return self.papers[self.tail.feed.slug]

    def file(self, id: str, *, feed: Feed = EN, statement: str = "") -> None:
        """File an update, and have it delivered when the hub gets its turn."""
        live = self.papers[feed.slug].file(id, statement=statement)
        self.tails[feed.slug].apply(live.entry, trimmed=live.trimmed)
        self.hub.wake(self.tails[feed.slug])

    def act(self, kind: EntryKind, id: str, *, feed: Feed = EN) -> None:
        """Act on an update, and have it delivered when the hub gets its turn."""
        live = self.papers[feed.slug].act(kind, id)
        self.tails[feed.slug].apply(live.entry, trimmed=live.trimmed)
        self.hub.wake(self.tails[feed.slug])

    def allowed(self, id: str, *, feed: Feed = EN) -> tuple[EntryKind, ...]:
        return self.papers[feed.slug].allowed(UpdateId(id))

    def restart(self, tail: Tail, reason: GapReason = GapReason.EPOCH) -> None:
        """Load a tail anew from its log."""
        reading = self.papers[tail.feed.slug].reading(NOWHERE)
        tail.restart(
            reading.epoch, reading.entries, seq=reading.seq, last=reading.last, trimmed=reading.trimmed, reason=reason
        )
        self.hub.wake(tail)

    def begin_epoch(self, *, feed: Feed = EN) -> None:
        """End the epoch of a feed."""
        self.papers[feed.slug].begin_epoch()
        self.restart(self.tails[feed.slug])

    def join(
        self,
        *feeds: Feed,
        encoding: Encoding = WEBSOCKET,
        buffer: int = 1 << 20,
        indexes: Sequence[int] | None = None,
        gaps: Sequence[GapReason | None] | None = None,
        sent: Mapping[str, str] | None = None,
        head: bytes = HEAD,
    ) -> FakeReader:
        """Let a reader in, as the entrance does: one feed, or several in the order of their slugs."""
        tails = [self.tails[feed.slug] for feed in feeds or (EN,)]
        indexes = indexes or [SNAPSHOT_DUE] * len(tails)
        near, far = socket.socketpair()
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer // 2)  # Linux doubles it
        for end in (near, far):
            end.setblocking(False)
        self.sockets.append(far)
        view, shared = self.hub.view(tails, encoding), self.hub.shared
        self.hub.shared.poller.add(near.fileno(), Owner())
        reader: Reader
        if len(tails) == 1:
            reader = FeedReader(view, shared, near.detach(), address="192.0.2.1", cursor=indexes[0])
        else:
            reader = MultiReader(view, shared, near.detach(), address="192.0.2.1", indexes=indexes, sent=sent or {})
        self.hub.join(reader)
        reader.begin(head, gaps or [None] * len(tails))
        return FakeReader(far, reader)

    def now_ms(self) -> int:
        return self._clock.now_ms()

    def close(self) -> None:
        for reader in [*self.hub.readers(), *self.hub.shared.closing]:
            reader.drop()
        self.hub.heartbeat.stop()
        self.hub.shared.poller.close()
        for far in self.sockets:
            far.close()


@asynccontextmanager
async def harness(*feeds: Feed, timing: Timing | None = None) -> AsyncIterator[Harness]:
    """Set up a stage with these feeds (usually English and Arabic)."""
    set_up = Harness(timing or Timing(), feeds or (EN, AR))
    try:
        yield set_up
    finally:
        set_up.close()


async def turns(number: int = 40) -> None:
    """Let everything that is ready have its turn, so many times."""
    for _ in range(number):
        await asyncio.sleep(0)
