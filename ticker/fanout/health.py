"""What this process knows about its own truth: whether it reaches Redis, hears itself, and is going down."""

import math
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from ticker.settings import Timing
from ticker.wire.json_objects import LiveState


@dataclass(slots=True)
class Health:
    """The state that ``status``, ``/readyz`` and filing go by."""

    timing: Timing
    on_change: Callable[[LiveState], None] = lambda _: None
    is_loaded: bool = False
    """Every log was read once."""
    is_draining: bool = False
    reaches_store: bool = True
    echoed_at: dict[str, float] = field(default_factory=dict)
    """When a probe of this process last came back to it, by the shard of the store (``time.monotonic``)."""
    silent: set[str] = field(default_factory=set)
    """The shards from which no probe has come back over the pub/sub connection that there is now."""

    @property
    def state(self) -> LiveState:
        """Return what readers are told."""
        if self.is_draining:
            return LiveState.DRAINING
        return LiveState.LIVE if self.reaches_store else LiveState.DEGRADED

    @property
    def reasons_not_ready(self) -> list[str]:
        """Return why no new readers should be sent here; empty where they may be."""
        reasons = {
            "draining": self.is_draining,
            "logs are being loaded": not self.is_loaded,
            "Redis does not answer": not self.reaches_store,
            "nothing published here comes back through Redis": bool(self.silent)
            or self.echo_age_s > self.timing.probe_patience_s,
        }
        return [reason for reason, holds in reasons.items() if holds]

    @property
    def echo_age_s(self) -> float:
        """Return the seconds since the last echo, of the shard where it was longest ago."""
        return time.monotonic() - min(self.echoed_at.values(), default=-math.inf)

    def expect(self, shards: Collection[str]) -> None:
        """Note from which shards probes have to come back; from a new one none has."""
        self.silent = {shard for shard in shards if shard in self.silent or shard not in self.echoed_at}
        self.echoed_at = {shard: self.echoed_at.get(shard, -math.inf) for shard in shards}

    def echoed(self, shard: str) -> None:
        """Note that a probe came back."""
        self.echoed_at[shard] = time.monotonic()
        self.silent.discard(shard)

    def fell_silent(self, shard: str) -> None:
        """Note that a pub/sub connection broke: earlier echoes say nothing of the next one."""
        self.silent.add(shard)

    def reached(self, answers: bool) -> None:  # noqa: FBT001 - the claim is the method's one subject
        """Note whether Redis answered the last comparison."""
        before, self.reaches_store = self.state, answers
        self._tell_change(before)

    def drain(self) -> None:
        """Note that this process goes down."""
        before, self.is_draining = self.state, True
        self._tell_change(before)

    def _tell_change(self, before: LiveState) -> None:
        if self.state is not before:
            self.on_change(self.state)
