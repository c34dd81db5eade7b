import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from ticker.readers.export_rows import BLANK, COLUMNS, FORMS, Row, cells_of, row_of


def written(form: str, rows: list[dict[str, str]], columns: Sequence[str] = COLUMNS) -> str:
    """Write rows as an answer has them."""
    return b"".join(FORMS[form].parts([cells_of(row, FORMS[form]) for row in rows], columns)).decode()


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
    row = row_of(update())
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
    assert row_of(ARABIC)["Attribution"] == "الدفاع المدني، المتحدث"


def test_a_headline_that_does_not_end_with_the_statement_gives_the_name_alone() -> None:
    assert row_of(update(headline="Something else"))["Attribution"] == "Civil Defense"


def test_in_a_time_zone_the_time_is_a_clocks() -> None:
    row = Row("01J@3", row_of(update()), 1_772_373_909_000)
    assert row.cells_in("txt", ZoneInfo("Asia/Beirut"))["Time"] == b"16:05"
    assert row.cells("txt")["Time"] == b"2026-03-01T14:05:09.000Z"
    assert BLANK.cells_in("txt", ZoneInfo("Asia/Beirut"))["Time"] == b""


def test_the_blank_row_is_blank_in_every_form() -> None:
    rows = [dict(BLANK.texts)]
    assert json.loads(written("json", rows)) == [dict.fromkeys(COLUMNS, "")]
    lines = ET.fromstring(written("xml", rows).encode())  # noqa: S314 - our own
    assert [[cell.text for cell in line] for line in lines] == [[None] * len(COLUMNS)]
    assert list(csv.reader(io.StringIO(written("csv", rows)))) == [list(COLUMNS), [""] * len(COLUMNS)]
    assert list(csv.reader(io.StringIO(written("csv", rows, ["Short"])))) == [["Short"], [""]]
    assert written("txt", rows).splitlines()[1] == "\t" * (len(COLUMNS) - 1)
    assert written("txt", rows, ["Headline"]) == "\n"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_every_cell_as_it_is(form: str) -> None:
    rows = [row_of(update(statement='a, "b" & <c>', headline="h")), row_of(ARABIC)]
    text = written(form, rows)
    assert "الدفاع المدني" in text
    cells: dict[str, Any] = {
        "json": lambda: json.loads(text)[0]["Statement"],
        "xml": lambda: ET.fromstring(text.encode()).findtext("line/Statement"),  # noqa: S314 - our own
        "csv": lambda: next(csv.DictReader(io.StringIO(text)))["Statement"],
        "txt": lambda: text.splitlines()[1].split("\t")[4],
    }
    assert cells[form]() == 'a, "b" & <c>'


def test_csv_is_what_the_standard_librarys_writer_makes_of_it() -> None:
    texts = ["plain", "a,b", 'a"b', "a\nb", "a\rb", " a", "a ", "\ta", "'", "عاجل"]
    rows = [dict.fromkeys(COLUMNS, text) for text in texts]
    assert list(csv.reader(io.StringIO(written("csv", rows), newline="")))[1:] == [[text] * 9 for text in texts]


@pytest.mark.parametrize("first", [*"=+-@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_what_a_spreadsheet_would_reckon_with_gets_a_quote_in_front(first: str) -> None:
    formula = f"{first}HYPERLINK(1)"
    rows = [row_of(update(statement=formula))]
    (row,) = csv.DictReader(io.StringIO(written("csv", rows)))
    assert row["Statement"] == f"'{formula}"
    assert json.loads(written("json", rows))[0]["Statement"] == formula
    assert written("txt", rows, ["Statement"]) == f"{formula}\n", "what is aired is what was filed"


def test_a_single_column_of_text_is_the_words_alone() -> None:
    rows = [row_of(update(headline="one")), row_of(update(headline="two"))]
    assert written("txt", rows, ["Headline"]) == "one\ntwo\n"
