"""The fold in Python gives the golden answers, those that every client gives."""

import copy
from functools import reduce
from typing import Any, Final

import orjson
import pytest

from tests.processes import ROOT
from tests.wires import Json
from ticker.tools.fold import Folded, fold

VECTORS: Final[list[dict[str, Any]]] = orjson.loads((ROOT / "tests/golden/fold.json").read_bytes())
EMPTY: Final[Json] = VECTORS[0]["steps"][0]
UPDATE: Final[Json] = VECTORS[0]["steps"][1]


def after(*steps: Json, size: int = 2) -> Folded:
    return reduce(fold, steps, Folded(size))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_golden_answer_is_given(vector: dict[str, Any]) -> None:
    held = after(*vector["steps"], size=vector["snapshot"])
    now_ms = None if held.at_ms is None else held.at_ms + vector["elapsed_ms"]
    assert [{"id": row["id"], "version": row["version"]} for row in held.shown(now_ms)] == vector["shown"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_neither_what_was_held_nor_what_was_received_is_changed(vector: dict[str, Any]) -> None:
    held = Folded(vector["snapshot"])
    for step in vector["steps"]:
        received, before = copy.deepcopy(step), copy.deepcopy(held)
        later = fold(held, step)
        assert (step, held) == (received, before)
        held = later


def test_what_is_shown_is_what_was_received_word_for_word() -> None:
    assert after(EMPTY, UPDATE).shown(None) == [UPDATE]


@pytest.mark.parametrize(("type", "pubstatus"), [("hold", "withheld"), ("kill", "canceled")])
def test_a_tombstone_has_no_words(type: str, pubstatus: str) -> None:
    taken_back = UPDATE | {"type": type, "cursor": "k3v9d2qa.2", "version": 2, "pubstatus": pubstatus}
    held = after(EMPTY, UPDATE, taken_back)
    assert held.rows == {"a": {"id": "a", "version": 2, "order": 1, "pubstatus": pubstatus}}


@pytest.mark.parametrize("cursor", ["", "garbage", "k3v9d2qa", "k3v9d2qa.-1"])
def test_an_entry_without_a_place_changes_nothing(cursor: str) -> None:
    held = after(EMPTY, UPDATE)
    assert fold(held, UPDATE | {"id": "b", "cursor": cursor}) == held


def test_nothing_is_shown_of_nothing() -> None:
    assert Folded(3).shown(None) == Folded(3).shown(10**15) == []


def test_two_that_hold_the_same_are_equal() -> None:
    assert after(EMPTY, UPDATE) == after(EMPTY, UPDATE, UPDATE)
