"""Carries out the faults of a plan, and mends each when its time is over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from ticker.stress.faults import NATURES, Fault, Target
from ticker.stress.history import Struck
from ticker.stress.house import House
from ticker.stress.plan import Strike, target_of

Carry = Callable[[House, Strike], Awaitable[None]]
"""Breaks something, waits, and mends it."""


async def strike(house: House, planned: Strike) -> Struck:
    """Carry out one fault; give when it was."""
    began = time.monotonic()
    await _HOW[planned.fault](house, planned)
    server = planned.target if NATURES[planned.fault].target is Target.SERVER else None
    return Struck(planned.fault, target_of(planned), server, began, time.monotonic())


async def _kill_server(house: House, planned: Strike) -> None:
    server = house.servers[planned.target]
    server.is_wanted = False
    server.kill()
    await asyncio.sleep(planned.lasts_s)
    server.start()


_HOW: Final[dict[Fault, Carry]] = {Fault.KILL_SERVER: _kill_server}
