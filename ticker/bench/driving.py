"""One phase: updates at a rate, readers read as fast as they can, until the last has the last."""

import contextlib
import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ticker.bench.crowd import Crowd
from ticker.bench.ledger import Ledger
from ticker.bench.trouble import DeliveryError

_BATCH = 64
"""Readers read before the pace and the filings' answers are looked at again: about 0.2 ms."""
_IDLE_S = 0.05
_PATIENCE_S = 15.0


class Source(Protocol):
    """Where updates come from: the filing connections, or the floor."""

    def offer(self, serial: int, ledger: Ledger, now_s: float) -> None:
        """Send update number ``serial`` on its way."""

    def poll(self) -> int:
        """Take the answers that are there; give the number of those that are not."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many updates a phase files, how fast, and which number is the first."""

    rate: float
    seconds: float
    first_serial: int

    @property
    def count(self) -> int:
        """Give the number of updates: at least one."""
        return max(1, round(self.rate * self.seconds))


@dataclass(frozen=True, slots=True)
class Driven:
    """What a phase gave, as the client saw it."""

    ledger: Ledger
    wall_s: float
    client_cpu_s: float
    late_max_s: float
    """How far the client fell behind its own pace: its latencies are to be doubted beyond a few ms."""


def drive(crowd: Crowd, source: Source, pace: Pace) -> Driven:
    """Run a phase until every reader has every update and every filing is answered.

    Raises:
        DeliveryError: some reader still lacks something long after the last filing.
    """
    ledger = Ledger(len(crowd))
    crowd.begin(ledger)
    with _no_collections():
        started_s, client_cpu_s = time.perf_counter(), time.process_time()
        late_max_s = _run(crowd, source, pace, ledger)
        return Driven(ledger, time.perf_counter() - started_s, time.process_time() - client_cpu_s, late_max_s)


def _run(crowd: Crowd, source: Source, pace: Pace, ledger: Ledger) -> float:
    started_s = time.perf_counter()
    filed, late_max_s = 0, 0.0
    while True:
        now_s = time.perf_counter()
        while filed < pace.count and now_s >= started_s + filed / pace.rate:
            late_max_s = max(late_max_s, now_s - started_s - filed / pace.rate)
            source.offer(pace.first_serial + filed, ledger, time.perf_counter())
            filed += 1
        unanswered = source.poll()
        if filed == pace.count and not unanswered and ledger.is_complete:
            return late_max_s
        due_s = started_s + filed / pace.rate if filed < pace.count else now_s + _IDLE_S
        crowd.read(crowd.poller.ready(max(0.0, min(due_s - now_s, _IDLE_S)), limit=_BATCH))
        if now_s > started_s + pace.seconds + _PATIENCE_S:
            raise DeliveryError(
                f"{ledger.lacking} deliveries and {unanswered} answers are lacking "
                f"{_PATIENCE_S:.0f} s after the last filing"
            )


@contextlib.contextmanager
def _no_collections() -> Iterator[None]:
    """Keep the client's garbage collector from adding its pauses to the latencies."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
