import csv
import io
import json
from typing import Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from ticker.readers.lines import COLUMNS, as_csv, as_json, as_text, as_xml, rows_of

WRITERS: Final = (as_json, as_xml, as_csv, as_text)


def update(**members: Any) -> dict[str, Any]:
    return {
        "id": "01J",
        "version": 3,
        "level": "flash",
        "attribution": {"name": "Civil Defense", "role": "Spokesman"},
        "statement": "The road is open.",
        "headline": "Civil Defense, Spokesman: The road is open.",
        "first_created": "2026-03-01T14:05:09.000Z",
        "dir": "ltr",
    } | members


ARABIC: Final = update(
    statement="الطريق مفتوح.", headline="الدفاع المدني، المتحدث: الطريق مفتوح.", dir="rtl", short="الطريق مفتوح"
)


def test_a_row_is_flat_and_all_strings() -> None:
    (row,) = rows_of([update()])
    assert tuple(row) == COLUMNS
    assert row == {
        "Id": "01J",
        "Version": "3",
        "Level": "flash",
        "Attribution": "Civil Defense, Spokesman",
        "Statement": "The road is open.",
        "Short": "",
        "Headline": "Civil Defense, Spokesman: The road is open.",
        "Time": "2026-03-01T14:05:09.000Z",
        "Dir": "ltr",
    }


def test_attribution_keeps_the_punctuation_of_its_language() -> None:
    assert rows_of([ARABIC])[0]["Attribution"] == "الدفاع المدني، المتحدث"


def test_a_headline_that_does_not_end_with_the_statement_gives_the_name_alone() -> None:
    assert rows_of([update(headline="Something else")])[0]["Attribution"] == "Civil Defense"


def test_in_a_time_zone_the_time_is_a_clocks() -> None:
    assert rows_of([update()], zone=ZoneInfo("Asia/Beirut"))[0]["Time"] == "16:05"


def test_without_news_there_is_one_blank_row_in_every_form() -> None:
    rows = rows_of([])
    assert json.loads(as_json(rows, COLUMNS)) == [dict.fromkeys(COLUMNS, "")]
    lines = ET.fromstring(as_xml(rows, COLUMNS))  # noqa: S314 - our own
    assert [[cell.text for cell in line] for line in lines] == [[None] * len(COLUMNS)]
    assert list(csv.reader(io.StringIO(as_csv(rows, COLUMNS).decode()))) == [list(COLUMNS), [""] * len(COLUMNS)]
    assert as_text(rows, COLUMNS).decode().splitlines()[1] == "\t" * (len(COLUMNS) - 1)
    assert as_text(rows, ["Headline"]) == b"\n"


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_every_form_has_every_cell_as_it_is(write: Any) -> None:
    text = write(rows_of([update(statement='a, "b" & <c>', headline="h"), ARABIC]), COLUMNS).decode()
    assert "الدفاع المدني" in text
    cells: dict[str, Any] = {
        "as_json": lambda: json.loads(text)[0]["Statement"],
        "as_xml": lambda: ET.fromstring(text.encode()).findtext("line/Statement"),  # noqa: S314 - our own
        "as_csv": lambda: next(csv.DictReader(io.StringIO(text)))["Statement"],
        "as_text": lambda: text.splitlines()[1].split("\t")[4],
    }
    assert cells[write.__name__]() == 'a, "b" & <c>'


@pytest.mark.parametrize("first", "=+-@")
def test_what_a_spreadsheet_would_reckon_with_gets_a_quote_in_front(first: str) -> None:
    formula = f"{first}HYPERLINK(1)"
    (row,) = csv.DictReader(io.StringIO(as_csv(rows_of([update(statement=formula)]), COLUMNS).decode()))
    assert row["Statement"] == f"'{formula}"
    assert json.loads(as_json(rows_of([update(statement=formula)]), COLUMNS))[0]["Statement"] == formula


def test_a_single_column_of_text_is_the_words_alone() -> None:
    rows = rows_of([update(headline="one"), update(headline="two")])
    assert as_text(rows, ["Headline"]) == b"one\ntwo\n"
