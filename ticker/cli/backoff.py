"""How long to wait before the next try: full jitter, so that who fell together returns apart. Pure."""

import random
from collections.abc import Callable
from typing import Final

FLOOR_S: Final = 1.0
CEILING_S: Final = 30.0


def backoff_s(attempt: int, *, hint_s: float = 0.0, rand: Callable[[], float] = random.random) -> float:
    """Return the seconds to wait before try ``attempt`` (0 is the first again).

    ``hint_s`` is what the service asked for (``retry:``): the room that the jitter has at first.
    """
    room_s = max(FLOOR_S, min(hint_s, CEILING_S)) * float(2 ** min(attempt, 10))
    return min(room_s, CEILING_S) * rand()
