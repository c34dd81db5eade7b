"""The newsroom's hour that the demo replays."""

from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from ticker.cli.script import Act, parse_script
from ticker.model import EntryKind, Level, SourceKind, language_dir
from ticker.newsroom.constraints import LIMITS
from ticker.newsroom.drafts import parse_correction, parse_draft
from ticker.newsroom.text import count_graphemes, direction
from ticker.settings import Settings

DEMO_SPEED = 10
NOW_MS = 1_795_000_000_000


@pytest.fixture(scope="module")
def acts() -> list[Act]:
    return parse_script((files("ticker.demo") / "newsroom-hour.ndjson").read_bytes().splitlines(keepends=True))


def test_every_line_keeps_the_rules_of_the_newsroom(acts: list[Act]) -> None:
    for act in acts:
        if act.draft is None:
            continue
        draft = {name: "01JDREPLACED" if name == "replaces" else value for name, value in act.draft.items()}
        if act.kind is EntryKind.CORRECTION:
            parse_correction({**draft, "note": act.note}, now_ms=NOW_MS)
        else:
            parse_draft(draft, now_ms=NOW_MS)


def test_it_is_an_hour_of_a_newsroom(acts: list[Act]) -> None:
    kinds = Counter(act.kind for act in acts)
    assert kinds[EntryKind.UPDATE] >= 120
    assert kinds[EntryKind.CORRECTION] >= 10
    assert min(kinds[kind] for kind in EntryKind) >= 1
    assert 3_000 < acts[-1].at_s <= 3_600
    drafts = [act.draft for act in acts if act.draft]
    assert {draft["level"] for draft in drafts} == set(Level)
    assert {draft["attribution"]["kind"] for draft in drafts} == set(SourceKind)


def test_its_feeds_are_those_that_the_service_makes(acts: list[Act]) -> None:
    assert {act.feed for act in acts} == {feed.slug for feed in Settings.load({}).wanted_feeds}


def test_twenty_updates_come_well_within_the_first_minute(acts: list[Act]) -> None:
    assert sum(act.kind is EntryKind.UPDATE and act.at_s / DEMO_SPEED < 40 for act in acts) >= 20


def test_it_has_bursts(acts: list[Act]) -> None:
    assert any(later.at_s - act.at_s <= 5 for act, later in zip(acts, acts[7:], strict=False))


def test_what_must_fit_a_lower_third_has_a_short_form(acts: list[Act]) -> None:
    loud = [act.draft for act in acts if act.draft and act.draft["level"] in (Level.FLASH, Level.ALERT)]
    assert all(draft.get("short") for draft in loud)


def test_each_language_is_written_in_its_direction(acts: list[Act]) -> None:
    for act in acts:
        if act.draft:
            usual = language_dir(act.feed)
            assert direction(act.draft["statement"], usual) == usual, act


def test_a_substitute_names_what_was_killed_in_its_own_feed(acts: list[Act]) -> None:
    killed = {(act.feed, act.ref) for act in acts if act.kind is EntryKind.KILL}
    substitutes = [act for act in acts if act.draft and "replaces" in act.draft]
    assert len(substitutes) >= 2
    assert all(act.draft and (act.feed, act.draft["replaces"]) in killed for act in substitutes)


@pytest.mark.parametrize("field", [field for field in LIMITS if field not in {"reason", "link"}])
def test_nearly_all_of_it_is_within_what_is_recommended(acts: list[Act], field: str) -> None:
    texts = [text for act in acts if act.draft and (text := _text(act.draft, act.note, field))]
    limits = LIMITS[field]
    lengths = [count_graphemes(text, stop=limits.hard) for text in texts]
    assert lengths
    assert sum(length > limits.recommended for length in lengths) <= len(lengths) / 10
    assert max(lengths) <= limits.editorial


def _text(draft: Mapping[str, Any], note: str | None, field: str) -> str | None:
    if field == "note":
        return note
    outer, _, inner = field.partition(".")
    text: str | None = draft[outer].get(inner) if inner else draft.get(outer)
    return text
