"""The command line as a whole: help, versions, exit statuses, one clear line for what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ticker import __version__
from ticker.cli import app
from ticker.cli.console import Status
from ticker.cli.feeds import check
from ticker.cli.tail import Screen
from ticker.model import Feed, Slug

DESK = ("post", "correct", "refile", "hold", "release", "kill")
COMMANDS = ("serve", "demo", "tail", *DESK, "replay", "feeds", "keys", "bench", "stress")


def run(*arguments: str, stdin: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(app, arguments, input=stdin, env={"COLUMNS": "200", "NO_COLOR": "1", **environment})


def test_the_help_names_every_command_and_every_exit_status() -> None:
    shown = run("--help").stdout
    assert all(f" {command} " in shown for command in COMMANDS)
    assert all(f" {status.value} " in shown for status in Status)


@pytest.mark.parametrize("command", [*((c,) for c in COMMANDS), ("keys", "add"), ("keys", "list"), ("feeds", "add")])
def test_every_command_has_help_worth_reading(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "\\b" not in result.stdout
    assert "\b" not in result.stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"ticker {__version__}\n"


def test_a_typo_is_answered_with_what_was_meant() -> None:
    result = run("kyes")
    assert result.exit_code == Status.USAGE
    assert "keys" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("serve", "--port", "abc"), "--port (TICKER_PORT)"),
        (("serve", "--redis-url", "http://x"), "--redis-url (TICKER_REDIS_URL)"),
        (("post", "--feed", "en", "--from", "Desk", "Rain."), "TICKER_KEY"),
        (("tail", "en", "--url", "localhost:8000"), "no address"),
        (("tail", "en", "ar", "--after", "aaaaaaaa.1"), "en~CURSOR,ar~CURSOR"),
        (("keys", "add", "amal", "--role", "editor"), "--feed"),
        (("keys", "add", "amal", "--role", "editor", "--feed", "EN"), "'EN'"),
        (("keys", "add", "\x1b[2J", "--role", "editor", "--feed", "en"), "control character"),
        (("keys", "add", "studio", "--role", "surface", "--feed", "en"), "--surface studio-1"),
        (("keys", "add", "studio", "--role", "surface", "--feed", "en", "--surface", "*"), "'ob-*'"),
        (("keys", "add", "studio", "--role", "surface", "--feed", "en", "--surface", "o*b"), "'o*b'"),
        (("keys", "add", "amal", "--role", "editor", "--feed", "en", "--surface", "ob-1"), "not of role editor"),
        (("feeds", "add", "EN"), "'EN'"),
        (("feeds", "add", "en", "--expires", "soon"), "'soon'"),
        (("replay", "/nowhere.ndjson"), "/nowhere.ndjson"),
        (("demo", "--port", "0"), "--port"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_status_2(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments, TICKER_KEY="")
    assert result.exit_code == Status.USAGE
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_a_bad_line_of_a_replay_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "hour.ndjson"
    file.write_text('\n{"at": 0}\n')
    result = run("replay", str(file), TICKER_KEY="tk_x")
    assert result.exit_code == Status.USAGE
    assert result.stderr.startswith("line 2: ")


def test_a_service_that_is_not_there_is_status_3(free_port: int) -> None:
    arguments = ("--feed", "en", "--from", "Desk", "--patience", "0", "--url", f"http://127.0.0.1:{free_port}", "Rain.")
    result = run("post", *arguments, TICKER_KEY="tk_x")
    assert result.exit_code == Status.UNREACHED
    assert "nothing was sent" in result.stderr


def test_a_store_that_is_not_there_is_status_3(free_port: int) -> None:
    result = run("keys", "list", "--redis-url", f"redis://:secret@127.0.0.1:{free_port}")
    assert result.exit_code == Status.UNREACHED
    assert f"redis://:***@127.0.0.1:{free_port}: " in result.stderr


def test_commands_that_need_no_service_do_not_load_one() -> None:
    loads = "import sys; from ticker.cli import app; import ticker.cli.post, ticker.cli.tail; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True).stdout.split()
    assert not {"redis", "uvicorn", "starlette"} & set(modules)


@pytest.mark.parametrize(
    ("feed", "words"),
    [
        (Feed(Slug("en"), "", "en"), "--title"),
        (Feed(Slug("en"), "a\tb", "en"), "--title"),
        (Feed(Slug("en"), "English", "english"), "--language"),
        (Feed(Slug("en"), "English", "en", history=59), "--history"),
        (Feed(Slug("en"), "English", "en", history=10_001), "--history"),
        (Feed(Slug("en"), "English", "en", snapshot=0), "--snapshot"),
        (Feed(Slug("en"), "English", "en", expires_s=0), "--expires"),
        (Feed(Slug("en"), "English", "en", expires_s=604_801), "--expires"),
    ],
)
def test_a_feed_keeps_the_bounds_of_the_contract(feed: Feed, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check(feed)


def test_the_defaults_of_a_feed_are_within_the_bounds() -> None:
    check(Feed(Slug("pt-br"), "Português", "pt-BR"))


def test_a_state_is_told_once_and_news_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(["en"], newest=10, count=2)
    for state in ("live", "live", "degraded", "live"):
        screen.take({"type": "status", "state": state})
    screen.take({"type": "gap", "feed": "en", "reason": "trimmed"})
    screen.take({"type": "snapshot", "feed": "en", "updates": []})
    screen.take({"type": "snapshot", "feed": "unknown", "updates": []})
    screen.take({"type": "of a later version"})
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.split(":")[0] for line in shown.err.splitlines()] == ["live", "degraded", "live", "en"]
    assert screen.left == 2
