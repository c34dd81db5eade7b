"""What becomes of filings in this process, and whether the store takes any now: counted, logged, tried again."""

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ticker.errors import StoreRefused, StoreUnavailable
from ticker.fanout.health import Health
from ticker.model import Slug
from ticker.settings import Timing

SAID_EVERY_S: Final = 10.0

log = logging.getLogger(__name__)


class FilingResult(StrEnum):
    """What became of one filing."""

    WRITTEN = "written"
    REPEATED = "repeated"
    """A retry: an earlier one with the same key had been written."""
    DECLINED = "declined"
    """What stands in the log forbids it: another version, a killed update."""
    REFUSED = "refused"
    """Redis answered, and does not take it."""
    UNANSWERED = "unanswered"
    """Redis did not answer in time."""


@dataclass(slots=True, kw_only=True)
class FilingHealth:
    """Knows how filings fare."""

    trial: Callable[[Iterable[Slug]], Awaitable[None]]
    """Asks the store whether it would take a filing to any of these feeds."""
    feeds: Callable[[], Iterable[Slug]]
    health: Health
    timing: Timing
    counts: Counter[FilingResult] = field(default_factory=lambda: Counter(dict.fromkeys(FilingResult, 0)))
    _refusal: str = ""
    _worked_at: float = -math.inf
    _failed: StoreUnavailable | None = None
    _unsaid: int = 0
    _said_at: float = -math.inf

    @property
    def because(self) -> str:
        """Why no filing is taken now; empty while they are."""
        if self.health.is_draining or not self.health.is_loaded:
            return self.health.reasons_not_ready[0]
        return self._refusal or ("" if self.health.reaches_store else self.health.reasons_not_ready[0])

    def count(self, result: FilingResult) -> None:
        """Count a filing that the store answered as it should."""
        self.counts[result] += 1
        if result is FilingResult.WRITTEN:
            self._works()

    def failed(self, failed: StoreUnavailable) -> None:
        """Count a filing that came to nothing, or of which nobody knows."""
        is_refused = isinstance(failed, StoreRefused)
        self.counts[FilingResult.REFUSED if is_refused else FilingResult.UNANSWERED] += 1
        self._unsaid += 1
        self._take(failed)

    async def run(self) -> None:
        """Try the store for ever: seldom while filings succeed, often while they are refused."""
        while True:
            feeds = list(self.feeds())
            if feeds and (self._refusal or time.monotonic() - self._worked_at > self.timing.reread_every_s):
                await self._try(feeds)
            if self._unsaid:
                self._say()
            await asyncio.sleep(self.timing.check_every_s if self._refusal else self.timing.reread_every_s)

    async def _try(self, feeds: Iterable[Slug]) -> None:
        try:
            await self.trial(feeds)
        except StoreRefused as refused:
            self._take(refused)
        except StoreUnavailable:
            self._refusal = ""  # it says nothing any more, and the comparison of heads says so already
        else:
            self._works()

    def _works(self) -> None:
        self._worked_at = time.monotonic()
        if self._refusal:
            log.warning("Redis takes filings again")
        self._refusal = ""

    def _take(self, failed: StoreUnavailable) -> None:
        self._failed = failed
        is_news = isinstance(failed, StoreRefused) and not self._refusal
        if isinstance(failed, StoreRefused):
            self._refusal = str(failed)
        if is_news or self._unsaid:
            self._say()

    def _say(self) -> None:
        """Log why filings fail, and how many have since it was last said; not more often than every 10 s."""
        if time.monotonic() - self._said_at < SAID_EVERY_S:
            return
        log.error("filings fail", extra={"reason": str(self._failed), "filings": self._unsaid})
        self._said_at, self._unsaid = time.monotonic(), 0
