"""The ids of updates: minted here, so that a filing knows its own before it is written. No state."""

import secrets
from typing import Final

from ticker.model import UpdateId

_CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BYTES: Final = 10
_DIGITS: Final = 26


def mint_id(now_ms: int) -> UpdateId:
    """Make an id: 26 lower-case Crockford digits, 48 bits of time and 80 of chance, in the order of time (a ULID)."""
    number = now_ms << (8 * _RANDOM_BYTES) | int.from_bytes(secrets.token_bytes(_RANDOM_BYTES))
    return UpdateId("".join(_CROCKFORD[number >> shift & 31] for shift in range(5 * (_DIGITS - 1), -1, -5)))
