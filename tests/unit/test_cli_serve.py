"""The flags of ``ticker serve`` and the settings are one."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ticker.app import serve
from ticker.cli.demo import demo_settings
from ticker.cli.serve import serve_command
from ticker.errors import InvalidSettings
from ticker.settings import ENVIRONMENT_PREFIX, Settings

GIVEN = {
    "host": "0.0.0.0", "port": "8123", "data_dir": "/var/lib/ticker", "redis_url": "redis://r:6379",
    "redis_prefix": "paper", "durability": "replicated",
    "feeds": "fa:فارسی", "drain_seconds": "3.5", "read_origins": "https://a.example", "file_origins": "https://b.example",
    "client_servers": "https://c.example", "metrics_listen": "127.0.0.1:9100",
    "trusted_proxies": "10.0.0.0/8", "max_readers": "7", "max_readers_per_address": "8", "joins_per_second": "9.5",
    "reuse_port": "1", "log_format": "json", "times_divided_by": "10",
}  # fmt: skip
SWITCHES = {"reuse_port"}


def run(*arguments: str, env: dict[str, str] | None = None) -> Settings:
    seen: list[Settings] = []

    def main(settings: Settings) -> int:
        seen.append(settings)
        return 0

    app = typer.Typer()
    app.command()(serve_command(main))
    result = CliRunner().invoke(app, list(arguments), env=env)
    if isinstance(result.exception, InvalidSettings):
        raise result.exception
    assert result.exit_code == 0, result.output
    return seen[0]


def test_the_examples_of_these_tests_cover_every_setting() -> None:
    assert GIVEN.keys() == Settings.model_fields.keys()


def test_every_setting_has_its_flag() -> None:
    arguments: list[str] = []
    for name, value in GIVEN.items():
        arguments += ["--" + name.replace("_", "-"), *([] if name in SWITCHES else [value])]
    assert run(*arguments) == Settings.load({}, GIVEN)


def test_every_setting_has_its_variable() -> None:
    assert run(env={ENVIRONMENT_PREFIX + name.upper(): value for name, value in GIVEN.items()}) == Settings.load(
        {}, GIVEN
    )


def test_without_flags_and_variables_the_defaults_hold() -> None:
    assert run() == Settings.load({})


def test_a_flag_wins_over_its_variable() -> None:
    assert run("--port", "1234", env={"TICKER_PORT": "4321"}).port == 1234


@pytest.mark.parametrize("wrong", [("--port", "abc"), ("--port", "70000"), ("--log-format", "xml"), ("--feeds", "EN")])
def test_a_wrong_value_names_flag_and_variable(wrong: tuple[str, str]) -> None:
    with pytest.raises(InvalidSettings) as refused:
        run(*wrong)
    flag = wrong[0]
    assert f"{flag} (TICKER_{flag[2:].replace('-', '_').upper()})" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_help_has_every_flag_with_variable_and_default() -> None:
    app = typer.Typer(rich_markup_mode="rich")
    app.command()(serve_command(lambda _: 0))
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "240", "NO_COLOR": "1"}).output
    for name, field in Settings.model_fields.items():
        assert f"--{name.replace('_', '-')} " in shown
        assert f"[env var: {ENVIRONMENT_PREFIX}{name.upper()}]" in shown
        if field.default and not isinstance(field.default, bool):
            assert f"[default: {field.default}]" in shown


def test_the_demo_takes_no_store_from_the_environment() -> None:
    settings = demo_settings(
        {"TICKER_REDIS_URL": "redis://production:6379", "TICKER_DATA_DIR": "/var/lib/ticker", "TICKER_FEEDS": "fa:x",
         "TICKER_HOST": "0.0.0.0"},
        port=8001, data_dir=Path(".ticker-demo"), redis_url=None,
    )  # fmt: skip
    assert (settings.redis_url, settings.data_dir, settings.feeds) == (
        None,
        Path(".ticker-demo"),
        Settings.load({}).feeds,
    )
    assert (settings.host, settings.port) == ("0.0.0.0", 8001)


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        ("read_origins", "news.example"),
        ("file_origins", "https://a.example/desk"),
        ("client_servers", "*"),
        ("trusted_proxies", "300.1.1.1"),
    ],
)
async def test_a_list_that_is_wrong_ends_the_start_before_anything_is_started(
    setting: str, wrong: str, tmp_path: Path
) -> None:
    home = tmp_path / "log"
    with pytest.raises(InvalidSettings, match=ENVIRONMENT_PREFIX + setting.upper()):
        await serve(Settings.load({}, {setting: wrong, "data_dir": home, "port": 0}))
    assert not home.exists()
