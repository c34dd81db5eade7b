"""Which store a command works on: the same settings, environment and errors as the service's."""

import os
from pathlib import Path

from ticker.settings import Settings


def load_settings(data_dir: Path | None, redis_url: str | None, redis_prefix: str | None) -> Settings:
    """Give the settings of the service, with these flags first.

    Raises:
        InvalidSettings: a flag or a variable is wrong.
    """
    return Settings.load(os.environ, {"data_dir": data_dir, "redis_url": redis_url, "redis_prefix": redis_prefix})
