"""Listens to Redis: entries, notices, our own probes. When it dies, the process dies; a break of Redis is no death."""

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import Callable

import orjson

from ticker.errors import StoreUnavailable
from ticker.fanout.liveness import Liveness
from ticker.fanout.mirror import Mirror
from ticker.model import Slug
from ticker.settings import Timing
from ticker.store.entries import decode_live
from ticker.store.feeds import CONTROL_CHANNEL
from ticker.store.log import live_channel
from ticker.store.notices import Notices
from ticker.store.subscription import Confirmed, Published, Subscription

log = logging.getLogger(__name__)


class Listener:
    """The one pub/sub connection of this process, opened anew whenever it breaks."""

    def __init__(
        self,
        notices: Notices,
        mirror: Mirror,
        *,
        liveness: Liveness,
        timing: Timing,
        on_notice: Callable[[], None],
    ) -> None:
        self.reconnects = 0
        self._notices = notices
        self._mirror = mirror
        self._liveness = liveness
        self._timing = timing
        self._on_notice = on_notice
        self._name = secrets.token_hex(8)
        self._probe_wanted = asyncio.Event()
        self._subscription: Subscription | None = None
        self._feed_by_channel: dict[str, Slug] = {}

    async def run(self) -> None:
        """Listen for ever."""
        delay_s = self._timing.reconnect_min_s
        while True:
            started = asyncio.get_running_loop().time()
            try:
                await self._listen()
            except StoreUnavailable as failed:
                log.warning("pub/sub connection broke", extra={"reason": str(failed)})
            self.reconnects += 1
            self._liveness.fell_silent()
            if asyncio.get_running_loop().time() - started > self._timing.reconnect_max_s:
                delay_s = self._timing.reconnect_min_s
            await asyncio.sleep(random.uniform(0, delay_s))
            delay_s = min(delay_s * 2, self._timing.reconnect_max_s)

    async def follow(self) -> None:
        """Subscribe to the feeds that are served by now."""
        if self._subscription is None:
            return
        new = self._new_channels()
        if new:
            try:
                await self._subscription.add(new)
            except StoreUnavailable as failed:
                log.warning("could not subscribe; the connection is opened anew", extra={"reason": str(failed)})

    async def probe(self) -> None:
        """Publish a probe every few seconds and at each subscription; its echo is what ``/readyz`` goes by."""
        while True:
            self._probe_wanted.clear()
            with contextlib.suppress(StoreUnavailable):  # the comparison of heads says so already
                await self._notices.publish({"probe": self._name})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timing.probe_every_s):
                    await self._probe_wanted.wait()

    async def _listen(self) -> None:
        self._feed_by_channel.clear()
        async with self._notices.subscribed([CONTROL_CHANNEL, *self._new_channels()]) as subscription:
            self._subscription = subscription
            try:
                while True:
                    self._take(await self._next(subscription))
            finally:
                self._subscription = None

    async def _next(self, subscription: Subscription) -> Confirmed | Published | None:
        """Wait for the next; a connection on which our own probes stay away is as good as broken."""
        patience_s = self._timing.probe_patience_s * 2 / 3
        try:
            async with asyncio.timeout(patience_s):
                return await subscription.next()
        except TimeoutError:
            raise StoreUnavailable("not even our own probes come back") from None

    def _take(self, heard: Confirmed | Published | None) -> None:
        match heard:
            case Confirmed(channel=channel):
                self._mirror.compare_now()  # whatever was published before this, nobody brings any more
                if channel == CONTROL_CHANNEL:
                    self._probe_wanted.set()  # nor an earlier probe
            case Published(channel=channel, payload=payload) if channel == CONTROL_CHANNEL:
                self._take_notice(payload)
            case Published(channel=channel, payload=payload):
                self._take_live(channel, payload)
            case None:
                pass

    def _take_live(self, channel: str, payload: bytes) -> None:
        try:
            live = decode_live(payload)
        except (ValueError, KeyError, TypeError):
            log.exception("what came over a live channel is no entry", extra={"channel": channel})
            self._mirror.compare_now()
            return
        self._mirror.followers[self._feed_by_channel[channel]].hear(live)

    def _take_notice(self, payload: bytes) -> None:
        try:
            notice = orjson.loads(payload)
            probe, changed = notice.get("probe"), notice.get("changed")
        except (orjson.JSONDecodeError, AttributeError):
            log.warning("a notice that is none", extra={"bytes": len(payload)})
            return
        if probe == self._name:
            self._liveness.echoed()
        if changed is not None:
            self._on_notice()

    def _new_channels(self) -> list[str]:
        new = {live_channel(slug): slug for slug in self._mirror.followers}
        new = {channel: slug for channel, slug in new.items() if channel not in self._feed_by_channel}
        self._feed_by_channel |= new
        return list(new)
