"""Log entries as Redis carries them: fields of a stream entry, or the same as JSON over pub/sub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ticker.model import Entry, EntryKind, Epoch, UpdateId


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """An entry as it was published, with where it belongs and what the log trimmed for it."""

    epoch: Epoch
    trimmed: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """The notice that a feed's log began a new epoch."""

    epoch: Epoch
    seq: int


@dataclass(frozen=True, slots=True)
class Probe:
    """What a process publishes to hear whether it comes back."""

    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed's log at one instant, after the place from which it was asked."""

    epoch: Epoch
    seq: int
    last: str
    """``id@version`` of the newest entry."""
    trimmed: int
    now_ms: int
    whole: bool
    """The place asked for could not be served: ``entries`` are the log's from its start."""
    entries: tuple[Entry, ...]
    complete: bool
    """False where the reading was cut at its limit and more must be read after it."""


def decode_live(payload: bytes) -> LiveEntry | NewEpoch | Probe:
    """Read what came over a feed's live channel."""
    fields = orjson.loads(payload)
    if fields["type"] == "probe":
        return Probe(fields["probe"])
    if fields["type"] == "epoch":
        return NewEpoch(Epoch(fields["epoch"]), int(fields["seq"]))
    return LiveEntry(Epoch(fields["epoch"]), int(fields["trimmed"]), _entry(int(fields["seq"]), fields))


def decode_reading(answer: Sequence[Any], *, limit: int) -> Reading:
    """Read the answer of ``read.lua`` that was asked for at most ``limit`` entries."""
    epoch, seq, last, trimmed, now_ms, whole, raw = answer
    entries = tuple(_stream_entry(stream_id, fields) for stream_id, fields in raw)
    return Reading(
        Epoch(epoch.decode()),
        int(seq),
        last.decode(),
        int(trimmed),
        int(now_ms),
        bool(whole),
        entries,
        len(entries) < limit,
    )


def _stream_entry(stream_id: bytes, fields: Sequence[bytes]) -> Entry:
    named = {fields[i].decode(): fields[i + 1].decode() for i in range(0, len(fields), 2)}
    return _entry(int(stream_id.split(b"-", 1)[0]), named)


def _entry(seq: int, fields: Mapping[str, str]) -> Entry:
    words = fields["words"]
    return Entry(
        seq=seq,
        kind=EntryKind(fields["type"]),
        id=UpdateId(fields["id"]),
        version=int(fields["version"]),
        order=int(fields["order"]),
        prev=fields["prev"],
        first_created_ms=int(fields["first"]),
        version_created_ms=int(fields["at"]),
        expires_ms=int(fields["expires"]),
        words=orjson.loads(words) if words else None,
    )
