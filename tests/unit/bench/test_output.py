"""What a bench shows: tables for people, JSON for programs, a block in a page."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.unit.bench.made_up import report
from ticker.tools.bench.errors import BenchError
from ticker.tools.bench.output import BEGIN, END, as_json, as_markdown, print_report, write_block


def test_a_terminal_shows_every_table_and_each_spread_whole() -> None:
    screen = io.StringIO()
    print_report(report(), Console(file=screen, width=200))
    text = screen.getvalue()
    for part in ("The bars", "Joining", "Delivery", "From filing to the last reader", "A filing", "1.12 [1.00–1.25]"):
        assert part in text


def test_json_has_every_round_and_the_bars() -> None:
    whole = json.loads(as_json(report()))
    assert len(whole["parts"]) == 18
    assert whole["parts"][1]["phases"]["fan-out"]["deliveries"] == 50_000
    assert [bar["is_met"] for bar in whole["bars"]][:2] == [True, True]


def test_a_page_keeps_what_stands_around_the_block(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{BEGIN}\nold\n{END}\n\nAfter\n")
    for _ in range(2):
        write_block(page, as_markdown(report()))
    text = page.read_text()
    assert text.startswith(f"# Before\n\n{BEGIN}\n\n- 2026-01-02")
    assert text.endswith(f"|\n\n{END}\n\nAfter\n")
    assert "old" not in text


def test_a_page_without_markers_gets_them_at_its_end(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write_block(page, "figures")
    assert page.read_text() == f"{BEGIN}\n\nfigures\n\n{END}\n"


def test_half_a_pair_of_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\nfigures\nThe rest of the page")
    with pytest.raises(BenchError, match="no <!-- bench:end"):
        write_block(page, "new")


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="--write"):
        write_block(tmp_path / "missing" / "page.md", "new")
