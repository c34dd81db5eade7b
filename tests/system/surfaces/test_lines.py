"""``lines.*`` before a real service: what stands, as flat rows, for systems that only poll."""

import csv
import io
from http import HTTPStatus
from xml.etree import ElementTree as ET

from tests.system.surfaces.conftest import Surfaces


async def test_every_form_gives_what_stands_newest_first_and_nothing_that_was_taken_back(surfaces: Surfaces) -> None:
    for statement in ("first", "killed", "held", "last"):
        entry = await surfaces.file(statement=statement, short=statement.upper())
        if statement in ("killed", "held"):
            await surfaces.act(statement.removesuffix("ed") if statement == "killed" else "hold", entry)
    rows = (await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.json")).json()
    assert [row["Statement"] for row in rows] == ["last", "first"]
    assert all(isinstance(cell, str) for row in rows for cell in row.values())
    xml = ET.fromstring((await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.xml")).content)  # noqa: S314 - our own
    assert [{cell.tag: cell.text or "" for cell in line} for line in xml] == rows
    table = (await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.csv")).text
    assert list(csv.DictReader(io.StringIO(table))) == rows
    text = (await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.txt", params={"column": "Headline"})).text
    assert text == "Civil Defense: last\nCivil Defense: first\n"


async def test_without_news_there_is_one_blank_row(surfaces: Surfaces) -> None:
    (row,) = (await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.json")).json()
    assert set(row.values()) == {""}


async def test_it_is_for_everybody_for_a_second_and_has_an_etag(surfaces: Surfaces) -> None:
    answer = await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.csv", headers={"Origin": "https://tv.example"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = await surfaces.client.get(
        f"/v1/feeds/{surfaces.feed}/lines.csv", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    await surfaces.file()
    fresh = await surfaces.client.get(
        f"/v1/feeds/{surfaces.feed}/lines.csv", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert fresh.status_code == HTTPStatus.OK


async def test_rows_and_columns_can_be_chosen_and_the_clock(surfaces: Surfaces) -> None:
    for number in range(3):
        await surfaces.file(statement=f"number {number}")
    chosen = {"limit": "2", "column": ["Time", "Statement"], "zone": "Asia/Beirut"}
    rows = (await surfaces.client.get(f"/v1/feeds/{surfaces.feed}/lines.json", params=chosen)).json()
    assert [list(row) for row in rows] == [["Time", "Statement"]] * 2
    assert len(rows[0]["Time"]) == len("14:05")


async def test_what_is_not_there_is_a_problem(surfaces: Surfaces) -> None:
    statuses = {
        path: (await surfaces.client.get(path)).status_code
        for path in (
            f"/v1/feeds/{surfaces.feed}/lines.pdf",
            "/v1/feeds/none/lines.json",
            f"/v1/feeds/{surfaces.feed}/lines.json?limit=0",
            f"/v1/feeds/{surfaces.feed}/lines.json?zone=../../etc/passwd",
            f"/v1/feeds/{surfaces.feed}/lines.json?zone=Nowhere/City",
            f"/v1/feeds/{surfaces.feed}/lines.json?column=Words",
            f"/v1/feeds/{surfaces.feed}/lines.csv?column=Headline&column=Headline",
            f"/v1/feeds/{surfaces.feed}/lines.csv?{'column=Headline&' * 950}",
            f"/v1/feeds/{surfaces.feed}/lines.json?colour=red",
        )
    }
    assert list(statuses.values()) == [404, 404, 400, 400, 400, 400, 400, 400, 200]
