"""What readers get as JSON: which members, in which order, and never words that were taken back."""

from typing import Any

import orjson
import pytest

from tests.examples import AR, EN, EPOCH, NOW_MS, entry, words
from ticker.model import Cursor, Entry, EntryKind, Words
from ticker.wire.envelope import GapReason, LiveState, entry_json, gap_json, page_json, snapshot_json, status_json

USABLE = [EntryKind.UPDATE, EntryKind.CORRECTION, EntryKind.REFILE, EntryKind.RELEASE]
TAKEN_BACK = [EntryKind.HOLD, EntryKind.KILL]

WHOLE = words(
    "مرحبا",
    short="Short",
    section="world",
    region="levant",
    slug="SYR",
    link="https://example.org/a",
    replaces="b",
    note="What changed",
)
ORDER = ["level", "urgency", "attribution", "statement", "headline", "language", "dir"]
ORDER += ["short", "section", "region", "slug", "link", "replaces", "note"]


def on_the_wire(held: Entry) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(entry_json("en", Cursor(EPOCH, held.seq), held))
    return parsed


@pytest.mark.parametrize("kind", USABLE)
def test_a_usable_entry_has_its_place_its_words_as_they_are_and_its_times(kind: EntryKind) -> None:
    held = entry(7, "a", kind=kind, version=2, order=3, words=WHOLE, expires_ms=NOW_MS + 1)
    shown = on_the_wire(held)
    first = ["type", "feed", "cursor", "order", "id", "version", "pubstatus"]
    assert list(shown) == [*first, *ORDER, "first_created", "version_created", "expires"]
    assert [shown[name] for name in first] == [kind.value, "en", "epoch001.7", 3, "a", 2, "usable"]
    assert {name: shown[name] for name in ORDER} == WHOLE


def test_times_are_rfc_3339_in_utc_with_milliseconds() -> None:
    shown = on_the_wire(
        entry(1, "a", first_created_ms=0, version_created_ms=1_709_164_799_999, expires_ms=1_709_164_800_000)
    )
    assert shown["first_created"] == "1970-01-01T00:00:00.000Z"
    assert shown["version_created"] == "2024-02-28T23:59:59.999Z"
    assert shown["expires"] == "2024-02-29T00:00:00.000Z"


@pytest.mark.parametrize("said", [None, WHOLE], ids=["without words", "with words"])
@pytest.mark.parametrize("kind", TAKEN_BACK)
def test_a_hold_or_a_kill_carries_no_words_even_if_the_entry_has_some(kind: EntryKind, said: Words | None) -> None:
    shown = on_the_wire(entry(7, "a", kind=kind, version=2, words=said))
    assert list(shown) == [
        *("type", "feed", "cursor", "order", "id", "version", "pubstatus"),
        *("first_created", "version_created"),
    ]
    assert shown["pubstatus"] == {"hold": "withheld", "kill": "canceled"}[kind]


def test_a_usable_entry_whose_words_are_unknown_is_written_without_them() -> None:
    assert "statement" not in on_the_wire(entry(1, "a", words=None))


def test_an_entry_is_one_line_of_utf_8_without_needless_space() -> None:
    written = entry_json("en", Cursor(EPOCH, 1), entry(1, "a", words=WHOLE))
    assert "مرحبا".encode() in written
    assert b"\n" not in written
    assert b'": ' not in written


def test_a_snapshot_takes_its_updates_in_verbatim() -> None:
    written = [entry_json("ar", Cursor(EPOCH, seq), entry(seq, f"u{seq}", words=WHOLE)) for seq in (9, 4)]
    snapshot = snapshot_json(AR, Cursor(EPOCH, 9), written)
    shown = orjson.loads(snapshot)
    assert list(shown) == ["type", "feed", "cursor", "epoch", "seq", "title", "language", "dir", "updates"]
    assert [shown[name] for name in list(shown)[:-1]] == [
        *("snapshot", "ar", "epoch001.9", "epoch001", 9, "العربية", "ar", "rtl"),
    ]
    assert b",".join(written) in snapshot
    assert orjson.loads(snapshot_json(EN, Cursor(EPOCH, 0), []))["updates"] == []


@pytest.mark.parametrize("reason", GapReason)
def test_a_gap_says_why_and_has_no_cursor(reason: GapReason) -> None:
    assert orjson.loads(gap_json("en", reason)) == {"type": "gap", "feed": "en", "reason": reason.value}


@pytest.mark.parametrize("state", LiveState)
def test_a_status_says_the_state_the_heads_and_the_time(state: LiveState) -> None:
    shown = orjson.loads(status_json(state, {"en": "epoch001.7", "ar": "epoch002.1"}, NOW_MS))
    assert list(shown) == ["type", "state", "heads", "at"]
    assert shown["state"] == state.value
    assert shown["heads"] == {"en": "epoch001.7", "ar": "epoch002.1"}
    assert shown["at"].endswith("Z")


def test_the_reasons_and_states_are_the_protocols() -> None:
    assert {reason.value for reason in GapReason} == {"unknown", "epoch", "trimmed", "loss"}
    assert {state.value for state in LiveState} == {"live", "degraded", "draining"}


def test_a_page_says_where_the_next_one_begins() -> None:
    written = [entry_json("en", Cursor(EPOCH, seq), entry(seq, f"u{seq}")) for seq in (1, 2)]
    shown = orjson.loads(page_json("en", written, cursor=Cursor(EPOCH, 2), more=True))
    assert (shown["feed"], shown["cursor"], shown["more"], len(shown["entries"])) == ("en", "epoch001.2", True, 2)
    assert orjson.loads(page_json("en", [], cursor=Cursor(EPOCH, 2), more=False))["entries"] == []
