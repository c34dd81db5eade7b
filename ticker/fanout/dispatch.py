"""Listens to Redis: entries, notices, our own probes. When it dies, the process dies; a break of Redis is no death."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Collection

import orjson

from ticker.errors import StoreUnavailable
from ticker.fanout.health import Health
from ticker.fanout.sync import LogSync
from ticker.model import Slug
from ticker.settings import Timing
from ticker.store.codec import Probe, decode_live
from ticker.store.pubsub import Confirmed, Notices, Published
from ticker.store.subscriber import Heard, Subscriber
from ticker.store.unreadable import Unreadable, What

log = logging.getLogger(__name__)


class Dispatcher:
    """Brings this process what Redis publishes of its feeds. Its probes, one to each shard, have to come back."""

    def __init__(
        self,
        notices: Notices,
        sync: LogSync,
        *,
        health: Health,
        timing: Timing,
        on_notice: Callable[[], None],
    ) -> None:
        self._notices = notices
        self._sync = sync
        self._health = health
        self._timing = timing
        self._on_notice = on_notice
        self._name = secrets.token_hex(8)
        self._probe_wanted = asyncio.Event()
        self._shards: Collection[str] = ()
        self._feed_by_channel: dict[str, Slug] = {}
        self.subscriber = Subscriber(
            notices.subscriptions,
            channels=self._wanted,
            on_heard=self._take,
            on_break=self._broke,
            on_shards=self._expect,
            timing=timing,
            patience_s=timing.probe_patience_s * 2 / 3,  # a connection on which our own probes stay away
        )

    async def run(self) -> None:
        """Listen for ever."""
        await self.subscriber.run()

    async def probe(self) -> None:
        """Publish probes every few seconds and at each subscription; their echoes are what ``/readyz`` goes by."""
        while True:
            self._probe_wanted.clear()
            await asyncio.gather(*(self._probe(shard) for shard in self._shards))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timing.probe_every_s):
                    await self._probe_wanted.wait()

    async def _probe(self, shard: str) -> None:
        """Publish on one channel that the shard brings: it tells whether the others come too."""
        channels, control = self.subscriber.wanted_at(shard), self._notices.names.control
        if channels:
            with contextlib.suppress(StoreUnavailable):  # the comparison of heads says so already
                await self._notices.probe(control if control in channels else channels[0], self._name)

    def _wanted(self) -> list[str]:
        self._feed_by_channel = {self._notices.names.live(slug): slug for slug in self._sync.replicas}
        return [self._notices.names.control, *self._feed_by_channel]

    def _expect(self, shards: Collection[str]) -> None:
        self._shards = tuple(shards)
        self._health.expect(self._shards)

    def _broke(self, shard: str, failed: StoreUnavailable) -> None:
        log.warning("pub/sub connection broke", extra={"shard": shard, "reason": str(failed)})
        self._health.fell_silent(shard)

    def _take(self, shard: str, heard: Heard) -> None:
        match heard:
            case Confirmed():
                self._sync.compare_now()  # whatever was published before this, nobody brings any more
                if self.subscriber.has_all(shard):
                    self._probe_wanted.set()  # nor an earlier probe
            case Published(channel=channel, payload=payload) if channel == self._notices.names.control:
                self._take_notice(shard, payload)
            case Published(channel=channel, payload=payload):
                self._take_live(shard, channel, payload)

    def _take_live(self, shard: str, channel: str, payload: bytes) -> None:
        live = decode_live(payload)
        if isinstance(live, Unreadable):
            self._notices.unreadable.note(live)
            self._sync.compare_now()  # the log may have it whole; if not, its update is taken off
        elif isinstance(live, Probe):
            self._echoed(shard, live.name)
        else:
            self._sync.replicas[self._feed_by_channel[channel]].hear(live)

    def _take_notice(self, shard: str, payload: bytes) -> None:
        try:
            notice = orjson.loads(payload)
            probe, changed = notice.get("probe"), notice.get("changed")
        except (orjson.JSONDecodeError, AttributeError):
            found = Unreadable(What.PUBLISHED, self._notices.names.control, f"{len(payload)} bytes that are no notice")
            self._notices.unreadable.note(found)
            return
        self._echoed(shard, probe)
        if changed is not None:
            self._on_notice()

    def _echoed(self, shard: str, name: str | None) -> None:
        if name == self._name and self.subscriber.has_all(shard):
            self._health.echoed(shard)
