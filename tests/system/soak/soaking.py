"""One service on its embedded Valkey, round after round: filed to, corrected, killed, read, left, and then at rest.

Each round ends with nobody there. What the service then still holds is compared from rest to rest: memory, descriptors,
tasks and objects, and what its Valkey holds. The feed's history is short, so that the log is at its cap all the time.
"""

import asyncio
import contextlib
import json
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import psutil
import redis.asyncio

from tests.processes import PORTS, Process
from tests.servers import TickerProcess, http
from tests.system.cli.shell import run
from tests.system.clients import Filer, SocketReader, StreamReader, at_work, finish, metric
from tests.system.soak.churning_readers import ChurningReaders
from tests.system.soak.rests import FEED, HISTORY, Plan, Rest, Soaked
from tests.waiting import keep_pace, until
from ticker.settings import Timing

_REST_WITHIN_S: Final = 60.0
_FULL_WITHIN_S: Final = 180.0
_LOOKS: Final = 5
_LOOK_EVERY_S: Final = 0.2
_LINK: Final = "https://example.org/" + "a" * 1_900
"""Makes an entry large, so that whoever does not read is full soon."""


class Observation(NamedTuple):
    """What a service said of itself."""

    tasks: tuple[str, ...]
    objects: int


class Observed(TickerProcess):
    """A ``ticker serve`` that can be asked which tasks it has."""

    def _start(self, environment: Mapping[str, str] | None) -> Any:
        self.command = (sys.executable, "-m", "tests.system.soak.observed", *self.command)
        return Process._start(self, environment)

    async def observe(self) -> Observation:
        """Ask for the names of its tasks and the number of its objects."""
        before = len(self._lines())
        self.send(signal.SIGUSR1)
        await until(lambda: len(self._lines()) > before, within_s=15, what="an answer to SIGUSR1")
        told = json.loads(self._lines()[-1].removeprefix("observed "))
        return Observation(tuple(told["tasks"]), told["objects"])

    def _lines(self) -> list[str]:
        return [
            line for line in self.output.splitlines(keepends=True) if line.startswith("observed {") and "\n" in line
        ]


class LargeFiler(Filer):
    """Files updates that fill sockets soon."""

    def draft(self, statement: str, **more: object) -> dict[str, Any]:
        return super().draft(statement, link=_LINK, **more)


async def soak(plan: Plan, folder: Path, *, tell: Callable[[str], None] = lambda _: None) -> Soaked:
    """Run the rounds; return what was there at each rest."""
    soaked = Soaked(plan)
    port = next(PORTS)
    service = Observed(
        port=port,
        data_dir=folder / "data",
        log=folder / "ticker.log",
        redis_url=None,
        environment={"TICKER_TIMES_DIVIDED_BY": str(plan.divided_by), "TICKER_LOG_FORMAT": "json"},
    )
    try:
        await service.ready()
        added = await run("feeds", "add", FEED, "--history", HISTORY, "--data-dir", service.data_dir)
        assert added.status == 0, added.err
        await until(lambda: _is_served(service), within_s=15, what="the feed")
        started_s = time.monotonic()
        soaked.rests.append(await _rest(service, started_s, None))
        for number in range(1, plan.rounds + 1):
            await _round(plan, number, service, soaked)
            soaked.rests.append(await _rest(service, started_s, soaked.rests[0]))
            tell(soaked.rests[-1].told)
        soaked.closed_as_too_slow = await _labelled(service, "ticker_closed_total", code="4008")
        used = psutil.Process(service.pid).cpu_times()
        soaked.cpu_s = used.user + used.system
        soaked.status = await asyncio.to_thread(service.end)
        soaked.output = service.output
    finally:
        service.remove()
    return soaked


async def _is_served(service: TickerProcess) -> bool:
    async with http(service.url) as client:
        return (await client.get(f"/v1/feeds/{FEED}")).is_success


async def _is_full(service: TickerProcess) -> bool:
    return await _labelled(service, "ticker_feed_entries", feed=FEED) == HISTORY


async def _round(plan: Plan, number: int, service: Observed, soaked: Soaked) -> None:
    filers = [
        LargeFiler(service, service.key, name=f"Reporter {number}.{one}", feed=FEED, pace_s=plan.pace_s)
        for one in range(plan.filers)
    ]
    readers = [kind(service, feed=FEED) for kind in (SocketReader, StreamReader)]
    stalled_s = Timing().divided_by(plan.divided_by).stalled_s
    visitors = ChurningReaders(service.port, FEED, stalled_s, plan.seed + number, filers[0].filed)
    async with at_work(*filers, *readers):
        async with _at_once(visitors, plan.visitors):
            await keep_pace(plan.round_s)
            if number == 1:
                await until(
                    lambda: _is_full(service), within_s=_FULL_WITHIN_S, what="a log at its cap", every_s=_LOOK_EVERY_S
                )
        await finish(filers, readers, within_s=30)
    soaked.done += visitors.done
    soaked.filed.update(filed.kind for filer in filers for filed in filer.filed)


@asynccontextmanager
async def _at_once(visitors: ChurningReaders, count: int) -> AsyncIterator[None]:
    """Have so many visitors come and go for as long as the block takes."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(visitors.visit(number)) for number in range(count)]
        yield
        for task in tasks:
            task.cancel()


async def _rest(service: Observed, started_s: float, first: Rest | None) -> Rest:
    """Wait until nobody is there, and all is as it was at first as far as it may be waited for; look."""
    process = psutil.Process(service.pid)
    seen: list[tuple[int, Observation]] = []

    async def is_at_rest() -> bool:
        readers = await metric(service, "ticker_readers")
        observed = await service.observe()
        seen.append((_files(process)[0], observed))
        if first is None:
            return len(seen) == _LOOKS
        return not readers and (seen[-1][0], observed.tasks) == (first.files, first.tasks)

    # What does not come back within the time is seen below: the rest is told as it is.
    with contextlib.suppress(AssertionError):
        await until(is_at_rest, within_s=_REST_WITHIN_S, what="a rest", every_s=_LOOK_EVERY_S)
    files, observed = seen[-1]
    if first is None:  # what is there for a moment only, as our own connection, is missing in one of several looks
        files = min(count for count, _ in seen)
        observed = min((one for _, one in seen), key=lambda one: len(one.tasks))
    async with http(service.url) as client:
        snapshot = (await client.get(f"/v1/feeds/{FEED}")).json()
        entries = await _labelled(service, "ticker_feed_entries", feed=FEED)
    async with redis.asyncio.Redis(unix_socket_path=f"{service.data_dir}/valkey.sock") as store:
        store_bytes = (await store.info("memory"))["used_memory"]
        length = await store.xlen(f"ticker:{{{FEED}}}:log")
    return Rest(
        at_s=time.monotonic() - started_s,
        rss_bytes=process.memory_info().rss,
        files=files,
        pooled=_files(process)[1],
        tasks=observed.tasks,
        objects=observed.objects,
        entries=entries,
        head=snapshot["seq"],
        joins=int(await metric(service, "ticker_joins_total")),
        log_length=length,
        store_bytes=store_bytes,
    )


async def _labelled(service: TickerProcess, name: str, **label: str) -> int:
    """Read one number of a metric that has labels; 0 if it is not told yet."""
    [(key, text)] = label.items()
    async with http(service.url) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in lines if line.startswith(f'{name}{{{key}="{text}"}}'))


def _files(process: psutil.Process) -> tuple[int, int]:
    """Count descriptors: those that are no Unix sockets, and those that are."""
    pooled = len(process.net_connections("unix"))
    return process.num_fds() - pooled, pooled
