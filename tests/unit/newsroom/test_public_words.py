from typing import Any

import orjson
import pytest

from tests.unit.newsroom.doubles import NOW_MS, draft
from ticker.model import Feed, Slug, Words
from ticker.newsroom.drafts import parse_correction, parse_draft, public_words

ENGLISH = Feed(Slug("en"), "English", "en")
ARABIC = Feed(Slug("ar"), "العربية", "ar")


def words_of(feed: Feed, **members: Any) -> Words:
    parse = parse_correction if "note" in members else parse_draft
    return public_words(parse(draft(**members), now_ms=NOW_MS), feed)


def test_the_least_words() -> None:
    words = words_of(ENGLISH)
    assert list(words.items()) == [
        ("level", "urgent"),
        ("urgency", 3),
        ("attribution", {"name": "Civil Defense"}),
        ("statement", "The road is open again."),
        ("headline", "Civil Defense: The road is open again."),
        ("language", "en"),
        ("dir", "ltr"),
    ]


def test_all_the_words_stand_in_the_order_of_the_wire() -> None:
    words = words_of(
        ENGLISH,
        note="The road was named wrongly.",
        replaces="01a",
        link="https://example.com/",
        slug="ROAD/",
        region="mena",
        section="society",
        short="Road open",
        level="flash",
        attribution={"kind": "official", "role": "Spokesman", "name": "Civil Defense"},
    )
    order = "level urgency attribution statement short headline language dir section region slug link replaces note"
    assert " ".join(words) == order
    assert list(words["attribution"]) == ["name", "role", "kind"]
    assert orjson.dumps(words)


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "A, B: c"),
        ("ar", "A، B: c"),
        ("ar-LB", "A، B: c"),
        ("fa", "A، B: c"),
        ("ur", "A، B: c"),
        ("fr", "A, B\u00a0: c"),
        ("zh-Hant", "A，B：c"),
        ("ja", "A、B：c"),
        ("xx", "A, B: c"),
    ],
)
def test_the_headline_has_the_punctuation_of_the_feeds_language(language: str, headline: str) -> None:
    feed = Feed(Slug("x"), "X", language)
    assert words_of(feed, attribution={"name": "A", "role": "B"}, statement="c")["headline"] == headline


@pytest.mark.parametrize(
    ("feed", "statement", "direction"),
    [
        (ENGLISH, "نص", "rtl"),
        (ARABIC, "Text", "ltr"),
        (ARABIC, "12:30", "rtl"),
        (ENGLISH, "12:30", "ltr"),
        (ARABIC, "UNIFIL: لا صحة لما يُشاع", "rtl"),
        (ENGLISH, "الجيش: no truth in reports of a withdrawal", "ltr"),
    ],
)
def test_the_direction_is_the_statements_or_else_the_languages(feed: Feed, statement: str, direction: str) -> None:
    assert words_of(feed, statement=statement)["dir"] == direction


def test_the_direction_is_the_drafts_if_it_says_one() -> None:
    assert words_of(ENGLISH, statement="نص", dir="ltr")["dir"] == "ltr"
    assert words_of(ARABIC, statement="نص", dir="ltr")["dir"] == "ltr"
    assert words_of(ENGLISH, dir="rtl")["dir"] == "rtl"
