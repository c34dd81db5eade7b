"""An echo endpoint on the service's own seam, for tests alone: what readers send is parsed as ever, and sent back.

The way in is the real one: accept, admission, handshake, reader. Only two things differ from a reader's socket. Nothing
is pushed, and a text that was found to be one is echoed instead of being ignored; binary is echoed too. Limits are
wider, so that the fuzzing client of the Autobahn testsuite has something to measure.

``python -m tests.system.hostile.echo PORT`` serves until it is ended.
"""

import asyncio
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Final, cast

from websockets.frames import Frame, Opcode

from tests.examples import EN
from tests.unit.fanout.harness import Harness
from ticker.fanout.feed_reader import FeedReader
from ticker.fanout.health import Health
from ticker.fanout.reader import Reader, ReaderState
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import Chunk, Tail
from ticker.listen import listen_on
from ticker.readers.accept import Acceptor
from ticker.readers.admission import Admitted
from ticker.readers.join import Joiner, JoinLimits
from ticker.settings import Timing
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import WEBSOCKET
from ticker.wire.json_objects import GapReason
from ticker.wire.origins import Origins, Proxies
from ticker.wire.websocket import Inbound, TextCheck

PATH: Final = f"/v1/feeds/{EN.slug}/socket"
ECHO_MAX_BYTES: Final = 16 << 20
"""The largest that the testsuite sends."""


class Listening(TextCheck):
    """Checks texts as ever, and keeps what came whole; lets binary pass."""

    __slots__ = ("_binary", "_kept", "heard")

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes)
        self.heard: list[tuple[Opcode, bytes]] = []
        self._kept = bytearray()
        self._binary = False

    def look(self, frame: Frame) -> CloseCode | None:
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._binary = frame.opcode is Opcode.BINARY
        elif frame.opcode is not Opcode.CONT:
            return None
        refused = None if self._binary else super().look(frame)
        if refused is None:
            self._kept += frame.data
            if frame.fin:
                self.heard.append((Opcode.BINARY if self._binary else Opcode.TEXT, bytes(self._kept)))
                self._kept.clear()
        return refused


class EchoInbound(Inbound):
    """Answers what came whole with itself, in the order in which things came."""

    __slots__ = ("_cut",)

    def __init__(self) -> None:
        super().__init__(text_max_bytes=ECHO_MAX_BYTES)
        self._texts: Listening = Listening(ECHO_MAX_BYTES)
        self._cut = Cut()

    @property
    def is_idle(self) -> bool:
        """Never go: what was cut in the middle of a frame's head is kept here."""
        return False

    def receive(self, received: bytes) -> tuple[bytes, bool]:
        answered = []
        for part in self._cut.at_ends_of_frames(received):
            answer, ended = super().receive(part)
            # What was heard came whole before the frame that ended the connection.
            answered += [Frame(opcode, payload).serialize(mask=False) for opcode, payload in self._texts.heard]
            self._texts.heard.clear()
            answered.append(answer)
            if ended:
                return b"".join(answered), True
        return b"".join(answered), False


class Cut:
    """Cuts what was received where frames end, so that pongs and echoes keep their order."""

    def __init__(self) -> None:
        self._head = b""
        self._left = 0

    def at_ends_of_frames(self, received: bytes) -> list[bytes]:
        parts, start, at = [], 0, 0
        while at < len(received):
            if self._left:
                step = min(self._left, len(received) - at)
                self._left -= step
                at += step
            else:
                self._head += received[at : at + 1]
                at += 1
                self._left = self._behind_head()
            if not self._left and not self._head:
                parts.append(received[start:at])
                start = at
        return [*parts, received[start:]] if start < len(received) else parts

    def _behind_head(self) -> int:
        """Return how much of the frame follows its head, once that is whole; else keep collecting."""
        head = self._head
        if len(head) < 2:
            return 0
        size, more = head[1] & 0x7F, {126: 2, 127: 8}.get(head[1] & 0x7F, 0)
        if len(head) < 2 + more:
            return 0
        self._head = b""
        return (int.from_bytes(head[2:]) if more else size) + (4 if head[1] & 0x80 else 0)


class EchoReader(FeedReader):
    """A reader of nothing but its own echo. Whatever its socket does not take waits, which a reader's pongs do not."""

    __slots__ = ("_waiting",)

    def begin(self, prefix: bytes, gaps: Sequence[GapReason | None]) -> None:
        self._waiting = deque[bytes]()
        self.inbound, self.status_due = EchoInbound(), False
        self.send_aside(prefix)

    @property
    def is_caught_up(self) -> bool:
        return self.state in (ReaderState.LIVE, ReaderState.FULL)

    def send_aside(self, data: bytes) -> None:
        self._waiting.append(data)
        self.advance()

    def advance(self) -> None:
        while self._waiting and self.state is ReaderState.LIVE:
            data = self._waiting.popleft()
            if not self.send(Chunk(data, ((len(data), self.cursor),))) and not self.rest:
                self._waiting.appendleft(data)

    def _end(self, last: bytes, code: CloseCode | None) -> None:
        super()._end(b"".join(self._waiting) + last, code)


class Feeds:
    """Knows one feed, which is loaded and never grows."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail

    def tail(self, feed: str) -> Tail | None:
        return self._tail if feed == self._tail.feed.slug else None


class EchoEntrance(Joiner):
    """Lets in as ever, but readers of their own echo."""

    def let_in(self, fd: int, admitted: Admitted, *, trailing: bytes) -> Reader:
        view = self.hub.view([tail for tail in map(self.sync.tail, admitted.feeds) if tail is not None], WEBSOCKET)
        reader = EchoReader(view, self.hub.shared, fd, address=admitted.address, cursor=view.tail.head)
        self.hub.join(reader)
        reader.begin(WEBSOCKET.opening(key=admitted.key, cors=b"", retry_ms=0), [None])
        if trailing and reader.state is not ReaderState.CLOSED:
            reader.take(trailing)
        return reader


@asynccontextmanager
async def echoing(port: int) -> AsyncIterator[None]:
    """Serve the echo at a port, until the end of the block."""
    timing = Timing()
    health = Health(timing, on_change=lambda _: None)
    with closing(Harness(timing, [EN])) as stage:
        joiner = EchoEntrance(
            sync=cast(LogSync, Feeds(stage.tail)),
            hub=stage.hub,
            health=health,
            origins=Origins.parse("*"),
            proxies=Proxies.parse(""),
            limits=JoinLimits(1_000),
            look_for_feed=nobody_looks,
        )
        sockets = listen_on("127.0.0.1", port, reuse_port=False, user_timeout_s=timing.stalled_s)
        acceptor = Acceptor(sockets, joiner, poller=stage.hub.shared.poller, head_timeout_s=timing.head_timeout_s)
        acceptor.hand_off = nobody_else_comes
        acceptor.open()
        try:
            yield
        finally:
            acceptor.close()


async def nobody_looks(feed: str) -> object:
    raise AssertionError(f"{feed}: only one feed is asked for here")


def nobody_else_comes(connection: socket.socket, received: bytes, head_until: float) -> None:
    """Close what asks for anything but the echo."""
    connection.close()


async def serve(port: int) -> None:
    """Serve until a signal."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    async with echoing(port):
        await told.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
