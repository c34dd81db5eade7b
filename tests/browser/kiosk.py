"""A newsstand that serves the clients too, says the same on every way, and hosts pages that embed them.

It keeps no news: what a test says goes out on the sockets and streams that are open, and into no memory.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.browser.newsstand import Newsstand, Received
from tests.waiting import until

WAYS: Final = frozenset(["socket", "stream", "poll"])


class Kiosk(Newsstand):
    """A newsstand with sockets, snapshots and host pages."""

    def __init__(self) -> None:
        super().__init__()
        self.ways = WAYS
        """The ways that are open; the others are refused as a proxy would."""
        self.close_code: int | None = None
        """The code that each new socket is closed with at once."""
        self.snapshot: Received = {}
        """What is answered to a poll."""
        self.entries: list[Received] | None = None
        """What is answered to a poll from a cursor on; None: it is not kept."""
        self.sockets: dict[WebSocket, asyncio.Queue[Received | None]] = {}
        self.joined: list[str] = []
        """The ways that were opened, in order; a poll each time it asks."""
        self.hosts: dict[str, tuple[str, dict[str, str]]] = {}
        """Pages of other people's: path -> (body, headers)."""
        self.reports: list[str] = []
        """What browsers reported against policies."""

    @property
    def open_ways(self) -> int:
        """Count the sockets and streams that are open now."""
        return len(self.sockets) + self.open_streams

    def say(self, *received: Received) -> None:
        """Send objects to every open socket and stream."""
        super().say(*received)
        for said in self.sockets.values():
            for one in received:
                said.put_nowait(one)

    def hang_up(self) -> None:
        """End every open socket and stream."""
        super().hang_up()
        for said in self.sockets.values():
            said.put_nowait(None)

    def host(self, path: str, body: str, **headers: str) -> str:
        """Put up a page of somebody else's, and give its address."""
        self.hosts[path] = (body, {name.replace("_", "-"): value for name, value in headers.items()})
        return f"{self.url}host/{path}"

    def app(self) -> Starlette:
        """Build the application."""
        own = super().app()
        own.router.routes[:0] = [
            WebSocketRoute("/v1/feeds/{feed}/socket", self._socket),
            Route("/v1/feeds/{feed}", self._snapshot),
            Route("/v1/feeds/{feed}/entries", self._entries),
            Route("/host/{path:path}", self._host),
        ]
        cors = Middleware(CORSMiddleware, allow_origins=["*"], expose_headers=["ETag", "Date"])
        return Starlette(routes=own.router.routes, middleware=[cors])

    async def _host(self, request: Request) -> Response:
        body, headers = self.hosts[request.path_params["path"]]
        return HTMLResponse(body, headers=headers)

    async def _snapshot(self, request: Request) -> Response:
        if "poll" not in self.ways:
            return Response(status_code=503)
        self.joined.append("poll")
        return JSONResponse(self.snapshot) if self.snapshot else Response(status_code=404)

    async def _entries(self, request: Request) -> Response:
        self.asked.append(request.query_params.get("after"))
        if self.entries is None:
            return Response(status_code=410)
        return JSONResponse({"feed": "en", "entries": self.entries, "cursor": "", "more": False})

    async def _stream(self, request: Request) -> Response:
        if "stream" not in self.ways:
            return Response(status_code=502)
        return await super()._stream(request)

    def _opened(self, after: str | None) -> None:
        super()._opened(after)
        self.joined.append("stream")

    async def _socket(self, socket: WebSocket) -> None:
        if "socket" not in self.ways:
            await socket.close()
            return
        await socket.accept()
        said: asyncio.Queue[Received | None] = asyncio.Queue()
        for received in self.opening:
            said.put_nowait(received)
        if self.close_code is None:
            self.sockets[socket] = said
        # Whoever sees that it joined can speak to it.
        self.joined.append("socket")
        self.asked.append(socket.query_params.get("after"))
        if self.close_code is not None:
            await socket.close(self.close_code)
            return
        telling = asyncio.create_task(self._tell_socket(socket, said), name="socket")
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            telling.cancel()
        finally:
            del self.sockets[socket]

    async def _tell_socket(self, socket: WebSocket, said: "asyncio.Queue[Received | None]") -> None:
        while (received := await said.get()) is not None:
            await socket.send_text(json.dumps(received, ensure_ascii=False))
        await socket.close(1012)


@asynccontextmanager
async def kiosk() -> AsyncIterator[Kiosk]:
    """Run a kiosk on a free port."""
    stand = Kiosk()
    config = uvicorn.Config(
        stand.app(), port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1, ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(), name="kiosk")
    await until(lambda: server.started)
    stand.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        yield stand
    finally:
        stand.hang_up()
        server.should_exit = True
        await serving


def embedding(url: str, *strips: str, head: str = "", script: str = "clients/widget/breaking-ticker.js") -> str:
    """Write a host page that embeds strips from ``url``; each is given as its attributes."""
    elements = "\n".join(f"<breaking-ticker {attributes}></breaking-ticker>" for attributes in strips)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>host</title>{head}
<script src="{url}{script}" defer></script></head>
<body><h1>A host page</h1>{elements}</body></html>"""
