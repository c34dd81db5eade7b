"""What a terminal shows of one feed, line by line."""

from typing import Any

from ticker.cli.strip import KEPT, Strip

NOW = "2026-11-23T10:00:00.000Z"
LATER = "2026-11-24T10:00:00.000Z"


def update(id: str, *, version: int = 1, order: int = 1, kind: str = "update", **more: Any) -> dict[str, Any]:
    usable = kind not in ("hold", "kill")
    words = {"level": "urgent", "headline": f"Desk: {id} v{version}", "expires": LATER} if usable else {}
    state = {"hold": "withheld", "kill": "canceled"}.get(kind, "usable")
    return {
        "type": kind, "feed": "en", "cursor": f"aaaaaaaa.{order}", "order": order, "id": id, "version": version,
        "pubstatus": state, "version_created": "2026-11-23T09:30:00.000Z", **words, **more,
    }  # fmt: skip


def snapshot(*updates: dict[str, Any]) -> dict[str, Any]:
    return {"type": "snapshot", "feed": "en", "updates": list(updates)}


def test_a_snapshot_is_shown_oldest_first_and_no_more_than_wanted() -> None:
    lines = Strip("en").take_snapshot(snapshot(*(update(f"u{n}", order=n) for n in (9, 8, 7))), now=NOW, newest=2)
    assert [line.id for line in lines] == ["u8", "u9"]


def test_a_short_snapshot_is_shown_whole() -> None:
    updates = [update(f"u{n}", order=n) for n in range(8, 0, -1)]
    assert len(Strip("en").take_snapshot(snapshot(*updates), now=NOW, newest=10)) == 8
    assert Strip("en").take_snapshot(snapshot(*updates), now=NOW, newest=0) == []


def test_a_version_is_shown_once() -> None:
    strip = Strip("en")
    assert strip.take_entry(update("a"))
    assert strip.take_entry(update("a")) is None
    assert strip.take_entry(update("a", version=2, kind="refile"))
    assert strip.take_entry(update("a")) is None


def test_a_correction_says_what_was_wrong() -> None:
    line = Strip("en").take_entry(update("a", version=2, kind="correction", note="It is\x1b four."))
    assert line
    assert (line.kind, line.note) == ("correction", "It is four.")


def test_what_replaces_a_killed_line_says_so() -> None:
    line = Strip("en").take_entry(update("b", replaces="a"))
    assert line
    assert line.is_substitute


def test_a_kill_names_the_line_and_never_its_words() -> None:
    strip = Strip("en")
    strip.take_entry(update("a", headline="Desk: libel", level="alert"))
    line = strip.take_entry(update("a", version=2, kind="kill"))
    assert line
    assert line.of
    assert (line.kind, line.of.level, line.of.at, line.of.id) == ("kill", "alert", "2026-11-23T09:30:00.000Z", "a")
    assert "libel" not in repr(line)


def test_a_kill_after_a_hold_names_the_line_that_had_the_words() -> None:
    strip = Strip("en")
    strip.take_entry(update("a", version_created="2026-11-23T09:00:00.000Z"))
    strip.take_entry(update("a", version=2, kind="hold", version_created="2026-11-23T09:10:00.000Z"))
    line = strip.take_entry(update("a", version=3, kind="kill"))
    assert line
    assert line.of
    assert line.of.at == "2026-11-23T09:00:00.000Z"


def test_a_kill_of_what_was_never_shown_has_its_id() -> None:
    line = Strip("en").take_entry(update("a", version=2, kind="kill"))
    assert line
    assert (line.id, line.of) == ("a", None)


def test_after_a_gap_only_what_is_new_is_shown() -> None:
    strip = Strip("en")
    strip.take_snapshot(snapshot(update("b", order=2), update("a")), now=NOW)
    lines = strip.take_snapshot(snapshot(update("c", order=3), update("b", order=2, version=2), update("a")), now=NOW)
    assert [(line.id, line.kind) for line in lines] == [("b", "update"), ("c", "update")]


def test_what_a_later_snapshot_lacks_no_longer_stands() -> None:
    strip = Strip("en")
    strip.take_snapshot(snapshot(update("c", order=3), update("b", order=2), update("a")), now=NOW)
    lines = strip.take_snapshot(snapshot(update("c", order=3), update("a")), now=NOW)
    assert [(line.id, line.kind) for line in lines] == [("b", "gone")]
    assert strip.take_snapshot(snapshot(update("c", order=3), update("a")), now=NOW) == []


def test_what_is_older_than_a_snapshot_reaches_is_not_called_gone() -> None:
    strip = Strip("en")
    strip.take_entry(update("a", order=1))
    assert [line.id for line in strip.take_snapshot(snapshot(update("c", order=3)), now=NOW)] == ["c"]


def test_what_expired_is_not_called_gone() -> None:
    strip = Strip("en")
    strip.take_snapshot(snapshot(update("a", expires=NOW)), now=NOW)
    assert strip.take_snapshot(snapshot(), now=LATER) == []


def test_an_empty_snapshot_takes_everything_back() -> None:
    strip = Strip("en")
    strip.take_snapshot(snapshot(update("b", order=2), update("a")), now=NOW)
    assert {line.id for line in strip.take_snapshot(snapshot(), now=NOW)} == {"a", "b"}


def test_a_held_line_is_not_called_gone_as_well() -> None:
    strip = Strip("en")
    strip.take_entry(update("a"))
    strip.take_entry(update("a", version=2, kind="hold"))
    assert strip.take_snapshot(snapshot(), now=NOW) == []
    released = strip.take_entry(update("a", version=3, kind="release"))
    assert released
    assert released.kind == "release"


def test_memory_is_bounded() -> None:
    strip = Strip("en")
    for n in range(KEPT + 10):
        strip.take_entry(update(f"u{n}", order=n))
    assert len(strip._shown) == KEPT
