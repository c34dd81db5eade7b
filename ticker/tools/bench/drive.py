"""One phase: updates at a rate, readers read as fast as they can, until the last has the last."""

import contextlib
import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ticker.tools.bench.deliveries import Deliveries
from ticker.tools.bench.errors import DeliveryError
from ticker.tools.bench.load_readers import LoadReaders

_BATCH = 64
"""Readers read before the pace and the filings' answers are looked at again: about 0.2 ms."""
_IDLE_S = 0.05
_PATIENCE_S = 15.0


class Source(Protocol):
    """Where updates come from: the filing connections, or the floor."""

    def offer(self, serial: int, ledger: Deliveries) -> bool:
        """Send update number ``serial`` on its way; return False if too many are on it already."""

    def poll(self) -> int:
        """Read the answers that are there; return the number of those that are not."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many updates a phase files, how fast, and which number is the first."""

    rate: float
    seconds: float
    first_serial: int

    @property
    def count(self) -> int:
        """Return the number of updates: at least one."""
        return max(1, round(self.rate * self.seconds))


@dataclass(frozen=True, slots=True)
class Driven:
    """What a phase gave, as the client saw it."""

    ledger: Deliveries
    wall_s: float
    client_cpu_s: float
    late_max_s: float
    """How far filing fell behind its pace: the server did not answer, or the client had no time."""


def drive(load_readers: LoadReaders, source: Source, pace: Pace) -> Driven:
    """Run a phase until every reader has every update and every filing is answered.

    Raises:
        DeliveryError: some reader still lacks something long after the last filing.
    """
    ledger = Deliveries(len(load_readers))
    load_readers.begin(ledger)
    with _no_collections():
        started_s, client_cpu_s = time.perf_counter(), time.process_time()
        late_max_s = _run(load_readers, source, pace, ledger)
        return Driven(ledger, time.perf_counter() - started_s, time.process_time() - client_cpu_s, late_max_s)


def _run(load_readers: LoadReaders, source: Source, pace: Pace, ledger: Deliveries) -> float:
    started_s = moved_s = time.perf_counter()
    filed, late_max_s = 0, 0.0
    moved = (0, 0, 0)
    while True:
        now_s = time.perf_counter()
        due_s = started_s + filed / pace.rate if filed < pace.count else now_s + _IDLE_S
        if now_s >= due_s and source.offer(pace.first_serial + filed, ledger):
            late_max_s = max(late_max_s, now_s - due_s)
            filed += 1
            continue
        unanswered = source.poll()
        if filed == pace.count and not unanswered and ledger.is_complete:
            return late_max_s
        # An update that is due but was not taken waits for the readers' bytes or for an answer, not for the clock.
        wait_s = due_s - now_s if due_s > now_s else _IDLE_S
        load_readers.read(load_readers.poller.ready(min(wait_s, _IDLE_S), limit=_BATCH))
        if moved != (filed, unanswered, ledger.deliveries):
            moved, moved_s = (filed, unanswered, ledger.deliveries), now_s
        elif now_s > moved_s + _PATIENCE_S:
            raise DeliveryError(
                f"{ledger.lacking} deliveries and {unanswered} answers are lacking, "
                f"and none has come for {_PATIENCE_S:.0f} s"
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
