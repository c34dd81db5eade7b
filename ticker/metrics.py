"""Every metric, with its unit and meaning, in one table, and where its value is read. Nothing is pushed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from prometheus_client import CollectorRegistry, GCCollector, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ticker.fanout.dispatch import Dispatcher
from ticker.fanout.filing_health import FilingHealth
from ticker.fanout.health import Health
from ticker.fanout.hub import Hub
from ticker.fanout.sync import LogSync
from ticker.newsroom.audit import Audit
from ticker.readers.join import Joiner
from ticker.store.keys import Keyring
from ticker.store.log import Log
from ticker.wire.close_codes import CloseCode
from ticker.wire.encodings import BARE_SSE, ENCODINGS, SSE, WEBSOCKET, Encoding


class MetricType(Enum):
    """How a metric moves."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Declared:
    """One metric."""

    name: str
    type: MetricType
    meaning: str
    labels: tuple[str, ...] = ()


C, G, H = MetricType.COUNTER, MetricType.GAUGE, MetricType.HISTOGRAM
METRICS: Final = (
    Declared("ticker_readers", G, "Readers connected now", ("transport",)),
    Declared("ticker_readers_full", G, "Readers whose socket takes no more at the moment"),
    Declared("ticker_joins_total", C, "Readers let in", ("transport",)),
    Declared("ticker_turned_away_total", C, "Readers turned away with a close code or a retry hint"),
    Declared(
        "ticker_idle_closed_total", C, "Connections closed because their peer had too many that asked for nothing"
    ),
    Declared("ticker_closed_total", C, "Readers told to go, by close code", ("code",)),
    Declared("ticker_writes_total", C, "Writes to readers' sockets that the socket took whole"),
    Declared("ticker_fanout_seconds", H, "From an entry's arrival in the tail until its last reader was written to"),
    Declared("ticker_filing_seconds", H, "From a filing's request head until its answer"),
    Declared("ticker_filings_waiting", G, "Filings that wait for their answer now"),
    Declared("ticker_filings_total", C, "Filings that reached the log, by what became of them", ("result",)),
    Declared("ticker_filing_ready", G, "1 while Redis takes filings, else 0"),
    Declared("ticker_filings_unreplicated_total", C, "Filings that no replica had in time, where they wait for one"),
    Declared("ticker_refusals_total", C, "Requests answered 401, 403 or 429", ("status",)),
    Declared("ticker_keys_failed_total", C, "Requests with a key that is none of ours"),
    Declared("ticker_keys_changed_total", C, "Keys made and revoked while this process looked", ("change",)),
    Declared("ticker_sign_ins_total", C, "Browser sessions started"),
    Declared("ticker_feed_head", G, "The seq of the newest entry in this process's tail", ("feed",)),
    Declared("ticker_feed_entries", G, "Entries in this process's tail", ("feed",)),
    Declared("ticker_holes_total", C, "Live entries that came after one that did not", ("feed",)),
    Declared("ticker_epochs_total", C, "Times a feed's log began a new epoch, by why it did", ("feed", "reason")),
    Declared("ticker_unreadable_total", C, "Records in Redis that this version could not read in full", ("what",)),
    Declared("ticker_store_reachable", G, "1 while Redis answers the comparison of heads, else 0"),
    Declared("ticker_echo_age_seconds", G, "Seconds since a probe of this process came back through Redis"),
    Declared("ticker_subscriptions_broken_total", C, "Times the pub/sub connection broke"),
    Declared("ticker_ready", G, "1 while new readers may be sent here, else 0"),
)
"""What ``/metrics`` gives, beside prometheus-client's own ``process_`` and ``python_`` metrics."""

Values = Mapping[str, float | Mapping[str, float] | Mapping[tuple[str, str], float]]
"""A number, or numbers by the value of the label, or of all labels, for each gauge and counter by name."""


class Telemetry(Collector):
    """The registry of one process. ``source`` returns the values of a moment."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.source: Callable[[], Values] = dict
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        declared = {metric.name: metric for metric in METRICS}
        buckets = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
        self.fanout_seconds, self.filing_seconds = (
            Histogram(name, declared[name].meaning, registry=self.registry, buckets=buckets)
            for name in ("ticker_fanout_seconds", "ticker_filing_seconds")
        )
        self.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Return every gauge and counter as it is now."""
        values = self.source()
        for declared in METRICS:
            if declared.type is not MetricType.HISTOGRAM and declared.name in values:
                yield _family(declared, values[declared.name])

    def describe(self) -> Iterable[Metric]:
        """Name nothing in advance: the values' owners need not exist yet."""
        return ()


def _family(declared: Declared, value: float | Mapping[str, float] | Mapping[tuple[str, str], float]) -> Metric:
    family = CounterMetricFamily if declared.type is MetricType.COUNTER else GaugeMetricFamily
    metric = family(declared.name, declared.meaning, labels=declared.labels)
    by_label = value.items() if isinstance(value, Mapping) else [(None, value)]
    for label, number in by_label:
        metric.add_metric([] if label is None else [label] if isinstance(label, str) else label, number)
    return metric


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
            "ticker_readers": {encoding.name: connected[encoding] for encoding in ENCODINGS},
            "ticker_readers_full": len(hub.shared.full),
            "ticker_joins_total": {
                WEBSOCKET.name: hub.joined[WEBSOCKET],
                SSE.name: hub.joined[SSE] + hub.joined[BARE_SSE],
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
            "ticker_subscriptions_broken_total": dispatcher.subscriber.breaks,
            "ticker_ready": not health.reasons_not_ready,
        }

    return values
