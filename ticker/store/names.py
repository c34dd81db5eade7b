"""What each key and channel in Redis is called. Nothing else makes such a name."""

from dataclasses import dataclass
from typing import Final

from ticker.settings import Settings
from ticker.store.redis.url import parse_address


@dataclass
class Names:
    """The keys and channels of one installation; another prefix, or another database, is another installation.

    Keys belong to a database by themselves. Channels do not: Redis brings what is published to all its databases, so
    that the number is a part of their names, but for database 0.
    """

    prefix: str = "ticker"
    database: int = 0

    def __post_init__(self) -> None:
        prefix = self.prefix
        self._channels = f"{prefix}:{self.database}" if self.database else prefix
        self.feeds = f"{prefix}:feeds"
        """The feeds' settings."""
        self.feed_order = f"{prefix}:feed-order"
        """The feeds' order: configured ones by their place, later ones by when they were added."""
        self.keys = f"{prefix}:keys"
        """The bearer keys."""
        self.first_key = f"{prefix}:first-key"
        """By it one process claims to make the first bearer key."""
        self.store_id = f"{prefix}:store-id"
        """What names this store."""
        self.format = f"{prefix}:format"
        """The number of the format."""
        self.session_secret = f"{prefix}:session-secret"
        """The secret that signs sessions."""
        self.sessions_ended = f"{prefix}:sessions-ended"
        """The sessions that were ended."""
        self.control = f"{self._channels}:control"
        """The channel of changes that concern every process."""

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

    def live(self, feed: str) -> str:
        """Return the channel of a feed's entries."""
        return f"{self._channels}:{{{feed}}}:live"

    def desk(self, feed: str) -> str:
        """Return the channel of what concerns a feed's desk."""
        return f"{self._channels}:{{{feed}}}:desk"

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
