"""Which servers may keep the log, by tables; tests/system/test_external_redis.py asks real ones."""

import pytest

from ticker.errors import StoreUnavailable, StoreUnsuitable
from ticker.store.redis.examine import Suitability, judge, parse_version

GOOD_INFO = {"redis_version": "6.2.0", "role": "master", "maxmemory_policy": "noeviction", "aof_enabled": "1"}
GOOD_CONFIG = {"appendonly": "yes", "appendfsync": "always", "no-appendfsync-on-rewrite": "no"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7.2.4", (7, 2, 4)), ("6.2", (6, 2)), ("8.0-rc1", (8, 0)), ("10.0.1", (10, 0, 1)), ("unstable", ()), ("", ())],
)
def test_a_version_is_its_leading_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_version(text) == numbers


@pytest.mark.parametrize("version", ["6.2.0", "6.2", "6.10.1", "7.0.15", "10.0.0", "255.255.255"])
def test_versions_from_6_2_are_taken(version: str) -> None:
    assert judge(GOOD_INFO | {"redis_version": version}, GOOD_CONFIG) == Suitability(version, "redis", True, ())


@pytest.mark.parametrize("version", ["6.0.16", "5.0.14", "6.1.240", "", "unknown"])
def test_older_and_unknown_versions_are_refused(version: str) -> None:
    with pytest.raises(StoreUnsuitable, match=r"6\.2 or newer"):
        judge(GOOD_INFO | {"redis_version": version}, GOOD_CONFIG)


@pytest.mark.parametrize(
    ("found", "change"),
    [
        ({"maxmemory_policy": "allkeys-lru"}, "CONFIG SET maxmemory-policy noeviction"),
        ({"maxmemory_policy": "volatile-ttl"}, "CONFIG SET maxmemory-policy noeviction"),
        ({"role": "slave", "master_host": "10.0.0.7", "master_port": "6379"}, "primary (10.0.0.7:6379)"),
        ({"redis_mode": "sentinel"}, "redis+sentinel://"),
        ({"server_mode": "sentinel"}, "redis+sentinel://"),
        ({"redis_mode": "cluster"}, "redis+cluster://"),
        ({"server_mode": "cluster"}, "redis+cluster://"),
    ],
)
def test_what_would_lose_the_log_is_refused_with_what_to_change(found: dict[str, str], change: str) -> None:
    with pytest.raises(StoreUnsuitable) as refusal:
        judge(GOOD_INFO | found, GOOD_CONFIG)
    assert change in str(refusal.value)


@pytest.mark.parametrize(
    ("info", "config", "warning"),
    [
        ({"aof_enabled": "0"}, GOOD_CONFIG, "NO APPEND-ONLY FILE"),
        ({"aof_enabled": "0"}, None, "NO APPEND-ONLY FILE"),
        ({}, None, "could not be checked"),
        ({}, GOOD_CONFIG | {"appendfsync": "everysec"}, "appendfsync is everysec"),
        ({}, GOOD_CONFIG | {"appendfsync": "no"}, "appendfsync is no"),
        ({}, GOOD_CONFIG | {"no-appendfsync-on-rewrite": "yes"}, "no-appendfsync-on-rewrite is yes"),
    ],
)
def test_what_is_not_on_disk_for_certain_is_warned_of(
    info: dict[str, str], config: dict[str, str] | None, warning: str
) -> None:
    found = judge(GOOD_INFO | info, config)
    assert not found.aof_always
    assert warning in " ".join(found.warnings)


def test_a_policy_that_nobody_tells_is_warned_of() -> None:
    hidden = {key: value for key, value in GOOD_INFO.items() if key != "maxmemory_policy"}
    assert "maxmemory-policy could not be checked" in judge(hidden, GOOD_CONFIG).warnings[0]
    with pytest.raises(StoreUnsuitable):
        judge(hidden, GOOD_CONFIG | {"maxmemory-policy": "allkeys-lfu"})


def test_a_server_that_loads_is_not_there_yet() -> None:
    with pytest.raises(StoreUnavailable, match="42"):
        judge(GOOD_INFO | {"loading": "1", "loading_loaded_perc": "42.00"}, GOOD_CONFIG)


@pytest.mark.parametrize("mode", ["redis_mode", "server_mode"])
def test_where_a_cluster_is_wanted_a_server_without_one_is_refused_and_full_coverage_warned_of(mode: str) -> None:
    node = GOOD_INFO | {mode: "cluster"}
    assert judge(node, GOOD_CONFIG, in_cluster=True).warnings == ()
    covered = judge(node, GOOD_CONFIG | {"cluster-require-full-coverage": "yes"}, in_cluster=True)
    assert "cluster-require-full-coverage" in covered.warnings[0]
    assert covered.aof_always
    with pytest.raises(StoreUnsuitable, match="redis://"):
        judge(GOOD_INFO | {mode: "standalone"}, GOOD_CONFIG, in_cluster=True)
