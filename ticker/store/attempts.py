"""What is tried to be written to a log, and what came of it: values, and the answers of append.lua as such."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ticker.errors import (
    ActRefused,
    IdempotencyMismatch,
    LogChanged,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreUnavailable,
)
from ticker.model import Cursor, EntryKind, Epoch, Slug, UpdateId, Words


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


def written(answer: Sequence[Any]) -> Written:
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


def refusal(why: str, detail: str) -> ActRefused | StoreUnavailable:
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
