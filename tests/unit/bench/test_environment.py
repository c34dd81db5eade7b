"""Where a bench ran is read from the system, and says who had which core."""

import platform

import ticker
from ticker.tools.bench.environment import look_around
from ticker.tools.bench.resource_usage import Cores


def test_machine_kernel_and_versions_are_named() -> None:
    about = look_around("C send() loop", Cores(0, 1, 3))
    assert about.cpu
    assert platform.release() in about.kernel
    assert about.versions["ticker"] == ticker.__version__
    assert "uvicorn" in about.versions
    assert about.cores == "server on core 0, Valkey on core 1, load client on core 3"


def test_a_shared_core_is_admitted() -> None:
    assert look_around("", Cores(0, 1, 1)).cores.endswith("load client on core 1 (shared)")


def test_no_pinning_is_admitted() -> None:
    assert "not pinned" in look_around("", Cores(None, None, None)).cores
