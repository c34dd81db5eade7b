"""The composition root: builds, supervises, takes down. The only place where all parts meet."""

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import uvicorn
from starlette.routing import BaseRoute

from ticker.descriptors import OWN_DESCRIPTORS, raise_descriptor_limit
from ticker.fanout.boards import Boards
from ticker.fanout.dispatch import Listener
from ticker.fanout.feeds import Newsdesk
from ticker.fanout.filing_health import Filings
from ticker.fanout.health import Liveness
from ticker.fanout.hub import Pump
from ticker.fanout.sync import Mirror
from ticker.fanout.tail import Tail
from ticker.first_key import hand_over
from ticker.listen import listen_on, start_listening
from ticker.logs import configure
from ticker.measures import measures
from ticker.metrics import Telemetry
from ticker.newsroom.audit import Audit
from ticker.newsroom.problems import exception_responses
from ticker.newsroom.routes import newsroom_routes
from ticker.port_sharing import is_another_ready, refuse_foreign_neighbour
from ticker.readers.accept import Door
from ticker.readers.api import reader_routes
from ticker.readers.join import Entrance, Limits
from ticker.readers.takeover import gate
from ticker.servers import PlainServer, Server, http_config
from ticker.settings import Settings, parse_host_and_port
from ticker.shutdown import Ending, drain_readers
from ticker.store.codec import EpochReason
from ticker.store.open import Stores, open_stores
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
    pump: Pump
    liveness: Liveness
    mirror: Mirror
    listener: Listener
    desk: Newsdesk
    boards: Boards
    entrance: Entrance
    server: Server
    door: Door
    metrics_server: PlainServer
    """Serves the metrics' own address, where there is one."""


def build(settings: Settings, stores: Stores, sockets: Sequence[socket.socket], *, url: str) -> Service:
    """Build the parts and join them; they answer at ``url``."""
    timing = stores.timing
    pump = Pump(asyncio.get_running_loop(), clock=stores.clock, timing=timing)

    def changed(state: LiveState) -> None:
        pump.announce(state)
        if state is LiveState.LIVE:
            listener.renew()
            boards.renew()

    liveness = Liveness(timing, on_change=changed)

    def grown(tail: Tail) -> None:
        pump.wake(tail)
        boards.grown(tail)
        if desk.doubts(tail):
            reread.set()

    mirror = Mirror(stores.log, liveness=liveness, timing=timing, on_growth=grown)
    boards = Boards(stores.surfaces, mirror, clock=stores.clock, timing=timing)
    filings = Filings(stores.trial.run, feeds=lambda: mirror.feeds, liveness=liveness, timing=timing)
    reread = asyncio.Event()
    listener = Listener(stores.notices, mirror, liveness=liveness, timing=timing, on_notice=reread.set)
    desk = Newsdesk(
        stores.log,
        mirror=mirror,
        listener=listener,
        reread=reread,
        register=stores.register,
        keyring=stores.keyring,
        liveness=liveness,
        filings=filings,
        pump=pump,
        timing=timing,
    )
    origins, proxies = Origins.parse(settings.read_origins), Proxies.parse(settings.trusted_proxies)
    readers_max = settings.max_readers or max(1, raise_descriptor_limit() - OWN_DESCRIPTORS)
    limits = Limits(readers_max, settings.max_readers_per_address, settings.joins_per_second)
    entrance = Entrance(
        mirror=mirror,
        pump=pump,
        liveness=liveness,
        origins=origins,
        proxies=proxies,
        limits=limits,
        look_for_feed=desk.feed,
    )
    telemetry, audit = Telemetry(), Audit()
    telemetry.source = measures(
        pump=pump,
        mirror=mirror,
        liveness=liveness,
        listener=listener,
        entrance=entrance,
        filings=filings,
        log=stores.log,
        audit=audit,
        keyring=stores.keyring,
    )
    desk.on_kill = stores.forget_soon
    pump.on_pass, desk.on_filing = telemetry.fanout_seconds.observe, telemetry.filing_seconds.observe
    routes: list[BaseRoute] = [
        *newsroom_routes(desk=desk, keyring=stores.keyring, settings=settings, boards=boards, audit=audit),
        *reader_routes(desk, entrance),
    ]
    app = application(
        routes,
        liveness=liveness,
        filings=filings,
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
        liveness=liveness,
        filings=filings,
        telemetry=telemetry,
        store_id=lambda: stores.register.store_id,
        exception_handlers=exception_responses(Origins.parse("")),
    )
    connection_class = gate(entrance, head_timeout_s=timing.head_timeout_s)
    server = Server(http_config(app, timing, http=connection_class), connection_class)
    metrics_server = PlainServer(http_config(at_metrics, timing, http="httptools"))
    door = Door(
        sockets, entrance, watch=pump.watch, hand_off=server.take_connection, head_timeout_s=timing.head_timeout_s
    )
    return Service(
        settings, url, stores, pump, liveness, mirror, listener, desk, boards, entrance, server, door, metrics_server
    )


async def serve(settings: Settings) -> int:
    """Run the service until it is told to end; give the exit status.

    Raises:
        InvalidSettings, StoreUnsuitable, StoreUnavailable: it cannot start like this.
    """
    timing = settings.timing
    check_lists(settings)
    sockets = listen_on(settings.host, settings.port, reuse_port=settings.reuse_port, user_timeout_s=timing.stalled_s)
    url = _url(settings.host, sockets)
    metrics_sockets = listen_for_metrics(settings)
    with Ending() as ending:
        try:
            async with open_stores(settings, address=url) as stores:
                await stores.prepare(settings.wanted_feeds)
                service = build(settings, stores, sockets, url=url)
                await service.desk.read_first()
                service.mirror.count_epochs(stores.torn, EpochReason.TRUNCATED)
                if settings.reuse_port:
                    await refuse_foreign_neighbour(url, stores.register.store_id)
                start_listening(sockets)
                first_key = await stores.first_key()
                if first_key is not None:
                    await stores.keyring.reread()  # it files from the first moment on
                announce(
                    url,
                    first_key and hand_over(first_key, data_dir=settings.data_dir),
                    metrics_url=_url(metrics_host(settings), metrics_sockets or sockets),
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


def listen_for_metrics(settings: Settings) -> list[socket.socket]:
    """Bind to the metrics' own address, where there is one.

    Raises:
        InvalidSettings: the address is taken, or is not this machine's.
    """
    if not settings.metrics_listen:
        return []
    host, port = parse_host_and_port(settings.metrics_listen)
    setting = "--metrics-listen (TICKER_METRICS_LISTEN)"
    return listen_on(host, port, reuse_port=False, user_timeout_s=settings.timing.stalled_s, setting=setting)


def metrics_host(settings: Settings) -> str:
    """Return the host at which the metrics are."""
    return parse_host_and_port(settings.metrics_listen)[0] if settings.metrics_listen else settings.host


def _url(host: str, sockets: Sequence[socket.socket]) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{sockets[0].getsockname()[1]}"


async def supervise(service: Service, told: asyncio.Event, metrics_sockets: Sequence[socket.socket] = ()) -> int:
    """Run every part until the process is told to end. A part that dies ends the process with status 1."""
    try:
        async with asyncio.TaskGroup() as group:
            loops = {
                "mirror": service.mirror.run(),
                "listener": service.listener.run(),
                "probe": service.listener.probe(),
                "reread": service.desk.reread_for_ever(),
                "boards": service.boards.run(),
                "filings": service.desk.filings.run(),
                "stalled": _close_stalled(service),
                "store": service.stores.supervise(),
            }
            tasks = [group.create_task(loop, name=name) for name, loop in loops.items()]
            service.pump.statuses.start()
            service.door.open()
            serving = group.create_task(service.server.serve(sockets=[]), name="server")
            if metrics_sockets:
                serving_metrics = service.metrics_server.serve(sockets=list(metrics_sockets))
                group.create_task(serving_metrics, name="metrics server")
            going_down = group.create_task(_go_down(service, told), name="going down")
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


async def _go_down(service: Service, told: asyncio.Event) -> None:
    await told.wait()
    log.info("draining", extra={"readers": service.pump.count, "over_s": service.settings.drain_seconds})
    service.liveness.drain()
    service.door.let_in()  # whoever was admitted before; nobody is any more
    if service.settings.reuse_port and await is_another_ready(service.url):
        service.door.shut()  # the kernel would go on to send us half of those whom we send away
    await drain_readers(service.pump, window_s=service.settings.drain_seconds)
    service.pump.statuses.stop()
    service.door.close()
    service.server.should_exit = service.metrics_server.should_exit = True


async def _close_stalled(service: Service) -> None:
    while True:
        await asyncio.sleep(min(1.0, service.settings.timing.stalled_s / 10))
        service.pump.close_stalled()


def announce(url: str, key_line: str | None, *, metrics_url: str) -> None:
    """Print where the service is, and on a terminal's first start the one key."""
    lines = [f"reader page: {url}/", f"API:         {url}/v1/feeds", f"metrics:     {metrics_url}{METRICS_PATH}"]
    if key_line is not None:
        lines.append(key_line)
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main(settings: Settings) -> int:
    """Run the service; the entry for the command line."""
    configure(settings.log_format)
    loop_factory = uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()  # uvloop where it is installed
    with asyncio.Runner(loop_factory=loop_factory) as runner, watched(runner.get_loop()):
        return runner.run(serve(settings))
