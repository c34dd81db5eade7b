"""The composition root: builds, supervises, takes down. The only place where all parts meet."""

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.routing import BaseRoute

from ticker.fanout.dispatch import Dispatcher
from ticker.fanout.feeds import LiveFeeds
from ticker.fanout.filing_health import FilingHealth
from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.fanout.slow_readers import drop_slow_readers
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import Tail
from ticker.first_key import hand_over
from ticker.listen import (
    OWN_DESCRIPTORS,
    listen_for_metrics,
    listen_on,
    raise_descriptor_limit,
    start_listening,
    url_at,
)
from ticker.logs import configure
from ticker.metrics import Telemetry, measures
from ticker.newsroom.audit import Audit
from ticker.newsroom.auth import Credentials, Sessions
from ticker.newsroom.problems import exception_responses
from ticker.newsroom.routes import newsroom_routes
from ticker.port_sharing import refuse_foreign_neighbour
from ticker.readers.accept import Acceptor
from ticker.readers.api import reader_routes
from ticker.readers.join import Joiner, JoinLimits
from ticker.readers.takeover import takeover_protocol
from ticker.servers import PlainServer, Server, http_config
from ticker.settings import Settings
from ticker.shutdown import Ending, shut_down
from ticker.store.codec import EpochReason
from ticker.store.open import Stores, open_stores
from ticker.surfaces.live import LiveReceipts
from ticker.surfaces.routes import surface_routes
from ticker.watchdog import watched
from ticker.web import METRICS_PATH, application, check_lists, client_servers, operations_application
from ticker.wire.json_objects import LiveState
from ticker.wire.origins import Origins, Proxies

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Service:
    """The parts of one process."""

    settings: Settings
    url: str
    stores: Stores
    hub: Hub
    health: Health
    sync: LogSync
    dispatcher: Dispatcher
    live_feeds: LiveFeeds
    live_receipts: LiveReceipts
    server: Server
    acceptor: Acceptor
    metrics_server: PlainServer
    """Serves the metrics' own address, where there is one."""


def build(settings: Settings, stores: Stores, sockets: Sequence[socket.socket], *, url: str) -> Service:
    """Build the parts and join them; they answer at ``url``."""
    timing = stores.timing
    hub = Hub(asyncio.get_running_loop(), clock=stores.clock, timing=timing)

    def changed(state: LiveState) -> None:
        hub.announce(state)
        if state is LiveState.LIVE:
            dispatcher.subscriber.renew()
            live_receipts.subscriber.renew()

    health = Health(timing, on_change=changed)

    def grown(tail: Tail) -> None:
        hub.wake(tail)
        live_receipts.grown(tail)
        if live_feeds.doubts(tail):
            reread.set()

    sync = LogSync(stores.log, health=health, timing=timing, on_growth=grown)
    live_receipts = LiveReceipts(stores.surfaces, sync, clock=stores.clock, timing=timing)
    filing_health = FilingHealth(trial=stores.trial.run, feeds=lambda: sync.feeds, health=health, timing=timing)
    reread = asyncio.Event()
    dispatcher = Dispatcher(stores.notices, sync, health=health, timing=timing, on_notice=reread.set)
    live_feeds = LiveFeeds(
        stores.log,
        sync=sync,
        dispatcher=dispatcher,
        reread=reread,
        register=stores.register,
        keyring=stores.keyring,
        health=health,
        filing_health=filing_health,
        hub=hub,
        timing=timing,
    )
    origins, proxies = Origins.parse(settings.read_origins), Proxies.parse(settings.trusted_proxies)
    readers_max = settings.max_readers or max(1, raise_descriptor_limit() - OWN_DESCRIPTORS)
    limits = JoinLimits(readers_max, settings.max_readers_per_address, settings.joins_per_second)
    joiner = Joiner(
        sync=sync,
        hub=hub,
        health=health,
        origins=origins,
        proxies=proxies,
        limits=limits,
        look_for_feed=live_feeds.feed,
    )
    telemetry, audit = Telemetry(), Audit()
    telemetry.source = measures(
        hub=hub,
        sync=sync,
        health=health,
        dispatcher=dispatcher,
        joiner=joiner,
        filing_health=filing_health,
        log=stores.log,
        audit=audit,
        keyring=stores.keyring,
    )
    credentials = Credentials(stores.keyring, Sessions(stores.keyring), proxies, audit)
    live_feeds.on_kill = stores.forget_soon
    hub.on_pass, live_feeds.on_filing = telemetry.fanout_seconds.observe, telemetry.filing_seconds.observe
    routes: list[BaseRoute] = [
        *newsroom_routes(live_feeds=live_feeds, credentials=credentials, settings=settings),
        *surface_routes(
            live_feeds=live_feeds,
            live_receipts=live_receipts,
            credentials=credentials,
            body_patience_s=timing.head_timeout_s,
        ),
        *reader_routes(live_feeds, joiner),
    ]
    app = application(
        routes,
        health=health,
        filing_health=filing_health,
        telemetry=telemetry,
        origins=origins,
        client_servers=client_servers(settings),
        proxies=proxies,
        audit=audit,
        store_id=lambda: stores.register.store_id,
        exception_handlers=exception_responses(origins),
        has_metrics=not settings.metrics_listen,
    )
    at_metrics = operations_application(
        health=health,
        filing_health=filing_health,
        telemetry=telemetry,
        store_id=lambda: stores.register.store_id,
        exception_handlers=exception_responses(Origins.parse("")),
    )
    acceptor = Acceptor(sockets, joiner, poller=hub.shared.poller, head_timeout_s=timing.head_timeout_s)
    connection_class = takeover_protocol(acceptor, head_timeout_s=timing.head_timeout_s)
    server = Server(http_config(app, timing, http=connection_class), connection_class)
    acceptor.hand_off = server.take_connection
    metrics_server = PlainServer(http_config(at_metrics, timing, http="httptools"))
    return Service(
        settings,
        url,
        stores,
        hub,
        health,
        sync,
        dispatcher,
        live_feeds,
        live_receipts,
        server,
        acceptor,
        metrics_server,
    )


async def serve(settings: Settings) -> int:
    """Run the service until it is told to end; return the exit status.

    Raises:
        InvalidSettings, StoreUnsuitable, StoreUnavailable: it cannot start like this.
    """
    timing = settings.timing
    check_lists(settings)
    sockets = listen_on(settings.host, settings.port, reuse_port=settings.reuse_port, user_timeout_s=timing.stalled_s)
    url = url_at(settings.host, sockets)
    metrics_host, metrics_sockets = listen_for_metrics(settings)
    with Ending() as ending:
        try:
            async with open_stores(settings, address=url) as stores:
                await stores.prepare(settings.wanted_feeds)
                service = build(settings, stores, sockets, url=url)
                await service.live_feeds.read_first()
                service.sync.count_epochs(stores.torn, EpochReason.TRUNCATED)
                if settings.reuse_port:
                    await refuse_foreign_neighbour(url, stores.register.store_id)
                start_listening(sockets)
                first_key = await stores.first_key()
                if first_key is not None:
                    await stores.keyring.reread()  # it files from the first moment on
                announce(
                    url,
                    first_key and hand_over(first_key, data_dir=settings.data_dir),
                    metrics_url=url_at(metrics_host, metrics_sockets or sockets),
                )
                # What is there now stays: the collector need not look at it again while readers wait.
                gc.collect()
                gc.freeze()
                ending.started()
                return await supervise(service, ending.told, metrics_sockets)
        except asyncio.CancelledError:
            if not ending.told.is_set():
                raise
            log.info("told to end before it had started")
            return 0
        finally:
            for listening in [*sockets, *metrics_sockets]:
                listening.close()


def loops_of(service: Service) -> dict[str, Coroutine[None, None, None]]:
    """Return what runs for as long as the service does, by the names of its tasks."""
    return {
        "log sync": service.sync.run(),
        "dispatcher": service.dispatcher.run(),
        "probe": service.dispatcher.probe(),
        "reread": service.live_feeds.reread_for_ever(),
        "receipts": service.live_receipts.run(),
        "filing health": service.live_feeds.filing_health.run(),
        "slow readers": drop_slow_readers(service.hub.shared, stalled_s=service.settings.timing.stalled_s),
        "store": service.stores.supervise(),
    }


async def supervise(service: Service, told: asyncio.Event, metrics_sockets: Sequence[socket.socket] = ()) -> int:
    """Run every part until the process is told to end. A part that dies ends the process with status 1."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(loop, name=name) for name, loop in loops_of(service).items()]
            service.hub.heartbeat.start()
            service.acceptor.open()
            serving = group.create_task(service.server.serve(sockets=[]), name="server")
            if metrics_sockets:
                serving_metrics = service.metrics_server.serve(sockets=list(metrics_sockets))
                group.create_task(serving_metrics, name="metrics server")
            going_down = group.create_task(
                shut_down(
                    told,
                    hub=service.hub,
                    health=service.health,
                    acceptor=service.acceptor,
                    servers=(service.server, service.metrics_server),
                    shared_url=service.url if service.settings.reuse_port else None,
                    window_s=service.settings.drain_seconds,
                ),
                name="going down",
            )
            await serving
            if not going_down.done() and not told.is_set():
                raise RuntimeError("the HTTP server ended by itself")
            await going_down
            for task in tasks:
                task.cancel()
    except ExceptionGroup:
        log.exception("a part of the service died")
        return 1
    log.info("ended")
    return 0


def announce(url: str, key_line: str | None, *, metrics_url: str) -> None:
    """Print where the service is, and on a terminal's first start the one key."""
    lines = [f"reader page: {url}/", f"API:         {url}/v1/feeds", f"metrics:     {metrics_url}{METRICS_PATH}"]
    lines += [key_line] if key_line is not None else []
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main(settings: Settings) -> int:
    """Run the service; the entry for the command line."""
    configure(settings.log_format)
    loop_factory = uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()  # uvloop where it is installed
    with asyncio.Runner(loop_factory=loop_factory) as runner, watched(runner.get_loop()):
        return runner.run(serve(settings))
