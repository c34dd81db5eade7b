"""The HTTP application beside filing and reading: health, metrics, the pages. Puts the routes together."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ExceptionHandler

from ticker import __version__
from ticker.fanout.filing_health import FilingHealth
from ticker.fanout.health import Health
from ticker.metrics import Telemetry
from ticker.newsroom.audit import Audit, Audited
from ticker.readers.cors import ReadCors
from ticker.settings import Settings
from ticker.static_files import READER, ClientFiles
from ticker.wire.origins import Origins, Proxies

METRICS_PATH: Final = "/metrics"


def application(
    routes: list[BaseRoute],
    *,
    health: Health,
    filing_health: FilingHealth,
    telemetry: Telemetry,
    origins: Origins,
    client_servers: Origins,
    proxies: Proxies,
    audit: Audit,
    store_id: Callable[[], str],
    exception_handlers: Mapping[object, ExceptionHandler],
    has_metrics: bool = True,
) -> Starlette:
    """Put the application together: ``client_servers`` are those that the pages may read from beside us.

    Metrics are left out where they have an address of their own.
    """
    operations = _operations(health, filing_health, telemetry, store_id)
    own = [route for route in operations if has_metrics or route.path != METRICS_PATH]
    app = Starlette(
        routes=[*routes, *own, *_pages(client_servers)],
        middleware=[Middleware(Audited, audit=audit, proxies=proxies), Middleware(ReadCors, origins=origins)],
        exception_handlers=exception_handlers,
    )
    app.router.redirect_slashes = False  # an address with a slash too many is a 404 like any other
    return app


def check_lists(settings: Settings) -> None:
    """Read the lists that the parts read again, so that a wrong one ends the start before anything is started.

    Raises:
        InvalidSettings: one of them is wrong.
    """
    Origins.parse(settings.read_origins)
    Origins.parse(settings.file_origins, setting="file_origins")
    client_servers(settings)
    Proxies.parse(settings.trusted_proxies)


def client_servers(settings: Settings) -> Origins:
    """Return the origins beside our own that served pages may read from.

    Raises:
        InvalidSettings: one of them is no origin. Any origin (``*``) is none: it would be fake news at our address.
    """
    return Origins.parse(settings.client_servers, setting="client_servers", may_be_any=False)


def operations_application(
    *,
    health: Health,
    filing_health: FilingHealth,
    telemetry: Telemetry,
    store_id: Callable[[], str],
    exception_handlers: Mapping[object, ExceptionHandler],
) -> Starlette:
    """Put together what is at the metrics' own address: them, health and readiness."""
    return Starlette(
        routes=_operations(health, filing_health, telemetry, store_id), exception_handlers=exception_handlers
    )


def _operations(
    health: Health, filing_health: FilingHealth, telemetry: Telemetry, store_id: Callable[[], str]
) -> list[Route]:
    async def healthz(_: Request) -> Response:
        """Say that the process runs, to the end."""
        body = {"status": "ok", "version": __version__, "store": store_id()}
        return _json(body, status=200)

    async def readyz(_: Request) -> Response:
        """Report whether new readers may be sent here, and if not, why."""
        return _json(readiness(health, filing_health), status=503 if health.reasons_not_ready else 200)

    async def readyz_filing(_: Request) -> Response:
        """Report whether filings may be sent here, and if not, why."""
        return _json(readiness(health, filing_health), status=503 if filing_health.because else 200)

    async def metrics(_: Request) -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(generate_latest(telemetry.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/readyz/filing", readyz_filing),
        Route(METRICS_PATH, metrics),
    ]


def readiness(health: Health, filing_health: FilingHealth) -> dict[str, object]:
    """Say of both readers and filings whether they may be sent here, and if not, why."""
    reasons, because = health.reasons_not_ready, filing_health.because
    said: dict[str, object] = {
        "status": "not ready" if reasons else "ready",
        "state": health.state.value,
        "reasons": reasons,
    }
    return said | {"reading": not reasons, "filing": not because} | ({"because": because} if because else {})


def _json(body: object, *, status: int) -> Response:
    headers = {"Cache-Control": "no-store", **({"Retry-After": "1"} if status == 503 else {})}
    return Response(orjson.dumps(body), status_code=status, media_type="application/json", headers=headers)


def _pages(client_servers: Origins) -> list[BaseRoute]:
    package = Path(__file__).parent
    installed = package / "_clients"
    directory = installed if installed.is_dir() else package.parent / "clients"
    clients = ClientFiles(directory=directory, servers=client_servers)

    async def index(request: Request) -> Response:
        """Return the reader page."""
        return await clients.get_response(f"{READER}/index.html", request.scope)

    return [Route("/", index), Mount("/clients", clients)]
