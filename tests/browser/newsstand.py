"""A stand-in for the service that says exactly what a test wants, also what the service never would.

It serves the real pages under the real policy, and streams that are written by hand; it keeps no news of its own.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.waiting import until

CLIENTS: Final = Path(__file__).parents[2] / "clients"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'"
)
FEEDS: Final = (
    {"slug": "en", "title": "English", "language": "en", "dir": "ltr"},
    {"slug": "ar", "title": "العربية", "language": "ar", "dir": "rtl"},
    {"slug": "es", "title": "Español", "language": "es", "dir": "ltr"},
)
EPOCH: Final = "k3v9d2qa"

Received = Mapping[str, Any]


class Newsstand:
    """Streams written by hand, and what the pages asked for."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        """The ``after`` of each stream that was opened, None for none."""
        self.opening: list[Received] = []
        """What each new stream begins with."""
        self.refusal: int | None = None
        """The status that streams are answered with instead."""
        self.feeds: Sequence[Mapping[str, str]] = FEEDS
        self.url = ""
        self._streams: list[asyncio.Queue[Received | None]] = []

    @property
    def open_streams(self) -> int:
        """Count the streams that are open now."""
        return len(self._streams)

    def say(self, *received: Received) -> None:
        """Send objects to every open stream. What is said while none is open is heard by nobody."""
        for stream in self._streams:
            for one in received:
                stream.put_nowait(one)

    def hang_up(self) -> None:
        """End every open stream cleanly."""
        for stream in self._streams:
            stream.put_nowait(None)

    def app(self) -> Starlette:
        """Build the application: the page, its files, the feeds, the streams."""
        routes = [
            Route("/", self._page),
            Route("/v1/feeds", self._feeds),
            Route("/v1/feeds/{feed}/stream", self._stream),
            Mount("/clients", StaticFiles(directory=CLIENTS)),
        ]
        return Starlette(routes=routes)

    async def _page(self, _: Request) -> Response:
        return FileResponse(CLIENTS / "reader" / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _feeds(self, _: Request) -> Response:
        return JSONResponse({"feeds": self.feeds})

    async def _stream(self, request: Request) -> Response:
        after = request.headers.get("last-event-id") or request.query_params.get("after")
        if self.refusal is not None:
            self._opened(after)
            return Response(status_code=self.refusal)
        return StreamingResponse(self._tell(after), media_type="text/event-stream")

    def _opened(self, after: str | None) -> None:
        """Write down that a stream was asked for: whoever sees it can speak to it."""
        self.asked.append(after)

    async def _tell(self, after: str | None) -> AsyncIterator[str]:
        stream: asyncio.Queue[Received | None] = asyncio.Queue()
        self._streams.append(stream)
        self._opened(after)
        try:
            yield ": hello\nretry: 100\n\n"
            for received in self.opening:
                yield sse(received)
            while (said := await stream.get()) is not None:
                yield sse(said)
        finally:
            self._streams.remove(stream)


def sse(received: Received) -> str:
    """Write an object as an SSE event, as the service does."""
    id_line = f"id: {received['cursor']}\n" if "cursor" in received else ""
    return f"{id_line}event: {received['type']}\ndata: {json.dumps(received, ensure_ascii=False)}\n\n"


@asynccontextmanager
async def newsstand() -> AsyncIterator[Newsstand]:
    """Run a newsstand on a free port."""
    stand = Newsstand()
    config = uvicorn.Config(stand.app(), port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(), name="newsstand")
    await until(lambda: server.started)
    stand.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    try:
        yield stand
    finally:
        stand.hang_up()
        server.should_exit = True
        await serving
