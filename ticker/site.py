"""The HTTP application beside filing and reading: health, metrics, the pages. Puts the routes together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ExceptionHandler, Receive, Scope, Send

from ticker import __version__
from ticker.fanout.liveness import Liveness
from ticker.readers.cors import ReadCors
from ticker.telemetry import Telemetry
from ticker.wire.origins import Origins

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def application(
    routes: list[BaseRoute],
    *,
    liveness: Liveness,
    telemetry: Telemetry,
    origins: Origins,
    store_id: Callable[[], str],
    exception_handlers: Mapping[object, ExceptionHandler],
) -> Starlette:
    """Put the application together."""
    app = Starlette(
        routes=[*routes, *_operations(liveness, telemetry, store_id), *_pages()],
        middleware=[Middleware(ReadCors, origins=origins)],
        exception_handlers=exception_handlers,
    )
    app.router.redirect_slashes = False  # an address with a slash too many is a 404 like any other
    return app


def _operations(liveness: Liveness, telemetry: Telemetry, store_id: Callable[[], str]) -> list[Route]:
    async def healthz(_: Request) -> Response:
        """Say that the process runs, to the end."""
        body = {"status": "ok", "version": __version__, "store": store_id()}
        return _json(body, status=200)

    async def readyz(_: Request) -> Response:
        """Say whether new readers may be sent here, and if not, why."""
        reasons = liveness.reasons_not_ready
        body = {"status": "not ready" if reasons else "ready", "state": liveness.state.value, "reasons": reasons}
        return _json(body, status=503 if reasons else 200)

    async def metrics(_: Request) -> Response:
        """Give the metrics in Prometheus' text format."""
        return Response(generate_latest(telemetry.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _json(body: object, *, status: int) -> Response:
    headers = {"Cache-Control": "no-store", **({"Retry-After": "1"} if status == 503 else {})}
    return Response(orjson.dumps(body), status_code=status, media_type="application/json", headers=headers)


def _pages() -> list[BaseRoute]:
    pages = Path(__file__).parent / "pages"

    async def index(_: Request) -> Response:
        """Give the reader page."""
        return FileResponse(pages / "index.html", headers=_PAGE_HEADERS)

    return [Route("/", index), Mount("/pages", PageFiles(directory=pages))]


class PageFiles(StaticFiles):
    """The files of the pages, with the headers that keep them safe."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file."""
        await super().__call__(scope, receive, send)

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Give a file with our headers."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on as it came
        for name, value in _PAGE_HEADERS.items():
            response.headers[name] = value
        return response
