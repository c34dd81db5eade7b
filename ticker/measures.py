"""The values behind the metrics, gathered from the parts when somebody asks."""

from collections import Counter
from collections.abc import Callable

from ticker.fanout.dispatch import Listener
from ticker.fanout.filing_health import Filings
from ticker.fanout.health import Liveness
from ticker.fanout.hub import Pump
from ticker.fanout.sync import Mirror
from ticker.fanout.tail import Encoding
from ticker.metrics import Values
from ticker.newsroom.audit import Audit
from ticker.readers.join import Entrance
from ticker.store.keys import Keyring
from ticker.store.log import Log
from ticker.wire.close_codes import CloseCode


def measures(
    *,
    pump: Pump,
    mirror: Mirror,
    liveness: Liveness,
    listener: Listener,
    entrance: Entrance,
    filings: Filings,
    log: Log,
    audit: Audit,
    keyring: Keyring,
) -> Callable[[], Values]:
    """Make the function that gives every gauge and counter of `ticker.metrics.METRICS`."""

    def values() -> Values:
        connected: Counter[Encoding] = Counter()
        for crowd in pump.crowds():
            connected[crowd.encoding] += len(crowd.readers)
        tails = {str(slug): follower.tail for slug, follower in mirror.followers.items()}
        return {
            "ticker_readers": {encoding.value: connected[encoding] for encoding in Encoding},
            "ticker_readers_full": len(pump.full),
            "ticker_joins_total": {
                Encoding.WEBSOCKET.value: pump.joined_sockets,
                Encoding.SSE.value: pump.joined_streams,
            },
            "ticker_turned_away_total": entrance.turned_away,
            "ticker_idle_closed_total": entrance.idle.closed,
            "ticker_closed_total": {str(code.value): pump.closed[code] for code in CloseCode},
            "ticker_writes_total": pump.writes,
            "ticker_filings_waiting": pump.filings,
            "ticker_filings_total": {result.value: count for result, count in filings.counts.items()},
            "ticker_filing_ready": not filings.because,
            "ticker_filings_unreplicated_total": log.unreplicated,
            "ticker_refusals_total": dict(audit.refusals),
            "ticker_keys_failed_total": audit.failed_keys,
            "ticker_keys_changed_total": {"made": keyring.made, "revoked": keyring.revoked},
            "ticker_sign_ins_total": audit.sign_ins,
            "ticker_feed_head": {slug: tail.seq for slug, tail in tails.items()},
            "ticker_feed_entries": {slug: len(tail) for slug, tail in tails.items()},
            "ticker_holes_total": {str(slug): follower.holes for slug, follower in mirror.followers.items()},
            "ticker_epochs_total": {
                (str(slug), reason.value): count
                for slug, follower in mirror.followers.items()
                for reason, count in follower.epochs.items()
            },
            "ticker_unreadable_total": {what.value: count for what, count in log.unreadable.counts.items()},
            "ticker_store_reachable": liveness.reaches_store,
            "ticker_echo_age_seconds": liveness.echo_age_s,
            "ticker_subscriptions_broken_total": listener.reconnects,
            "ticker_ready": not liveness.reasons_not_ready,
        }

    return values
