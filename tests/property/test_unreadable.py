"""Whatever bytes stand in Redis, reading them ends nobody: each decoder gives a value, or its one documented error."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import EN, EPOCH, NOW_MS, words
from ticker.fanout.tail import Tail
from ticker.model import TIME_MAX_MS, Entry, EntryKind, Pubstatus
from ticker.store.codec import LiveEntry, NewEpoch, Probe, decode_live, decode_reading
from ticker.store.entry_fields import read_entry
from ticker.store.feeds import decode_feed
from ticker.store.keys import decode_key
from ticker.store.surfaces import decode_report
from ticker.store.unreadable import Unreadable, UnreadableRecords, What
from ticker.wire.json_objects import GapReason

WHOLE: dict[str, str] = {
    "type": "update", "prev": "", "id": "a", "version": "1", "order": "1", "first": str(NOW_MS), "at": str(NOW_MS),
    "expires": str(NOW_MS + 1), "words": orjson.dumps(words("It is out")).decode(),
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
SENT = st.binary(max_size=60) | JSON.map(lambda said: orjson.dumps(said, default=str) if _fits(said) else b"{")
BROKEN = st.sampled_from(
    ["", "x", "-1", "1.5", "9" * 15, "9" * 16, "1" * 5_000, "null", "[]", "{}", '{"statement":1}', "١"]
)


def _fits(said: Any) -> bool:
    try:
        orjson.dumps(said)
    except TypeError:  # a number of more than 64 bits, half of a pair
        return False
    return True


def loaded(*entries: Entry) -> Tail:
    tail = Tail(EN)
    last, seq = (entries[-1].version_id, entries[-1].seq) if entries else ("", 0)
    tail.restart(EPOCH, entries, seq=seq, last=last, trimmed=0, reason=GapReason.EPOCH)
    tail.snapshot(0)
    return tail


def mutated(whole: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """Break some fields of an entry, or leave them out."""
    changed = st.dictionaries(st.sampled_from(sorted(whole)), BROKEN | st.text(max_size=9) | st.none(), max_size=4)
    return changed.map(lambda change: {name: value for name, value in (whole | change).items() if value is not None})


@given(mutated(WHOLE))
def test_no_field_of_an_entry_can_stop_a_reading_or_what_is_made_of_it(fields: dict[str, str]) -> None:
    read = read_entry(7, fields)
    if read.entry is not None:
        assert (read.entry.words is None) == (read.entry.pubstatus is not Pubstatus.USABLE)
        assert 0 <= read.entry.expires_ms <= TIME_MAX_MS
        loaded(read.entry)
    else:
        assert read.why


@given(st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=60)), max_size=6), st.binary(max_size=9))
def test_no_bytes_in_the_log_can_stop_a_reading(pairs: list[tuple[bytes, bytes]], last: bytes) -> None:
    fields = [part for pair in pairs for part in pair]
    answer = [EPOCH.encode(), b"7", last, b"0", b"1", 1, [[b"5-0", fields], [b"7-3", fields[:3]]], last, 0]
    reading = decode_reading(answer, limit=10, feed="en")
    assert (reading.read_to, reading.complete, reading.entries) == (7, True, ())
    assert len(reading.unreadable) == 2


@given(SENT)
def test_nothing_that_is_published_can_stop_a_listener(payload: bytes) -> None:
    assert isinstance(decode_live(payload), LiveEntry | NewEpoch | Probe | Unreadable)


@given(mutated(WHOLE | {"epoch": EPOCH, "seq": "7", "trimmed": "0"}))
def test_a_broken_entry_that_is_published_is_not_believed_and_the_log_is_read(fields: dict[str, str]) -> None:
    heard = decode_live(orjson.dumps(fields))
    if isinstance(heard, LiveEntry):
        assert heard.entry.version > 0
        loaded(heard.entry)


@pytest.mark.parametrize("decode", [decode_key, decode_report, lambda sent: decode_feed("en", sent)])
@given(sent=SENT)
def test_a_key_a_report_or_a_feed_that_is_none_is_a_value_error(decode: Any, sent: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(sent)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"version": "1"}, EntryKind.UPDATE),
        ({"version": "3"}, EntryKind.REFILE),
        ({"version": "1", "words": ""}, EntryKind.HOLD),
        ({"version": "2", "pubstatus": "withheld"}, EntryKind.HOLD),
        ({"version": "2", "pubstatus": "usable"}, EntryKind.REFILE),
    ],
)
def test_an_entry_of_an_unknown_kind_is_served_as_what_it_does_to_its_update(
    said: dict[str, str], kind: EntryKind
) -> None:
    read = read_entry(7, WHOLE | {"type": "recall"} | said)
    assert read.entry is not None
    assert (read.entry.kind, read.what, read.entry.words is None) == (kind, What.KIND, kind is EntryKind.HOLD)
    assert isinstance(
        decode_live(orjson.dumps(WHOLE | {"type": "recall", "epoch": EPOCH, "seq": "7", "trimmed": "0"} | said)),
        LiveEntry,
    )


@pytest.mark.parametrize("broken", [{"words": ""}, {"words": "{"}, {"version": "x"}, {"at": "-1"}, {"first": "9" * 15}])
def test_a_broken_entry_takes_its_update_off_with_a_version_above_what_stood(broken: dict[str, str]) -> None:
    whole, read = read_entry(1, WHOLE), read_entry(2, WHOLE | {"type": "refile", "version": "2"} | broken)
    assert whole.why is None
    assert whole.entry is not None
    assert read.entry is not None
    assert (read.entry.kind, bool(read.why), read.what) == (EntryKind.HOLD, True, What.ENTRY)
    standing = loaded(whole.entry, read.entry).standing(whole.entry.id)
    assert standing is not None
    assert orjson.loads(standing.encoded.json)["version"] == 2


def test_a_broken_kill_is_still_a_kill() -> None:
    read = read_entry(2, {**WHOLE, "type": "kill", "version": "2", "at": "x"})
    assert read.entry is not None
    assert (read.entry.kind, bool(read.why)) == (EntryKind.KILL, True)


def test_two_updates_at_one_place_do_not_stop_a_snapshot() -> None:
    entries = [read_entry(seq, WHOLE | {"id": id, "order": "1"}).entry for seq, id in ((1, "a"), (2, "b"))]
    tail = loaded(*(entry for entry in entries if entry is not None))
    assert [row["id"] for row in orjson.loads(tail.snapshot(0).json)["updates"]] == ["b"]
    for seq, id in ((3, "a"), (4, "b")):
        held = read_entry(seq, WHOLE | {"id": id, "order": "1", "type": "hold", "version": "2", "words": ""}).entry
        assert held is not None
        tail.apply(held, trimmed=0)
        assert orjson.loads(tail.snapshot(0).json)["updates"] == [] or id == "a"


def test_a_record_is_told_of_once_and_counted_once(caplog: pytest.LogCaptureFixture) -> None:
    records = UnreadableRecords()
    for place in ("one", "one", "other"):
        records.note(Unreadable(What.KEY, place, "no key"))
    assert (records.counts[What.KEY], len(caplog.records)) == (2, 2)
