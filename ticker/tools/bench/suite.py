"""Runs the rounds: floor, ticker and nchan in turn, a fresh process for each. Keeps no figure that was not verified."""

import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ticker.tools.bench.drive import Pace, Source, drive
from ticker.tools.bench.environment import look_around
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.filing import Desk, filing_at
from ticker.tools.bench.floor import FloorProgram, FloorSource, Sender, build_floor, place_at_floor, run_floor
from ticker.tools.bench.frame_scanner import WireFormat, scanner_of
from ticker.tools.bench.joining import Joining, JoinTarget
from ticker.tools.bench.load_readers import LoadReaders, load_readers_of, place_in_feed
from ticker.tools.bench.nchan import NchanProgram, find_nchan, run_nchan
from ticker.tools.bench.plan import (
    SNAPSHOT_UPDATES,
    BenchReport,
    Joined,
    Phase,
    Plan,
    Step,
    StepName,
    Subject,
    SubjectPart,
)
from ticker.tools.bench.resource_usage import Cores, cores, cpu_s, pin, raise_descriptors, rss_bytes
from ticker.tools.bench.server import BenchServer, run_server, server_at

_SAMPLERS = 4
_WARMERS = 50
_SETTLE_S = 1.0
_BARE_FILINGS = Pace(rate=100, seconds=0.5, first_serial=0)

Tell = Callable[[str], None]
"""Told what begins now: the progress bar."""


@dataclass(frozen=True, slots=True)
class BenchTarget:
    """Whom to measure: a server of our own, or the one behind a URL."""

    url: str | None = None
    key: str = ""

    @classmethod
    def of(cls, url: str | None, key: str | None) -> "BenchTarget":
        """Check that a foreign server comes with a key.

        Raises:
            BenchError: it does not.
        """
        if url and not key:
            raise BenchError("--url needs a --key to file with: `ticker keys add bench --role correspondent --feed en`")
        return cls(url, key or "")


class Suite:
    """One bench: its plan, its floor, and the numbers that updates get."""

    def __init__(self, plan: Plan, target: BenchTarget, tell: Tell) -> None:
        self._plan = plan
        self._target = target
        self._tell = tell
        self._cores: Cores = cores()
        self._run = secrets.token_hex(4)
        self._serial = 0
        self._samples: dict[WireFormat, bytes] = {}
        self._rss_is_fresh = True
        self._nchan: NchanProgram | None = find_nchan() if plan.with_bars and target.url is None else None

    @property
    def steps(self) -> int:
        """Count how often ``tell`` will be called."""
        each = len(self._plan.steps) + 3 + (self._nchan is not None)
        return len(self._plan.transports) * (1 + self._plan.rounds * each)

    def run(self) -> BenchReport:
        """Run every round.

        Raises:
            BenchError: a server or a limit is in the way, or delivery was not complete.
        """
        raise_descriptors(self._plan.readers)
        pin(os.getpid(), self._cores.client)
        with tempfile.TemporaryDirectory(prefix="ticker-floor-") as directory:
            program = build_floor(Path(directory))
            report = BenchReport(self._plan, look_around(program.name, self._cores))
            self._take_samples()
            for number in range(1, self._plan.rounds + 1):
                for transport in self._plan.transports:
                    report.parts.append(self._measure_floor(program, transport, number))
                    report.parts.append(self._measure_ticker(transport, number))
                    if self._nchan is not None:
                        self._measure_nchan_into(report, self._nchan, Path(directory), transport, number)
        return report

    @contextlib.contextmanager
    def _server(self) -> Iterator[BenchServer]:
        if self._target.url is None:
            self._rss_is_fresh = True
            with run_server(self._cores) as server:
                yield server
        else:
            yield server_at(self._target.url, self._target.key)

    def _take_samples(self) -> None:
        """Let a few readers see an entry each way: the floor sends the same bytes."""
        with self._server() as server:
            for transport in self._plan.transports:
                self._tell(f"looking at {transport} frames")
                with (
                    load_readers_of(transport, place_in_feed) as load_readers,
                    filing_at(self._desk(server), load_readers.poller) as filing,
                ):
                    self._join(load_readers, self._join_target(server, transport), _SAMPLERS)
                    drive(load_readers, filing, self._pace(10, 0.3))
                    self._samples[transport] = load_readers.sample

    def _measure_floor(self, program: FloorProgram, transport: WireFormat, number: int) -> SubjectPart:
        self._tell(f"round {number}: floor, {transport}")
        with run_floor(program) as floor:
            return self._measure_sender(Subject.FLOOR, floor, self._samples[transport], transport, number)

    def _measure_nchan_into(
        self, report: BenchReport, program: NchanProgram, folder: Path, transport: WireFormat, number: int
    ) -> None:
        """Measure nchan; what is wrong with it does not stop a bench of ours."""
        try:
            report.parts.append(self._measure_nchan(program, folder, transport, number))
        except BenchError as failed:
            report.left_out.append(f"nchan by {transport} in round {number}: {failed}")

    def _measure_nchan(self, program: NchanProgram, folder: Path, transport: WireFormat, number: int) -> SubjectPart:
        self._tell(f"round {number}: nchan, {transport}")
        frames, _ = scanner_of(transport)(self._samples[transport])
        entry = frames[0].payload  # nchan frames it by itself
        with run_nchan(program, folder / "nchan", feed=self._plan.feed, readers=self._plan.readers) as nchan:
            return self._measure_sender(Subject.NCHAN, nchan, entry, transport, number)

    def _measure_sender(
        self, subject: Subject, sender: Sender, sample: bytes, transport: WireFormat, number: int
    ) -> SubjectPart:
        """Measure what sends whatever it is given."""
        step = self._plan.steps[0]
        with load_readers_of(transport, place_at_floor) as load_readers:
            pin(sender.pids[0], self._cores.server)
            join_target = JoinTarget(sender.address, subject.value, self._plan.feed, transport, greets=False)
            with_rss = subject is Subject.NCHAN
            if with_rss:
                self._warm_up(transport, join_target)
            joined = self._joined(load_readers, join_target, sender.pids, with_rss=with_rss)
            load_readers.start_at(self._serial)
            phase = self._phase(load_readers, FloorSource(sender, sample), step, sender.pids, server=None)
        return SubjectPart(subject, transport, number, joined, {step.name: phase}, len(sample))

    def _measure_ticker(self, transport: WireFormat, number: int) -> SubjectPart:
        self._tell(f"round {number}: ticker, {transport}: start")
        with (
            self._server() as server,
            load_readers_of(transport, place_in_feed) as load_readers,
            filing_at(self._desk(server), load_readers.poller) as filing,
        ):
            join_target = self._join_target(server, transport)
            drive(load_readers, filing, self._pace(SNAPSHOT_UPDATES / 0.2, 0.2))
            self._warm_up(transport, join_target)
            self._tell(f"round {number}: ticker, {transport}: joining")
            joined = self._joined(load_readers, join_target, server.pids, with_rss=self._rss_is_fresh)
            self._rss_is_fresh = False
            phases: dict[StepName, Phase] = {}
            for step in self._plan.steps:
                self._tell(f"round {number}: ticker, {transport}: {step.name}")
                load_readers.shrink(step.readers)
                phases[step.name] = self._phase(load_readers, filing, step, server.pids, server=server)
            self._samples[transport] = load_readers.sample or self._samples[transport]
            load_readers.shrink(0)
            bare = self._bare_filing_cpu_s(load_readers, filing, server.pids)
        size = len(self._samples[transport])
        return SubjectPart(Subject.TICKER, transport, number, joined, phases, size, bare)

    def _warm_up(self, transport: WireFormat, join_target: JoinTarget) -> None:
        """Have what a process allocates once allocated before memory is read."""
        with load_readers_of(transport, place_in_feed) as early:
            self._join(early, join_target, min(_WARMERS, self._plan.readers))
        time.sleep(_SETTLE_S / 4)

    def _joined(
        self, load_readers: LoadReaders, join_target: JoinTarget, pids: Sequence[int], *, with_rss: bool
    ) -> Joined:
        rss_before, cpu_before_s = rss_bytes(pids), cpu_s(pids)
        wall_s = self._join(load_readers, join_target, self._plan.readers)
        used_s = cpu_s(pids) - cpu_before_s if pids else None
        if not with_rss or not pids:
            return Joined(len(load_readers), wall_s, used_s, None)
        time.sleep(_SETTLE_S)
        return Joined(len(load_readers), wall_s, used_s, rss_bytes(pids) - rss_before)

    def _phase(
        self, load_readers: LoadReaders, source: Source, step: Step, pids: Sequence[int], *, server: BenchServer | None
    ) -> Phase:
        valkey = server.valkey if server else None
        store_before = valkey.read() if valkey else None
        cpu_before_s = cpu_s(pids)
        driven = drive(load_readers, source, self._pace(step.rate, step.seconds))
        used_s = cpu_s(pids) - cpu_before_s if pids else None
        store_after = valkey.read() if valkey else None
        ledger = driven.ledger
        return Phase(
            step=step,
            updates=len(ledger.sent_s),
            deliveries=ledger.deliveries,
            foreign=ledger.foreign,
            wall_s=driven.wall_s,
            cpu_s=used_s,
            client_cpu_s=driven.client_cpu_s,
            late_max_s=driven.late_max_s,
            latencies_s=tuple(ledger.latencies_s),
            filed_s=tuple(ledger.filed_s),
            store=store_after.since(store_before) if store_after and store_before else None,
        )

    def _bare_filing_cpu_s(self, load_readers: LoadReaders, source: Source, pids: Sequence[int]) -> float | None:
        if not pids:
            return None
        time.sleep(_SETTLE_S / 2)
        before_s = cpu_s(pids)
        drive(load_readers, source, self._pace(_BARE_FILINGS.rate, _BARE_FILINGS.seconds))
        return (cpu_s(pids) - before_s) / _BARE_FILINGS.count

    def _pace(self, rate: float, seconds: float) -> Pace:
        pace = Pace(rate, seconds, self._serial + 1)
        self._serial += pace.count
        return pace

    def _join(self, load_readers: LoadReaders, join_target: JoinTarget, size: int) -> float:
        return Joining(load_readers, join_target).run(size)

    def _join_target(self, server: BenchServer, transport: WireFormat) -> JoinTarget:
        return JoinTarget(server.address, server.authority, self._plan.feed, transport)

    def _desk(self, server: BenchServer) -> Desk:
        return Desk(server.address, server.authority, self._plan.feed, server.key, self._run)
