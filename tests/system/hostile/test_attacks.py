"""Each attack against a real server, with good readers of both transports beside it.

Memory stays within its bound, what attackers left behind goes, and every good reader has every entry once and in order.
How late is measured and recorded; it decides nothing.
"""

import asyncio
import random

import pytest

from tests.system.clients import Record
from tests.system.hostile.attacks import ATTACKS
from tests.system.hostile.trials import MIB, attack

pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", ATTACKS)
async def test_memory_is_bounded_and_others_have_everything(name: str, record_testsuite_property: Record) -> None:
    asyncio.get_running_loop().set_debug(False)
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    found = await attack(name, seconds=2, before_s=0.5, seed=seed)
    print(found)
    record_testsuite_property(f"hostile {name}: grew MiB", round(found.grew_bytes / MIB, 1))
    record_testsuite_property(f"hostile {name}: p99 ms", round(found.during.p99_ms, 1))
    found.check()
