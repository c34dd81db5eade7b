"""What editors see of a feed's surfaces, and the receipts of its kills, as JSON objects."""

from typing import Any

import orjson

from ticker.fanout.feeds import LiveFeeds
from ticker.model import Cursor, Pubstatus, Slug, UpdateId, rfc3339
from ticker.store.surfaces import Shown, SurfaceReport
from ticker.surfaces.live import LiveReceipts
from ticker.surfaces.receipts import Receipt


def overview(feed: Slug, live_feeds: LiveFeeds, live_receipts: LiveReceipts) -> dict[str, Any]:
    """Return the surfaces of a feed and the receipts of its kills, as they are now."""
    receipts, head, now_ms = live_receipts.receipts(feed), live_receipts.head(feed), live_feeds.now_ms()
    reports = sorted(receipts.reports.values(), key=lambda report: report.name)
    surfaces = [
        _surface(
            report,
            head=head,
            shown=[_shown(feed, shown, live_feeds) for shown in report.shown],
            is_silent=receipts.is_silent(report, now_ms),
        )
        for report in reports
    ]
    return {
        "feed": feed,
        "head": text_of(head),
        "at": rfc3339(now_ms),
        "surfaces": surfaces,
        "receipts": [_receipt(receipt) for receipt in receipts.receipts(now_ms)],
    }


def without_times(view: dict[str, Any]) -> dict[str, Any]:
    """Return an overview without the times that change with every report."""
    surfaces = [{name: value for name, value in one.items() if name != "at"} for one in view["surfaces"]]
    return {**view, "at": None, "surfaces": surfaces}


def text_of(cursor: Cursor | None) -> str | None:
    """Return a cursor as text; None for none."""
    return None if cursor is None else str(cursor)


def _surface(
    report: SurfaceReport, *, head: Cursor | None, shown: list[dict[str, Any]], is_silent: bool
) -> dict[str, Any]:
    return {
        "name": report.name,
        "kind": report.kind,
        "cursor": text_of(report.cursor),
        "behind": _behind(report.cursor, head),
        "shown": shown,
        "state": report.state,
        "mode": report.mode,
        "delay_s": report.delay_s,
        "at": rfc3339(report.at_ms),
        "since": rfc3339(report.since_ms),
        "silent": is_silent,
    }


def _shown(feed: Slug, shown: Shown, live_feeds: LiveFeeds) -> dict[str, Any]:
    """Return what a surface shows, with its words only if they are what stands: others may not be seen any more."""
    named: dict[str, Any] = {"id": shown.id, "version": shown.version}
    standing = live_feeds.standing(feed, UpdateId(shown.id))
    entry = orjson.loads(standing) if standing is not None else {}
    if entry.get("version") == shown.version and entry.get("pubstatus") == Pubstatus.USABLE:
        named |= {name: entry[name] for name in ("level", "headline", "language", "dir")}
    return named


def _behind(cursor: Cursor | None, head: Cursor | None) -> int | None:
    """Return how many entries a surface has not read yet; None where the two cannot be compared."""
    if cursor is None or head is None or cursor.epoch != head.epoch:
        return None
    return max(0, head.seq - cursor.seq)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "version": receipt.version,
        "cursor": str(receipt.cursor),
        "at": rfc3339(receipt.at_ms),
        "clear": receipt.clear,
        "of": receipt.of,
        "waiting": list(receipt.waiting),
        "silent": list(receipt.silent),
        "after_ms": receipt.after_ms,
    }
