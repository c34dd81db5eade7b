"""Sentinels that answer what a test wants, in the turn that it wants."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NoConnection

from ticker.store.redis.sentinel import BelievedPrimary, Sentinels
from ticker.store.redis.url import Host


@dataclass
class AnsweringSentinel:
    """Answers in its turn, or never."""

    primary: Host
    epoch: int
    turn: int = 0
    is_up: bool = True
    flags: str = "master"

    async def execute_command(self, *_: object) -> dict[str, Any]:
        """Answer SENTINEL MASTER as redis-py does."""
        for _turn in range(self.turn):
            await asyncio.sleep(0)
        if not self.is_up:
            raise NoConnection("down")
        said = {"ip": self.primary.name, "port": self.primary.port, "config-epoch": self.epoch, "flags": self.flags}
        return said | {"is_sdown": False, "is_odown": False, "is_master": True}

    async def aclose(self) -> None:
        """Close nothing."""


def over(sentinels: Sequence[AnsweringSentinel], believed: BelievedPrimary | None = None) -> Sentinels:
    """Return what asks these, and shares what it believes with others."""
    return Sentinels(cast("Sequence[Redis]", sentinels), "news", believed or BelievedPrimary())
