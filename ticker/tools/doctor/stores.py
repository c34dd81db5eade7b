"""The store: whether it may keep the log, how quick it is, and whether its clock can be believed."""

from collections.abc import Awaitable, Iterable, Iterator
from typing import Final

from ticker.errors import StoreRefused, StoreUnavailable, StoreUnsuitable
from ticker.model import Key, Role
from ticker.settings import Settings
from ticker.store.keys import list_keys
from ticker.store.names import names_of
from ticker.store.open import ADMIN_TIMEOUT_S, open_store
from ticker.store.permissions import try_a_filing
from ticker.store.redis.examine import Vitals, take_vitals
from ticker.tools.doctor.findings import Finding, Verdict, bad, doubtful, good, unknown

SLOW_S: Final = 0.005
CLOCK_S: Final = 2.0
FULL_SHARE: Final = 0.8
ADVICE: Final = {
    "OOM": "raise maxmemory, or lower the feeds' history: CONFIG SET maxmemory 0, or ticker feeds add --change",
    "NOREPLICAS": "start the replicas again, or lower min-replicas-to-write",
    "READONLY": "it has become a replica: give the URL of its primary, or REPLICAOF NO ONE",
    "MISCONF": "it cannot write to its disk: make room there",
    "WRONGPASS": "the password was changed: put the new one into TICKER_REDIS_URL",
    "NOAUTH": "a password is wanted: put it into TICKER_REDIS_URL",
    "MAXCLIENTS": "raise maxclients",
}
"""What to change, by Redis's word for why it refuses."""


async def look_at_store(settings: Settings) -> list[Finding]:
    """Look at the store that these settings name; one that is not there is not made."""
    if settings.redis_url is None and not settings.data_dir.exists():
        found = f"there is no store in {settings.data_dir}"
        return [unknown("store", found, "run it where the service runs, or give --data-dir or --redis-url")]
    try:
        async with open_store(settings) as redis:
            vitals, names = await take_vitals(redis), names_of(settings)
            filing = await _filing(try_a_filing(redis, timeout_s=ADMIN_TIMEOUT_S, names=names))
            keys = await list_keys(redis, names) if filing.health is Verdict.GOOD else []
            return [*judge_store(vitals), filing, *judge_keys(keys)]
    except StoreUnsuitable as unsuitable:
        return [bad("store", "must not be used as it is", str(unsuitable))]
    except StoreUnavailable as away:
        return [bad("store", str(away), "start it, or correct --redis-url (TICKER_REDIS_URL)")]


async def _filing(trying: Awaitable[None]) -> Finding:
    """See whether the store takes filings."""
    check = "filing to the store"
    try:
        await trying
    except StoreUnsuitable as unsuitable:
        return bad(check, "this user may not do everything that filing takes", str(unsuitable))
    except StoreRefused as refused:
        return bad(
            check, f"it refuses: {refused}", ADVICE.get(refused.code, "see TickerCannotFile in docs/operations.md")
        )
    return good(check, "it would take one")


def judge_store(vitals: Vitals) -> Iterator[Finding]:
    """Judge what the store said of itself."""
    suitable = vitals.suitability
    yield good("store", f"{suitable.server} {suitable.version}, noeviction")
    if suitable.aof_always:
        yield good("durability", "what is acknowledged is on disk")
    for warning in suitable.warnings:
        yield doubtful("settings of the store", "news may be lost, or it could not be checked", warning)
    yield _quickness(vitals.round_trip_s)
    yield _clock(vitals.ahead_s)
    yield _room("memory of the store", vitals.memory_share, "raise maxmemory, or lower the feeds' history")
    yield _room("connections of the store", vitals.clients_share, "raise maxclients")
    if vitals.writes_well:
        yield good("disk of the store", "its last writes succeeded")
    else:
        yield bad("disk of the store", "its last write failed: it takes no filings", "make room on its disk")


def judge_keys(keys: Iterable[Key]) -> Iterator[Finding]:
    """Return what is wrong with the rights of the keys; nothing where all is well."""
    unbound = [key for key in keys if key.role is Role.SURFACE and key.surfaces is None]
    if unbound:
        yield doubtful(
            "keys of surfaces",
            "these speak for every screen of their feeds: " + ", ".join(f"{key.name} ({key.id})" for key in unbound),
            "make new ones that name their screens (ticker keys add NAME --role surface --feed SLUG --surface SCREEN),"
            " then ticker keys revoke ID",
        )


def _quickness(seconds: float) -> Finding:
    found = f"{seconds * 1000:.1f} ms to it and back"
    if seconds > SLOW_S:
        return doubtful("way to the store", found, "each filing takes this way: put the service near its Redis")
    return good("way to the store", found)


def _clock(ahead_s: float) -> Finding:
    check = "clocks"
    if abs(ahead_s) > CLOCK_S:
        ahead = "ahead" if ahead_s > 0 else "behind"
        return doubtful(
            check,
            f"Redis's clock is {abs(ahead_s):.0f} s {ahead} of this machine's",
            "all times of the news are by Redis's clock: run NTP (chrony, systemd-timesyncd) on both",
        )
    return good(check, "Redis and this machine agree")


def _room(check: str, share: float | None, advice: str) -> Finding:
    if share is None:
        return good(check, "no limit")
    found = f"{share:.0%} used"
    return doubtful(check, found, advice) if share > FULL_SHARE else good(check, found)
