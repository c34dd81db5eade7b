from typing import Any, Final

import pytest

from tests.examples import DAY_MS, EPOCH, NOW_MS, entry
from ticker.model import Cursor, EntryKind, Epoch, UpdateId
from ticker.store.surfaces import REMOVED, Shown, SurfaceReport, decode_report, encode_report
from ticker.surfaces.receipts import KILLS_KEPT, REMOVAL_KEPT_MS, SETTLED_MS, SURFACES_MAX, FeedReceipts, Receipt

SILENT_MS: Final = 15_000
KILL_MS: Final = NOW_MS + 9_000
"""When the entry at place 9 was made, by the examples' clock."""


def report(name: str, seq: int, *shown: str, at_ms: int, since_ms: int = NOW_MS, epoch: Epoch = EPOCH) -> SurfaceReport:
    on_air = tuple(Shown(UpdateId(id), 1) for id in shown)
    return SurfaceReport(name, "lower-third", Cursor(epoch, seq), on_air, "live", 0, at_ms, since_ms)


def removal(name: str, *, at_ms: int) -> SurfaceReport:
    return SurfaceReport(name, "lower-third", None, (), REMOVED, 0, at_ms, at_ms)


def receipts(*reports: SurfaceReport) -> FeedReceipts:
    made = FeedReceipts(silent_after_ms=SILENT_MS)
    made.load([], as_of_ms=NOW_MS)
    for one in reports:
        assert made.hear(one)
    return made


def kill(on: FeedReceipts, seq: int = 9, id: str = "a", **members: Any) -> bool:
    is_history = members.pop("is_history", False)
    killed = entry(seq, id, kind=EntryKind.KILL, version=2, order=1, **members)
    return on.note(killed, Cursor(EPOCH, seq), is_history=is_history)


def receipt(of: FeedReceipts, *, after_ms: int = 0) -> Receipt:
    (found,) = of.receipts(KILL_MS + after_ms)
    return found


def test_a_surface_is_clear_when_it_has_read_the_kill_and_shows_the_update_no_more() -> None:
    surfaces = receipts(report("one", 8, "a", at_ms=KILL_MS - 1_000), report("two", 8, at_ms=KILL_MS - 1_000))
    assert kill(surfaces)
    given = receipt(surfaces)
    assert (given.clear, given.of, given.waiting, given.silent, given.after_ms) == (0, 2, ("one", "two"), (), None)
    surfaces.hear(report("two", 9, at_ms=KILL_MS + 100))
    surfaces.hear(report("one", 9, "a", at_ms=KILL_MS + 200))
    given = receipt(surfaces)
    assert (given.clear, given.of, given.waiting, given.after_ms) == (1, 2, ("one",), 100)
    surfaces.hear(report("one", 9, "b", at_ms=KILL_MS + 400))
    given = receipt(surfaces)
    assert (given.clear, given.of, given.waiting, given.silent, given.after_ms) == (2, 2, (), (), 400)


def test_a_surface_that_shows_nothing_is_not_clear_before_it_has_read_the_kill() -> None:
    surfaces = receipts(report("one", 8, at_ms=KILL_MS - 1_000))
    kill(surfaces)
    surfaces.hear(report("one", 8, at_ms=KILL_MS + 300))
    assert receipt(surfaces).waiting == ("one",)


def test_a_surface_without_a_cursor_is_not_clear() -> None:
    unread = SurfaceReport("one", "lower-third", None, (), "connecting", 0, KILL_MS - 10, NOW_MS)
    surfaces = receipts(unread)
    kill(surfaces)
    assert receipt(surfaces).waiting == ("one",)


def test_a_surface_that_fell_silent_before_it_was_clear_is_silent_and_not_counted() -> None:
    surfaces = receipts(report("one", 8, "a", at_ms=KILL_MS - 1_000), report("two", 9, at_ms=KILL_MS + 400))
    kill(surfaces)
    assert receipt(surfaces, after_ms=SILENT_MS - 1_000).waiting == ("one",)
    given = receipt(surfaces, after_ms=SILENT_MS)
    assert (given.clear, given.of, given.waiting, given.silent, given.after_ms) == (1, 1, (), ("one",), 400)
    surfaces.hear(report("one", 9, at_ms=KILL_MS + 60_000))
    given = receipt(surfaces, after_ms=60_000)
    assert (given.clear, given.of, given.silent, given.after_ms) == (2, 2, (), 60_000)


def test_a_surface_that_is_switched_off_stays_clear_of_what_it_was_clear_of() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 400))
    kill(surfaces)
    given = receipt(surfaces, after_ms=DAY_MS // 2)
    assert (given.clear, given.of, given.silent, given.after_ms) == (1, 1, (), 400)


def test_a_surface_that_came_after_the_kill_is_not_counted() -> None:
    surfaces = receipts()
    kill(surfaces)
    surfaces.hear(report("new", 9, at_ms=KILL_MS + 5_000, since_ms=KILL_MS + 5_000))
    given = receipt(surfaces, after_ms=5_000)
    assert (given.clear, given.of, given.after_ms) == (0, 0, None)


def test_a_surface_that_shows_killed_words_is_counted_whenever_it_came() -> None:
    surfaces = receipts()
    kill(surfaces)
    surfaces.hear(report("new", 8, "a", at_ms=KILL_MS + 5_000, since_ms=KILL_MS + 5_000))
    assert receipt(surfaces, after_ms=5_000).waiting == ("new",)


def test_two_screens_of_one_name_are_not_clear_while_one_of_them_is_not() -> None:
    surfaces = receipts(report("one", 8, "a", at_ms=KILL_MS - 1_000))
    kill(surfaces)
    surfaces.hear(report("one", 9, at_ms=KILL_MS + 100))
    surfaces.hear(report("one", 8, "a", at_ms=KILL_MS + 200))
    assert receipt(surfaces).waiting == ("one",)


def test_an_older_report_that_comes_late_changes_nothing() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 100))
    assert not surfaces.hear(report("one", 8, "a", at_ms=KILL_MS))
    assert surfaces.reports["one"].shown == ()


def test_the_report_may_come_before_the_kill_that_it_has_read() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 50))
    kill(surfaces)
    assert receipt(surfaces).after_ms == 50


def test_a_report_that_overtook_the_clock_was_not_before_the_kill() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS - 3))
    kill(surfaces)
    assert receipt(surfaces).after_ms == 0


def test_of_what_was_clear_before_anybody_looked_no_time_is_made_up() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 3_000), report("two", 8, "a", at_ms=KILL_MS + 3_000))
    kill(surfaces, is_history=True)
    surfaces.hear(report("two", 9, at_ms=KILL_MS + 4_000))
    given = receipt(surfaces, after_ms=4_000)
    assert (given.clear, given.of, given.after_ms) == (2, 2, None)


def test_reports_that_are_loaded_after_the_log_tell_no_time_either() -> None:
    surfaces = FeedReceipts(silent_after_ms=SILENT_MS)
    kill(surfaces, is_history=True)
    assert surfaces.load([report("one", 9, at_ms=KILL_MS + 3_000)], as_of_ms=KILL_MS)
    assert receipt(surfaces).after_ms is None
    assert receipt(surfaces).clear == 1


def test_of_a_kill_that_this_process_saw_the_time_is_known_however_the_report_came() -> None:
    surfaces = FeedReceipts(silent_after_ms=SILENT_MS)
    kill(surfaces)
    surfaces.load([report("one", 9, at_ms=KILL_MS + 300)], as_of_ms=KILL_MS)
    assert not surfaces.hear(report("one", 9, at_ms=KILL_MS + 300)), "its announcement came after the reading"
    assert receipt(surfaces).after_ms == 300


def test_a_surface_that_was_seen_not_to_be_clear_of_an_older_kill_has_a_time() -> None:
    surfaces = FeedReceipts(silent_after_ms=SILENT_MS)
    kill(surfaces, is_history=True)
    surfaces.load([report("one", 8, at_ms=KILL_MS + 3_000)], as_of_ms=KILL_MS)
    surfaces.hear(report("one", 9, at_ms=KILL_MS + 4_000))
    assert receipt(surfaces).after_ms == 4_000


def test_a_reading_brings_what_the_announcements_lost() -> None:
    surfaces = receipts(report("one", 8, "a", at_ms=KILL_MS - 1_000))
    kill(surfaces)
    assert surfaces.load([report("one", 9, at_ms=KILL_MS + 2_000)], as_of_ms=KILL_MS)
    assert not surfaces.load([report("one", 9, at_ms=KILL_MS + 2_000)], as_of_ms=KILL_MS)
    assert receipt(surfaces).after_ms == 2_000


def test_a_new_epoch_takes_no_receipt_back_and_gives_those_that_are_out_still() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 100), report("two", 8, "a", at_ms=KILL_MS + 100))
    kill(surfaces)
    other = Epoch("epoch002")
    surfaces.hear(report("one", 9, at_ms=KILL_MS + 5_000, epoch=other))
    surfaces.hear(report("two", 9, at_ms=KILL_MS + 5_000, epoch=other))
    assert receipt(surfaces).waiting == ("two",)
    again = entry(9, "a", kind=EntryKind.KILL, version=2, order=1)
    assert not surfaces.note(again, Cursor(other, 9))
    surfaces.hear(report("two", 9, at_ms=KILL_MS + 6_000, epoch=other))
    assert (receipt(surfaces).clear, receipt(surfaces).of) == (2, 2)


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind is not EntryKind.KILL])
def test_only_kills_have_receipts(kind: EntryKind) -> None:
    surfaces = receipts()
    assert not surfaces.note(entry(1, "a", kind=kind), Cursor(EPOCH, 1))
    assert surfaces.receipts(NOW_MS) == []


def test_receipts_come_newest_first_and_only_so_many_are_kept() -> None:
    surfaces = receipts()
    for seq in range(1, KILLS_KEPT + 3):
        assert kill(surfaces, seq, f"u{seq}")
    assert [one.id for one in surfaces.receipts(NOW_MS)] == [f"u{seq}" for seq in range(KILLS_KEPT + 2, 2, -1)]


def test_surfaces_and_kills_are_forgotten_after_a_day() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS))
    kill(surfaces)
    surfaces.forget(KILL_MS + DAY_MS - 1)
    assert receipt(surfaces).of == 1
    surfaces.forget(KILL_MS + DAY_MS)
    assert surfaces.reports == {}
    assert surfaces.receipts(KILL_MS) == []


def test_a_feed_has_room_for_so_many_surfaces_and_for_those_it_knows() -> None:
    surfaces = receipts(*(report(f"s{number}", 1, at_ms=NOW_MS) for number in range(SURFACES_MAX)))
    assert surfaces.has_room("s0")
    assert not surfaces.has_room("another")


@pytest.mark.parametrize("cursor", [None, Cursor(EPOCH, 4)])
def test_a_report_is_kept_as_it_was(cursor: Cursor | None) -> None:
    shown = (Shown(UpdateId("a"), 2), Shown(UpdateId("b"), 1))
    kept = SurfaceReport("studio-1", "lower-third", cursor, shown, "live", 2.5, NOW_MS, NOW_MS - 10)
    assert decode_report(encode_report(kept)) == kept


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"cursor":"x"}', b'{"cursor":null,"shown":[1]}'])
def test_what_is_no_report_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - orjson's own is one, too
        decode_report(text)


def test_a_screen_that_is_removed_in_order_is_in_no_list_and_no_receipt() -> None:
    surfaces = receipts(report("one", 8, "a", at_ms=KILL_MS - 1_000), report("two", 8, "a", at_ms=KILL_MS - 1_000))
    kill(surfaces)
    assert surfaces.hear(removal("one", at_ms=KILL_MS + 100))
    assert list(surfaces.reports) == ["two"]
    given = receipt(surfaces, after_ms=DAY_MS // 2)
    assert (given.clear, given.of, given.waiting, given.silent) == (0, 0, (), ("two",))


def test_a_screen_that_comes_back_counts_for_kills_from_then_on() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS + 100))
    kill(surfaces)
    surfaces.hear(removal("one", at_ms=KILL_MS + 200))
    assert surfaces.hear(report("one", 9, at_ms=KILL_MS + 300, since_ms=KILL_MS + 300))
    assert receipt(surfaces).of == 0
    kill(surfaces, 10, "b")
    assert surfaces.receipts(KILL_MS + 300)[0].waiting == ("one",)


def test_a_removal_is_not_undone_by_what_it_overtook_nor_undoes_what_came_after_it() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS))
    assert surfaces.hear(removal("one", at_ms=KILL_MS)), "in the same millisecond the last word counts"
    assert not surfaces.hear(removal("one", at_ms=KILL_MS))
    assert not surfaces.load([report("one", 9, at_ms=KILL_MS)], as_of_ms=KILL_MS), "read before it was removed"
    assert surfaces.hear(report("one", 9, at_ms=KILL_MS + 2))
    assert not surfaces.hear(removal("one", at_ms=KILL_MS + 1))
    assert list(surfaces.reports) == ["one"]


def test_a_removal_is_not_kept_in_mind_for_ever() -> None:
    surfaces = receipts()
    surfaces.hear(removal("one", at_ms=KILL_MS))
    surfaces.forget(KILL_MS + REMOVAL_KEPT_MS - 1)
    assert not surfaces.hear(report("one", 9, at_ms=KILL_MS))
    surfaces.forget(KILL_MS + REMOVAL_KEPT_MS)
    assert surfaces.hear(report("one", 9, at_ms=KILL_MS))


def test_a_removal_whose_announcement_was_lost_is_found_by_a_reading() -> None:
    surfaces = receipts(report("one", 9, at_ms=KILL_MS), report("two", 9, at_ms=KILL_MS + 1))
    assert surfaces.load([], as_of_ms=KILL_MS + SETTLED_MS + 1)
    assert list(surfaces.reports) == ["two"], "its report may be on its way into the store"
