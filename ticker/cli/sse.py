"""Server-sent events, read (WHATWG HTML section 9.2.6). Pure: bytes in, events out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

EVENT_MAX_BYTES: Final = 8 << 20
"""More than the largest snapshot; a stream that goes on without an end of line is none of ours."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    type: str
    data: str


class NotAnEventStream(ValueError):
    """What arrives cannot be a stream of this service."""


class EventReader:
    """Takes the bytes of one stream as they come; ``retry_s`` is what the service asked for last."""

    def __init__(self) -> None:
        self.retry_s = 0.0
        self._rest = b""
        self._skip_newline = False
        self._type = ""
        self._lines: list[str] = []

    def take(self, chunk: bytes) -> Iterator[Event]:
        """Return the events that ``chunk`` completes.

        Raises:
            NotAnEventStream: a line is too long, or no UTF-8.
        """
        if self._skip_newline and chunk:
            chunk, self._skip_newline = chunk.removeprefix(b"\n"), False
        self._skip_newline = self._skip_newline or chunk.endswith(b"\r")
        lines = (self._rest + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > EVENT_MAX_BYTES:
            raise NotAnEventStream("a line without an end")
        for line in lines:
            try:
                event = self._take_line(line.decode())
            except UnicodeDecodeError as broken:
                raise NotAnEventStream("no UTF-8") from broken
            if event is not None:
                yield event

    def _take_line(self, line: str) -> Event | None:
        if not line:
            event = Event(self._type or "message", "\n".join(self._lines)) if self._lines else None
            self._type, self._lines = "", []
            return event
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match field:
            case "event":
                self._type = value
            case "data":
                self._lines.append(value)
            case "retry" if value.isascii() and value.isdigit():
                self.retry_s = int(value[:9]) / 1000
            case _:
                pass  # comments, ids (the JSON has the cursor), and what a later version adds
        return None
