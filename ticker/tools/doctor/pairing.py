"""Whether the service that is examined uses the store that is examined."""

from typing import Final

import httpx

from ticker.errors import StoreUnavailable, StoreUnsuitable
from ticker.settings import Settings
from ticker.store.identity import Installation, find_installations
from ticker.store.names import names_of
from ticker.store.open import open_store
from ticker.tools.doctor.findings import Finding, bad, good

CHECK: Final = "store of the service"
PATIENCE_S: Final = 5.0


async def look_at_pairing(settings: Settings, url: str) -> list[Finding]:
    """Compare the store that these settings name with the one that the service names; both must be there."""
    told = await _told(url)
    if told is None or (settings.redis_url is None and not settings.data_dir.exists()):
        return []  # the check of either reports that
    try:
        async with open_store(settings) as redis:
            return [judge_pairing(told, names_of(settings).prefix, await find_installations(redis))]
    except (StoreUnavailable, StoreUnsuitable):
        return []


async def _told(url: str) -> str | None:
    """Ask a service for the id of its store."""
    try:
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
            said = (await client.get("/healthz")).json()
            return str(said["store"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None


def judge_pairing(told: str, prefix: str, found: list[Installation]) -> Finding:
    """Judge whether the store that a service names is the one under a prefix, among all that a Redis has."""
    if any(one.store_id == told and one.prefix == prefix for one in found):
        return good(CHECK, "is the one that was looked at")
    elsewhere = [one.prefix for one in found if one.store_id == told]
    if elsewhere:
        return bad(CHECK, f"is under the prefix {elsewhere[0]}, not {prefix}", f"--redis-prefix {elsewhere[0]}")
    advice = "give --redis-url, or --data-dir, as the service has it, and the same database; or correct --url"
    if not any(one.prefix == prefix for one in found):
        others = ", ".join(one.prefix for one in found)
        others = f", but under {others}" if others else ""
        return bad(CHECK, f"is another: ticker has nothing under the prefix {prefix} here{others}", advice)
    return bad(CHECK, "is another than the one that was looked at: keys made here do not open it", advice)
