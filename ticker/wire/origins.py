"""Which pages may call us: lists of origins with their CORS headers, and our own origin as a browser sees it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
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
    def parse(cls, text: str, *, setting: str = "read_origins", may_be_any: bool = True) -> "Origins":
        """Read a list with commas; ``*`` stands for any origin, where ``may_be_any``.

        Raises:
            InvalidSettings: one of them is no origin; left in, it would match no page, and nothing would say why.
        """
        names = {name.strip() for name in text.split(",")} - {""}
        for name in names - ({"*"} if may_be_any else set()):
            if not _is_origin(name):
                flag, variable = "--" + setting.replace("_", "-"), "TICKER_" + setting.upper()
                raise InvalidSettings(f"{flag} ({variable}): {name!r} is no origin like https://news.example")
        return cls("*" in names, frozenset(map(normal_origin, names - {"*"})))

    def headers(self, origin: str | None) -> dict[str, str]:
        """Return the CORS headers for a request of this origin: ``*``, or its echo if it is on the list."""
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
            return cls(tuple(_network(part.strip()) for part in text.split(",") if part.strip()))
        except ValueError as broken:
            raise InvalidSettings(f"--trusted-proxies (TICKER_TRUSTED_PROXIES): {broken}") from broken

    def trust(self, peer: str | None) -> bool:
        """Report whether the peer of a connection is one of them."""
        address = _address(peer or "")
        return address is not None and any(address in network for network in self.networks)

    def address_behind(self, peer: str, forwarded_for: str) -> str:
        """Return the address as limits count it: the last in X-Forwarded-For that is no trusted proxy, or the peer."""
        if not forwarded_for or not self.trust(peer):
            return limited_as(peer)
        hops = forwarded_for.split(",")
        return limited_as(next((hop for hop in reversed(hops) if not self.trust(hop)), hops[0]).strip())


def _network(text: str) -> IPv4Network | IPv6Network:
    """Read an address or a network; one of IPv4 that is mapped into IPv6 is IPv4's."""
    network = ip_network(text, strict=False)
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < _MAPPED_PREFIX:
        return network
    return IPv4Network((int(mapped), network.prefixlen - _MAPPED_PREFIX))


_MAPPED_PREFIX: Final = 96
_ADDRESSES_KEPT: Final = 4096
_IPV6_PREFIX: Final = 64
"""One household, or one server, has at least so much: a limit by single addresses would have no effect there."""


@lru_cache(maxsize=_ADDRESSES_KEPT)
def limited_as(text: str) -> str:
    """Return the name under which per-address limits count a peer, or a hop of ``X-Forwarded-For``.

    IPv4 by address, also where it is mapped into IPv6; IPv6 by /64; without ports and zones, in one spelling.
    """
    address = _address(text)
    if address is None:
        return text[:_ADDRESS_MAX]
    if address.version == 4:
        return str(address)
    return str(IPv6Network((int(address), _IPV6_PREFIX), strict=False))


_ADDRESS_MAX: Final = 64
_WITH_PORT: Final = re.compile(r"\[([^\]]*)\](?::\d*)?|([^:]*):\d*")


@lru_cache(maxsize=_ADDRESSES_KEPT)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as peers and proxies write it: perhaps in brackets, with a port, with a zone."""
    text = text.strip().strip('"')
    ported = _WITH_PORT.fullmatch(text)
    bare = (ported[1] or ported[2] or "") if ported else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.version == 6 and address.ipv4_mapped) or address


def normal_origin(origin: str) -> str:
    """Return an origin as browsers write it: lower case, without a default port or a path; empty if it is none."""
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
    """Report whether it is scheme, host and port alone; a slash behind them is let pass."""
    return normal_origin(text) != "" and "/" not in text.partition("://")[2].rstrip("/") and not {*"?#"} & {*text}


def outer_scheme(scheme: str, headers: Mapping[str, str], *, peer: str | None, proxies: Proxies) -> str:
    """Return the scheme that the browser used: ours, or what a trusted proxy says of its own side."""
    said = headers.get("x-forwarded-proto", "").rpartition(",")[2].strip().lower()
    return said if said in _DEFAULT_PORTS and proxies.trust(peer) else scheme
