"""How the service writes its log: readable lines for people, JSON for machines. Nothing depends on what is logged."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, Literal

import orjson

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}


def configure(log_format: Literal["text", "json"] | None) -> None:
    """Send everything to standard error; text on a terminal and JSON elsewhere, unless told."""
    as_text = log_format == "text" or (log_format is None and sys.stderr.isatty())
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(TextLines() if as_text else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.INFO)
    for noisy in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "httpx", "httpcore"):
        logger = logging.getLogger(noisy)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)


class TextLines(logging.Formatter):
    """``12:04:05 WARNING the text key=value``."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{at:%H:%M:%S} {record.levelname.lower():8} {record.getMessage()}{fields}"
        return line + _trace(self, record)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "text": record.getMessage(),
            **_fields(record),
        }
        trace = _trace(self, record)
        if trace:
            line["trace"] = trace.strip()
        try:
            return orjson.dumps(line, default=str).decode()
        except TypeError:  # a path that is no UTF-8, a number of more than 64 bits
            return json.dumps(line, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return "\n" + formatter.formatException(record.exc_info) if record.exc_info else ""
