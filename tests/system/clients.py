"""Clients of a real ticker while things break: filers that never give up, readers that keep what they were given.

Also the one check of what readers are promised: in order, once, nothing left out but what was replaced, and in the end
what the snapshot says. Breaks nothing itself.
"""

import asyncio
import contextlib
import itertools
import json
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from tests.servers import Serve, TickerProcess, http
from tests.waiting import until
from ticker.model import Cursor, EntryKind
from ticker.tools.fold import Folded, Wire, fold

Record = Callable[[str, object], None]
"""pytest's ``record_testsuite_property``: what was measured, for whoever asks for the report (``--junitxml``)."""
SNAPSHOT: Final = 30
"""How many updates a feed's snapshot has, by default."""
SLACK_S: Final = 3.0
"""What a busy machine may add on our side to what the service promises."""
BROKE: Final = 0
"""Stands for a status where the connection broke instead."""
_ACTS: Final = {"correction": "corrections", "refile": "refiles", "hold": "hold", "release": "release", "kill": "kill"}
_ENTRIES: Final = frozenset(EntryKind)
_KEYS: Final = itertools.count()


async def pause(told: asyncio.Event, *, at_most_s: float) -> None:
    """Keep a pace: go on when told to end, or when the time has come."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            await told.wait()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back of one try to file, and after how long."""

    status: int
    after_s: float
    headers: httpx.Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry that was acknowledged."""

    id: str
    version: int
    cursor: Cursor
    kind: str
    statement: str = ""


@dataclass(eq=False)
class Filer:
    """Somebody who files at one process, each time until it is acknowledged, always with the same key."""

    process: TickerProcess
    key: str
    name: str = "Reporter"
    feed: str = "en"
    pace_s: float | None = 0.02
    """How long between two rounds; None: files only what the test has it file."""
    is_at_work: bool = False
    filed: list[Filed] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        self.client = http(self.process.url, **headers)

    def draft(self, statement: str, **more: object) -> dict[str, Any]:
        return {"attribution": {"name": self.name}, "statement": statement, **more}

    async def attempt(self, path: str, body: object, *, key: str, if_match: int | None = None) -> Answer:
        """Try once."""
        headers = {"Idempotency-Key": key} | ({} if if_match is None else {"If-Match": f'"{if_match}"'})
        started = time.monotonic()
        try:
            response = await self.client.post(f"/v1/feeds/{self.feed}/updates{path}", json=body, headers=headers)
        except httpx.HTTPError as broke:
            answer = Answer(BROKE, time.monotonic() - started, httpx.Headers(), str(broke).encode())
        else:
            answer = Answer(response.status_code, time.monotonic() - started, response.headers, response.content)
        self.answers.append(answer)
        return answer

    async def insist(self, path: str, body: object, *, key: str, if_match: int | None = None) -> Answer:
        """Try until there is an answer that is not 503."""
        while True:
            answer = await self.attempt(path, body, key=key, if_match=if_match)
            if answer.status not in (503, BROKE):
                return answer
            await pause(self.told, at_most_s=0.05)

    async def file(self, statement: str, *, key: str | None = None) -> Filed:
        """File an update."""
        body = self.draft(statement)
        answer = await self.insist("", body, key=key or f"key-{next(_KEYS)}")
        assert answer.status == 201, answer
        return self._acknowledged(answer, "update", statement)

    async def act(self, on: Filed, kind: str, statement: str = "") -> Filed:
        """Act on an update, in the version that was acknowledged."""
        body = self.draft(statement) if statement else {}
        if kind == "correction":
            body["note"] = "Corrects what was said before"
        answer = await self.insist(f"/{on.id}/{_ACTS[kind]}", body, key=f"key-{next(_KEYS)}", if_match=on.version)
        assert answer.status == 200, answer
        return self._acknowledged(answer, kind, statement)

    async def work(self) -> None:
        """File, correct, hold, release and kill, in turn, until told to end."""
        assert self.pace_s is not None
        self.is_at_work = True
        for number in itertools.count():
            if self.told.is_set():
                break
            say = f"{self.name} says line {number}"
            updates = [await self.file(f"{say}, part {part}") for part in range(3)]
            corrected = await self.act(updates[0], "correction", f"{say}, corrected")
            await self.act(corrected, "refile", f"{say}, refiled")
            held = await self.act(updates[1], "hold")
            await self.act(held, "release" if number % 2 else "kill")
            await pause(self.told, at_most_s=self.pace_s)
        self.is_at_work = False

    def _acknowledged(self, answer: Answer, kind: str, statement: str) -> Filed:
        given = json.loads(answer.body)
        cursor, version = Cursor.parse(answer.headers["Ticker-Cursor"]), int(answer.headers["Ticker-Version"])
        self.filed.append(Filed(given["id"], version, cursor, kind, statement))
        return self.filed[-1]


@dataclass(slots=True)
class Stretch:
    """What a reader had without a gap: everything after ``start`` up to ``at``."""

    start: Cursor
    at: Cursor
    entries: dict[int, Wire] = field(default_factory=dict)


@dataclass(eq=False)
class Reader(ABC):
    """Somebody who reads one feed of one process, comes back with the last cursor, and keeps everything."""

    process: TickerProcess
    feed: str = "en"
    cursor: str = ""
    given: list[Wire] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    states: list[tuple[float, str]] = field(default_factory=list)
    """What the statuses said, and when (``time.monotonic``)."""
    connections: int = 0
    broken: list[str] = field(default_factory=list)
    """Promises that were not kept."""

    def __post_init__(self) -> None:
        self.held = Folded(SNAPSHOT)
        self._is_behind_gap = False

    @property
    def at(self) -> Cursor | None:
        """Return the place that this reader has reached."""
        return self.stretches[-1].at if self.stretches else None

    @abstractmethod
    def read(self) -> AsyncIterator[Wire]:
        """Connect once and give what comes until the connection ends."""

    async def run(self) -> None:
        """Read for ever; come back whenever the connection ends."""
        never = asyncio.Event()
        while True:
            with contextlib.suppress(OSError, EOFError, WebSocketException, InvalidHandshake, TimeoutError):
                async for wire in self.read():
                    self.take(wire)
            await pause(never, at_most_s=0.02)

    def _join(self) -> None:
        self.connections += 1

    def said(self, state: str, *, since: float = 0.0) -> float | None:
        """Return when a status first said this after ``since``."""
        return next((at for at, said in self.states if said == state and at >= since), None)

    def take(self, wire: Wire) -> None:
        """Keep what was given, and see whether it may come here."""
        self.given.append(wire)
        self.held = fold(self.held, wire)
        match wire["type"]:
            case "status":
                self.states.append((time.monotonic(), wire["state"]))
            case "gap":
                self.gaps.append(wire["reason"])
                self._is_behind_gap = True
            case "snapshot":
                if self.cursor and not self._is_behind_gap:
                    self.broken.append(f"a snapshot at {wire['cursor']} without a gap")
                self._is_behind_gap = False
                self.stretches.append(Stretch(Cursor.parse(wire["cursor"]), Cursor.parse(wire["cursor"])))
            case _:
                self._take_entry(wire)
        self.cursor = wire.get("cursor", self.cursor)

    def _take_entry(self, wire: Wire) -> None:
        cursor = Cursor.parse(wire["cursor"])
        if not self.stretches:
            brought = Cursor.parse(self.cursor.rpartition("~")[2])
            self.stretches.append(Stretch(brought, brought))
        stretch = self.stretches[-1]
        if self._is_behind_gap:
            self.broken.append(f"an entry at {cursor} between gap and snapshot")
        if cursor.epoch != stretch.at.epoch or cursor.seq <= stretch.at.seq:
            self.broken.append(f"an entry at {cursor} after {stretch.at}")
        stretch.at = cursor
        stretch.entries[cursor.seq] = wire


class SocketReader(Reader):
    """Reads by WebSocket."""

    def read(self) -> AsyncIterator[Wire]:
        return over_socket(self.process, f"/v1/feeds/{self.feed}/socket?after={self.cursor}", joined=self._join)


class StreamReader(Reader):
    """Reads by server-sent events."""

    def read(self) -> AsyncIterator[Wire]:
        brought = self.cursor or None
        return over_stream(self.process, f"/v1/feeds/{self.feed}/stream", brought=brought, joined=self._join)


async def over_socket(
    process: TickerProcess, path: str, *, joined: Callable[[], None] = lambda: None
) -> AsyncGenerator[Wire, None]:
    """Connect by WebSocket and give what comes."""
    async with connect(process.socket_url + path, compression=None, ping_interval=None, proxy=None) as socket:
        joined()
        async for text in socket:
            yield json.loads(text)


async def over_stream(
    process: TickerProcess, path: str, *, brought: str | None = None, joined: Callable[[], None] = lambda: None
) -> AsyncGenerator[Wire, None]:
    """Connect to a stream, with a ``Last-Event-ID`` if one is brought, and give what comes."""
    reading, writing = await asyncio.open_connection("127.0.0.1", process.port, limit=1 << 22)
    try:
        header = f"Last-Event-ID: {brought}\r\n" if brought is not None else ""
        writing.write(f"GET {path} HTTP/1.1\r\nHost: t\r\n{header}\r\n".encode())
        head = await reading.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        joined()
        while True:
            size = int(await reading.readuntil(b"\r\n"), 16)
            block = (await reading.readexactly(size + 2))[:-2]
            if not block:
                raise asyncio.IncompleteReadError(block, None)  # ended in order, as good as cut to whoever reads on
            lines = dict(line.split(": ", 1) for line in block.decode().splitlines() if line)
            if "data" in lines:
                wire = json.loads(lines["data"])
                assert lines["event"] == wire["type"], block
                assert ("id" in lines) == ("cursor" in wire), block
                assert wire.get("cursor", "") in lines.get("id", ""), block
                yield wire
    finally:
        writing.close()


async def first(wires: AsyncGenerator[Wire, None]) -> list[Wire]:
    """Take what comes up to the first status, and leave."""
    taken = []
    async with contextlib.aclosing(wires):
        async for wire in wires:
            taken.append(wire)
            if wire["type"] == "status":
                break
    return taken


async def serve_two(serve: Serve, url: str, other_url: str | None = None) -> tuple[TickerProcess, TickerProcess, str]:
    """Start two processes on one Redis at the same time; give them and the key that one of them made."""
    processes = [await serve(redis_url=each, wait=False) for each in (url, other_url or url)]
    await asyncio.gather(*(process.ready() for process in processes))
    [key] = [process.key for process in processes if process.made_key]
    return processes[0], processes[1], key


def both(process: TickerProcess) -> list[Reader]:
    """Return one reader of each transport."""
    return [SocketReader(process), StreamReader(process)]


@asynccontextmanager
async def at_work(*people: Filer | Reader) -> AsyncIterator[None]:
    """Have readers connected, each with its first status, and filers at work, until the end of the block."""
    readers = [person for person in people if isinstance(person, Reader)]
    filers = [person for person in people if isinstance(person, Filer)]
    try:
        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(reader.run(), name="reader") for reader in readers]
            await until(lambda: all(reader.states for reader in readers), what="a first status for each reader")
            working = [group.create_task(filer.work(), name="filer") for filer in filers if filer.pace_s is not None]
            try:
                yield
            finally:
                for task in (*working, *reading):
                    task.cancel()
    finally:
        for filer in filers:
            await filer.client.aclose()


async def write_more(*filers: Filer, by: int = 8) -> None:
    """Wait until each filer has had so many more entries acknowledged."""
    wanted = [(filer, len(filer.filed) + by) for filer in filers]
    await until(lambda: all(len(filer.filed) >= count for filer, count in wanted), within_s=10, what="more filings")


async def told(state: str, *readers: Reader, since: float, within_s: float) -> float:
    """Wait until a status has told every reader of a state; give how long after ``since`` the last one was told."""
    await until(lambda: all(reader.said(state, since=since) for reader in readers), within_s=within_s, what=state)
    return round(max(reader.said(state, since=since) or since for reader in readers) - since, 3)


async def finish(filers: Sequence[Filer], readers: Sequence[Reader], *, within_s: float = 10) -> None:
    """Let the filers end, wait until every reader is at its process's head, and check all promises."""
    for filer in filers:
        filer.told.set()
    await until(lambda: not any(filer.is_at_work for filer in filers), within_s=within_s, what="filers at rest")
    snapshots = {}

    async def is_settled() -> bool:
        for reader in readers:
            async with http(reader.process.url) as client:
                snapshots[reader] = (await client.get(f"/v1/feeds/{reader.feed}")).json()
        return all(str(reader.at) == snapshots[reader]["cursor"] for reader in readers)

    await until(is_settled, within_s=within_s, what=f"readers at the head: {[str(r.at) for r in readers]}")
    check(filers, readers)
    for reader in readers:
        check_fold(reader, snapshots[reader])


def check(filers: Sequence[Filer], readers: Sequence[Reader]) -> None:
    """Hold every reader against what was acknowledged and what the others were given."""
    assert not [f"{reader.process.url}: {broken}" for reader in readers for broken in reader.broken]
    told: dict[Cursor, set[tuple[str, int]]] = {}
    for cursor, mark in _everything(filers, readers):
        told.setdefault(cursor, set()).add(mark)
    assert not {str(at): marks for at, marks in told.items() if len(marks) > 1}, "one place names two entries"
    given: dict[str, Wire] = {}
    for wire in (wire for reader in readers for wire in reader.given if wire["type"] in _ENTRIES):
        assert given.setdefault(wire["cursor"], wire) == wire, "one place has two contents"
    newest: dict[str, int] = {}
    for marks in told.values():
        for update_id, version in marks:
            newest[update_id] = max(version, newest.get(update_id, 0))
    for reader in readers:
        for stretch in reader.stretches:
            for cursor, marks in told.items():
                if cursor.epoch != stretch.at.epoch or not stretch.start.seq < cursor.seq <= stretch.at.seq:
                    continue
                [(update_id, version)] = marks
                is_replaced = newest[update_id] > version
                assert cursor.seq in stretch.entries or is_replaced, f"{cursor} was left out for {reader}"


def _everything(filers: Sequence[Filer], readers: Sequence[Reader]) -> Iterator[tuple[Cursor, tuple[str, int]]]:
    for filer in filers:
        yield from ((filed.cursor, (filed.id, filed.version)) for filed in filer.filed)
    for reader in readers:
        for wire in reader.given:
            if wire["type"] in _ENTRIES:
                yield Cursor.parse(wire["cursor"]), (wire["id"], wire["version"])


def check_fold(reader: Reader, snapshot: Wire) -> None:
    """Hold what a reader has folded against the snapshot: the same lines, word for word, down to its horizon."""
    expected = [update for update in snapshot["updates"] if update["order"] > reader.held.horizon]
    shown = reader.held.shown(None)
    assert [(row["id"], row["version"]) for row in shown] == [(row["id"], row["version"]) for row in expected]
    assert shown == expected


async def metric(process: TickerProcess, name: str) -> float:
    """Read one number of a process's metrics; the sum over its labels."""
    async with http(process.url) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    family = name.removesuffix("_sum").removesuffix("_count")
    assert any(line.startswith(f"# TYPE {family} ") for line in lines), f"no metric {name}"
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((f"{name} ", f"{name}{{")))
