"""What goes to the log in Redis and comes from it: attempts to write, entries, and the answers of the scripts."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from ticker.errors import (
    ActRefused,
    IdempotencyMismatch,
    InvalidCursor,
    LogChanged,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreUnavailable,
)
from ticker.model import Cursor, Entry, EntryKind, Epoch, Slug, UpdateId, Words
from ticker.store.entry_fields import read_entry, read_number
from ticker.store.unreadable import Unreadable, What


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
    """`ticker store` was told to, after a backup was put back."""
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
class LogReading:
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
    """What cannot be read is a tombstone here, or missing where not even its update is known."""
    complete: bool
    """False where the reading was cut at its limit and more must be read after it."""
    reason: EpochReason = EpochReason.UNKNOWN
    """Why its epoch began."""
    began: bool = False
    """Whether this reading began it."""
    unreadable: tuple[Unreadable, ...] = ()
    read_to: int = 0
    """The place of the last entry that came, whether or not it could be read; 0 where none came."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to write an entry."""

    feed: Slug
    kind: EntryKind
    id: UpdateId
    """Minted by the caller for an update, else the update that is acted on."""
    if_match: int | None
    words: Words | None
    """The public words, where the kind brings its own: update, correction, refile."""
    expires_ms: int | None
    """None: what stands, or the feed's default."""
    key_id: str
    own_only: bool
    """The key may act on its own updates only."""
    idempotency: str | None
    """Hash of scope and ``Idempotency-Key``; None where none was given."""
    body_hash: str
    status: int
    """The HTTP status of a success, recorded for retries."""
    replaces: UpdateId | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the log recorded; ``repeated`` when an earlier attempt with the same key wrote it."""

    id: UpdateId
    version: int
    cursor: Cursor
    status: int
    repeated: bool
    replicated: bool | None = None
    """Whether a replica had it in time; None where nobody waited for one."""


def decode_live(payload: bytes) -> LiveEntry | NewEpoch | Probe | Unreadable:
    """Read what came over a feed's live channel. Never raises: what is broken the log may have whole."""
    try:
        fields = orjson.loads(payload)
        if fields["type"] == "probe":
            return Probe(str(fields["probe"]))
        cursor = Cursor.parse(f"{fields['epoch']}.{fields['seq']}")
        if fields["type"] == "epoch":
            return NewEpoch(cursor.epoch, cursor.seq)
        read = read_entry(cursor.seq, {name: value for name, value in fields.items() if isinstance(value, str)})
        if isinstance(read.entry, Entry) and (read.why is None or read.what is What.KIND):
            return LiveEntry(cursor.epoch, read_number(fields["trimmed"]), read.entry)
        return Unreadable(What.PUBLISHED, str(cursor), read.why or "")
    except (ValueError, KeyError, TypeError, InvalidCursor) as broken:
        return Unreadable(What.PUBLISHED, f"{len(payload)} bytes", f"{type(broken).__name__}: {broken}"[:80])


def decode_reading(answer: Sequence[Any], *, limit: int, feed: str = "") -> LogReading:
    """Read the answer of ``read.lua`` that was asked for at most ``limit`` entries. What is in the log never raises."""
    epoch, seq, last, trimmed, now_ms, whole, raw, why, began = answer
    entries, unreadable, read_to = [], [], 0
    for stream_id, fields in raw:
        read_to = int(stream_id.split(b"-", 1)[0])
        read = read_entry(read_to, _named(fields))
        if read.entry is not None:
            entries.append(read.entry)
        if read.why is not None:
            place = read.why if read.what is What.KIND else f"{feed} {epoch.decode()}.{read_to}"
            unreadable.append(Unreadable(read.what, place, read.why))
    return LogReading(
        Epoch(epoch.decode()),
        int(seq),
        last.decode(errors="replace"),
        int(trimmed),
        int(now_ms),
        bool(whole),
        tuple(entries),
        len(raw) < limit,
        _reason(why, epoch),
        bool(began),
        tuple(unreadable),
        read_to,
    )


def decode_written(answer: Sequence[Any]) -> Written:
    """Read an answer that begins with ``ok``.

    Raises:
        IdempotencyMismatch: what was recorded for a retry cannot be read; nothing was written.
    """
    _, update_id, version, epoch, seq, status, repeated, _ = answer
    try:
        cursor = Cursor(Epoch(epoch.decode()), int(seq))
        return Written(UpdateId(update_id.decode()), int(version), cursor, int(status), bool(repeated))
    except (ValueError, TypeError, AttributeError) as unreadable:
        raise IdempotencyMismatch from unreadable  # only a record can be broken, and of which write, nobody knows


def decode_refusal(why: str, detail: str) -> ActRefused | StoreUnavailable:
    """Read why an answer begins with ``no``."""
    match why:
        case "unknown":
            return NoSuchUpdate()
        case "not-yours":
            return NotYourUpdate()
        case "state":
            return NotAllowedInState(detail)
        case "version":
            return StaleVersion(int(detail))
        case "not-replaceable":
            return NotReplaceable()
        case "idempotency-mismatch":
            return IdempotencyMismatch()
        case "epoch":
            return LogChanged("the log began a new epoch; nothing was written")
        case "late":
            return StoreUnavailable("Redis answered too late; nothing was written")
        case _:
            raise AssertionError(f"append.lua said {why!r}")


def _reason(why: bytes, epoch: bytes) -> EpochReason:
    """Return why an epoch began; an older version that began one since has left the former reason as it was."""
    of, _, reason = why.partition(b" ")
    known = {one.value.encode(): one for one in EpochReason}
    return known.get(reason, EpochReason.UNKNOWN) if of == epoch else EpochReason.UNKNOWN


def _named(fields: Sequence[bytes]) -> dict[str, str]:
    """Return the fields that are text."""
    named: dict[str, str] = {}
    for name, value in zip(fields[::2], fields[1::2], strict=False):
        with contextlib.suppress(UnicodeDecodeError):
            named[name.decode()] = value.decode()
    return named
