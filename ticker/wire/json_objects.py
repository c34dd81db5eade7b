"""The JSON objects that readers get, built once from log entries. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import orjson

from ticker.model import Cursor, Entry, EntryKind, Feed, Pubstatus, rfc3339


class GapReason(StrEnum):
    """Why a reader missed entries."""

    UNKNOWN = "unknown"
    EPOCH = "epoch"
    TRIMMED = "trimmed"
    LOSS = "loss"


class LiveState(StrEnum):
    """What a process says of itself to its readers."""

    LIVE = "live"
    DEGRADED = "degraded"
    DRAINING = "draining"


def entry_json(feed: str, cursor: Cursor, entry: Entry) -> bytes:
    """Write an entry; ``hold`` and ``kill`` carry no words, whatever the entry holds."""
    fields: dict[str, Any] = {
        "type": entry.kind.value,
        "feed": feed,
        "cursor": str(cursor),
        "order": entry.order,
        "id": entry.id,
        "version": entry.version,
        "pubstatus": entry.pubstatus.value,
    }
    if entry.pubstatus is Pubstatus.USABLE and entry.words is not None:
        fields.update(entry.words)
        if entry.kind is EntryKind.RELEASE:
            fields.pop("note", None)  # a release brings a correction's words back, and corrects nothing itself
    fields["first_created"] = rfc3339(entry.first_created_ms)
    fields["version_created"] = rfc3339(entry.version_created_ms)
    if entry.pubstatus is Pubstatus.USABLE:
        fields["expires"] = rfc3339(entry.expires_ms)
    return orjson.dumps(fields)


def snapshot_json(feed: Feed, cursor: Cursor, updates: Iterable[bytes]) -> bytes:
    """Write a snapshot; ``updates`` are wire JSON, highest ``order`` first, taken in verbatim."""
    head = orjson.dumps(
        {
            "type": "snapshot",
            "feed": feed.slug,
            "cursor": str(cursor),
            "epoch": cursor.epoch,
            "seq": cursor.seq,
            "title": feed.title,
            "language": feed.language,
            "dir": feed.dir,
        }
    )
    return head[:-1] + b',"updates":[' + b",".join(updates) + b"]}"


def gap_json(feed: str, reason: GapReason) -> bytes:
    """Write a gap: the reader missed entries, and a snapshot follows."""
    return orjson.dumps({"type": "gap", "feed": feed, "reason": reason.value})


def status_json(state: LiveState, heads: Mapping[str, str], at_ms: int) -> bytes:
    """Write a status: what this process says of itself, and each feed's head."""
    return orjson.dumps({"type": "status", "state": state.value, "heads": dict(heads), "at": rfc3339(at_ms)})


def page_frame(feed: str, *, cursor: Cursor, more: bool) -> tuple[bytes, bytes]:
    """Write what stands around a page's entries, which commas part; ``cursor`` is the next page's ``after``."""
    head = orjson.dumps({"feed": feed, "cursor": str(cursor), "more": more})
    return head[:-1] + b',"entries":[', b"]}"
