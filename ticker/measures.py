"""The values behind the metrics, gathered from the parts when somebody asks."""

from collections import Counter
from collections.abc import Callable

from ticker.fanout.dispatch import Dispatcher
from ticker.fanout.filing_health import FilingHealth
from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.fanout.sync import LogSync
from ticker.fanout.tail import Encoding
from ticker.metrics import Values
from ticker.newsroom.audit import Audit
from ticker.readers.join import Joiner
from ticker.store.keys import Keyring
from ticker.store.log import Log
from ticker.wire.close_codes import CloseCode


def measures(
    *,
    hub: Hub,
    sync: LogSync,
    health: Health,
    dispatcher: Dispatcher,
    joiner: Joiner,
    filing_health: FilingHealth,
    log: Log,
    audit: Audit,
    keyring: Keyring,
) -> Callable[[], Values]:
    """Make the function that gives every gauge and counter of `ticker.metrics.METRICS`."""

    def values() -> Values:
        connected: Counter[Encoding] = Counter()
        for group in hub.groups():
            connected[group.view.encoding] += len(group.readers)
        tails = {str(slug): replica.tail for slug, replica in sync.replicas.items()}
        return {
            "ticker_readers": {encoding.value: connected[encoding] for encoding in Encoding},
            "ticker_readers_full": len(hub.shared.full),
            "ticker_joins_total": {
                Encoding.WEBSOCKET.value: hub.joined_sockets,
                Encoding.SSE.value: hub.joined_streams,
            },
            "ticker_turned_away_total": joiner.turned_away,
            "ticker_idle_closed_total": joiner.idle.closed,
            "ticker_closed_total": {str(code.value): hub.closed[code] for code in CloseCode},
            "ticker_writes_total": hub.shared.writes,
            "ticker_filings_waiting": hub.filings,
            "ticker_filings_total": {result.value: count for result, count in filing_health.counts.items()},
            "ticker_filing_ready": not filing_health.because,
            "ticker_filings_unreplicated_total": log.unreplicated,
            "ticker_refusals_total": dict(audit.refusals),
            "ticker_keys_failed_total": audit.failed_keys,
            "ticker_keys_changed_total": {"made": keyring.made, "revoked": keyring.revoked},
            "ticker_sign_ins_total": audit.sign_ins,
            "ticker_feed_head": {slug: tail.seq for slug, tail in tails.items()},
            "ticker_feed_entries": {slug: len(tail) for slug, tail in tails.items()},
            "ticker_holes_total": {str(slug): replica.holes for slug, replica in sync.replicas.items()},
            "ticker_epochs_total": {
                (str(slug), reason.value): count
                for slug, replica in sync.replicas.items()
                for reason, count in replica.epochs.items()
            },
            "ticker_unreadable_total": {what.value: count for what, count in log.unreadable.counts.items()},
            "ticker_store_reachable": health.reaches_store,
            "ticker_echo_age_seconds": health.echo_age_s,
            "ticker_subscriptions_broken_total": dispatcher.reconnects,
            "ticker_ready": not health.reasons_not_ready,
        }

    return values
