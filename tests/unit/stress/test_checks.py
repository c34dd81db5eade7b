"""Each check on a history that was doctored so that it must complain; and on a good one, where none may."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.stress.histories import (
    A1,
    A2,
    B1,
    B3,
    C1,
    C2,
    EPOCH,
    changed,
    cursor,
    doctored,
    ending_as,
    entry,
    filing,
    gap,
    given,
    good,
    promises,
    refolded,
    snapshot,
    told,
)
from ticker.model import EntryKind, Pubstatus
from ticker.tools.stress.checks import CHECKS, violations
from ticker.tools.stress.faults import Fault
from ticker.tools.stress.history import Ack, Filing, Given, History, Struck, Try
from ticker.tools.stress.ledger import Ledger


def test_where_every_promise_was_kept_nothing_is_found() -> None:
    assert violations(good()) == []


Doctor = Callable[[], History]


def _without_an_entry() -> History:
    return doctored(lambda told: told.pop(5))


def _without_the_last_entry() -> History:
    return doctored(lambda told: told.pop())


def _twice() -> History:
    return doctored(lambda told: told.insert(3, told[2]))


def _out_of_order() -> History:
    def swap(told: list[Given]) -> None:
        told[1], told[2] = told[2], told[1]

    return doctored(swap)


def _snapshot_without_a_gap() -> History:
    return doctored(lambda told: told.insert(4, given(snapshot(3, B1, A2), 3.06)))


def _entry_behind_a_gap() -> History:
    return doctored(lambda told: told.insert(4, given(gap(), 3.06)))


def _status_behind_a_gap() -> History:
    def put(told: list[Given]) -> None:
        told[4:4] = [
            given(gap(), 3.06),
            given({"type": "status", "state": "live", "at": "2026-01-01T00:00:00.000Z"}, 3.06),
            given(snapshot(3, B1, A2), 3.06),
        ]

    return doctored(put)


def _entry_before_anything() -> History:
    return doctored(lambda told: told.pop(0))


def _another_epoch_without_a_gap() -> History:
    return doctored(lambda told: told.append(given(changed(C2, cursor="bbbbbbbb.8"), 7.2)))


def _other_words_at_a_place() -> History:
    return doctored(lambda told: told.__setitem__(5, given(changed(B3, headline="Other"), 5.05)), fold_too=False)


def _another_entry_at_a_place() -> History:
    return doctored(lambda told: told.__setitem__(1, given(changed(A1, id="z"), 1.05)))


def _one_entry_at_two_places() -> History:
    return doctored(lambda told: told.append(given(changed(C2, cursor=str(cursor(8))), 7.2)))


def _another_order() -> History:
    return doctored(lambda told: told.__setitem__(3, given(changed(A2, order=2), 3.05)))


def _place_of_before() -> History:
    return replace(good(), former={cursor(2): ("y", 1)})


def _invented_words() -> History:
    return doctored(lambda told: told.append(given(entry(8, "d", 1, order=8, statement="nobody's"), 8.0)))


def _invented_kill() -> History:
    return doctored(lambda told: told.append(given(entry(8, "b", 4, "kill", order=2), 8.0)))


def _invented_version() -> History:
    return doctored(lambda told: told.__setitem__(3, given(changed(A2, version=3), 3.05)))


def _words_of_another_update() -> History:
    return doctored(lambda told: told.__setitem__(5, given(changed(B3, statement="a, first"), 5.05)))


def _invented_in_a_snapshot() -> History:
    row = entry(2, "b", 1, order=2, statement="nobody's")
    return doctored(lambda told: told.__setitem__(0, given(snapshot(3, row, A2), 3.6)), of=1)


def _snapshot_without_what_was_acknowledged() -> History:
    return doctored(lambda told: told.__setitem__(0, given(snapshot(3, A2), 3.6)), of=1)


def _snapshot_of_an_old_version() -> History:
    return doctored(lambda told: told.__setitem__(0, given(snapshot(3, B1, A1), 3.6)), of=1)


def _snapshot_in_disorder() -> History:
    return doctored(lambda told: told.__setitem__(0, given(snapshot(3, A2, B1), 3.6)), of=1)


def _ending_with_killed_words() -> History:
    return ending_as(good(), snapshot(7, C1, B3, A2))


def _two_snapshots_at_a_place() -> History:
    history = good()
    return replace(history, endings={0: history.endings[0], 1: {"en": snapshot(7, A2)}})


def _words_where_the_kill_was_answered() -> History:
    def put(told: list[Given]) -> None:
        told[7:] = [given(C2, 7.05), given(gap(), 7.3), given(snapshot(6, C1, B3, A2), 7.3, begun=7.2)]

    return doctored(put, fold_too=False)


def _words_elsewhere_after_a_second() -> History:
    def put(told: list[Given]) -> None:
        told[2:] = [given(B3, 8.2, visit=1, server=1), given(C1, 8.2, visit=1, server=1, begun=8.15)]
        told.append(given(C2, 8.3, visit=1, server=1))

    return doctored(put, of=1)


def _held_words() -> History:
    return doctored(lambda told: told.append(given(B1, 4.4, begun=4.3)), fold_too=False)


def _one_key_two_writes() -> History:
    history = good()
    history.filings[0].tries.append(Try(1, 1.0, 1.5, 201, Ack("x", 1, cursor(8))))
    return history


def _written_twice() -> History:
    return doctored(lambda told: told.append(given(entry(8, "x", 1, order=8, statement="a, first"), 8.0)))


def _refused() -> History:
    history = good()
    late = filing(entry(8, "b", 4, "kill", order=2))
    late.tries = [Try(0, 8.0, 8.1, 412, why="version 1 stands")]
    return replace(history, filings=[*history.filings, late])


def _gap_for_no_reason() -> History:
    def put(told: list[Given]) -> None:
        told[4:4] = [given(gap("epoch"), 3.06), given(snapshot(3, B1, A2), 3.06)]

    return doctored(put)


def _acknowledged_above_the_end() -> History:
    history = good()
    late = filing(entry(8, "d", 1, order=8, statement="d, first"))
    return replace(history, filings=[*history.filings, late])


def _acknowledged_in_another_epoch() -> History:
    history = good()
    late = filing(entry(8, "d", 1, order=8, statement="d, first"))
    late.tries = [Try(0, 8.0, 8.1, 201, Ack("d", 1, cursor(3, "bbbbbbbb")))]
    return replace(history, filings=[*history.filings, late])


def _another_log() -> History:
    history = good()
    return replace(history, logs={"en": {0: history.logs["en"][0], 1: [A2, C2]}})


def _a_log_without_what_was_acknowledged() -> History:
    return replace(good(), logs={"en": {0: [A2, C2], 1: [A2, C2]}})


def _another_fold() -> History:
    history = good()
    history.recordings[0].held = replace(history.recordings[0].held, rows={"a": A2})
    return history


def _broken_bytes() -> History:
    history = good()
    history.recordings[0].broken.append((3.0, "no JSON"))
    return history


def _trouble() -> History:
    return replace(good(), troubles=[(9.0, "server 1 ended by itself with 1")])


@pytest.mark.parametrize(
    ("doctor", "promise", "words"),
    [
        (_without_an_entry, "I1", "was left out"),
        (_without_the_last_entry, "I8", f"stands at {EPOCH}.6"),
        (_twice, "I1", "again"),
        (_out_of_order, "I1", "out of order"),
        (_snapshot_without_a_gap, "I1", "without a gap"),
        (_entry_behind_a_gap, "I1", "between a gap and its snapshot"),
        (_status_behind_a_gap, "I1", "a status between"),
        (_entry_before_anything, "I1", "before any snapshot"),
        (_another_epoch_without_a_gap, "I1", "no gap between"),
        (_other_words_at_a_place, "I2", "two contents"),
        (_another_entry_at_a_place, "I2", "names"),
        (_one_entry_at_two_places, "I2", "stands at"),
        (_another_order, "I2", "order 2"),
        (_place_of_before, "I2", "y, version 1"),
        (_invented_words, "I1", "nobody filed"),
        (_invented_kill, "I1", "nobody filed a kill"),
        (_invented_version, "I1", "came as correction, version 3"),
        (_words_of_another_update, "I1", "is of a"),
        (_invented_in_a_snapshot, "I1", "in a snapshot"),
        (_snapshot_without_what_was_acknowledged, "I5", "lacks b"),
        (_snapshot_of_an_old_version, "I5", "has version 1 of a"),
        (_snapshot_in_disorder, "I5", "not in order"),
        (_ending_with_killed_words, "I5", "has version 1 of c"),
        (_two_snapshots_at_a_place, "I5", "two snapshots"),
        (_words_where_the_kill_was_answered, "I6", "words of c, version 1 0.100 s"),
        (_words_elsewhere_after_a_second, "I6", "words of c, version 1 1.050 s"),
        (_held_words, "I6", "words of b, version 1 0.200 s"),
        (_one_key_two_writes, "I4", "two writes"),
        (_written_twice, "I4", "written twice"),
        (_refused, "I4", "refused with 412"),
        (_gap_for_no_reason, "I3", "nothing can have been lost"),
        (_acknowledged_above_the_end, "I5", "above the end"),
        (_acknowledged_in_another_epoch, "I2", "the log ends at"),
        (_another_log, "I5", "server 1's log has c, version 2 where server 0's has b, version 3"),
        (_a_log_without_what_was_acknowledged, "I5", "b, version 3 was acknowledged"),
        (_another_fold, "I5", "its fold"),
        (_broken_bytes, "I1", "no JSON"),
        (_trouble, "I9", "ended by itself"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_found_and_named(doctor: Doctor, promise: str, words: str) -> None:
    history = doctor()
    assert promise in promises(history)
    assert words in told(history)


DOCTORS = [doctor for name, doctor in sorted(globals().items()) if name.startswith("_") and callable(doctor)]


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_can_fail(check: Callable[[History, Ledger], object]) -> None:
    doctors: list[Doctor] = [doctor for doctor in DOCTORS if getattr(doctor, "__module__", "") == __name__]
    found = 0
    for doctor in doctors:
        history = doctor()
        found += len(list(check(history, Ledger.of(history))))  # type: ignore[call-overload]
    assert found


def test_what_was_replaced_may_be_left_out() -> None:
    assert violations(doctored(lambda told: told.pop(1))) == []  # a, which was corrected later


def test_what_a_full_log_has_trimmed_is_not_missing() -> None:
    history = good()
    logs = {"en": {server: [B3, C2] for server in (0, 1)}}
    assert promises(replace(history, logs=logs)) == {"I5"}
    full = replace(history, logs=logs, caps={"en": 2})
    assert promises(ending_as(full, snapshot(7, B3))) == set(), "a fold may show what has left the log"
    assert promises(ending_as(full, snapshot(7))) == {"I5"}


def test_after_a_loss_other_names_and_places_are_no_fault() -> None:
    history = _acknowledged_in_another_epoch()
    assert promises(history) == {"I2"}
    lost = Struck(Fault.FLUSH, "store", None, 2.0, 2.0)
    assert promises(replace(history, struck=[lost])) == set()


def test_a_process_that_was_cut_off_has_a_second_from_then_on() -> None:
    history = _words_elsewhere_after_a_second()
    assert promises(history) == {"I6"}
    cut_off = Struck(Fault.CUT_STORE, "server 1", 1, 7.0, 7.5)
    assert promises(replace(history, struck=[cut_off])) == set()
    other = Struck(Fault.CUT_STORE, "server 0", 0, 7.0, 7.5)
    assert promises(replace(history, struck=[other])) == {"I6"}


def test_a_fold_behind_a_gap_may_go_back() -> None:
    def put(told: list[Given]) -> None:
        told[6:6] = [given(gap("unknown"), 5.06), given(snapshot(4, A2), 5.06), given(B3, 5.07)]

    history = doctored(put)
    refolded(history.recordings[0])
    assert violations(history) == []


def test_violations_come_in_the_order_of_time() -> None:
    history = _twice()
    history.recordings[1].broken.append((0.1, "no JSON"))
    assert violations(history)[0].what == "no JSON"


def test_an_owner_s_words_for_what_is_held_are_due_as_a_hold() -> None:
    history = good()
    refile = Filing("k", "en", EntryKind.REFILE, "b, again", on="b", if_match=3, by_owner=True, on_held=True)
    release = Filing("l", "en", EntryKind.RELEASE, "", on="b", if_match=4)
    refile.tries = [Try(0, 8.0, 8.1, 200, Ack("b", 4, cursor(8)))]
    ledger = Ledger.of(replace(history, filings=[*history.filings, refile, release]))
    assert ledger.invented(entry(8, "b", 4, "hold", order=2)) == ""
    assert "due as hold" in ledger.invented(entry(8, "b", 4, "refile", order=2, statement="b, again"))
    assert ledger.invented(entry(9, "b", 5, "release", order=2, statement="b, again")) == ""
    assert ledger.withdrawals["b"][-1].version == 4, "its words must stay away as after any hold"
    assert ledger.standing_at(cursor(8), cap=None)["b"][1] is Pubstatus.WITHHELD


@pytest.mark.parametrize("by_owner", [True, False])
@pytest.mark.parametrize("on_held", [True, False])
def test_only_an_owner_s_words_and_only_on_a_hold_make_another_kind(*, by_owner: bool, on_held: bool) -> None:
    for kind in EntryKind:
        has_words = kind in (EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE)
        made = Filing("k", "en", kind, "words" if has_words else "", by_owner=by_owner, on_held=on_held).makes
        assert made is (EntryKind.HOLD if by_owner and on_held and has_words else kind)
