"""Which store a command works on: the same settings, environment and errors as the service's."""

import os
from pathlib import Path

from ticker.cli.console import say
from ticker.settings import Settings
from ticker.store.redis.url import redacted


def load_settings(data_dir: Path | None, redis_url: str | None, redis_prefix: str | None) -> Settings:
    """Return the settings of the service, with these flags first.

    Raises:
        InvalidSettings: a flag or a variable is wrong.
    """
    return Settings.load(os.environ, {"data_dir": data_dir, "redis_url": redis_url, "redis_prefix": redis_prefix})


def say_nothing_found(settings: Settings, what: str) -> None:
    """Tell which store has none: an empty list may be the right answer of the wrong store."""
    where = str(settings.data_dir) if settings.redis_url is None else redacted(settings.redis_url)
    say(f"there are no {what} in {where}")
