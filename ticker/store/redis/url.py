"""Where a store is: its URL, checked and parsed. Pure; connects to nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from ticker.errors import InvalidSettings

SETTING: Final = "--redis-url (TICKER_REDIS_URL)"
QUERY: Final = frozenset({"db", "username", "password", "max_connections"}) | {
    f"ssl_{name}"
    for name in (
        *("ca_certs", "ca_path", "ca_data", "certfile", "keyfile", "password"),
        *("cert_reqs", "check_hostname", "min_version", "ciphers"),
    )
}
"""The query parameters that are passed on. Any other could undo what ``connect`` promises."""
SENTINEL_QUERY: Final = frozenset({"sentinel_username", "sentinel_password"})

REDIS_PORT: Final = 6379
SENTINEL_PORT: Final = 26_379
ENCODE_HINT: Final = "in a user name or password write @ as %40, : as %3A, / as %2F, ? as %3F and # as %23"


class Kind(Enum):
    """How a store is reached."""

    SERVER = "server"
    SENTINEL = "sentinel"
    CLUSTER = "cluster"


_SCHEMES: Final = {
    "redis": Kind.SERVER,
    "rediss": Kind.SERVER,
    "unix": Kind.SERVER,
    "redis+sentinel": Kind.SENTINEL,
    "rediss+sentinel": Kind.SENTINEL,
    "redis+cluster": Kind.CLUSTER,
    "rediss+cluster": Kind.CLUSTER,
}
_KNOWN: Final = "redis://, rediss:// or unix://, or with +sentinel or +cluster"


@dataclass(frozen=True, slots=True)
class Host:
    """One server's place in a network."""

    name: str
    port: int

    def __str__(self) -> str:
        return f"[{self.name}]:{self.port}" if ":" in self.name else f"{self.name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Address:
    """A store's URL, parsed. Its text has the password in it: show ``redacted``."""

    kind: Kind
    url: str
    """As it was given."""
    hosts: tuple[Host, ...] = ()
    """The Sentinels, or nodes of the cluster; empty for one server."""
    primary: str = ""
    """What the Sentinels call the primary."""
    database: int = 0
    sentinel_user: str | None = None
    sentinel_password: str | None = None

    def server_url(self, host: Host) -> str:
        """Return the URL of one server, with this one's scheme, user and parameters."""
        parts = urlsplit(self.url)
        userinfo, at, _ = parts.netloc.rpartition("@")
        kept = [one for one in parts.query.split("&") if one.partition("=")[0] not in SENTINEL_QUERY]
        query = "&".join(filter(None, kept))
        return f"{parts.scheme.partition('+')[0]}://{userinfo}{at}{host}{'?' if query else ''}{query}"


def redacted(url: str) -> str:
    """Return ``url`` for people: whatever could be a password is ``***``, also in a URL that is none."""
    url = re.sub(r"(?i)([?&][^=&]*pass[^=&]*=)[^&]*", r"\1***", url)
    before, at, after = url.rpartition("@")
    if not at:
        return url
    scheme, separator, userinfo = before.rpartition("://")
    user, colon, _ = userinfo.partition(":")
    return f"{scheme}{separator}{user if colon else ''}{':***' if colon else '***'}@{after}"


def parse_address(url: str) -> Address:
    """Parse a store's URL; refuse what redis-py would quietly take for something else.

    Raises:
        InvalidSettings: it is none that is supported.
    """
    scheme = url.partition("://")[0].lower()
    kind = _SCHEMES.get(scheme)
    if kind is None:
        raise refusal(url, f"does not begin with {_KNOWN}")
    try:
        parts = urlsplit(url)
        hosts = () if kind is Kind.SERVER else _hosts(parts.netloc, kind)
        _ = parts.port if kind is Kind.SERVER else None
    except ValueError:
        # Neither shown nor chained: what stands where the port should be may be a password.
        raise InvalidSettings(f"{SETTING}: what follows {scheme}:// is no host and port; {ENCODE_HINT}") from None
    if parts.fragment:
        raise refusal(url, f"has a #; {ENCODE_HINT}")
    _check_path(url, scheme, kind, parts.path)
    query = parse_qs(parts.query, keep_blank_values=True)
    _check_query(url, kind, query)
    return Address(
        kind,
        url,
        hosts,
        unquote(parts.path.strip("/")) if kind is Kind.SENTINEL else "",
        _database(url, kind, parts.path, query),
        *(query.get(name, [None])[0] for name in ("sentinel_username", "sentinel_password")),
    )


def refusal(url: str, why: str) -> InvalidSettings:
    """Return the error that names the setting and shows no password."""
    return InvalidSettings(f"{SETTING}: {redacted(url)} {why}")


def _hosts(netloc: str, kind: Kind) -> tuple[Host, ...]:
    usual = SENTINEL_PORT if kind is Kind.SENTINEL else REDIS_PORT
    hosts = []
    for text in netloc.rpartition("@")[2].split(","):
        parts = urlsplit(f"//{text}")
        if not parts.hostname:
            raise ValueError("no host")
        hosts.append(Host(parts.hostname, parts.port or usual))
    return tuple(hosts)


def _database(url: str, kind: Kind, path: str, query: Mapping[str, list[str]]) -> int:
    """Return the number of the database as redis-py takes it: a parameter wins over the path."""
    usual = path.strip("/") if url.lower().startswith(("redis://", "rediss://")) else ""
    text = query.get("db", [usual])[0] or "0"
    if kind is not Kind.CLUSTER and not re.fullmatch(r"[0-9]{1,9}", text):
        raise refusal(url, "has a parameter with a wrong value")
    return int(text) if kind is not Kind.CLUSTER else 0


def _check_path(url: str, scheme: str, kind: Kind, path: str) -> None:
    if scheme == "unix":
        if not path.strip("/"):
            raise refusal(url, "names no socket; write unix:///run/redis.sock")
    elif kind is Kind.SENTINEL:
        if not re.fullmatch(r"/[^/]+", path):
            raise refusal(url, "does not name the primary after the hosts; write redis+sentinel://h:26379,h:26379/NAME")
    elif kind is Kind.CLUSTER:
        if path.strip("/"):
            raise refusal(url, "has a path, and a cluster has one database; write redis+cluster://h:6379,h:6379")
    elif not re.fullmatch(r"/?\d*", path):
        raise refusal(url, f"has more than a database number after the host; {ENCODE_HINT}")


def _check_query(url: str, kind: Kind, query: Mapping[str, object]) -> None:
    known = QUERY
    if kind is Kind.SENTINEL:
        known |= SENTINEL_QUERY
    elif kind is Kind.CLUSTER:
        known -= {"db"}
    unknown = sorted(set(query) - known)
    if unknown:
        raise refusal(url, f"has the unknown parameter {unknown[0]}; known are {', '.join(sorted(known))}")
