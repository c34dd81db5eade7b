"""Which sockets can be read, asked cheaply: epoll where there is one, else ``selectors``."""

import select
import selectors
import sys


class ReadPoller:
    """Watches descriptors for bytes to read, level-triggered."""

    def __init__(self) -> None:
        self._epoll = select.epoll() if sys.platform == "linux" else None
        self._selector = None if self._epoll else selectors.DefaultSelector()

    def watch(self, fd: int) -> None:
        """Begin to watch ``fd``."""
        if self._epoll:
            self._epoll.register(fd, select.EPOLLIN)
        elif self._selector:
            self._selector.register(fd, selectors.EVENT_READ)

    def forget(self, fd: int) -> None:
        """Stop watching ``fd``; call it before the descriptor is closed."""
        if self._epoll:
            self._epoll.unregister(fd)
        elif self._selector:
            self._selector.unregister(fd)

    def ready(self, timeout_s: float, *, limit: int) -> list[int]:
        """Wait for readable descriptors; return at most about ``limit`` of them."""
        if self._epoll:
            # epoll rounds up to whole milliseconds; rounded down, the last of them is spun away.
            return [fd for fd, _ in self._epoll.poll(int(timeout_s * 1000) / 1000, limit)]
        if self._selector:
            return [key.fd for key, _ in self._selector.select(timeout_s)[:limit]]
        return []

    def close(self) -> None:
        """Let the kernel's object go."""
        if self._epoll:
            self._epoll.close()
        elif self._selector:
            self._selector.close()
