"""Connections that ask for nothing: how many each peer may keep open. Says which must go, and closes none itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Protocol

from ticker.wire.origins import Proxies, limited_as

IDLE_MAX: Final = 128
"""Of one peer: connections without a whole request head, and those between two requests. Readers are none of them."""
GRACE_S: Final = 0.5
"""Nobody makes room sooner: thousands of readers may come back at once through one proxy that nobody declared."""
_PEERS_KEPT: Final = 4096


class IdleConnection(Protocol):
    """A connection that may have to make room for another of the same peer."""

    def make_room(self) -> bool:
        """Take in what has come; if that is no whole head, close the connection. Report whether it was closed."""


class Loop(Protocol):
    """What is used of the event loop."""

    def time(self) -> float:
        """Return the time in seconds."""

    def call_at(self, when: float, callback: Callable[[str], None], name: str, /) -> object:
        """Call back at a time."""


class IdleConnections:
    """The idle connections of each peer, the oldest first. Trusted proxies may have any number."""

    def __init__(self, proxies: Proxies, loop: Loop, *, at_most: int = IDLE_MAX) -> None:
        self.closed = 0
        """How many had to go."""
        self._loop = loop
        self._at_most = at_most
        self._since: dict[str, dict[IdleConnection, float]] = {}
        """By peer: since when each asks for nothing."""
        self._looking_again: set[str] = set()
        self._name = lru_cache(_PEERS_KEPT)(lambda peer: None if proxies.trust(peer) else limited_as(peer))

    def add(self, peer: str, connection: IdleConnection) -> None:
        """Note that a connection asks for nothing since now; of too many the oldest makes room."""
        name = self._name(peer)
        if name is None:
            return
        of_peer = self._since.setdefault(name, {})
        of_peer.setdefault(connection, self._loop.time())
        if len(of_peer) > self._at_most:
            self._make_room(name)

    def remove(self, peer: str, connection: IdleConnection) -> None:
        """Note that a connection has asked for something, or has gone; again is allowed."""
        name = self._name(peer)
        of_peer = None if name is None else self._since.get(name)
        if of_peer is None:
            return
        of_peer.pop(connection, None)
        if not of_peer:
            del self._since[str(name)]

    def _make_room(self, name: str) -> None:
        of_peer = self._since.get(name, {})
        while len(of_peer) > self._at_most:
            oldest, since = next(iter(of_peer.items()))
            if self._loop.time() < since + GRACE_S:
                self._look_again(name, since + GRACE_S)
                return
            self.closed += oldest.make_room()
            of_peer.pop(oldest, None)

    def _look_again(self, name: str, at: float) -> None:
        if name not in self._looking_again:
            self._looking_again.add(name)
            self._loop.call_at(at, self._looked_again, name)

    def _looked_again(self, name: str) -> None:
        self._looking_again.discard(name)
        self._make_room(name)
