"""The tables: what a cell says, and that nothing is claimed of a server elsewhere."""

import dataclasses

import pytest

from tests.unit.bench.made_up import report
from ticker.tools.bench.tables import _number, notes_of, tables_of


def cells(*, is_local: bool = True, is_suite: bool = True) -> dict[str, list[tuple[str, ...]]]:
    return {table.title: list(table.rows) for table in tables_of(report(is_local=is_local, is_suite=is_suite))}


def test_a_suite_begins_with_its_bars() -> None:
    rows = cells()["The bars"]
    assert rows[0] == ("fan-out to 5,000 readers, 10/s", "ws", "≤ 1.2 × floor", "1.12 [1.00–1.25]", "pass")
    assert [row[-1] for row in rows].count("MISS") == 2


def test_floor_and_ticker_stand_side_by_side() -> None:
    rows = cells(is_suite=False)["Delivery"]
    assert [row[0] for row in rows] == [
        "fan-out: floor ws",
        "fan-out: ticker ws",
        "fan-out: floor sse",
        "fan-out: ticker sse",
    ]
    assert rows[0][4:] == ("8.00", "–")
    assert rows[1][4:] == ("9.00 [8.00–10.0]", "1.12 [1.00–1.25]")


def test_nchan_is_held_against_the_same_floor() -> None:
    found = cells()
    assert [row[0] for row in found["Delivery"]][:3] == ["fan-out: floor ws", "fan-out: ticker ws", "fan-out: nchan ws"]
    assert found["Delivery"][2][4:] == ("12.0", "1.50")
    assert found["Joining"][2][4] == "10.0"
    assert not [row for row in found["A filing, ms"] if "nchan" in row[0]]
    assert "Left out" not in "\n".join(notes_of(report()))
    failed = dataclasses.replace(report(), left_out=["nchan by ws in round 2: it ended"])
    assert notes_of(failed)[-1] == "Left out: nchan by ws in round 2: it ended."
    assert "nchan in turn" in "\n".join(notes_of(report()))
    assert "nchan" not in "\n".join(notes_of(report(is_suite=False)))


def test_cpu_and_memory_of_a_server_elsewhere_are_not_local() -> None:
    found = cells(is_local=False)
    assert found["Joining"][1][3:] == ("not local", "not local")
    assert found["Delivery"][1][4] == "not local"
    assert found["The bars"][0][3:] == ("–", "not local")


def test_a_filing_stands_beside_the_time_that_its_log_took() -> None:
    row = cells(is_suite=False)["A filing, ms"][0]
    assert row == ("fan-out: ticker ws", "0.50", "1.00", "1.00", "2.00", "1,000", "1,000")


def test_every_row_has_a_cell_for_every_heading() -> None:
    for table in tables_of(report()):
        assert {len(row) for row in table.rows} == {len(table.headings)}


def test_the_notes_say_where_with_what_and_that_delivery_was_checked() -> None:
    text = "\n".join(notes_of(report()))
    for part in ("2026-01-02", "A CPU", "Linux 6", "CPython 3.11", "C send() loop", "ws 500 bytes", "every entry"):
        assert part in text


def test_a_machine_that_had_other_work_is_not_to_be_believed() -> None:
    quiet = report()
    busy = dataclasses.replace(quiet, about=dataclasses.replace(quiet.about, load=2.0))
    assert "other work" not in "\n".join(notes_of(quiet))
    assert "Load average before: 2.0 (other work" in "\n".join(notes_of(busy))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.50"), (9.994, "9.99"), (12.34, "12.3"), (123.4, "123"), (12345.6, "12,346"), (0, "0.00")],
)
def test_a_number_has_as_many_digits_as_it_deserves(value: float, text: str) -> None:
    assert _number(value) == text
