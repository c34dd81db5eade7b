"""uvicorn's servers as they are run here: the readers' one, and the one at the metrics' own address."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Literal

import uvicorn
from starlette.applications import Starlette

from ticker.readers.takeover import TakeoverProtocol
from ticker.settings import Timing


class PlainServer(uvicorn.Server):
    """uvicorn's server, but signals are ours, because draining readers comes first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Server(PlainServer):
    """The readers' server. The acceptor accepts."""

    def __init__(self, config: uvicorn.Config, connection: type[TakeoverProtocol]) -> None:
        super().__init__(config)
        self._protocol = connection

    def take_connection(self, connection: socket.socket, first: bytes, head_until: float) -> None:
        """Serve a connection that the acceptor handed off; ``first`` is what it has sent so far of its head."""
        connecting = self._connect(connection, first, head_until)
        task = asyncio.get_running_loop().create_task(connecting, name="connection")
        self.server_state.tasks.add(task)
        task.add_done_callback(self.server_state.tasks.discard)

    async def _connect(self, connection: socket.socket, first: bytes, head_until: float) -> None:
        loop = asyncio.get_running_loop()

        def protocol() -> TakeoverProtocol:
            connected = self._protocol(config=self.config, server_state=self.server_state, app_state={}, _loop=loop)
            connected.first, connected.first_head_until = first, head_until
            return connected

        connection.setblocking(False)
        try:
            await loop.connect_accepted_socket(protocol, connection)
        except OSError:
            connection.close()  # gone before it was served


def http_config(
    app: Starlette, timing: Timing, *, http: type[TakeoverProtocol] | Literal["httptools"]
) -> uvicorn.Config:
    """Return how an application is served."""
    return uvicorn.Config(
        app,
        http=http,
        ws="none",
        lifespan="off",
        access_log=False,
        proxy_headers=False,  # uvicorn would believe any client from this machine; --trusted-proxies decides
        log_config=None,
        server_header=False,
        timeout_keep_alive=max(1, round(timing.head_timeout_s / 2)),
        timeout_graceful_shutdown=5,
    )
