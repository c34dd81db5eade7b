"""A service that says exactly what a test scripts, also what a real one never would, and keeps what it is asked.

It serves the real pages under the real policy, the same objects on every transport, and host pages that embed clients.
What is sent goes out on the connections that are open, and into no memory.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.browser.received import Received
from tests.processes import ROOT
from tests.waiting import until

CLIENTS: Final = ROOT / "clients"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'"
)
TRANSPORTS: Final = frozenset(["socket", "stream", "poll"])
FEEDS: Final = (
    {"slug": "en", "title": "English", "language": "en", "dir": "ltr"},
    {"slug": "ar", "title": "العربية", "language": "ar", "dir": "rtl"},
    {"slug": "es", "title": "Español", "language": "es", "dir": "ltr"},
)


class FakeService:
    """The answers, as a test sets them, and what was asked and reported."""

    def __init__(self) -> None:
        self.url = ""
        self.opening: list[Received] = []
        """What each new socket and stream begins with."""
        self.transports = TRANSPORTS
        """Those that are open; the others are refused as a proxy would."""
        self.refusal: int | None = None
        """The status that streams are answered with instead."""
        self.close_code: int | None = None
        """The code that each new socket is closed with at once."""
        self.snapshot: Received = {}
        """What is answered to a poll."""
        self.entries: list[Received] | None = None
        """What is answered to a poll from a cursor on; None: it is not kept."""
        self.feeds: Sequence[Mapping[str, str]] = FEEDS
        self.report_status = 200
        self.joined: list[str] = []
        """The transports that were opened, in order; a poll each time it asks."""
        self.asked: list[str | None] = []
        """The cursor of each socket, stream and poll of entries, None for none."""
        self.reports: list[dict[str, Any]] = []
        """What surfaces reported."""
        self.keys: list[str] = []
        """The ``Authorization`` of each report."""
        self._pages: dict[str, tuple[str, dict[str, str]]] = {}
        """Pages of other people's: path -> (body, headers)."""
        self._connections: list[asyncio.Queue[Received | None]] = []

    @property
    def open_connections(self) -> int:
        """Count the sockets and streams that are open now."""
        return len(self._connections)

    def send(self, *received: Received) -> None:
        """Send objects on every open socket and stream."""
        for connection in self._connections:
            for one in received:
                connection.put_nowait(one)

    def disconnect(self) -> None:
        """End every open socket and stream cleanly."""
        for connection in self._connections:
            connection.put_nowait(None)

    def host(self, path: str, body: str, **headers: str) -> str:
        """Put up a page of another site, and return its address."""
        self._pages[path] = (body, {name.replace("_", "-"): value for name, value in headers.items()})
        return f"{self.url}host/{path}"

    def app(self) -> Starlette:
        """Build the application."""
        routes = [
            Route("/", self._reader_page),
            Route("/host/{path:path}", self._host_page),
            Route("/v1/feeds", self._feeds),
            Route("/v1/feeds/{feed}", self._snapshot),
            Route("/v1/feeds/{feed}/entries", self._entries),
            Route("/v1/feeds/{feed}/stream", self._stream),
            WebSocketRoute("/v1/feeds/{feed}/socket", self._socket),
            Route("/v1/feeds/{feed}/surfaces/{name}", self._report, methods=["POST"]),
            Mount("/clients", StaticFiles(directory=CLIENTS)),
        ]
        cors = Middleware(CORSMiddleware, allow_origins=["*"], expose_headers=["ETag", "Date"])
        return Starlette(routes=routes, middleware=[cors])

    async def _reader_page(self, _: Request) -> Response:
        return FileResponse(CLIENTS / "reader" / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _host_page(self, request: Request) -> Response:
        body, headers = self._pages[request.path_params["path"]]
        return HTMLResponse(body, headers=headers)

    async def _feeds(self, _: Request) -> Response:
        return JSONResponse({"feeds": self.feeds})

    async def _snapshot(self, _: Request) -> Response:
        if "poll" not in self.transports:
            return Response(status_code=503)
        self.joined.append("poll")
        return JSONResponse(self.snapshot) if self.snapshot else Response(status_code=404)

    async def _entries(self, request: Request) -> Response:
        self.asked.append(request.query_params.get("after"))
        if self.entries is None:
            return Response(status_code=410)
        return JSONResponse({"feed": "en", "entries": self.entries, "cursor": "", "more": False})

    async def _report(self, request: Request) -> Response:
        self.keys.append(request.headers.get("authorization", ""))
        self.reports.append({"name": request.path_params["name"], **json.loads(await request.body())})
        return JSONResponse({}, status_code=self.report_status)

    async def _stream(self, request: Request) -> Response:
        if "stream" not in self.transports:
            return Response(status_code=502)
        after = request.headers.get("last-event-id") or request.query_params.get("after")
        if self.refusal is not None:
            self._note("stream", after)
            return Response(status_code=self.refusal)
        return StreamingResponse(self._events(after), media_type="text/event-stream")

    async def _events(self, after: str | None) -> AsyncIterator[str]:
        with self._connected("stream", after) as connection:
            yield ": hello\nretry: 100\n\n"
            while (received := await connection.get()) is not None:
                yield sse(received)

    async def _socket(self, socket: WebSocket) -> None:
        if "socket" not in self.transports:
            await socket.close()
            return
        await socket.accept()
        after = socket.query_params.get("after")
        if self.close_code is not None:
            self._note("socket", after)
            await socket.close(self.close_code)
            return
        with self._connected("socket", after) as connection:
            sending = asyncio.create_task(self._send_on(socket, connection), name="socket")
            try:
                while True:
                    await socket.receive_text()
            except (WebSocketDisconnect, RuntimeError):
                sending.cancel()

    async def _send_on(self, socket: WebSocket, connection: "asyncio.Queue[Received | None]") -> None:
        while (received := await connection.get()) is not None:
            await socket.send_text(json.dumps(received, ensure_ascii=False))
        await socket.close(1012)

    @contextmanager
    def _connected(self, transport: str, after: str | None) -> "Iterator[asyncio.Queue[Received | None]]":
        connection: asyncio.Queue[Received | None] = asyncio.Queue()
        for received in self.opening:
            connection.put_nowait(received)
        self._connections.append(connection)
        self._note(transport, after)  # a test that sees it can send on it
        try:
            yield connection
        finally:
            self._connections.remove(connection)

    def _note(self, transport: str, after: str | None) -> None:
        self.joined.append(transport)
        self.asked.append(after)


def sse(received: Received) -> str:
    """Write an object as an SSE event, as the service does."""
    id_line = f"id: {received['cursor']}\n" if "cursor" in received else ""
    return f"{id_line}event: {received['type']}\ndata: {json.dumps(received, ensure_ascii=False)}\n\n"


@asynccontextmanager
async def fake_service() -> AsyncIterator[FakeService]:
    """Serve on a free port."""
    fake = FakeService()
    config = uvicorn.Config(
        fake.app(), port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1, ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(), name="fake service")
    await until(lambda: server.started)
    fake.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        yield fake
    finally:
        fake.disconnect()
        server.should_exit = True
        await serving
