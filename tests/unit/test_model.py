"""The values of the service: what is a cursor, a name, a direction, a time."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import AR, EN, EPOCH, entry
from ticker.errors import InvalidCursor
from ticker.model import EPOCH as AN_EPOCH
from ticker.model import (
    SLUG,
    UPDATE_ID,
    Cursor,
    EntryKind,
    Epoch,
    Key,
    Level,
    Pubstatus,
    Role,
    SourceKind,
    language_dir,
    rfc3339,
)


class TestCursor:
    @pytest.mark.parametrize("text", ["epoch001.0", "k3v9d2qa.41", "00000000.999999999999999"])
    def test_is_written_as_it_was_read(self, text: str) -> None:
        assert str(Cursor.parse(text)) == text

    def test_names_an_epoch_and_a_place(self) -> None:
        assert Cursor.parse("epoch001.41") == Cursor(EPOCH, 41)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                ".",
                "epoch001",
                "epoch001.",
                ".41",
                "41",
                "epoch001.x",
                "epoch001.-1",
                "epoch001.+1",
                "epoch001.1.1",
            ),
            *(
                "epoch001.01",
                "epoch001.00",
                "epoch001.1_0",
                "epoch001. 1",
                " epoch001.1",
                "epoch001.1\n",
                "\nepoch001.1",
            ),
            *("epoch0011.1", "epoch01.1", "Epoch001.1", "epoch-01.1", "époch001.1", "epoch001.\u0664\u0661"),
            "epoch001.1000000000000000",
        ],
    )
    def test_is_nothing_else(self, text: str) -> None:
        with pytest.raises(InvalidCursor):
            Cursor.parse(text)

    def test_that_is_none_is_not_repeated_at_length(self) -> None:
        with pytest.raises(InvalidCursor, match=r"\Ax{80}\Z"):
            Cursor.parse("x" * 10_000)

    @given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
    def test_of_one_epoch_are_in_the_order_of_their_places(self, one: int, other: int) -> None:
        assert (Cursor(EPOCH, one) < Cursor(EPOCH, other)) == (one < other)

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        with suppress(InvalidCursor):
            assert str(Cursor.parse(text)) == text


class TestEntry:
    @pytest.mark.parametrize(
        ("kind", "pubstatus"),
        [
            ("update", "usable"),
            ("correction", "usable"),
            ("refile", "usable"),
            ("release", "usable"),
            ("hold", "withheld"),
            ("kill", "canceled"),
        ],
    )
    def test_leaves_its_update_in_the_state_of_its_kind(self, kind: str, pubstatus: str) -> None:
        assert entry(1, "a", kind=EntryKind(kind)).pubstatus is Pubstatus(pubstatus)

    def test_is_named_by_the_next_one_by_id_and_version(self) -> None:
        assert entry(7, "a", version=3).version_id == "a@3"


class TestWordsOfTheContract:
    def test_levels_have_iptc_s_urgency(self) -> None:
        assert {level.value: level.urgency for level in Level} == {"flash": 1, "alert": 2, "urgent": 3, "routine": 5}

    def test_kinds_of_sources(self) -> None:
        assert {kind.value for kind in SourceKind} == {
            *("correspondent", "official", "spokesperson", "party", "agency", "document", "unnamed")
        }

    def test_kinds_of_entries(self) -> None:
        assert [kind.value for kind in EntryKind] == ["update", "correction", "refile", "hold", "release", "kill"]


class TestNames:
    @pytest.mark.parametrize("slug", ["e", "en", "en-us", "3", "a-", "x" * 63])
    def test_a_slug(self, slug: str) -> None:
        assert SLUG.match(slug)

    @pytest.mark.parametrize("text", ["", "-en", "En", "en_us", "en\n", "en us", "é", "en~ar", "x" * 64, "\u0661"])
    def test_no_slug(self, text: str) -> None:
        assert not SLUG.match(text)

    def test_an_epoch_is_eight_letters_and_digits(self) -> None:
        assert AN_EPOCH.match("k3v9d2qa")
        assert not any(
            AN_EPOCH.match(text) for text in ("", "k3v9d2q", "k3v9d2qaa", "K3V9D2QA", "k3v9d2q-", "k3v9d2qa\n")
        )

    def test_an_update_s_id_fits_into_a_path(self) -> None:
        assert UPDATE_ID.match("01JZ-x_y")
        assert not any(map(UPDATE_ID.match, ["", "a/b", "a.b", "a b", "é", "a\n", "x" * 65]))


class TestDirection:
    @pytest.mark.parametrize(
        "language",
        [
            *("ar", "AR", "ar-EG", "fa", "fa-AF", "he", "ur", "ug", "ckb", "dv", "yi", "ps", "sd", "ks"),
            *("ku-Arab", "ku-Arab-IQ", "HA-ARAB-NG", "pa-Arab", "az-Arab-IR", "uz-arab", "und-Hebr", "ff-Adlm"),
            "ar-x-latn",
        ],
    )
    def test_right_to_left(self, language: str) -> None:
        assert language_dir(language) == "rtl"

    @pytest.mark.parametrize(
        "language",
        [
            *("en", "es", "en-US", "tr", "ku", "ha", "pa", "zh-Hant-TW", "sr-Cyrl", "arn", "", "x-arab", "en-x-arab"),
            *("ar-Latn", "sd-Deva", "ks-Deva-IN", "he-Latn", "de-1901", "en-u-nu-arab"),
        ],
    )
    def test_left_to_right(self, language: str) -> None:
        assert language_dir(language) == "ltr"

    def test_a_feed_has_its_language_s(self) -> None:
        assert (EN.dir, AR.dir) == ("ltr", "rtl")


class TestTimes:
    @pytest.mark.parametrize(
        ("at_ms", "text"),
        [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (1, "1970-01-01T00:00:00.001Z"),
            (1_780_000_000_999, "2026-05-28T20:26:40.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ],
    )
    def test_are_written_to_the_millisecond(self, at_ms: int, text: str) -> None:
        assert rfc3339(at_ms) == text

    @given(st.integers(0, 253_402_300_799_999))
    def test_are_read_back_as_they_were(self, at_ms: int) -> None:
        text = rfc3339(at_ms)
        since = datetime.fromisoformat(text) - datetime.fromisoformat("1970-01-01T00:00:00Z")
        assert since == timedelta(milliseconds=at_ms)
        assert len(text) == 24


@pytest.mark.parametrize(
    ("named", "surface", "speaks"),
    [
        (("studio-1",), "studio-1", True),
        (("studio-1",), "studio-10", False),
        (("studio-1", "ob-*"), "ob-van-2", True),
        (("ob-*",), "studio-1", False),
        ((), "studio-1", False),
        (None, "studio-1", True),
    ],
)
def test_a_surface_key_speaks_for_the_surfaces_that_it_names(
    named: tuple[str, ...] | None, surface: str, *, speaks: bool
) -> None:
    key = Key("k1", "Gallery", Role.SURFACE, ("*",), 0, named)
    assert key.speaks_for(surface) is speaks


def test_values_can_be_keys() -> None:
    assert len({Cursor(Epoch("epoch001"), 1), Cursor(EPOCH, 1), EN, EN}) == 2
