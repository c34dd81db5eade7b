"""Settings: flags beat the environment, every error says which one and what to write, all times shrink together."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ticker.errors import InvalidSettings
from ticker.model import Feed, Slug
from ticker.settings import Settings, Timing, parse_feeds

DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": 8000,
    "data_dir": Path(".ticker"),
    "redis_url": None,
    "redis_prefix": "ticker",
    "durability": "local",
    "feeds": "en:English,ar:العربية,es:Español",
    "drain_seconds": 10.0,
    "read_origins": "*",
    "file_origins": "",
    "client_servers": "",
    "trusted_proxies": "",
    "max_readers": None,
    "max_readers_per_address": None,
    "joins_per_second": None,
    "reuse_port": False,
    "metrics_listen": "",
    "log_format": None,
    "times_divided_by": 1.0,
}
SAID: dict[str, tuple[str, Any]] = {
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("8001", 8001),
    "data_dir": ("/var/lib/ticker", Path("/var/lib/ticker")),
    "redis_url": ("redis://redis.example", "redis://redis.example"),
    "redis_prefix": ("paper.staging", "paper.staging"),
    "durability": ("replicated", "replicated"),
    "feeds": ("fr:Français", "fr:Français"),
    "drain_seconds": ("0.5", 0.5),
    "read_origins": ("https://paper.example", "https://paper.example"),
    "file_origins": ("https://desk.example", "https://desk.example"),
    "client_servers": ("https://wire.example", "https://wire.example"),
    "trusted_proxies": ("10.0.0.0/8", "10.0.0.0/8"),
    "max_readers": ("5000", 5000),
    "max_readers_per_address": ("20", 20),
    "joins_per_second": ("2.5", 2.5),
    "reuse_port": ("true", True),
    "metrics_listen": ("[::1]:9464", "[::1]:9464"),
    "log_format": ("json", "json"),
    "times_divided_by": ("10", 10.0),
}


def variable(name: str) -> str:
    return "TICKER_" + name.upper()


def test_without_a_word_the_defaults_hold() -> None:
    assert Settings.load({}).model_dump() == DEFAULTS


def test_nothing_else_can_be_set() -> None:
    assert set(Settings.model_fields) == set(DEFAULTS) == set(SAID)
    with pytest.raises(ValidationError):
        Settings(colour="red")  # type: ignore[call-arg]  # that is the point


@pytest.mark.parametrize("name", SAID)
def test_each_can_be_said_by_the_environment(name: str) -> None:
    text, value = SAID[name]
    assert Settings.load({variable(name): text}).model_dump() == DEFAULTS | {name: value}


@pytest.mark.parametrize("name", SAID)
def test_a_flag_beats_the_environment_and_a_flag_not_given_does_not(name: str) -> None:
    text, value = SAID[name]
    flags = dict.fromkeys(DEFAULTS) | {name: value}
    environ = {variable(name): "nonsense", "TICKER_HOST": "host.example"}
    expected = DEFAULTS | {"host": "host.example"} | {name: value}
    assert Settings.load(environ, flags).model_dump() == expected
    assert Settings.load({variable(name): text}, dict.fromkeys(DEFAULTS)).model_dump() == DEFAULTS | {name: value}


@pytest.mark.parametrize(("name", "value"), [("drain_seconds", 0.0), ("port", 0), ("reuse_port", False), ("feeds", "")])
def test_a_flag_that_says_nothing_still_beats_the_environment(name: str, value: object) -> None:
    environ = {variable(name): SAID[name][0]}
    assert Settings.load(environ, {name: value}).model_dump()[name] == value


@pytest.mark.parametrize("name", DEFAULTS)
def test_an_empty_variable_says_nothing(name: str) -> None:
    assert Settings.load({variable(name): ""}).model_dump() == DEFAULTS


def test_other_variables_are_none_of_its_business() -> None:
    environ = {"PORT": "1", "TICKER_KEY": "tk_x", "ticker_port": "2", "TICKER_": "3"}
    assert Settings.load(environ).model_dump() == DEFAULTS


WRONG: list[tuple[str, str, str]] = [
    ("port", "eighty", "valid integer"),
    ("port", "-1", "greater than or equal to 0"),
    ("port", "65536", "less than or equal to 65535"),
    ("feeds", "EN:English", "no feed slug"),
    ("feeds", "en:English,en:Again", "stands twice"),
    ("redis_prefix", "a:b", "match pattern"),
    ("redis_prefix", "{a}", "match pattern"),
    ("redis_prefix", "a" * 65, "match pattern"),
    ("drain_seconds", "soon", "valid number"),
    ("drain_seconds", "-1", "greater than or equal to 0"),
    ("drain_seconds", "3601", "less than or equal to 3600"),
    ("drain_seconds", "nan", ""),
    ("max_readers", "0", "greater than or equal to 1"),
    ("max_readers", "many", "valid integer"),
    ("max_readers_per_address", "0", "greater than or equal to 1"),
    ("joins_per_second", "0", "greater than 0"),
    ("joins_per_second", "nan", ""),
    ("reuse_port", "perhaps", "valid boolean"),
    ("metrics_listen", "9464", "no HOST:PORT"),
    ("metrics_listen", ":9464", "no HOST:PORT"),
    ("metrics_listen", "::1:9464", "no HOST:PORT"),
    ("metrics_listen", "127.0.0.1:65536", "no HOST:PORT"),
    ("metrics_listen", "127.0.0.1:http", "no HOST:PORT"),
    ("log_format", "xml", "'text' or 'json'"),
    ("times_divided_by", "0", "greater than 0"),
    ("times_divided_by", "101", "less than or equal to 100"),
]


@pytest.mark.parametrize(("name", "text", "why"), WRONG)
def test_an_error_names_flag_variable_reason_and_what_was_given(name: str, text: str, why: str) -> None:
    with pytest.raises(InvalidSettings) as by_environment:
        Settings.load({variable(name): text})
    told = str(by_environment.value)
    assert told.startswith(f"--{name.replace('_', '-')} ({variable(name)}): ")
    assert why in told
    assert told.endswith(f"; got {text!r}")
    assert "\n" not in told
    with pytest.raises(InvalidSettings) as by_flag:
        Settings.load({}, {name: text})
    assert str(by_flag.value) == told


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings.load({}).port = 1


class TestFeeds:
    @pytest.mark.parametrize(
        ("text", "feeds"),
        [
            ("", ()),
            (" , ,", ()),
            ("en", (Feed(Slug("en"), "en", "en"),)),
            ("en:", (Feed(Slug("en"), "en", "en"),)),
            ("en:  ", (Feed(Slug("en"), "en", "en"),)),
            (" ar-sport: رياضة ,", (Feed(Slug("ar-sport"), "رياضة", "ar"),)),
            ("en:English: world", (Feed(Slug("en"), "English: world", "en"),)),
            ("b:B,a:A", (Feed(Slug("b"), "B", "b"), Feed(Slug("a"), "A", "a"))),
        ],
    )
    def test_are_slug_title_and_the_language_that_the_slug_begins_with(
        self, text: str, feeds: tuple[Feed, ...]
    ) -> None:
        assert parse_feeds(text) == feeds

    @pytest.mark.parametrize("text", ["En", "en,,-", ":English", "en :English", "é", "en,en", "x" * 64])
    def test_are_refused_by_name(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"is no feed slug|stands twice"):
            parse_feeds(text)

    def test_are_what_the_settings_want(self) -> None:
        assert [feed.slug for feed in Settings.load({}).wanted_feeds] == ["en", "ar", "es"]


class TestTiming:
    def test_is_as_documented_where_nothing_is_said(self) -> None:
        assert Settings.load({}).timing == Timing()

    @given(st.floats(0.01, 100))
    def test_every_constant_shrinks_together(self, divisor: float) -> None:
        shortened = dataclasses.asdict(Timing().divided_by(divisor))
        assert shortened == {name: value / divisor for name, value in dataclasses.asdict(Timing()).items()}

    def test_the_setting_shortens_it(self) -> None:
        assert Settings.load({"TICKER_TIMES_DIVIDED_BY": "10"}).timing == Timing().divided_by(10)

    def test_every_constant_is_a_time(self) -> None:
        assert all(value > 0 for value in dataclasses.asdict(Timing()).values())
        assert all(name.endswith("_s") for name in dataclasses.asdict(Timing()))

    def test_what_must_come_before_something_else_does(self) -> None:
        timing = Timing()
        assert timing.own_write_s < timing.filing_timeout_s < 2
        assert timing.check_every_s + timing.check_timeout_s < 3
        assert timing.probe_every_s < timing.probe_patience_s
        assert timing.ping_quiet_s < timing.stalled_s


@pytest.mark.parametrize(
    ("trip_s", "check_s", "filing_s", "own_s"),
    [(0.001, 1.0, 1.5, 0.25), (0.1, 1.0, 1.5, 0.25), (0.5, 5.0, 3.0, 1.0), (60.0, 6.0, 3.6, 1.2)],
)
def test_time_outs_follow_the_round_trip_within_bounds(
    trip_s: float, check_s: float, filing_s: float, own_s: float
) -> None:
    timing = Timing().at_round_trip(trip_s)
    found = (timing.check_timeout_s, timing.filing_timeout_s, timing.own_write_s)
    assert found == pytest.approx((check_s, filing_s, own_s))
    assert timing.check_every_s == Timing().check_every_s


def test_time_outs_follow_a_way_to_the_store_that_grows_and_shrinks_again() -> None:
    usual, timing = Timing(probe_every_s=7), Timing(probe_every_s=7)
    timing.follow(usual, 0.5)
    assert timing == usual.at_round_trip(0.5) != usual
    timing.follow(usual, 0.001)
    assert timing == usual


def test_metrics_stay_at_the_readers_port_where_an_empty_address_is_given() -> None:
    assert Settings.load({}, {"metrics_listen": ""}).metrics_listen == ""


@pytest.mark.parametrize(("given", "read"), [("en:Espa\udcc3\udcb1ol", "en:Español"), ("en:\udcff", "en:\udcff")])
def test_bytes_that_the_locale_does_not_know_are_read_as_utf_8_where_they_are_that(given: str, read: str) -> None:
    assert Settings.load({variable("feeds"): given}).feeds == read


def test_a_wrong_setting_is_told_without_the_library_s_own_words() -> None:
    with pytest.raises(InvalidSettings) as wrong:
        Settings.load({}, {"feeds": "EN"})
    assert str(wrong.value).startswith("--feeds (TICKER_FEEDS): 'EN' is no feed slug")
