"""The books: an update has arrived when the last reader has it."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ticker.tools.bench.deliveries import Deliveries


def test_the_last_reader_decides_the_latency() -> None:
    ledger = Deliveries(readers=2)
    ledger.send(1, 10.0)
    ledger.know(5, 1)
    ledger.take(5, 5, 10.1)
    assert (ledger.is_complete, ledger.lacking) == (False, 1)
    ledger.take(5, 5, 10.5)
    assert (ledger.is_complete, ledger.lacking) == (True, 0)
    assert ledger.latencies_s == [0.5]
    assert ledger.deliveries == 2


def test_what_no_reader_has_seen_is_lacking_for_all() -> None:
    ledger = Deliveries(readers=3)
    ledger.send(1, 0.0)
    assert ledger.lacking == 3
    assert not ledger.is_complete


def test_somebody_elses_updates_are_counted_apart() -> None:
    ledger = Deliveries(readers=1)
    ledger.send(1, 0.0)
    ledger.know(7, None)
    ledger.know(8, 1)
    ledger.take(7, 8, 0.2)
    assert (ledger.foreign, ledger.deliveries, ledger.latencies_s) == (1, 2, [0.2])


def test_a_filing_lasts_until_its_answer() -> None:
    ledger = Deliveries(readers=0)
    ledger.send(1, 1.0)
    ledger.answer(1, 1.25)
    assert ledger.filed_s == [0.25]
    assert ledger.is_complete, "nobody reads, so nothing is owed"


@given(st.integers(1, 5), st.integers(1, 30), st.randoms())
def test_any_order_of_readers_and_bursts_is_complete_in_the_end(readers: int, updates: int, chance: Random) -> None:
    ledger = Deliveries(readers)
    for serial in range(1, updates + 1):
        ledger.send(serial, 0.0)
        ledger.know(serial, serial)
    have = [0] * readers
    while any(seq < updates for seq in have):
        assert not ledger.is_complete
        reader = chance.choice([n for n, seq in enumerate(have) if seq < updates])
        last = chance.randint(have[reader] + 1, updates)
        ledger.take(have[reader] + 1, last, 1.0)
        have[reader] = last
    assert ledger.is_complete
    assert ledger.deliveries == readers * updates
