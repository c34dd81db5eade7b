from dataclasses import replace
from typing import Final

from tests.unit.newsroom.doubles import NOW_MS, MemoryFeeds, Standing
from ticker.model import Cursor, EntryKind, Epoch, Slug, UpdateId
from ticker.store.surfaces import Shown, SurfaceReport
from ticker.surfaces.live import LiveReceipts
from ticker.surfaces.overview import overview, without_times
from ticker.surfaces.receipts import FeedReceipts

EN: Final = Slug("en")
EPOCH: Final = Epoch("epoch001")
WORDS: Final = {"level": "urgent", "headline": "Rana: It is out.", "language": "en", "dir": "ltr"}
REPORT: Final = SurfaceReport(
    name="studio-1",
    kind="lower-third",
    cursor=Cursor(EPOCH, 7),
    shown=(Shown(UpdateId("a"), 2), Shown(UpdateId("gone"), 1)),
    state="live",
    delay_s=0,
    at_ms=NOW_MS - 1_000,
    since_ms=NOW_MS - 2_000,
)


class FixedReceipts(LiveReceipts):
    """The reports of one feed whose log ends at 9."""

    def __init__(self, *reports: SurfaceReport) -> None:
        self._of_feed = FeedReceipts(silent_after_ms=10_000)
        for report in reports:
            self._of_feed.hear(report)

    def receipts(self, feed: Slug) -> FeedReceipts:
        return self._of_feed

    def head(self, feed: Slug) -> Cursor | None:
        return Cursor(EPOCH, 9)


def feeds(*, version: int = 2, kind: EntryKind = EntryKind.UPDATE) -> MemoryFeeds:
    return MemoryFeeds(updates={(EN, UpdateId("a")): Standing(version, kind, WORDS, "k1")})


def test_a_surface_is_shown_with_how_far_it_is_behind_and_its_words() -> None:
    seen = overview(EN, feeds(), FixedReceipts(REPORT))
    assert (seen["feed"], seen["head"], seen["receipts"]) == ("en", "epoch001.9", [])
    (surface,) = seen["surfaces"]
    assert (surface["name"], surface["cursor"], surface["behind"]) == ("studio-1", "epoch001.7", 2)
    assert surface["silent"] is False
    assert surface["shown"] == [{"id": "a", "version": 2, **WORDS}, {"id": "gone", "version": 1}]


def test_words_that_no_longer_stand_are_not_shown() -> None:
    for other in (feeds(version=3), feeds(kind=EntryKind.HOLD)):
        assert overview(EN, other, FixedReceipts(REPORT))["surfaces"][0]["shown"][0] == {"id": "a", "version": 2}


def test_how_far_a_surface_of_another_epoch_is_behind_is_unknown() -> None:
    for cursor in (None, Cursor(Epoch("epoch002"), 1)):
        assert overview(EN, feeds(), FixedReceipts(replace(REPORT, cursor=cursor)))["surfaces"][0]["behind"] is None


def test_only_what_is_more_than_a_later_time_is_a_change() -> None:
    first, later = (FixedReceipts(replace(REPORT, at_ms=NOW_MS - ago_ms)) for ago_ms in (900, 100))
    assert overview(EN, feeds(), first) != overview(EN, feeds(), later)
    assert without_times(overview(EN, feeds(), first)) == without_times(overview(EN, feeds(), later))
    other = FixedReceipts(replace(REPORT, state="held"))
    assert without_times(overview(EN, feeds(), first)) != without_times(overview(EN, feeds(), other))
