"""The values that everything is said with."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import AR, EN, EPOCH, entry
from ticker.errors import InvalidCursor
from ticker.model import SLUG, UPDATE_ID, Cursor, EntryKind, Epoch, Key, Level, Pubstatus, Role, language_dir, rfc3339

epochs = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=8).map(Epoch)
cursors = st.builds(Cursor, epochs, st.integers(0, 10**15 - 1))


@given(cursors)
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor


@given(
    st.one_of(st.text(max_size=40), cursors.map(str).flatmap(lambda text: st.sampled_from([text + "\n", " " + text])))
)
def test_text_is_a_cursor_exactly_if_it_is_written_like_one(text: str) -> None:
    try:
        cursor = Cursor.parse(text)
    except InvalidCursor:
        return
    assert str(cursor) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "epoch001", "epoch001.", ".7", "epoch001.-1", "epoch001.07", "epoch001.1e3", "epoch001.٣"),
        *("EPOCH001.7", "epoch01.7", "epoch0001.7", "epoch001.7\n", "epoch001.7 ", "epoch001.1000000000000000"),
    ],
)
def test_what_is_no_cursor_is_refused_and_named(text: str) -> None:
    with pytest.raises(InvalidCursor) as refusal:
        Cursor.parse(text)
    assert str(refusal.value) == text


def test_a_refusal_quotes_little_of_a_long_text() -> None:
    with pytest.raises(InvalidCursor) as refusal:
        Cursor.parse("x" * 5_000)
    assert len(str(refusal.value)) == 80


def test_cursors_of_an_epoch_are_ordered_by_place() -> None:
    assert Cursor(EPOCH, 9) < Cursor(EPOCH, 10)


@pytest.mark.parametrize(
    ("slug", "is_slug"),
    [
        *(("en", True), ("en-sport", True), ("0", True), ("a" * 63, True), ("a-", True)),
        *(("", False), ("-a", False), ("En", False), ("a_b", False), ("a" * 64, False), ("en\n", False), ("é", False)),
    ],
)
def test_slugs(slug: str, is_slug: bool) -> None:  # noqa: FBT001 - a table's value
    assert (SLUG.match(slug) is not None) == is_slug


def test_ids_are_of_letters_that_need_no_quoting() -> None:
    assert UPDATE_ID.match("01J-_z")
    for text in ("", "a/b", "a b", "a" * 65, "a\n", "é"):
        assert not UPDATE_ID.match(text)


def test_levels_have_iptcs_urgencies() -> None:
    assert {level.value: level.urgency for level in Level} == {"flash": 1, "alert": 2, "urgent": 3, "routine": 5}


def test_a_hold_withholds_a_kill_cancels_and_all_else_is_usable() -> None:
    odd = {EntryKind.HOLD: Pubstatus.WITHHELD, EntryKind.KILL: Pubstatus.CANCELED}
    assert {kind: kind.pubstatus for kind in EntryKind} == dict.fromkeys(EntryKind, Pubstatus.USABLE) | odd


def test_an_entry_has_its_kinds_pubstatus_and_is_named_by_id_and_version() -> None:
    killed = entry(3, "a", kind=EntryKind.KILL, version=2)
    assert (killed.pubstatus, killed.mark) == (Pubstatus.CANCELED, "a@2")


@pytest.mark.parametrize(
    ("language", "dir"),
    [
        *(
            ("en", "ltr"),
            ("ar", "rtl"),
            ("AR", "rtl"),
            ("ar-EG", "rtl"),
            ("he", "rtl"),
            ("fa-IR", "rtl"),
            ("ur", "rtl"),
        ),
        *(("es", "ltr"), ("ku", "ltr"), ("ku-Arab", "rtl"), ("ha-arab", "rtl"), ("arn", "ltr"), ("", "ltr")),
    ],
)
def test_the_direction_of_a_language(language: str, dir: str) -> None:
    assert language_dir(language) == dir


def test_a_feed_is_written_in_its_languages_direction() -> None:
    assert (EN.dir, AR.dir) == ("ltr", "rtl")


@given(st.integers(0, 4_000_000_000_000))
def test_times_are_rfc_3339_to_the_millisecond(at_ms: int) -> None:
    text = rfc3339(at_ms)
    assert text[-1] == "Z"
    assert len(text) == len("2026-01-02T03:04:05.678Z")
    assert datetime.fromisoformat(text) == datetime.fromtimestamp(at_ms // 1000, UTC).replace(
        microsecond=at_ms % 1000 * 1000
    )


@pytest.mark.parametrize(
    ("role", "feeds", "covers"),
    [
        (Role.EDITOR, ("*",), {"en", "ar"}),
        (Role.EDITOR, ("ar",), {"ar"}),
        (Role.CORRESPONDENT, (), set()),
        (Role.SURFACE, ("en", "ar"), {"en", "ar"}),
        (Role.ADMIN, (), {"en", "ar"}),
    ],
)
def test_a_key_covers_its_feeds_and_an_admins_all(role: Role, feeds: tuple[str, ...], covers: set[str]) -> None:
    key = Key("id", "name", role, feeds, 0)
    assert {feed for feed in ("en", "ar") if key.covers(feed)} == covers
