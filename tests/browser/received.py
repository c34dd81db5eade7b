"""Objects as readers receive them, made short for tests of pages. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Received = Mapping[str, Any]
EPOCH: Final = "k3v9d2qa"

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
LANGUAGES: Final = {"rtl": "ar", "ltr": "en"}


def at(minutes: float) -> str:
    """Return a time so many minutes after noon, by the service's clock."""
    return f"{NOON + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000Z"


def update(
    seq: int, statement: str, *, kind: str = "update", order: int = 0, version: int = 1, **more: Any
) -> Received:
    order = order or seq
    name, direction = more.pop("name", "Civil Defense"), more.pop("dir", "ltr")
    return {
        "type": kind,
        "feed": "en",
        "cursor": f"{EPOCH}.{seq}",
        "order": order,
        "id": f"u{order}",
        "version": version,
        "pubstatus": "usable",
        "level": "urgent",
        "urgency": 3,
        "attribution": {"name": name},
        "statement": statement,
        "headline": f"{name}: {statement}",
        "language": LANGUAGES[direction],
        "dir": direction,
        "first_created": at(-order),
        "version_created": at(-order),
        "expires": at(600),
        **more,
    }


def taken(kind: str, seq: int, order: int, *, version: int = 2) -> Received:
    pubstatus = {"hold": "withheld", "kill": "canceled"}[kind]
    return {
        "type": kind,
        "feed": "en",
        "cursor": f"{EPOCH}.{seq}",
        "order": order,
        "id": f"u{order}",
        "version": version,
        "pubstatus": pubstatus,
        "first_created": at(-order),
        "version_created": at(0),
    }


def snapshot(*updates: Received, seq: int | None = None, epoch: str = EPOCH, **feed: Any) -> Received:
    top = max((one["order"] for one in updates), default=0) if seq is None else seq
    named = {"title": "English", "language": "en", "dir": "ltr", **feed}
    newest_first = sorted(updates, key=lambda one: -int(one["order"]))
    place = {"cursor": f"{epoch}.{top}", "epoch": epoch, "seq": top}
    return {"type": "snapshot", "feed": "en", **place, **named, "updates": newest_first}


def status(seq: int = 0, *, state: str = "live", minutes: float = 0) -> Received:
    return {"type": "status", "state": state, "heads": {"en": f"{EPOCH}.{seq}"}, "at": at(minutes)}
