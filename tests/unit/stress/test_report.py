"""A violation is told with what led to it."""

from tests.unit.stress.histories import C1, C2, EPOCH, doctored, gap, given, snapshot
from ticker.tools.stress.checks import violations
from ticker.tools.stress.history import Given
from ticker.tools.stress.report import explain


def test_a_violation_is_told_with_its_filings_its_readers_and_the_faults() -> None:
    def put(told: list[Given]) -> None:
        told[7:] = [given(C2, 7.05), given(gap(), 7.3), given(snapshot(6, C1), 7.3, begun=7.2)]

    history = doctored(put, fold_too=False)
    first = next(violation for violation in violations(history) if violation.promise == "I6")
    told = "\n".join(explain(first, history))
    assert told.splitlines()[0].strip().startswith("7.300 s I6 broken: words of c, version 1")
    for words in (
        "2.000 s kill-server of server 1, until",
        f"7.000 s kill if version 1, key 'key of c@2' at server 0; 7.100 s 201, version 2 at {EPOCH}.7",
        "what stayer got:",
        "visit 0: to server 0, without a cursor",
        f"kill at {EPOCH}.7: c, version 2 <<< (not written before",
        "gap, trimmed",
        f"snapshot at {EPOCH}.6, c in version 1 (not written before 7.200 s)",
    ):
        assert words in told, told
