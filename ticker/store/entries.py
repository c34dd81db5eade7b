"""Log entries as Redis carries them: fields of a stream entry, or the same as JSON over pub/sub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from ticker.model import Entry, EntryKind, Epoch, UpdateId


class EpochReason(StrEnum):
    """Why an epoch began, as guard.lua tells it."""

    FIRST = "first"
    """The feed was made."""
    FLUSHED = "flushed"
    """Redis had forgotten the log."""
    DAMAGED = "damaged"
    """What says where the log stands cannot be read."""
    UNFINISHED = "unfinished"
    """The log holds more than was ever said to stand: a filing was broken off."""
    EVICTED = "evicted"
    """What was written last is not there any more."""
    PROMOTED = "promoted"
    """A replica took the primary's place."""
    RESTARTED = "restarted"
    """Redis restarted, and may have lost what was not on its disk."""
    FORKED = "forked"
    """A process held something else at a place of the log."""
    RENEWED = "renewed"
    """Somebody said so, after a backup was put back."""
    TRUNCATED = "truncated"
    """The embedded store's file had lost its end."""
    UNKNOWN = "unknown"
    """An older version began it, or a newer one for a reason of its own."""


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
    reason: EpochReason = EpochReason.UNKNOWN
    """Why its epoch began."""
    began: bool = False
    """Whether this reading began it."""


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
    epoch, seq, last, trimmed, now_ms, whole, raw, why, began = answer
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
        _reason(why, epoch),
        bool(began),
    )


def _reason(why: bytes, epoch: bytes) -> EpochReason:
    """Return why an epoch began; an older version that began one since has left the former reason as it was."""
    of, _, reason = why.partition(b" ")
    known = {one.value.encode(): one for one in EpochReason}
    return known.get(reason, EpochReason.UNKNOWN) if of == epoch else EpochReason.UNKNOWN


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
