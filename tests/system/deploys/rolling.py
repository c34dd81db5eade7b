"""A rolling restart under load: two tickers on one Valkey behind a proxy, one after the other is ended and started."""

import asyncio
import contextlib
import itertools
import secrets
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil

from tests.processes import END_WITHIN_S, PORTS
from tests.servers import TickerProcess, ValkeyServer, http
from tests.system.deploys.arrivals import Arrivals, arrivals_of
from tests.system.deploys.returning_readers import ReaderLog, ReturningReaders
from tests.system.readers.proxies import Proxy, mark_down, start_proxy
from tests.waiting import keep_pace, until
from ticker.model import Cursor

PROCESSES: Final = 2
_ASK_EVERY_S: Final = 0.2
AWAY_AT_MOST_S: Final = 40.0
"""The longest wait of a back-off, and time to be let in."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many read, how much is filed, and how slowly readers are sent away."""

    readers: int = 2_000
    updates_per_s: float = 5.0
    drain_s: float = 10.0
    proxy: str = "haproxy"


@dataclass(frozen=True, slots=True)
class Restart:
    """What one restart of the two was like."""

    sent_away: int
    down_s: float
    """From the signal until the process had ended."""
    up_s: float
    """From its end until the proxy sends readers to its successor."""
    whole_s: float
    """From the signal until every reader was live again."""
    tries: Arrivals
    joins: Arrivals


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a rolling restart gave."""

    load: Load
    first: Arrivals
    """How the readers came at the beginning."""
    restarts: list[Restart]
    log: ReaderLog
    acknowledged: list[int]
    """The places of what was filed."""
    refused: int
    """Tries to file that were not answered with 201."""
    over_s: float
    cpu_s: dict[str, float]
    """CPU seconds from the first signal to the end."""
    lacking: int
    """Readers who do not have the newest entry."""


class Deployment:
    """Two tickers on a Valkey behind a proxy."""

    def __init__(self, load: Load, folder: Path, ending: ExitStack) -> None:
        self._load, self._folder, self._ending = load, folder, ending
        self._valkey = ValkeyServer()
        self._numbers = itertools.count()
        self.tickers: list[TickerProcess] = []
        self._started: Proxy | None = None

    @property
    def _proxy(self) -> Proxy:
        assert self._started is not None, "not open"
        return self._started

    async def open(self) -> Proxy:
        """Start everything."""
        self._ending.callback(self._valkey.remove)
        await self._valkey.start()
        for port in itertools.islice(PORTS, PROCESSES):
            self.tickers.append(await self.start(port))
        ports = [ticker.port for ticker in self.tickers]
        # Whoever comes back may be there before the proxy has seen the last of whoever it was.
        room = self._load.readers * 5 // 4 + 64
        self._started = await start_proxy(
            self._load.proxy, self._folder, *ports, ending=self._ending, readers=room, tells_metrics=True
        )
        return self._started

    async def start(self, port: int) -> TickerProcess:
        """Start a ticker at a port, and wait until it is ready."""
        number = next(self._numbers)
        process = TickerProcess(
            port=port,
            data_dir=self._folder / f"data-{number}",
            log=self._folder / f"ticker-{number}.log",
            redis_url=self._valkey.url,
            environment={"TICKER_DRAIN_SECONDS": str(self._load.drain_s), "TICKER_TRUSTED_PROXIES": "127.0.0.1"},
        )
        self._ending.callback(process.remove)
        await process.ready()
        return process

    async def end(self, index: int) -> None:
        """End a ticker as an operator does, and wait until its process has ended."""
        ticker = self.tickers[index]
        if self._load.proxy == "nginx":
            await mark_down(self._proxy, ticker.port)
        ticker.send(signal.SIGTERM)
        status = await ticker.ended(within_s=END_WITHIN_S + self._load.drain_s)
        assert status == 0, ticker.output

    async def begin_again(self, index: int) -> None:
        """Start a successor at the same port, and wait until the proxy sends readers to it."""
        self.tickers[index] = successor = await self.start(self.tickers[index].port)
        if self._load.proxy == "nginx":
            await mark_down(self._proxy)
        async with http(successor.url) as own, http(f"http://127.0.0.1:{self._proxy.port}") as outer:
            born = await _born(own)

            async def is_chosen() -> bool:
                """Report whether the proxy sends who comes to the successor, which has the fewest readers."""
                return await _born(outer) == born

            await until(is_chosen, within_s=30, what="the proxy to choose the successor", every_s=_ASK_EVERY_S)

    @property
    def pids(self) -> dict[str, list[int]]:
        """Return what runs, by what it is."""
        proxy = psutil.Process(self._proxy.process.pid)
        return {
            "tickers": [ticker.pid for ticker in self.tickers],
            "valkey": [self._valkey.pid],
            "proxy": [proxy.pid, *(child.pid for child in proxy.children())],
            "readers": [psutil.Process().pid],
        }


class Meter:
    """Adds up what processes use, those that end meanwhile too, to within a fraction of a second."""

    def __init__(self, pids: Callable[[], dict[str, list[int]]]) -> None:
        self._pids = pids
        self._first: dict[tuple[str, int], float] = {}
        self._last: dict[tuple[str, int], float] = {}
        self._is_first = True

    def read(self) -> None:
        """Read what all use; who came after the first reading counts from its birth."""
        for name, pids in self._pids().items():
            for pid in pids:
                with contextlib.suppress(psutil.Error):
                    used = psutil.Process(pid).cpu_times()
                    self._last[name, pid] = used.user + used.system
                    self._first.setdefault((name, pid), self._last[name, pid] if self._is_first else 0.0)
        self._is_first = False

    async def keep_reading(self) -> None:
        while True:
            self.read()
            await keep_pace(0.25)

    @property
    def used_s(self) -> dict[str, float]:
        """Give CPU seconds by what used them."""
        total: dict[str, float] = {}
        for (name, pid), used_s in self._last.items():
            total[name] = total.get(name, 0.0) + used_s - self._first[name, pid]
        return total


class PacedFiler:
    """Files through the proxy at a pace, each line until it is acknowledged, always with its key."""

    def __init__(self, client: httpx.AsyncClient, pace_s: float) -> None:
        self._client, self._pace_s = client, pace_s
        self.acknowledged: list[int] = []
        self.refused = 0

    async def keep_filing(self) -> None:
        """File a line whenever one is due."""
        async with asyncio.TaskGroup() as group:
            for number in itertools.count():
                group.create_task(self.file(f"Line {number}."))
                await keep_pace(self._pace_s)

    async def file(self, statement: str) -> None:
        key = secrets.token_hex(8)
        draft = {"attribution": {"name": "Civil Defense"}, "statement": statement}
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = await self._client.post("/v1/feeds/en/updates", json=draft, headers={"Idempotency-Key": key})
                if answer.status_code == httpx.codes.CREATED:
                    self.acknowledged.append(Cursor.parse(answer.headers["Ticker-Cursor"]).seq)
                    return
                assert answer.status_code in (502, 503, 504), answer.text
            self.refused += 1
            await keep_pace(0.2)


async def roll(load: Load, folder: Path, *, tell: Callable[[str], None] = lambda _: None) -> Rolled:
    """Restart one ticker after the other while readers read and a filer files; return what it was like."""
    with ExitStack() as ending:
        deployment = Deployment(load, folder, ending)
        proxy = await deployment.open()
        returning = ReturningReaders(("127.0.0.1", proxy.port), load.readers)
        ending.callback(returning.leave)
        async with http(
            f"http://127.0.0.1:{proxy.port}", Authorization=f"Bearer {deployment.tickers[0].key}"
        ) as client:
            filer = PacedFiler(client, 1 / load.updates_per_s)
            await filer.file("The first line.")
            tell(f"{load.readers} readers join")
            await returning.come()
            await all_live(returning)
            first = arrivals_of(returning.log.joins_s)
            meter = Meter(lambda: deployment.pids)
            began_s = time.monotonic()
            restarts = []
            async with _beside(meter.keep_reading()), _beside(filer.keep_filing()):
                for index in range(PROCESSES):
                    tell(f"restarting {index + 1} of {PROCESSES}")
                    restarts.append(await _restart(deployment, index, returning))
            newest = max(filer.acknowledged)
            await until(
                lambda: returning.behind >= newest, within_s=AWAY_AT_MOST_S, what=f"entry {newest} at every reader"
            )
            meter.read()
            return Rolled(
                load,
                first=first,
                restarts=restarts,
                log=returning.log,
                acknowledged=filer.acknowledged,
                refused=filer.refused,
                over_s=time.monotonic() - began_s,
                cpu_s=meter.used_s,
                lacking=sum(reader.seq < newest for reader in returning.readers),
            )


async def _restart(deployment: Deployment, index: int, returning: ReturningReaders) -> Restart:
    """Restart one ticker; wait until the proxy knows its successor and every reader is back."""
    log = returning.log
    away = log.sent_away.total()
    told_s = time.monotonic()
    await deployment.end(index)
    ended_s = time.monotonic()
    await deployment.begin_again(index)
    up_s = time.monotonic()
    await all_live(returning)
    back_s = time.monotonic()
    return Restart(
        sent_away=log.sent_away.total() - away,
        down_s=ended_s - told_s,
        up_s=up_s - ended_s,
        whole_s=max(log.joins_s[-1], ended_s) - told_s,
        tries=arrivals_of(log.tries_s, since_s=told_s, until_s=back_s),
        joins=arrivals_of(log.joins_s, since_s=told_s, until_s=back_s),
    )


async def _born(client: httpx.AsyncClient) -> str | None:
    """Return when the process that answers says it was started; None if none does."""
    answer = await client.get("/metrics", headers={"Connection": "close"})
    lines = (line.split() for line in answer.text.splitlines())
    return next((words[1] for words in lines if words[:1] == ["process_start_time_seconds"]), None)


async def all_live(returning: ReturningReaders) -> None:
    """Wait until every reader is connected and up to date."""
    size = len(returning.readers)
    await until(lambda: returning.live == size, within_s=AWAY_AT_MOST_S + size / 100, what=f"all {size} readers live")


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Have something done for as long as the block takes; if it fails, the block does."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        yield
        task.cancel()
