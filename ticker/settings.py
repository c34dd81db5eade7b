"""Every setting and every time constant, in two objects. The only module that reads the environment."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ticker.errors import InvalidSettings
from ticker.model import SLUG, Feed, Slug

ENVIRONMENT_PREFIX: Final = "TICKER_"
HISTORY_MAX: Final = 10_000
PORT_MAX: Final = 65_535
ROUND_TRIP_MAX_S: Final = 0.6
"""The farthest store that time-outs are stretched for."""


@dataclass(slots=True)
class Timing:
    """Every time constant, in seconds, so that tests and stress can shorten them together.

    Three of them change while a process runs: see ``follow``.
    """

    check_every_s: float = 0.5
    """How often the heads are compared with the logs' tops."""
    check_timeout_s: float = 1.0
    """After this long without an answer to the comparison the process says ``degraded``."""
    probe_every_s: float = 5.0
    probe_patience_s: float = 15.0
    """How long after its last echo the process calls itself not ready."""
    reread_every_s: float = 5.0
    """How often feeds and keys are read again, in case a notice was lost."""
    own_write_s: float = 0.25
    """How long a filing waits for its own entry by pub/sub before it reads the log."""
    filing_timeout_s: float = 1.5
    """When a filing gives up on Redis. PROTOCOL part 1 promises its 503 within 2 s, also under load."""
    replica_s: float = 0.5
    """How long a filing waits for a replica, where that is set; it is read already, and answered either way."""
    status_every_s: float = 15.0
    ping_quiet_s: float = 25.0
    """A WebSocket that has sent nothing for so long is pinged."""
    stalled_s: float = 30.0
    """How long a reader may stand still before it is closed; also TCP_USER_TIMEOUT."""
    close_grace_s: float = 2.0
    """How long a closed reader has to take its close frame and go."""
    head_timeout_s: float = 10.0
    """How long a connection may take to send a whole request head."""
    unknown_feed_every_s: float = 1.0
    """How often an unknown feed may make the process ask Redis."""
    rewrite_every_s: float = 60.0
    """How often the embedded Valkey's file is rewritten at most, after kills."""
    surface_silent_s: float = 15.0
    """How long after its last report a surface counts as silent."""
    reconnect_min_s: float = 0.05
    reconnect_max_s: float = 1.0

    def divided_by(self, divisor: float) -> "Timing":
        """Return the same constants, each ``divisor`` times shorter."""
        return Timing(**{f.name: getattr(self, f.name) / divisor for f in dataclasses.fields(self)})

    def at_round_trip(self, seconds: float) -> "Timing":
        """Return the constants for a store that is so far away: what takes several round trips has the time for them.

        Bounded: beyond half a second the service would rather say that it is cut off than have everybody wait.
        """
        trip_s = min(seconds, ROUND_TRIP_MAX_S)
        return dataclasses.replace(
            self,
            check_timeout_s=max(self.check_timeout_s, 10 * trip_s),
            filing_timeout_s=max(self.filing_timeout_s, 6 * trip_s),
            own_write_s=max(self.own_write_s, 2 * trip_s),
        )

    def follow(self, usual: "Timing", round_trip_s: float) -> None:
        """Take the time-outs that ``usual`` has for a store that is so far away by now; the others stay."""
        now = usual.at_round_trip(round_trip_s)
        self.check_timeout_s, self.filing_timeout_s = now.check_timeout_s, now.filing_timeout_s
        self.own_write_s = now.own_write_s


class Settings(BaseModel):
    """What ``ticker serve`` can be told, by flag or by environment (``TICKER_`` and the name)."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=PORT_MAX, description="port to listen on; 0 takes a free one")
    data_dir: Path = Field(Path(".ticker"), description="where the embedded Valkey stores its log")
    redis_url: str | None = Field(
        None, description="an external Redis or Valkey; without it an embedded Valkey is started"
    )
    redis_prefix: str = Field(
        "ticker",
        pattern=r"^[A-Za-z0-9._-]{1,64}$",
        description="prefix of every key and channel name in Redis",
    )
    durability: Literal["local", "replicated"] = Field(
        "local", description="replicated: each filing also waits for a replica and reports whether one had it in time"
    )
    feeds: str = Field(
        "en:English,ar:العربية,es:Español", description="feeds to create if they do not exist: slug:title,…"
    )
    drain_seconds: float = Field(10.0, ge=0, le=3600, description="time over which readers are closed at shutdown")
    read_origins: str = Field("*", description="origins that may read: * or a comma-separated list")
    file_origins: str = Field("", description="origins that may file from a browser: a comma-separated list")
    client_servers: str = Field(
        "", description="other services that served pages may read from by ?server=: a comma-separated list of origins"
    )
    trusted_proxies: str = Field("", description="addresses or networks whose X-Forwarded-For is trusted")
    max_readers: int | None = Field(
        None, ge=1, description="maximum number of readers of this process [descriptors - 200]"
    )
    max_readers_per_address: int | None = Field(None, ge=1, description="maximum number of readers per address")
    joins_per_second: float | None = Field(None, gt=0, description="joins that this process accepts per second")
    reuse_port: bool = Field(False, description="share the port with other processes (SO_REUSEPORT)")
    metrics_listen: str = Field(
        "", description="HOST:PORT that serves /metrics in place of the readers' port; health is on both"
    )
    log_format: Literal["text", "json"] | None = Field(
        None, description="text or json [text on a terminal, otherwise json]"
    )
    times_divided_by: float = Field(
        1.0, gt=0, le=100, description="divide every time constant by this number, for tests and stress runs"
    )

    @field_validator("feeds")
    @classmethod
    def _check_feeds(cls, text: str) -> str:
        parse_feeds(text)
        return text

    @field_validator("metrics_listen")
    @classmethod
    def _check_metrics_listen(cls, text: str) -> str:
        if text:
            parse_host_and_port(text)
        return text

    @property
    def timing(self) -> Timing:
        """Return the time constants, shortened if the settings say so."""
        return Timing().divided_by(self.times_divided_by)

    @property
    def wanted_feeds(self) -> tuple[Feed, ...]:
        """Return the feeds that are made at start and after a flush."""
        return parse_feeds(self.feeds)

    @classmethod
    def load(cls, environ: Mapping[str, str], flags: Mapping[str, Any] | None = None) -> "Settings":
        """Read the settings: flags that are not None first, then the environment, then defaults.

        Raises:
            InvalidSettings: a value is wrong; the text names the flag and the variable.
        """
        values: dict[str, Any] = {}
        for name in cls.model_fields:
            if flags and flags.get(name) is not None:
                values[name] = flags[name]
            elif environ.get(ENVIRONMENT_PREFIX + name.upper()):
                values[name] = environ[ENVIRONMENT_PREFIX + name.upper()]
            if name in values and isinstance(values[name], str) and cls.model_fields[name].annotation is not Path:
                values[name] = _as_utf8(values[name])
        try:
            return cls.model_validate(values)
        except ValidationError as broken:
            first = broken.errors()[0]
            name = str(first["loc"][0])
            flag, variable = "--" + name.replace("_", "-"), ENVIRONMENT_PREFIX + name.upper()
            raise InvalidSettings(
                f"{flag} ({variable}): {first['msg'].removeprefix('Value error, ')}; got {first['input']!r}"
            ) from broken


def _as_utf8(text: str) -> str:
    """Read text as UTF-8, whatever the locale is: Python keeps the bytes that the locale's encoding does not know."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        return text


def parse_host_and_port(text: str) -> tuple[str, int]:
    """Return the two parts of ``HOST:PORT``; an IPv6 address stands in brackets.

    Raises:
        ValueError: it is not written so.
    """
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    is_port = port.isascii() and port.isdigit() and int(port) <= PORT_MAX
    if not bare or not is_port or (":" in bare and bare == host):
        raise ValueError("it is no HOST:PORT like 127.0.0.1:9464 or [::1]:9464")
    return bare, int(port)


def parse_feeds(text: str) -> tuple[Feed, ...]:
    """Read ``slug:title,…``; the language is the slug's part before the first ``-``.

    Raises:
        ValueError: a slug is none, or stands twice.
    """
    feeds: dict[str, Feed] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        slug, _, title = part.partition(":")
        if not SLUG.match(slug):
            raise ValueError(f"{slug!r} is no feed slug ([a-z0-9][a-z0-9-]{{0,62}})")
        if slug in feeds:
            raise ValueError(f"{slug!r} stands twice")
        feeds[slug] = Feed(Slug(slug), title.strip() or slug, slug.split("-", 1)[0])
    return tuple(feeds.values())
