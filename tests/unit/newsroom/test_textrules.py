"""The composer's rules of texts against the newsroom's: the same answers, by what ``/v1/constraints`` tells."""

import json
import random
import shutil
import subprocess
from typing import Any, Final

import pytest

from tests.processes import ROOT
from tests.unit.newsroom.test_text import HARD_SIGNS, LIMIT, TABLE
from ticker.newsroom.constraints import constraints
from ticker.newsroom.text import broken_lengths, broken_rules, clean, direction, is_visible

NODE: Final = shutil.which("node")
LENGTHS: Final = {"max-graphemes", "max-code-points", "visible"}

pytestmark = pytest.mark.skipif(NODE is None, reason="NODE IS MISSING: nothing says that composers clean as we do")


def answers(texts: list[str]) -> list[dict[str, Any]]:
    """Ask the clients' module what it makes of texts."""
    asked = json.dumps({"constraints": json.loads(constraints()), "texts": texts})
    run = subprocess.run(
        [str(NODE), str(ROOT / "tests" / "js" / "textrules.mjs")],
        input=asked, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def ours(given: str) -> dict[str, Any]:
    """Return what the newsroom makes of a text."""
    text, cleaned = clean(given).text, clean(given).cleaned
    broken: list[tuple[str, int | None]] = [*broken_rules(text), *broken_lengths(text, LIMIT)]
    if text and not broken and not is_visible(text):
        broken.append(("visible", None))
    return {
        "text": text,
        "cleaned": list(cleaned),
        "broken": [{"rule": rule} | ({} if limit is None else {"limit": limit}) for rule, limit in broken],
        "dirs": [direction(text, "ltr"), direction(text, "rtl")],
    }


def compared(texts: list[str]) -> None:
    for text, found in zip(texts, answers(texts), strict=True):
        expected = ours(text)
        assert {name: found[name] for name in expected} == expected, ascii(text)


def test_a_composer_makes_of_every_text_of_the_table_what_the_newsroom_makes() -> None:
    compared([row["given"] for row in TABLE])


def test_a_composer_makes_of_any_text_what_the_newsroom_makes() -> None:
    dice = random.Random(20_261_128)
    signs = [sign for sign in HARD_SIGNS if not "\ud800" <= sign <= "\udfff"]
    compared(["".join(dice.choices(signs, k=dice.randrange(40))) for _ in range(3_000)])


def test_what_is_mended_by_one_press_is_accepted_but_for_its_length() -> None:
    refused = [row for row in TABLE if "refused" in row]
    for row, found in zip(refused, answers([row["given"] for row in refused]), strict=True):
        assert set(found["left"]) <= LENGTHS, (row, found)
        assert not set(found["left"]) - set(row["refused"]), (row, found)
        assert clean(found["mended"]).cleaned == ()


def test_mending_keeps_the_words() -> None:
    given = ["The <b>road</b> is\topen.", "Caf\ufffd is open", "قال \u202eالجيش\u202c", "e" + "\u0316" * 9 + " ok"]
    mended = ["The road is open.", "Caf is open", "قال الجيش", "e" + "\u0316" * 6 + " ok"]
    assert [found["mended"] for found in answers(given)] == mended
