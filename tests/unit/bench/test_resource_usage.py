"""The accounting is the system's, of one process, and finer than a tick."""

import os
import subprocess
import sys

import pytest

from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.resource_usage import cores, cpu_s, listeners_on, pin, raise_descriptors, rss_bytes


def test_work_costs_cpu_and_another_process_does_not_pay() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as idle:
        idle_before_s, before_s = cpu_s([idle.pid]), cpu_s([os.getpid()])
        assert sum(range(200_000)) > 0
        assert cpu_s([os.getpid()]) > before_s
        assert cpu_s([idle.pid]) >= idle_before_s
        assert cpu_s([idle.pid, os.getpid()]) > cpu_s([idle.pid])
        idle.communicate(b"\n")


def test_a_process_that_has_ended_stops_the_bench() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    with pytest.raises(BenchError, match="has ended"):
        cpu_s([ended.pid])


def test_memory_is_resident_memory() -> None:
    assert rss_bytes([os.getpid()]) > 1 << 20
    assert rss_bytes([]) == 0


def test_server_and_client_never_share_a_core() -> None:
    found = cores()
    assert found.server is None or found.server != found.client


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="needs a system that pins")
def test_a_process_stays_where_it_is_pinned() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        core = min(os.sched_getaffinity(child.pid))
        pin(child.pid, core)
        assert os.sched_getaffinity(child.pid) == {core}
        child.communicate(b"\n")


def test_a_listener_is_found_by_its_port(free_port: int) -> None:
    assert listeners_on(free_port) == []


def test_too_many_readers_are_refused_with_advice() -> None:
    with pytest.raises(BenchError, match="ulimit -Hn"):
        raise_descriptors(1 << 40)
