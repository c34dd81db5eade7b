"""One attack against one real server, with good readers beside it: what it did to the server's memory, and to them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from tests.processes import ROOT
from tests.served import Served, served
from tests.system.clients import metric
from tests.system.hostile.good_readers import GoodReaders, good_readers
from tests.waiting import until
from ticker.model import Role
from ticker.tools.bench.resource_usage import cores, pin
from ticker.tools.bench.statistics import Latencies, latencies_of

MIB: Final = 1 << 20
CORES: Final = cores()
"""Asked for once: who is kept on one core sees one only."""
GROWTH_MAX_BYTES: Final = 8 * MIB
"""What a server may grow by whatever comes: entries that are filed meanwhile, snapshots and catch-ups that are kept."""
PER_CONNECTION_MAX_BYTES: Final = 64 << 10
"""I7's constant. A head has at most 16 KiB, and is twice there while it is parsed; uvicorn's connections cost 25 KiB
beside it; of a reader there is a text of at most 4 KiB, and the rest of one part."""
UNREAD_MAX_BYTES: Final = dict.fromkeys(("unread_gets", "unread_answers", "dear_gets"), 256 << 10)
"""For attacks that leave answers unread, or ask for the largest without a pause, the budget of an answer: see
tests/system/readers/test_budgets.py."""
SPARE_DESCRIPTORS: Final = 4
"""Kept connections of the bystanders' own that come and go."""
LEAVE_WITHIN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one attack."""

    name: str
    counts: Mapping[str, Any]
    """What the attackers say they did."""
    rss_before_bytes: int
    rss_peak_bytes: int
    rss_after_bytes: int
    before: Latencies
    during: Latencies
    """From the beginning of a filing until a good reader has the entry."""
    filing: Latencies
    health: Latencies

    @property
    def connections(self) -> int:
        """Return the most that the attackers had at once."""
        return int(self.counts["peak"])

    @property
    def grew_bytes(self) -> int:
        return self.rss_peak_bytes - self.rss_before_bytes

    @property
    def kept_bytes(self) -> int:
        return self.rss_after_bytes - self.rss_before_bytes

    def check(self) -> None:
        """Hold the memory against its bounds, and what came back against what may come."""
        wrong = {said: count for said, count in self.counts.items() if said.startswith("wrong")}
        assert not wrong, wrong
        each = UNREAD_MAX_BYTES.get(self.name, PER_CONNECTION_MAX_BYTES)
        bound = GROWTH_MAX_BYTES + self.connections * each
        assert self.grew_bytes <= bound, f"{self.grew_bytes / MIB:.1f} MiB for {self.connections} connections"
        assert self.kept_bytes <= bound / 2, f"{self.kept_bytes / MIB:.1f} MiB stayed"


@asynccontextmanager
async def pinned(*flags: str) -> AsyncIterator[Served]:
    """Serve on a core of its own, where there are two, with a Valkey of its own on the other."""
    async with served(*flags, log_format="json") as service:
        pin(service.process.pid, CORES.server)
        pin(service.valkey.pid, CORES.store)
        yield service


async def trial(name: str, command: Sequence[str], service: Served, *, before_s: float, within_s: float) -> Trial:
    """Watch for a while, then while ``command`` runs to its end, then until all it left is gone.

    Raises:
        AssertionError: a promise was not kept: to a good reader, or of what is left behind.
    """
    async with good_readers(service.process, key=service.keys[Role.EDITOR]) as around:
        told = asyncio.Event()
        asyncio.get_running_loop().call_later(before_s, told.set)
        before = await around.watch(told)
        descriptors = around.descriptors
        told = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(around.watch(told))
            counts = await attacked(command, within_s=within_s)
            told.set()
        during = watching.result()
        await is_left_alone(around, descriptors)
        await around.settle()
        after = around.process.memory_info().rss
        faults = [
            line for line in service.process.output.splitlines() if '"level":"error"' in line or "Traceback" in line
        ]
        assert not faults, "\n".join(f"{fault[:300]} … {fault[-600:]}" for fault in faults[:3])
        return Trial(
            name,
            counts,
            rss_before_bytes=before.rss_bytes[-1],
            rss_peak_bytes=max(during.rss_bytes),
            rss_after_bytes=after,
            before=around.delivered(before),
            during=around.delivered(during),
            filing=known(during.filings_s),
            health=known(during.health_s),
        )


async def attacked(command: Sequence[str], *, within_s: float) -> Mapping[str, Any]:
    """Run the attackers on the other core; return what they say."""
    attackers = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    pin(attackers.pid, CORES.client)
    try:
        async with asyncio.timeout(within_s):
            said, _ = await attackers.communicate()
    except TimeoutError:
        attackers.kill()
        await attackers.wait()
        raise
    assert attackers.returncode == 0, f"{command} ended with {attackers.returncode}"
    counts: dict[str, Any] = json.loads(said)
    return counts


async def is_left_alone(around: GoodReaders, descriptors: int) -> None:
    """Wait until the server has only the good readers, and its descriptors back."""

    async def has_gone() -> bool:
        return await metric(around.server, "ticker_readers") == len(around.readers)

    await until(has_gone, within_s=LEAVE_WITHIN_S, what="every hostile reader forgotten")
    await until(
        lambda: around.descriptors <= descriptors + SPARE_DESCRIPTORS,
        within_s=LEAVE_WITHIN_S,
        what=f"at most {descriptors + SPARE_DESCRIPTORS} descriptors",
    )


def known(values_s: list[float]) -> Latencies:
    found = latencies_of(values_s)
    assert found is not None, "nothing was measured"
    return found


async def attack(name: str, *, seconds: float, before_s: float, seed: int) -> Trial:
    """Try one of ``attacks.ATTACKS`` on a server of its own."""
    async with pinned() as service:
        command = [sys.executable, "-m", "tests.system.hostile.attacks", name]
        command += [str(service.port), str(seconds), str(seed)]
        return await trial(name, command, service, before_s=before_s, within_s=seconds + 60)
