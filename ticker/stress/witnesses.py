"""Readers that come back whatever happens, and keep everything that they were given. They judge nothing."""

import asyncio
import json
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ticker.bench.http1 import WS_KEY
from ticker.bench.scan import Transport
from ticker.fanout.snapshot import Folded, Wire, fold
from ticker.stress.history import Given, Testimony, Visit
from ticker.stress.line import Came, Line
from ticker.stress.plan import Part, Temper
from ticker.stress.stamps import StampedSelector

_CONNECT_WITHIN_S: Final = 1.0
_JOIN_WITHIN_S: Final = 3.0
"""A reader that was not let in by then comes again, as browsers do sooner or later."""
_SMALL_BUFFER_BYTES: Final = 4096
_FLAP_S: Final = (0.05, 0.6)
_PAUSE_S: Final = (0.05, 0.7)
_RETURN_S: Final = (0.0, 0.1)

Address = Callable[[int, Temper], tuple[str, int]]
"""Where a server is reached, by somebody of this temper."""


@dataclass(slots=True)
class Stage:
    """What the readers of a scenario share."""

    selector: StampedSelector
    servers: int
    address: Address
    parsed: dict[bytes, Wire]
    """Shared bytes are parsed once."""


class Witness:
    """One reader of one feed."""

    def __init__(self, part: Part, feed: str, snapshot: int, stage: Stage) -> None:
        self.testimony = Testimony(part.name, part.transport, part.temper, feed, Folded(snapshot))
        self.cursor = ""
        self.is_calm = False
        """Told to stay and to read everything: the faults are over."""
        self._part = part
        self._stage = stage
        self._rng = random.Random(part.seed)
        self._server = part.server
        self._line: Line | None = None
        self._waking = asyncio.Event()

    async def run(self) -> None:
        """Read for ever; come back whenever the connection ends."""
        while True:
            visit = Visit(self._server, self.cursor, time.monotonic())
            self.testimony.visits.append(visit)
            try:
                visit.how = await self._visit()
            except OSError as failed:
                visit.how = f"no connection: {failed}"
            finally:
                visit.ended = time.monotonic()
            self._server = self._rng.choice([self._server, self._rng.randrange(self._stage.servers)])
            await asyncio.sleep(self._rng.uniform(*_RETURN_S))

    def calm(self) -> None:
        """Stay from now on and read everything."""
        self.is_calm = True
        self._waking.set()

    @property
    def server(self) -> int | None:
        """Give the server that this reader is connected to; None: to none."""
        return self._server if self._line is not None and self._line.joined.is_set() else None

    async def _visit(self) -> str:
        line = await self._connect()
        try:
            async with asyncio.timeout(_CONNECT_WITHIN_S + _JOIN_WITHIN_S) as patience:
                self._line = line
                living = asyncio.ensure_future(self._live(line, patience))
                try:
                    return await line.ended
                finally:
                    living.cancel()
        except TimeoutError:
            return "not let in in time"
        finally:
            self._line = None
            line.leave(by_reset=self._rng.random() < 0.5)

    async def _connect(self) -> Line:
        loop = asyncio.get_running_loop()
        part, stage = self._part, self._stage
        asking = request(part.transport, self.testimony.feed, self.cursor)
        connection = socket.socket()
        try:
            connection.setblocking(False)
            if part.temper is Temper.SLOW:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER_BYTES)
            async with asyncio.timeout(_CONNECT_WITHIN_S):
                await loop.sock_connect(connection, stage.address(self._server, part.temper))
                _, line = await loop.create_connection(
                    lambda: Line(part.transport, asking, selector=stage.selector, take=self._take), sock=connection
                )
        except BaseException:
            connection.close()
            raise
        return line

    async def _live(self, line: Line, patience: asyncio.Timeout) -> None:
        """Be what the temper says until told to be calm; see that joining does not take for ever."""
        temper = self._part.temper
        if temper is Temper.FLAPPING and not await self._calmed(self._rng.uniform(*_FLAP_S)):
            line.leave(by_reset=self._rng.random() < 0.5)
            return
        await line.joined.wait()
        patience.reschedule(None)
        while temper is Temper.SLOW and not self.is_calm:
            line.pause()
            await self._calmed(self._rng.uniform(*_PAUSE_S))
            line.resume()
            await self._calmed(self._rng.uniform(*_PAUSE_S))

    async def _calmed(self, within_s: float) -> bool:
        try:
            async with asyncio.timeout(within_s):
                await self._waking.wait()
        except TimeoutError:
            return False
        return True

    def _take(self, came: Came) -> None:
        testimony, frame = self.testimony, came.frame
        now = time.monotonic()
        wire = self._stage.parsed.get(frame.payload)
        if wire is None:
            try:
                wire = self._stage.parsed[frame.payload] = json.loads(frame.payload)
            except ValueError:
                testimony.broken.append((now, f"no JSON: {frame.payload[:200]!r}"))
                return
        if self._part.transport is Transport.SSE and _id_of(frame.whole) != wire.get("cursor"):
            testimony.broken.append((now, f"an id line that is not its own: {frame.whole[:200]!r}"))
        # What a link or a full buffer held back was written earlier than it came: only since the visit began is sure.
        is_prompt = self._part.temper in (Temper.STEADY, Temper.FLAPPING)
        begun = came.begun if is_prompt else testimony.visits[-1].began
        testimony.given.append(Given(len(testimony.visits) - 1, self._server, begun, now, wire))
        testimony.held = fold(testimony.held, wire)
        self.cursor = wire.get("cursor", self.cursor)


def _id_of(block: bytes) -> str | None:
    first = block.split(b"\n", 1)[0]
    return first[4:].decode() if first.startswith(b"id: ") else None


def request(transport: Transport, feed: str, cursor: str) -> bytes:
    """Write what a browser sends: a socket brings its cursor in the address, a stream in a header."""
    if transport is Transport.SSE:
        header = f"Last-Event-ID: {cursor}\r\n" if cursor else ""
        return f"GET /v1/feeds/{feed}/stream HTTP/1.1\r\nHost: stress\r\n{header}\r\n".encode()
    return (
        f"GET /v1/feeds/{feed}/socket?after={cursor} HTTP/1.1\r\nHost: stress\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {WS_KEY}\r\n\r\n"
    ).encode()
