"""nginx with nchan, where the machine has it: a few readers get every update, and it ends with the bench."""

from pathlib import Path

import psutil
import pytest

from ticker.tools.bench.drive import Pace, drive
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.floor import FloorSource, place_at_floor
from ticker.tools.bench.frame_scanner import WireFormat
from ticker.tools.bench.joining import Joining, JoinTarget
from ticker.tools.bench.load_readers import load_readers_of
from ticker.tools.bench.nchan import NchanProgram, find_nchan, run_nchan
from ticker.tools.bench.resource_usage import cpu_s

READERS = 5
ENTRY = b'{"statement":"The bridge is closed [bench 0000000]"}'


def program() -> NchanProgram:
    found = find_nchan()
    if found is None:
        pytest.skip("this machine has no nginx with nchan; .ci/run installs it")
    return found


@pytest.mark.parametrize("transport", WireFormat)
def test_it_brings_every_update_to_every_reader(transport: WireFormat, tmp_path: Path) -> None:
    with (
        run_nchan(program(), tmp_path / "nchan", feed="en", readers=READERS) as nchan,
        load_readers_of(transport, place_at_floor) as load_readers,
    ):
        Joining(load_readers, JoinTarget(nchan.address, "nchan", "en", transport, greets=False)).run(READERS)
        load_readers.start_at(100)
        driven = drive(load_readers, FloorSource(nchan, ENTRY), Pace(rate=200, seconds=0.025, first_serial=101))
        assert driven.ledger.deliveries == 5 * READERS
        assert cpu_s(nchan.pids) > 0
    assert not psutil.pid_exists(nchan.pids[0])


def test_a_file_that_is_no_module_stops_the_bench_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "module.so"
    broken.write_text("no module")
    with (
        pytest.raises(BenchError, match=r"nchan did not start: .*module\.so"),
        run_nchan(NchanProgram(program().nginx, str(broken)), tmp_path / "nchan", feed="en", readers=READERS),
    ):
        pytest.fail("it started")
