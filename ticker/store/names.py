"""What each key and channel in Redis is called. Nothing else makes such a name."""

from dataclasses import dataclass
from typing import Final

from ticker.settings import Settings
from ticker.store.redis.url import parse_address


@dataclass(frozen=True, slots=True)
class Names:
    """The keys and channels of one installation; another prefix, or another database, is another installation.

    Keys belong to a database by themselves. Channels do not: Redis brings what is published to all its databases, so
    that the number is a part of their names, but for database 0.
    """

    prefix: str = "ticker"
    database: int = 0

    @property
    def feeds(self) -> str:
        """Return the key of the feeds' settings."""
        return self._key("feeds")

    @property
    def feed_order(self) -> str:
        """Return the key of the feeds' order: configured ones by their place, later ones by when they were added."""
        return self._key("feed-order")

    @property
    def keys(self) -> str:
        """Return the key of the bearer keys."""
        return self._key("keys")

    @property
    def first_key(self) -> str:
        """Return the key by which one process claims to make the first bearer key."""
        return self._key("first-key")

    @property
    def store_id(self) -> str:
        """Return the key of what names this store."""
        return self._key("store-id")

    @property
    def format(self) -> str:
        """Return the key of the number of the format."""
        return self._key("format")

    @property
    def session_secret(self) -> str:
        """Return the key of the secret that signs sessions."""
        return self._key("session-secret")

    @property
    def sessions_ended(self) -> str:
        """Return the key of the sessions that were ended."""
        return self._key("sessions-ended")

    def log_keys(self, feed: str) -> tuple[str, str, str, str]:
        """Return the keys that both scripts take, in their order: meta, log, updates, due."""
        of_feed = self._feed_key(feed, "")
        return f"{of_feed}meta", f"{of_feed}log", f"{of_feed}updates", f"{of_feed}due"

    def idempotency(self, feed: str, hashed: str) -> str:
        """Return the key of what was done under one ``Idempotency-Key``."""
        return self._feed_key(feed, f"idem:{hashed}")

    def replicated(self, feed: str) -> str:
        """Return the key of the mark by which a replica is waited for."""
        return self._feed_key(feed, "replicated")

    def trial(self, feed: str) -> str:
        """Return the key that nobody but a trial writes, and that is gone with it."""
        return self._feed_key(feed, "trial")

    def surfaces(self, feed: str) -> str:
        """Return the key of what a feed's surfaces report."""
        return self._feed_key(feed, "surfaces")

    def reporters(self, feed: str) -> str:
        """Return the key of which bearer key reported last for each of a feed's surfaces."""
        return self._feed_key(feed, "reporters")

    @property
    def control(self) -> str:
        """Return the channel of changes that concern every process."""
        return f"{self._channels}:control"

    def live(self, feed: str) -> str:
        """Return the channel of a feed's entries."""
        return f"{self._channels}:{{{feed}}}:live"

    def desk(self, feed: str) -> str:
        """Return the channel of what concerns a feed's desk."""
        return f"{self._channels}:{{{feed}}}:desk"

    @property
    def _channels(self) -> str:
        return f"{self.prefix}:{self.database}" if self.database else self.prefix

    def _key(self, name: str) -> str:
        return f"{self.prefix}:{name}"

    def _feed_key(self, feed: str, name: str) -> str:
        return f"{self.prefix}:{{{feed}}}:{name}"


USUAL: Final = Names()


def names_of(settings: Settings) -> Names:
    """Return the names that these settings make of the store.

    Raises:
        InvalidSettings: the URL of the store is none that is supported.
    """
    url = settings.redis_url
    return Names(settings.redis_prefix, 0 if url is None else parse_address(url).database)
