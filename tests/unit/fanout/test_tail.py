"""The tail's edges by examples; tests/property/test_tail.py has the rest."""

from dataclasses import replace

import pytest

from tests.examples import DAY_MS, EN, EPOCH, NOW_MS, entry, words
from tests.wires import jsons
from ticker.fanout.tail import CATCH_UP_ENTRIES, Tail
from ticker.model import Cursor, Entry, EntryKind, UpdateId
from ticker.wire.encodings import ENCODINGS, SSE, WEBSOCKET
from ticker.wire.json_objects import GapReason

WIDE = replace(EN, history=1_000, snapshot=30)


def loaded(*entries: Entry, seq: int | None = None, trimmed: int = 0) -> Tail:
    tail = Tail(WIDE)
    top = seq if seq is not None else entries[-1].seq if entries else 0
    last = entries[-1].version_id if entries else ""
    tail.restart(EPOCH, entries, seq=top, last=last, trimmed=trimmed, reason=GapReason.EPOCH)
    return tail


def updates(number: int, *, length: int = 10) -> list[Entry]:
    return [entry(seq, f"u{seq}", words=words("x" * length)) for seq in range(1, number + 1)]


def test_a_tail_is_loaded_once_it_has_been_told_its_log_also_an_empty_one() -> None:
    tail = Tail(EN)
    assert (tail.is_loaded, len(tail)) == (False, 0)
    tail = loaded()
    assert (tail.is_loaded, len(tail)) == (True, 0)
    assert tail.resume(Cursor(EPOCH, 0)) == tail.head
    assert next(jsons(tail.snapshot(NOW_MS).frame))["updates"] == []


def test_a_reader_at_the_head_of_before_a_restart_is_below_the_floor_and_hears_why() -> None:
    tail = loaded(*updates(3))
    heads = []
    for reason in (GapReason.EPOCH, GapReason.LOSS):
        heads.append(tail.head)
        tail.restart(EPOCH, [], seq=3, last="", trimmed=3, reason=reason)
        assert all(head < tail.floor <= tail.head for head in heads)
        assert tail.gap_reason(heads[-1]) is reason


def test_a_reader_that_missed_what_was_trimmed_since_hears_that() -> None:
    tail = loaded(*updates(3))
    had_none, had_one = tail.floor, tail.floor + 1
    tail.apply(entry(4, "u4"), trimmed=1)
    assert had_none < tail.floor <= had_one
    assert tail.gap_reason(had_none) is GapReason.TRIMMED


def test_a_write_has_at_most_so_many_entries() -> None:
    tail = loaded(*updates(CATCH_UP_ENTRIES * 2 + 3))
    lengths, index = [], tail.floor
    while index != tail.head:
        chunk = tail.catch_up(index, SSE)
        lengths.append(len(chunk.ends))
        index = chunk.ends[-1][1]
    assert lengths == [CATCH_UP_ENTRIES, CATCH_UP_ENTRIES, 3]


def test_a_write_ends_with_the_entry_that_makes_it_large() -> None:
    tail = loaded(*updates(20, length=10_000))
    chunk = tail.catch_up(tail.floor, WEBSOCKET)
    assert 65_536 < len(chunk.data) < 65_536 + 2 * 10_500
    assert chunk.ends[-1] == (len(chunk.data), tail.floor + len(chunk.ends))


def test_a_reader_behind_a_head_that_has_left_the_log_is_at_the_head_with_the_last_that_stands() -> None:
    tail = loaded(*updates(3), seq=9)
    assert tail.catch_up(tail.floor, SSE).ends[-1][1] == tail.head
    tail.trim(3)
    assert len(tail) == 0
    tail = loaded(*updates(2))
    behind = tail.head
    tail.extend([entry(3, "u3")], seq=3, last="u3@1", trimmed=0)
    tail._drop(tail.head)
    chunk = tail.catch_up(behind, SSE)
    assert (chunk.data, chunk.ends) == (b"", ((0, tail.head),))


def test_pieces_are_built_once_for_all_readers_at_a_place_and_few_are_kept() -> None:
    tail = loaded(*updates(200))
    assert tail.catch_up(tail.head - 1, SSE) is tail.catch_up(tail.head - 1, SSE)
    assert tail.catch_up(tail.head - 1, SSE) != tail.catch_up(tail.head - 1, WEBSOCKET)
    for index in range(tail.floor, tail.head):
        tail.catch_up(index, SSE)
        assert len(tail._catch_ups) <= 64


def test_a_snapshot_is_built_once_until_one_of_its_updates_expires() -> None:
    tail = loaded(entry(1, "a", expires_ms=NOW_MS + 5), entry(2, "b", expires_ms=NOW_MS + 9), entry(3, "c"))
    first = tail.snapshot(NOW_MS)
    assert tail.snapshot(NOW_MS + 4) is first
    ids = {
        at: [update["id"] for update in next(jsons(tail.snapshot(at).frame))["updates"]]
        for at in range(NOW_MS, NOW_MS + 12)
    }
    assert [len(ids[NOW_MS + ms]) for ms in (0, 4, 5, 8, 9, 11)] == [3, 3, 2, 2, 1, 1]
    assert ids[NOW_MS + 9] == ["c"]
    assert tail.snapshot(NOW_MS + DAY_MS) is not first


def test_an_older_update_takes_the_place_of_one_that_expired() -> None:
    tail = Tail(replace(EN, snapshot=1))
    entries = [entry(1, "a"), entry(2, "b", expires_ms=NOW_MS + 5)]
    tail.restart(EPOCH, entries, seq=2, last="b@1", trimmed=0, reason=GapReason.EPOCH)
    assert [next(jsons(tail.snapshot(at).frame))["updates"][0]["id"] for at in (NOW_MS, NOW_MS + 5)] == ["b", "a"]


def test_changed_settings_show_in_the_next_snapshot() -> None:
    tail = loaded(*updates(3))
    assert next(jsons(tail.snapshot(NOW_MS).block))["title"] == "English"
    tail.replace_settings(replace(WIDE, title="News", snapshot=2))
    snapshot = next(jsons(tail.snapshot(NOW_MS).block))
    assert (snapshot["title"], len(snapshot["updates"])) == ("News", 2)


@pytest.mark.parametrize("kind", [EntryKind.HOLD, EntryKind.KILL])
def test_replaced_bytes_are_gone_with_the_act(kind: EntryKind) -> None:
    tail = loaded(entry(1, "a", words=words("thirty are dead")), entry(2, "b"))
    before = tail.floor
    for encoding in ENCODINGS:
        assert b"thirty" in tail.catch_up(before, encoding).data
    assert b"thirty" in tail.snapshot(NOW_MS).json
    tail.apply(entry(3, "a", kind=kind, version=2, order=1, prev="b@1"), trimmed=0)
    for encoding in ENCODINGS:
        assert b"thirty" not in tail.catch_up(before, encoding).data
    assert b"thirty" not in tail.snapshot(NOW_MS).json
    held = tail.standing(UpdateId("a"))
    assert held is not None
    assert b"thirty" not in held.encoded.json


def test_the_mark_of_a_place_is_known_while_its_entry_stands() -> None:
    tail = loaded(*updates(3), seq=5)
    assert [tail.version_id_at(seq) for seq in range(7)] == [None, "u1@1", "u2@1", "u3@1", None, "u3@1", None]


def test_indexes_are_never_used_again() -> None:
    tail = loaded(*updates(3))
    seen = {index for index, _ in tail.after(0, limit=9)}
    tail.restart(EPOCH, updates(3), seq=3, last="u3@1", trimmed=0, reason=GapReason.LOSS)
    assert not seen & {index for index, _ in tail.after(0, limit=9)}
    assert [tail.cursor_at(held) for _, held in tail.after(0, limit=2)] == [Cursor(EPOCH, 1), Cursor(EPOCH, 2)]
