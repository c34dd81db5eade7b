"""Going down: readers are sent away spread over a window, so that they do not all come back at once."""

import asyncio
from typing import Final

from ticker.fanout.pump import Pump
from ticker.wire.close_codes import CloseCode

_STEP_S: Final = 0.02


async def drain_readers(pump: Pump, *, window_s: float) -> None:
    """Close every reader within ``window_s``, evenly spread; return when all are gone, or their grace is over."""
    readers = pump.readers()
    loop = asyncio.get_running_loop()
    started, closed = loop.time(), 0
    while closed < len(readers):
        passed_s = loop.time() - started
        due = len(readers) if passed_s >= window_s else int(len(readers) * passed_s / window_s) + 1
        for reader in readers[closed:due]:
            reader.close(CloseCode.RESTARTING)
        closed = due
        await asyncio.sleep(_STEP_S)
    for reader in pump.readers():  # whoever was let in in the meantime: nobody should be
        reader.close(CloseCode.RESTARTING)
    deadline = loop.time() + pump.close_grace_s
    while loop.time() < deadline and pump.closing:  # noqa: ASYNC110 (twice a second's work would not pay for an event)
        await asyncio.sleep(_STEP_S)
