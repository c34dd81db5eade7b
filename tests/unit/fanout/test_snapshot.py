"""The fold, by the golden vectors that every client is held to."""

from typing import Any, Final

import orjson
import pytest

from tests.processes import ROOT
from ticker.fanout.snapshot import Folded, fold

VECTORS: Final[list[dict[str, Any]]] = orjson.loads((ROOT / "tests/golden/fold.json").read_bytes())


def folded(size: int, steps: list[dict[str, Any]]) -> Folded:
    held = Folded(size)
    for step in steps:
        held = fold(held, step)
    return held


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_golden(vector: dict[str, Any]) -> None:
    held = folded(vector["snapshot"], vector["steps"])
    now_ms = None if held.at_ms is None else held.at_ms + vector["elapsed_ms"]
    assert [{"id": row["id"], "version": row["version"]} for row in held.shown(now_ms)] == vector["shown"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_no_more_is_kept_than_twice_what_is_shown_and_no_words_of_what_was_taken_back(vector: dict[str, Any]) -> None:
    held = folded(vector["snapshot"], vector["steps"])
    assert len(held.rows) <= 2 * vector["snapshot"]
    for row in held.rows.values():
        assert row["pubstatus"] == "usable" or set(row) == {"id", "version", "order", "pubstatus"}


def test_an_entry_without_a_readable_cursor_changes_nothing() -> None:
    held = folded(3, [{"type": "status", "at": "2026-03-01T12:00:00.000Z"}])
    broken = {"type": "update", "cursor": "?", "id": "a", "version": 1, "order": 1, "pubstatus": "usable"}
    assert fold(held, broken) == held


def test_the_clock_is_the_last_statuss() -> None:
    held = folded(3, [{"type": "status", "at": "2026-03-01T12:00:00.250Z"}])
    assert held.at_ms == 1_772_366_400_250
