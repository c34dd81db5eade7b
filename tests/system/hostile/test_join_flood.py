"""As many joins as a C client can offer, with and without limits, beside good readers of both transports.

How many it offers and how late others are is measured and printed; what is asserted is memory, descriptors, every entry
once and in order for every good reader, and that limits hold.
"""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.processes import program
from tests.system.clients import Record
from tests.system.hostile.good_readers import EACH
from tests.system.hostile.join_flood import COMPILERS, FLOODS, OFFERED_MIN, build_flood, flood
from tests.system.hostile.trials import MIB

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="the client waits for its sockets with epoll"),
]

BEFORE_S = 0.5


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the client, or skip, aloud."""
    program(*COMPILERS)
    return build_flood(tmp_path_factory.mktemp("flood"))


@pytest.mark.parametrize("name", FLOODS)
async def test_memory_is_bounded_limits_hold_and_others_have_everything(
    name: str, client: Path, record_testsuite_property: Record
) -> None:
    asyncio.get_running_loop().set_debug(False)
    found = await flood(name, client, seconds=2, before_s=BEFORE_S)
    offered = found.counts["offered"] / found.counts["seconds"]
    print(f"{offered:,.0f} joins/s offered (a machine that is not busy: {OFFERED_MIN:,})\n{found}")
    record_testsuite_property(f"{name}: offered/s", round(offered))
    record_testsuite_property(f"{name}: grew MiB", round(found.grew_bytes / MIB, 1))
    record_testsuite_property(f"{name}: p99 ms", round(found.during.p99_ms, 1))
    found.check()
    admitted, refused = found.counts["admitted"], found.counts["refused"]
    limits = FLOODS[name].limits
    assert admitted, "nobody was let in"
    assert (refused > 0) == bool(limits), f"{refused} were refused"
    if "--joins-per-second" in limits:
        # A second's worth can be saved up, and of what came in the last moment the client heard nothing.
        assert admitted <= limits["--joins-per-second"] * (found.counts["seconds"] + 1)
    elif limits:
        [at_most] = limits.values()
        assert admitted == at_most - 2 * EACH, "so many stay, and nobody goes"
