"""Readers that come back whatever happens, and record everything that they receive. They judge nothing."""

import asyncio
import json
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.fold import Folded, Wire, fold
from ticker.tools.stress.connection import Came, ReaderConnection
from ticker.tools.stress.feed_requests import cursors_in, id_of, joined, request
from ticker.tools.stress.history import Given, Recording, Visit
from ticker.tools.stress.plan import Behaviour, PlannedReader
from ticker.tools.stress.timing import StampedSelector

_CONNECT_WITHIN_S: Final = 1.0
_JOIN_WITHIN_S: Final = 3.0
"""A reader that was not let in by then comes again, as browsers do sooner or later."""
_SMALL_BUFFER_BYTES: Final = 4096
_FLAP_S: Final = (0.05, 0.6)
_PAUSE_S: Final = (0.05, 0.7)
_RETURN_S: Final = (0.0, 0.1)
_SILENT_S: Final = 4.0
"""Servers say how they are every 1.5 s here. The kernel of one may end a socket that was full for 3 s, unnoticed;
a reader that then receives nothing for so long comes again, as the clients do. Others are never silent with a cause."""

Address = Callable[[int, Behaviour], tuple[str, int]]
"""Where a reader of this behaviour reaches a server."""


@dataclass(slots=True)
class Stage:
    """What the readers of a scenario share."""

    selector: StampedSelector
    servers: int
    address: Address
    parsed: dict[bytes, Wire]
    """Shared bytes are parsed once."""


class RecordingReader:
    """One reader of one feed, or of several on one connection."""

    def __init__(self, part: PlannedReader, snapshot: int, stage: Stage) -> None:
        of = {feed: f"{part.name} of {feed}" if len(part.feeds) > 1 else part.name for feed in part.feeds}
        self.recordings = {
            feed: Recording(name, part.transport, part.behaviour, feed, Folded(snapshot)) for feed, name in of.items()
        }
        self.cursors = dict.fromkeys(part.feeds, "")
        """The newest of each feed."""
        self.is_calm = False
        """Told to stay and to read everything: the faults are over."""
        self._part = part
        self._stage = stage
        self._rng = random.Random(part.seed)
        self._server = part.server
        self._last_id = ""
        """What an ``EventSource`` brings back."""
        self._visits = 0
        self._heard_at = 0.0
        self._line: ReaderConnection | None = None
        self._waking = asyncio.Event()

    async def run(self) -> None:
        """Read for ever; come back whenever the connection ends."""
        while True:
            brought = cursors_in(self._brings, self._part.feeds)
            visits = [Visit(self._server, brought[feed], time.monotonic()) for feed in self._part.feeds]
            for recording, visit in zip(self.recordings.values(), visits, strict=True):
                recording.visits.append(visit)
            self._visits += 1
            how = "cancelled"
            try:
                how = await self._visit()
            except OSError as failed:
                how = f"no connection: {failed}"
            finally:
                for visit in visits:
                    visit.how, visit.ended = how, time.monotonic()
            self._server = self._rng.choice([self._server, self._rng.randrange(self._stage.servers)])
            await asyncio.sleep(self._rng.uniform(*_RETURN_S))

    @property
    def _brings(self) -> str:
        if self._part.transport is WireFormat.SSE:
            return self._last_id
        return joined(self.cursors) if len(self.cursors) > 1 else self.cursors[self._part.feeds[0]]

    def calm(self) -> None:
        """Stay from now on and read everything."""
        self.is_calm = True
        self._waking.set()

    @property
    def name(self) -> str:
        """Return its name in the plan."""
        return self._part.name

    @property
    def server(self) -> int | None:
        """Return the server that this reader is connected to; None: to none."""
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

    async def _connect(self) -> ReaderConnection:
        loop = asyncio.get_running_loop()
        part, stage = self._part, self._stage
        asking = request(part.transport, part.feeds, self._brings)
        connection = socket.socket()
        try:
            connection.setblocking(False)
            if part.behaviour is Behaviour.SLOW:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER_BYTES)
            async with asyncio.timeout(_CONNECT_WITHIN_S):
                await loop.sock_connect(connection, stage.address(self._server, part.behaviour))
                _, line = await loop.create_connection(
                    lambda: ReaderConnection(part.transport, asking, selector=stage.selector, take=self._take),
                    sock=connection,
                )
        except BaseException:
            connection.close()
            raise
        return line

    async def _live(self, line: ReaderConnection, patience: asyncio.Timeout) -> None:
        """Behave as planned until told to be calm; see that joining does not take for ever."""
        behaviour = self._part.behaviour
        if behaviour is Behaviour.FLAPPING and not await self._calmed(self._rng.uniform(*_FLAP_S)):
            line.leave(by_reset=self._rng.random() < 0.5)
            return
        await line.joined.wait()
        patience.reschedule(None)
        while behaviour is Behaviour.SLOW and not self.is_calm:
            line.pause()
            await self._calmed(self._rng.uniform(*_PAUSE_S))
            line.resume()
            await self._calmed(self._rng.uniform(*_PAUSE_S))
        if behaviour is Behaviour.SLOW:
            await self._silence()
            line.leave(by_reset=True)

    async def _silence(self) -> None:
        """Wait until nothing has come for long."""
        since = time.monotonic()
        while (left_s := max(since, self._heard_at) + _SILENT_S - time.monotonic()) > 0:  # noqa: ASYNC110 - each time it is what is left
            await asyncio.sleep(left_s)

    async def _calmed(self, within_s: float) -> bool:
        try:
            async with asyncio.timeout(within_s):
                await self._waking.wait()
        except TimeoutError:
            return False
        return True

    def _take(self, came: Came) -> None:
        now, frame = time.monotonic(), came.frame
        self._heard_at = now
        wire = self._stage.parsed.get(frame.payload)
        if wire is None:
            try:
                wire = self._stage.parsed[frame.payload] = json.loads(frame.payload)
            except ValueError:
                self._complain(now, f"no JSON: {frame.payload[:200]!r}")
                return
        feed = wire.get("feed")
        if feed is not None and feed not in self.recordings:
            self._complain(now, f"not asked for: {frame.payload[:200]!r}")
            return
        if self._part.transport is WireFormat.SSE:
            self._take_id(now, frame.whole, wire)
        # What a proxy or a full buffer held back was written earlier than it came: only since the visit began is sure.
        is_prompt = self._part.behaviour in (Behaviour.STEADY, Behaviour.FLAPPING)
        for recording in self.recordings.values() if feed is None else (self.recordings[feed],):
            begun = came.begun if is_prompt else recording.visits[-1].began
            recording.given.append(Given(self._visits - 1, self._server, begun, now, wire))
            recording.held = fold(recording.held, wire)
        if "cursor" in wire:
            self.cursors[wire["feed"]] = wire["cursor"]

    def _take_id(self, now: float, block: bytes, wire: Wire) -> None:
        """Keep the id of a block, and see that it has the wire's cursor, or none."""
        given = id_of(block)
        self._last_id = self._last_id if given is None else given
        has = None if given is None else cursors_in(given, self._part.feeds).get(wire.get("feed", ""))
        if has != wire.get("cursor"):
            self._complain(now, f"an id line that is not its own: {block[:200]!r}")

    def _complain(self, now: float, what: str) -> None:
        next(iter(self.recordings.values())).broken.append((now, what))
