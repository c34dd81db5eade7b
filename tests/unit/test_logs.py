"""Log lines: readable for people, JSON for machines, on standard error, each on one line of its own."""

import io
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from ticker.logs import JsonLines, TextLines, configure

AT = 1_780_000_000.07
NOISY = ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "httpx", "httpcore")


class Terminal(io.StringIO):
    """Standard error where somebody looks at it."""

    def isatty(self) -> bool:
        return True


def record(text: str = "logs loaded", *values: object, level: int = logging.INFO, **members: Any) -> logging.LogRecord:
    made = logging.LogRecord("ticker.x", level, __file__, 1, text, values, members.pop("exc_info", None))
    made.created = AT
    made.__dict__.update(members)
    return made


def failed() -> Any:
    """Return the ``exc_info`` of an exception with a cause."""
    failure = RuntimeError("a fault\nof ours")
    failure.__cause__ = ValueError("why")
    return RuntimeError, failure, None


def as_json(made: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(made)
    assert "\n" not in line
    parsed: dict[str, Any] = orjson.loads(line)
    return parsed


class TestJson:
    def test_a_line_says_when_how_grave_what_and_the_fields(self) -> None:
        assert as_json(record(feeds=3, feed="ar")) == {
            "at": "2026-05-28T20:26:40.070+00:00",
            "level": "info",
            "text": "logs loaded",
            "feeds": 3,
            "feed": "ar",
        }

    def test_a_text_is_put_together(self) -> None:
        assert as_json(record("fork seen: %s at %d", "two\nlines", 7))["text"] == "fork seen: two\nlines at 7"

    @pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING, logging.ERROR, logging.CRITICAL])
    def test_a_level_is_in_lower_case(self, level: int) -> None:
        assert as_json(record(level=level))["level"] == logging.getLevelName(level).lower()

    def test_an_exception_comes_with_its_trace(self) -> None:
        trace = as_json(record(exc_info=failed()))["trace"]
        assert trace.startswith("ValueError: why")
        assert trace.endswith("RuntimeError: a fault\nof ours")

    @pytest.mark.parametrize(
        ("value", "written"),
        [
            ("العربية \u2028", "العربية \u2028"),
            (Path("/x"), "/x"),
            ({"a": [1, None]}, {"a": [1, None]}),
            (ValueError("why"), "why"),
            ("not \udcff UTF-8", "not \\udcff UTF-8"),
        ],
    )
    def test_a_field_may_have_any_value(self, value: object, written: object) -> None:
        line = JsonLines().format(record(field=value))
        if isinstance(value, str) and "\udcff" in value:
            assert f'"{written}"' in line
        else:
            assert orjson.loads(line)["field"] == written

    def test_a_number_may_be_large(self) -> None:
        assert f'"field": {2**70}' in JsonLines().format(record(field=2**70))


class TestText:
    def test_a_line_says_when_how_grave_what_and_the_fields(self) -> None:
        line = TextLines().format(record("could not %s", "go on", level=logging.WARNING, feed="en", seq=7))
        assert re.fullmatch(r"\d\d:26:40 warning  could not go on feed=en seq=7", line)

    def test_an_exception_comes_with_its_trace(self) -> None:
        first, *trace = TextLines().format(record("it died", exc_info=failed())).splitlines()
        assert first.endswith("it died")
        assert trace[-2:] == ["RuntimeError: a fault", "of ours"]


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Leave logging as it was: it belongs to the whole process."""
    loggers = [logging.getLogger(name) for name in ("", *NOISY)]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


@pytest.mark.usefixtures("logging_restored")
class TestConfigured:
    @pytest.mark.parametrize(
        ("stderr", "log_format", "is_json"),
        [
            (io.StringIO, None, True),
            (Terminal, None, False),
            (io.StringIO, "text", False),
            (Terminal, "text", False),
            (Terminal, "json", True),
            (io.StringIO, "json", True),
        ],
    )
    def test_text_goes_to_terminals_and_json_elsewhere_unless_told(
        self, monkeypatch: pytest.MonkeyPatch, stderr: type[io.StringIO], log_format: Any, *, is_json: bool
    ) -> None:
        monkeypatch.setattr(sys, "stderr", stderr())
        configure(log_format)
        logging.getLogger("ticker.anything").info("draining", extra={"readers": 3})
        assert isinstance(sys.stderr, io.StringIO)
        [line] = sys.stderr.getvalue().splitlines()
        assert (line[0] == "{") is is_json
        assert "draining" in line

    def test_nothing_is_written_twice_and_nothing_of_little_weight(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure("text")
        configure("json")
        logging.getLogger("ticker").debug("too fine")
        for name in NOISY:
            logging.getLogger(name).info("chatter")
            logging.getLogger(name).warning("grave")
        logging.getLogger("ticker").info("ours")
        out, err = capsys.readouterr()
        assert out == ""
        assert [orjson.loads(line)["text"] for line in err.splitlines()] == ["grave"] * len(NOISY) + ["ours"]

    def test_what_uvicorn_adds_for_colours_is_no_field(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure("json")
        logging.getLogger("uvicorn.error").warning("grave", extra={"color_message": "\x1b[31mgrave"})
        assert set(orjson.loads(capsys.readouterr().err)) == {"at", "level", "text"}
