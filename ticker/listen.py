"""The listening sockets: what is set on them, which every accepted connection inherits, and accepting from them."""

import asyncio
import contextlib
import errno
import logging
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ticker.errors import InvalidSettings
from ticker.settings import Settings, parse_host_and_port

log = logging.getLogger(__name__)

SEND_BUFFER_BYTES: Final = 32_768
"""Asked for; Linux doubles it. It bounds what the kernel keeps for a reader that has stopped reading."""

RECEIVE_BUFFER_BYTES: Final = 32_768
"""The same for what a client sends faster than it is read. By itself the kernel would go up to 6 MB for each."""

ACCEPT_AT_ONCE: Final = 128
"""Connections accepted in one turn of the loop."""
_NO_DESCRIPTORS: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_RETRY_ACCEPT_S: Final = 0.5
_GONE: Final = (errno.ECONNABORTED, errno.EPROTO, errno.EINTR)

LADDER: Final = (1_048_576, 262_144, 65_536, 24_576, 10_240)
"""What is tried where the hard limit is "unlimited" but the kernel takes no such number (macOS)."""

OWN_DESCRIPTORS: Final = 200
"""What a process wants beside one for each reader."""

PORT_SETTING: Final = "--port (TICKER_PORT)"
BACKLOG: Final = 4096
"""How many connections may wait to be accepted: readers who all come back at once. The kernel may allow fewer."""


def listen_on(
    host: str, port: int, *, reuse_port: bool, user_timeout_s: float, setting: str = PORT_SETTING
) -> list[socket.socket]:
    """Bind to every address of ``host``; the port is the same for all, also where 0 chose it.

    Raises:
        InvalidSettings: the address is taken, or is not this machine's.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as unknown:
        raise InvalidSettings(
            f"--host (TICKER_HOST): {host!r} is no address of this machine ({unknown.strerror})"
        ) from unknown
    sockets: list[socket.socket] = []
    for family, _, _, _, address in dict.fromkeys(addresses):
        listening = socket.socket(family, socket.SOCK_STREAM)
        _prepare(listening, reuse_port=reuse_port, user_timeout_s=user_timeout_s)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            listening.bind((address[0], port, *address[2:]))
        except OSError as failed:
            listening.close()
            for earlier in sockets:
                earlier.close()
            raise InvalidSettings(_why(failed, host, port, setting)) from failed
        port = listening.getsockname()[1]
        sockets.append(listening)
    return sockets


def start_listening(sockets: Iterable[socket.socket]) -> None:
    """Let connections come; they wait until they are accepted.

    Raises:
        InvalidSettings: another process that was bound as well listens by now.
    """
    for bound in sockets:
        try:
            bound.listen()
        except OSError as failed:
            host, port = bound.getsockname()[:2]
            raise InvalidSettings(_why(failed, host, port, PORT_SETTING)) from failed


def _prepare(listening: socket.socket, *, reuse_port: bool, user_timeout_s: float) -> None:
    listening.setblocking(False)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if reuse_port:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        # Unanswered bytes end a half-open reader; keep-alive makes sure that there are some.
        timeout_s = max(1, int(user_timeout_s))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, timeout_s * 1000)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, timeout_s)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, max(1, timeout_s // 3))
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


def _why(failed: OSError, host: str, port: int, setting: str) -> str:
    if failed.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken: stop what listens there, or choose another with {setting}"
    if failed.errno == errno.EACCES:
        return f"port {port} may not be used by this user: choose one above 1023 with {setting}"
    return f"--host {host} --port {port}: {failed.strerror}"


def listen_for_metrics(settings: Settings) -> tuple[str, list[socket.socket]]:
    """Bind to the metrics' own address, where there is one; return the host at which the metrics are, too.

    Raises:
        InvalidSettings: the address is taken, or is not this machine's.
    """
    if not settings.metrics_listen:
        return settings.host, []
    host, port = parse_host_and_port(settings.metrics_listen)
    setting = "--metrics-listen (TICKER_METRICS_LISTEN)"
    return host, listen_on(host, port, reuse_port=False, user_timeout_s=settings.timing.stalled_s, setting=setting)


def url_at(host: str, sockets: Sequence[socket.socket]) -> str:
    """Return the address at which listening sockets are reached."""
    return f"http://{f'[{host}]' if ':' in host else host}:{sockets[0].getsockname()[1]}"


class Listeners:
    """Accepts from listening sockets, many connections at a time. Knows nothing of what they ask for."""

    def __init__(
        self, sockets: Sequence[socket.socket], on_connection: Callable[[int, str], None], *, refusal: bytes
    ) -> None:
        """Take whom to give descriptors and peers' addresses; ``refusal`` is sent where no descriptor is left."""
        self._sockets = sockets
        self._on_connection = on_connection
        self._refusal = refusal
        self._loop = asyncio.get_running_loop()
        self._spare = _spare_descriptor()

    def open(self) -> None:
        """Begin to accept; the sockets may listen already."""
        for listening in self._sockets:
            listening.listen(BACKLOG)
            self._loop.add_reader(listening.fileno(), self._accept, listening)

    def shut(self) -> None:
        """Accept no more; again is allowed.

        The sockets are closed: on a shared port the kernel would go on to give them connections. What waits in their
        queues is taken in first, because closing resets it.
        """
        for listening in self._sockets:
            if listening.fileno() >= 0:
                self._accept(listening)
                self._loop.remove_reader(listening.fileno())
                listening.close()

    def close(self) -> None:
        """Accept no more, for good."""
        self.shut()
        with contextlib.suppress(OSError):
            os.close(self._spare)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            try:
                # What socket.accept is made of: it would make an object, and look at four more, for each connection.
                fd, peer = listening._accept()  # type: ignore[attr-defined]  # noqa: SLF001
            except BlockingIOError:
                return
            except OSError as failed:
                if failed.errno in _NO_DESCRIPTORS:
                    self._refuse_one(listening)
                    return
                if failed.errno in _GONE:
                    continue
                raise
            os.set_blocking(fd, False)
            self._on_connection(fd, peer[0])

    def _refuse_one(self, listening: socket.socket) -> None:
        """Answer one connection with the descriptor kept for this, and let the others wait in the backlog."""
        log.error("no descriptors left; raise the limit or lower --max-readers")
        os.close(self._spare)
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            connection.setblocking(False)
            with connection, contextlib.suppress(OSError):
                connection.send(self._refusal)
        self._spare = _spare_descriptor()
        self._loop.remove_reader(listening.fileno())
        self._loop.call_later(_RETRY_ACCEPT_S, self._accept_again, listening)

    def _accept_again(self, listening: socket.socket) -> None:
        if listening.fileno() >= 0:
            self._loop.add_reader(listening.fileno(), self._accept, listening)


def _spare_descriptor() -> int:
    return os.open(os.devnull, os.O_RDONLY)


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files to the hard one; return how many this process may have.

    Never lowers it, and never fails: where the kernel refuses, what stood before stands.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wishes = LADDER if hard == resource.RLIM_INFINITY else (hard,)
    for wish in wishes:
        if soft == resource.RLIM_INFINITY or wish <= soft:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
        except (OSError, ValueError):
            continue
        soft = wish
    return LADDER[0] if soft == resource.RLIM_INFINITY else soft
