"""The objects that readers get: which fields, in which order, and no words where there must be none."""

from typing import Any

import orjson
import pytest

from tests.examples import AR, EN, EPOCH, NOW_MS, entry, words
from tests.wires import Json
from ticker.model import Cursor, Entry, EntryKind
from ticker.wire.json_objects import (
    GapReason,
    LiveState,
    entry_json,
    gap_json,
    page_frame,
    snapshot_json,
    status_json,
)

AT = Cursor(EPOCH, 41)
BEFORE_WORDS = ["type", "feed", "cursor", "order", "id", "version", "pubstatus"]
AFTER_WORDS = ["first_created", "version_created", "expires"]
ALL_WORDS = [
    *("level", "urgency", "attribution", "statement", "short", "headline", "language"),
    *("dir", "section", "region", "slug", "link", "replaces", "note"),
]
WITH_WORDS = [EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.RELEASE]
WORDLESS = {EntryKind.HOLD: "withheld", EntryKind.KILL: "canceled"}


def every_word() -> dict[str, Any]:
    """Return words with every member there is, in the order of the wire."""
    given = dict(words("The road is open again.")) | {
        "short": "Road open",
        "section": "world",
        "region": "mena",
        "slug": "Road",
        "link": "https://news.example/road",
        "replaces": "former",
        "note": "It was said too early.",
    }
    return {name: given[name] for name in ALL_WORDS}


def wire(given: Entry) -> Json:
    parsed: Json = orjson.loads(entry_json("en", AT, given))
    return parsed


@pytest.mark.parametrize("kind", WITH_WORDS)
def test_an_entry_has_the_fields_of_the_contract_in_their_order(kind: EntryKind) -> None:
    received = wire(entry(41, "a", kind=kind, words=every_word()))
    # A release brings the words of a correction back, but corrects nothing itself.
    given = [name for name in ALL_WORDS if name != "note" or kind is not EntryKind.RELEASE]
    assert list(received) == [*BEFORE_WORDS, *given, *AFTER_WORDS]
    assert (received["type"], received["pubstatus"]) == (kind.value, "usable")


def test_an_entry_says_what_it_was_given() -> None:
    received = wire(entry(41, "a", version=3, order=7, words=every_word()))
    assert received == {
        "type": "update",
        "feed": "en",
        "cursor": "epoch001.41",
        "order": 7,
        "id": "a",
        "version": 3,
        "pubstatus": "usable",
        **every_word(),
        "first_created": "2026-05-28T20:27:21.000Z",
        "version_created": "2026-05-28T20:27:21.000Z",
        "expires": "2026-05-29T20:26:40.000Z",
    }


def test_words_that_an_entry_does_not_have_are_left_out_and_never_null() -> None:
    given = words("Few words.")
    received = wire(entry(41, "a", words=given))
    assert list(received) == BEFORE_WORDS + list(given) + AFTER_WORDS
    assert None not in received.values()


@pytest.mark.parametrize("kind", WORDLESS)
@pytest.mark.parametrize("given", [None, words("These were taken back.", note="a note")], ids=["none", "words"])
def test_hold_and_kill_carry_no_words_whatever_the_entry_holds(kind: EntryKind, given: Any) -> None:
    received = wire(entry(41, "a", kind=kind, version=2, order=7, words=given))
    assert received == {
        "type": kind.value,
        "feed": "en",
        "cursor": "epoch001.41",
        "order": 7,
        "id": "a",
        "version": 2,
        "pubstatus": WORDLESS[kind],
        "first_created": "2026-05-28T20:27:21.000Z",
        "version_created": "2026-05-28T20:27:21.000Z",
    }
    assert list(received) == [*BEFORE_WORDS, "first_created", "version_created"]


def test_a_release_without_words_still_says_when_it_ends() -> None:
    received = wire(entry(41, "a", kind=EntryKind.RELEASE, words=None))
    assert list(received) == BEFORE_WORDS + AFTER_WORDS


def test_an_entry_is_one_line_of_utf_8() -> None:
    line = entry_json("ar", AT, entry(41, "a", words=words("تمت السيطرة على الحريق.\nعاجل\r\u2028")))
    assert "تمت السيطرة على الحريق.".encode() in line
    assert not {b"\n", b"\r"} & {line[at : at + 1] for at in range(len(line))}


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (999, "1970-01-01T00:00:00.999Z"),
        (951_782_400_001, "2000-02-29T00:00:00.001Z"),
        (1_780_000_000_070, "2026-05-28T20:26:40.070Z"),
    ],
)
def test_times_are_rfc_3339_in_utc_with_milliseconds(at_ms: int, text: str) -> None:
    received = wire(entry(1, "a", first_created_ms=at_ms, version_created_ms=at_ms, expires_ms=at_ms))
    assert [received[name] for name in AFTER_WORDS] == [text] * 3


def test_a_snapshot_takes_its_updates_in_as_they_are() -> None:
    updates = [b'{"id":"b",  "odd" : 1.0}', b'{"id":"a"}']
    written = snapshot_json(AR, AT, updates)
    assert written.endswith(b',"updates":[' + b",".join(updates) + b"]}")
    assert orjson.loads(written) == {
        "type": "snapshot",
        "feed": "ar",
        "cursor": "epoch001.41",
        "epoch": "epoch001",
        "seq": 41,
        "title": "العربية",
        "language": "ar",
        "dir": "rtl",
        "updates": [{"id": "b", "odd": 1.0}, {"id": "a"}],
    }
    assert list(orjson.loads(written)) == [
        *("type", "feed", "cursor", "epoch", "seq", "title", "language", "dir", "updates")
    ]


def test_a_snapshot_of_nothing_has_an_empty_list() -> None:
    assert orjson.loads(snapshot_json(EN, AT, []))["updates"] == []


@pytest.mark.parametrize("reason", ["unknown", "epoch", "trimmed", "loss"])
def test_a_gap_says_why_and_has_no_cursor(reason: str) -> None:
    assert orjson.loads(gap_json("en", GapReason(reason))) == {"type": "gap", "feed": "en", "reason": reason}


@pytest.mark.parametrize("state", ["live", "degraded", "draining"])
def test_a_status_says_state_heads_and_time(state: str) -> None:
    heads = {"ar": "epoch002.0", "en": "epoch001.41"}
    received = orjson.loads(status_json(LiveState(state), heads, NOW_MS))
    assert received == {"type": "status", "state": state, "heads": heads, "at": "2026-05-28T20:26:40.000Z"}
    assert list(received) == ["type", "state", "heads", "at"]


def test_there_are_no_other_reasons_and_states() -> None:
    assert [reason.value for reason in GapReason] == ["unknown", "epoch", "trimmed", "loss"]
    assert [state.value for state in LiveState] == ["live", "degraded", "draining"]


@pytest.mark.parametrize("more", [True, False])
def test_a_page_takes_its_entries_in_as_they_are(more: bool) -> None:  # noqa: FBT001 - pytest's parameter
    begin, end = page_frame("en", cursor=AT, more=more)
    assert orjson.loads(begin + b'{"id":"a"},{"id":  "b"}' + end) == {
        "feed": "en",
        "cursor": "epoch001.41",
        "more": more,
        "entries": [{"id": "a"}, {"id": "b"}],
    }
