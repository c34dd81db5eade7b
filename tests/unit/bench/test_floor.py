"""The floor, compiled and as a script: a few readers get every broadcast, and it ends with the bench."""

import shutil
from pathlib import Path

import psutil
import pytest

from ticker.tools.bench.drive import Driven, Pace, drive
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.floor import FloorProgram, FloorSource, build_floor, place_at_floor, run_floor
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.joining import Joining, JoinTarget
from ticker.tools.bench.load_readers import load_readers_of
from ticker.tools.bench.resource_usage import cpu_s
from ticker.wire.websocket import text_frame

READERS, UPDATES = 20, 5
TEXT = b'{"statement":"a [bench 0000000]"}'
SAMPLES = {
    WireFormat.WS: text_frame(TEXT),
    WireFormat.SSE: b"id: a.1\nevent: update\ndata: " + TEXT + b"\n\n",
}


def broadcast(program: FloorProgram, transport: WireFormat) -> Driven:
    with run_floor(program) as floor, load_readers_of(transport, place_at_floor) as load_readers:
        Joining(load_readers, JoinTarget(floor.address, "floor", "en", transport, greets=False)).run(READERS)
        load_readers.start_at(100)
        driven = drive(
            load_readers, FloorSource(floor, SAMPLES[transport]), Pace(rate=200, seconds=0.025, first_serial=101)
        )
        assert cpu_s(floor.pids) > 0
    assert not psutil.pid_exists(floor.pids[0])
    return driven


@pytest.mark.parametrize("transport", WireFormat)
@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler")
def test_the_c_floor_brings_every_broadcast_to_every_reader(transport: WireFormat, tmp_path: Path) -> None:
    program = build_floor(tmp_path)
    assert program.name == "C send() loop"
    driven = broadcast(program, transport)
    assert driven.ledger.deliveries == READERS * UPDATES
    assert len(driven.ledger.latencies_s) == UPDATES


@pytest.mark.parametrize("transport", WireFormat)
def test_without_a_compiler_the_same_loop_runs_in_python_and_says_so(transport: WireFormat, tmp_path: Path) -> None:
    program = build_floor(tmp_path, compilers=["no-such-compiler"])
    assert "Python" in program.name
    assert broadcast(program, transport).ledger.deliveries == READERS * UPDATES


def test_a_compiler_that_fails_is_passed_over(tmp_path: Path) -> None:
    assert "Python" in build_floor(tmp_path, compilers=["false"]).name


def test_a_floor_that_ends_stops_the_bench() -> None:
    with run_floor(FloorProgram(["sh", "-c", "echo port 1"], "broken")) as floor:
        psutil.Process(floor.pids[0]).wait(10)
        with pytest.raises(BenchError, match="ended"):
            floor.broadcast(b"x")


def test_a_floor_that_does_not_start_stops_the_bench() -> None:
    with pytest.raises(BenchError, match="did not start"), run_floor(FloorProgram(["true"], "broken")):
        pass
