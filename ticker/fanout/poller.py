"""Which sockets have something to say, or room again. One epoll for all readers where there is one.

A loop's own ``add_reader`` makes a handle, a callback and several system calls for each socket. Here the loop watches
one descriptor, the epoll's, and what it says is handed to the readers directly: that halves what a join costs.

Whoever sends without end gets no more than a slice of the process: after each the loop runs a few times for all else.
"""

import asyncio
import logging
import select
import sys
import time
from collections.abc import Callable, Iterator
from operator import methodcaller
from typing import Final, Protocol

log = logging.getLogger(__name__)

_AT_ONCE: Final = 512
"""The most sockets asked for at once."""
SLICE_S: Final = 0.005
"""How long sockets are served before everything else gets its turn."""
_REST_TURNS: Final = 3
"""Turns of the loop between two slices: a request through Starlette takes about three, and a filing several times so
many."""


class Polled(Protocol):
    """Whoever owns a watched socket."""

    def on_readable(self) -> None:
        """Take what was received, an end or an error."""

    def on_writable(self) -> None:
        """Go on writing."""

    def drop(self) -> None:
        """Close the socket now."""


class Poller(Protocol):
    """Watches sockets by their descriptors."""

    def add(self, fd: int, owner: Polled) -> None:
        """Watch a socket for what it receives."""

    def hand_on(self, fd: int, owner: Polled) -> None:
        """Set another owner of a watched socket."""

    def want_room(self, fd: int, wanted: bool) -> None:  # noqa: FBT001 - the method's one subject
        """Watch a socket for room to write as well, or no longer."""

    def remove(self, fd: int) -> None:
        """Forget a socket; must come before its descriptor is closed."""

    def close(self) -> None:
        """Forget all."""


def open_poller(loop: asyncio.AbstractEventLoop) -> Poller:
    """Open the best watch that the system has."""
    return EpollPoller(loop) if sys.platform == "linux" else LoopPoller(loop)


if sys.platform == "linux":

    class EpollPoller:
        """An epoll of our own inside the loop's."""

        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self._loop = loop
            self._epoll = select.epoll()
            self._owners: dict[int, Polled] = {}
            self._left: Iterator[tuple[int, int]] | None = None
            """Whoever had something when the last slice was over."""
            self._rest_turns = 0
            loop.add_reader(self._epoll.fileno(), self._serve)

        def add(self, fd: int, owner: Polled) -> None:
            """Watch a socket for what it receives."""
            self._epoll.register(fd, select.EPOLLIN)
            self._owners[fd] = owner

        def hand_on(self, fd: int, owner: Polled) -> None:
            """Set another owner of a watched socket."""
            self._owners[fd] = owner

        def want_room(self, fd: int, wanted: bool) -> None:  # noqa: FBT001 - the method's one subject
            """Watch a socket for room to write as well, or no longer."""
            self._epoll.modify(fd, select.EPOLLIN | select.EPOLLOUT if wanted else select.EPOLLIN)

        def remove(self, fd: int) -> None:
            """Forget a socket; must come before its descriptor is closed."""
            del self._owners[fd]
            self._epoll.unregister(fd)

        def close(self) -> None:
            """Forget all."""
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
            self._owners.clear()

        def _serve(self) -> None:
            """Serve a slice; the loop calls this in each turn in which a socket has something."""
            if self._rest_turns:
                self._rest_turns -= 1
                return
            owners, now, until = self._owners, time.monotonic, time.monotonic() + SLICE_S
            ready = self._left or iter(self._epoll.poll(0, _AT_ONCE))
            for fd, what in ready:
                owner = owners.get(fd)  # an earlier one may have ended this one
                if owner is not None:
                    self._tell(owner, fd, what)
                if now() >= until:
                    # The others first, next time: the kernel tells again of those that have more. If a descriptor is
                    # another's by then, that one reads nothing and goes on waiting.
                    self._left, self._rest_turns = ready, _REST_TURNS
                    return
            self._left = None

        def _tell(self, owner: Polled, fd: int, what: int) -> None:
            try:
                if what & ~select.EPOLLOUT:
                    owner.on_readable()
                if what & select.EPOLLOUT and self._owners.get(fd) is owner:
                    owner.on_writable()
            except Exception:  # a fault of ours with one socket; kept, it would come back in each turn of the loop
                log.exception("a connection is dropped for a fault of ours")
                owner.drop()


_READABLE: Final = methodcaller("on_readable")
_WRITABLE: Final = methodcaller("on_writable")


class LoopPoller:
    """The loop's own watching, where there is no epoll."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._owners: dict[int, Polled] = {}

    def add(self, fd: int, owner: Polled) -> None:
        """Watch a socket for what it receives."""
        self._owners[fd] = owner
        self._loop.add_reader(fd, self._tell, fd, _READABLE)

    def hand_on(self, fd: int, owner: Polled) -> None:
        """Set another owner of a watched socket."""
        self._owners[fd] = owner

    def want_room(self, fd: int, wanted: bool) -> None:  # noqa: FBT001 - the method's one subject
        """Watch a socket for room to write as well, or no longer."""
        if wanted:
            self._loop.add_writer(fd, self._tell, fd, _WRITABLE)
        else:
            self._loop.remove_writer(fd)

    def remove(self, fd: int) -> None:
        """Forget a socket; must come before its descriptor is closed."""
        del self._owners[fd]
        self._loop.remove_reader(fd)
        self._loop.remove_writer(fd)

    def close(self) -> None:
        """Forget all."""
        for fd in list(self._owners):
            self.remove(fd)

    def _tell(self, fd: int, tell: Callable[[Polled], None]) -> None:
        owner = self._owners[fd]
        try:
            tell(owner)
        except Exception:  # as above
            log.exception("a connection is dropped for a fault of ours")
            owner.drop()
