"""Which pages may call us: lists of origins with their CORS headers, and our own origin as a browser sees it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from ticker.errors import InvalidSettings

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origins:
    """A list of origins, or any (``*``)."""

    any: bool
    listed: frozenset[str]

    @classmethod
    def parse(cls, text: str, *, setting: str = "read_origins") -> "Origins":
        """Read a list with commas.

        Raises:
            InvalidSettings: one of them is no origin; left in, it would match nobody and nobody would know why.
        """
        names = {name.strip() for name in text.split(",")} - {""}
        for name in names - {"*"}:
            if not _is_origin(name):
                flag, variable = "--" + setting.replace("_", "-"), "TICKER_" + setting.upper()
                raise InvalidSettings(f"{flag} ({variable}): {name!r} is no origin like https://news.example")
        return cls("*" in names, frozenset(map(normal_origin, names - {"*"})))

    def headers(self, origin: str | None) -> dict[str, str]:
        """Give the CORS headers for a request of this origin: ``*``, or its echo if it is on the list."""
        if self.any:
            return {"Access-Control-Allow-Origin": "*"}
        if not self.listed:
            return {}
        allowed = origin is not None and normal_origin(origin) in self.listed
        return {"Vary": "Origin"} | ({"Access-Control-Allow-Origin": str(origin)} if allowed else {})


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word about the outside is believed."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def parse(cls, text: str) -> "Proxies":
        """Read a list of addresses and networks.

        Raises:
            InvalidSettings: one of them is neither.
        """
        try:
            return cls(tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()))
        except ValueError as broken:
            raise InvalidSettings(f"--trusted-proxies (TICKER_TRUSTED_PROXIES): {broken}") from broken

    def trust(self, peer: str | None) -> bool:
        """Say whether the peer of a connection is one of them."""
        try:
            address = ip_address(peer or "")
        except ValueError:
            return False
        return any(address in network for network in self.networks)


def normal_origin(origin: str) -> str:
    """Give an origin as browsers write it: lower case, without a default port or a path; empty if it is none."""
    try:
        parts = urlsplit(origin.lower())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _is_origin(text: str) -> bool:
    """Say whether it is scheme, host and port alone; a slash behind them is let pass."""
    return normal_origin(text) != "" and "/" not in text.partition("://")[2].rstrip("/") and not {*"?#"} & {*text}


def outer_scheme(scheme: str, headers: Mapping[str, str], *, peer: str | None, proxies: Proxies) -> str:
    """Give the scheme that the browser used: ours, or what a trusted proxy says of its own side."""
    said = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    return said if said in _DEFAULT_PORTS and proxies.trust(peer) else scheme
