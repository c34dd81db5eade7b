"""A connection becomes a reader, as admission decided."""

import asyncio
import contextlib
import logging
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ticker.fanout.feed_reader import FeedReader
from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.fanout.multi_reader import MultiReader
from ticker.fanout.reader import Reader, ReaderState, retry_ms
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import SNAPSHOT_DUE, Tail
from ticker.rate_limit import RateLimit
from ticker.readers.admission import Admitted, Decision, Refused, RequestHead, TurnedAway, UnknownFeed, admit
from ticker.readers.idle import IdleConnections
from ticker.wire.origins import Origins, Proxies

log = logging.getLogger(__name__)


class JoinLimits:
    """How many readers, and how fast they may come."""

    def __init__(
        self, readers: int, readers_per_address: int | None = None, joins_per_second: float | None = None
    ) -> None:
        self.readers = readers
        self.readers_per_address = readers_per_address
        self._joins: RateLimit | None = None
        """A second's worth of joins can be saved up; None: no limit."""
        if joins_per_second is not None:
            self._joins = RateLimit(joins_per_second, burst=max(joins_per_second, 1.0), clock=time.monotonic)

    def take_join(self) -> bool:
        """Take a token for one join; report whether there was one."""
        return self._joins is None or self._joins.take("")


@dataclass(eq=False, kw_only=True)
class Joiner:
    """Makes readers of this process's connections."""

    sync: LogSync
    hub: Hub
    health: Health
    origins: Origins
    proxies: Proxies
    limits: JoinLimits
    look_for_feed: Callable[[str], Awaitable[object]]
    turned_away: int = 0
    coming: list[str] = field(default_factory=list)
    """The addresses of those who are admitted and not readers yet."""

    def __post_init__(self) -> None:
        self.idle = IdleConnections(self.proxies, asyncio.get_running_loop())

    @property
    def is_draining(self) -> bool:
        """Report whether the process goes down."""
        return self.health.is_draining

    def knows(self, feed: str) -> bool:
        """Report whether the feed is served here."""
        return self.sync.tail(feed) is not None

    def is_loaded(self, feed: str) -> bool:
        """Report whether the feed's log has been read."""
        tail = self.sync.tail(feed)
        return tail is not None and tail.is_loaded

    def has_room(self, address: str) -> bool:
        """Report whether the limits allow one more reader from this address now; takes a join if so."""
        limits, hub = self.limits, self.hub
        if hub.count + len(self.coming) >= limits.readers:
            return False
        per_address = limits.readers_per_address
        if per_address is not None and hub.count_by_address[address] + self.coming.count(address) >= per_address:
            return False
        return limits.take_join()

    def decide(self, head: RequestHead) -> Decision | None:
        """Decide about a request head; None if it is for no reader's address."""
        return admit(head, origins=self.origins, facts=self)

    def cors(self, head: RequestHead) -> dict[str, str]:
        """Return the CORS headers of an answer to this request: a page may see why it is refused."""
        return self.origins.headers(head.headers.get("origin"))

    def needs_store(self, decision: Decision) -> bool:
        """Report whether Redis must be asked before this decision holds. In the usual case it need not."""
        if isinstance(decision, Admitted):
            return any(map(decision.requested.is_ahead_of, self._tails(decision)))
        return isinstance(decision, UnknownFeed)

    async def resolve(self, head: RequestHead, decision: Decision) -> Decision:
        """Ask Redis what could not be decided from memory, and decide again."""
        if isinstance(decision, UnknownFeed):
            await self.look_for_feed(decision.feed)
            again = self.decide(head)
            if isinstance(again, UnknownFeed):
                return again.refusal if self.health.reaches_store else again.unsure
            return decision.refusal if again is None else again
        await self.sync.compared(within_s=self.health.timing.check_timeout_s)
        # Meanwhile the process may have begun to go down, and then nobody is let in any more.
        again = self.decide(head) if self.is_draining else None
        return decision if again is None else again

    def _tails(self, admitted: Admitted) -> list[Tail]:
        return [tail for tail in map(self.sync.tail, admitted.feeds) if tail is not None]

    def let_in(self, fd: int, admitted: Admitted, *, trailing: bytes) -> Reader:
        """Make a reader of a socket that is ours and watched, and write what it needs first.

        ``trailing`` is what it has sent after its request already.
        """
        tails, requested, encoding = self._tails(admitted), admitted.requested, admitted.encoding
        places = [requested.resolve(tail) for tail in tails]
        indexes = [index for index, _ in places]
        view, shared = self.hub.view(tails, encoding), self.hub.shared
        reader: Reader
        if len(tails) == 1:
            reader = FeedReader(view, shared, fd, address=admitted.address, cursor=indexes[0])
        else:
            slugs = [tail.feed.slug for tail, index in zip(tails, indexes, strict=True) if index != SNAPSHOT_DUE]
            sent: dict[str, str] = {slug: str(requested.by_feed[slug]) for slug in slugs}
            reader = MultiReader(view, shared, fd, address=admitted.address, indexes=indexes, sent=sent)
        self.hub.join(reader)
        try:
            opening = encoding.opening(key=admitted.key, cors=admitted.cors, retry_ms=retry_ms())
            reader.begin(opening, [gap for _, gap in places])
            if trailing and reader.state is not ReaderState.CLOSED:
                reader.take(trailing)
        except Exception:  # a fault of ours: it comes back, and who came with it must not suffer
            log.exception("a reader is dropped for a fault of ours", extra={"crowd": view.key})
            reader.drop()
        return reader

    def turn_away(self, fd: int, turned: TurnedAway) -> None:
        """Say why not, in the way that the reader's browser understands, and close the socket."""
        self.turned_away += 1
        answer = turned.encoding.refusal(turned.code, key=turned.key, cors=turned.cors, retry_ms=retry_ms())
        with contextlib.suppress(OSError):  # a fresh socket takes this much; if not, the reader has gone
            os.write(fd, answer)
        os.close(fd)


def refusal_of(decision: Decision | None) -> Refused | None:
    """Return what is answered over HTTP where a socket is not taken over."""
    if isinstance(decision, UnknownFeed):
        decision = decision.refusal
    return decision if isinstance(decision, Refused) else None
