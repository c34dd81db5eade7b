"""What every test may ask for: a free port, a Valkey, a served ticker, a browser. All of them real."""

import itertools
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.processes import PORTS, ROOT, program
from tests.servers import FreshValkey, Serve, TickerProcess, ValkeyServer

SURFACES = tuple(ROOT / "tests" / "browser" / name for name in ("composer", "lower_third", "widget"))
NO_SKIPS = bool(os.environ.get("TICKER_NO_SKIPS"))

# Shared machines are slow now and then: what an example takes decides nothing.
settings.register_profile("ticker", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ticker")


@pytest.fixture
def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    return next(PORTS)


@pytest.fixture(scope="session")
def _worker_valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    yield server
    server.remove()


@pytest.fixture
async def valkey(_worker_valkey: ValkeyServer) -> ValkeyServer:
    """Return an empty Valkey. It is shared with the next test: to kill or configure one, ask for ``fresh_valkey``."""
    await _worker_valkey.start()
    await _worker_valkey.flush()
    return _worker_valkey


@pytest.fixture
def redis_url(valkey: ValkeyServer) -> str:
    """Return the address of an empty Valkey."""
    return valkey.url


@pytest.fixture
def fresh_valkey() -> Iterator[FreshValkey]:
    """Return a way to start Valkeys of the test's own; they end with it."""
    with ExitStack() as ending:

        async def start(*flags: str, binary: str | None = None, port: int | None = None) -> ValkeyServer:
            server = ValkeyServer(*flags, binary=binary, port=port)
            ending.callback(server.remove)
            await server.start()
            return server

        yield start


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Return a way to start ``ticker serve``; each ends with the test, and must end when asked to."""
    numbers = itertools.count()
    with ExitStack() as ending:

        async def start(
            *flags: str,
            redis_url: str | None = None,
            data_dir: Path | None = None,
            port: int | None = None,
            environment: Mapping[str, str] | None = None,
            wait: bool = True,
        ) -> TickerProcess:
            number = next(numbers)
            process = TickerProcess(
                *flags,
                port=next(PORTS) if port is None else port,
                data_dir=data_dir or tmp_path / f"data-{number}",
                log=tmp_path / f"ticker-{number}.log",
                redis_url=redis_url,
                environment=environment or {},
            )
            ending.callback(process.remove)
            if wait:
                await process.ready()
            return process

        yield start


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the Chromium that browser tests drive."""
    named = os.environ.get("TICKER_CHROMIUM")
    return named or program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what tries a surface: it takes as long as all the others together."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in SURFACES):
            item.add_marker("surfaces")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped anything where skipping is forbidden (``TICKER_NO_SKIPS=1``, as in CI)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if NO_SKIPS and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, and TICKER_NO_SKIPS forbids it", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
