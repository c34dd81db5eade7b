"""A feed's log in Redis: append one entry and publish it, or read what stands after a place."""

import secrets
import string
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from ticker.errors import (
    ActRefused,
    IdempotencyMismatch,
    NoSuchUpdate,
    NotAllowedInState,
    NotReplaceable,
    NotYourUpdate,
    StaleVersion,
    StoreUnavailable,
)
from ticker.model import Cursor, EntryKind, Epoch, Feed, Slug, UpdateId, Words
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.entries import Reading, decode_reading
from ticker.store.outage import store_call
from ticker.store.replication import is_replicated

IDEMPOTENCY_S: Final = 24 * 3600
RECORD_KEPT_MS: Final = 8 * 24 * 3600 * 1000
READ_LIMIT: Final = 1000

_SCRIPTS: Final = files("ticker.store")
_GUARD: Final = (_SCRIPTS / "guard.lua").read_text()
_APPEND: Final = _GUARD + (_SCRIPTS / "append.lua").read_text()
_READ: Final = _GUARD + (_SCRIPTS / "read.lua").read_text()
_EPOCH_ALPHABET: Final = string.ascii_lowercase + string.digits


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller believes a feed's log to be: its tail's epoch and head."""

    epoch: Epoch | None
    seq: int


NOWHERE: Final = Place(None, 0)


def live_channel(feed: str) -> str:
    """Name the pub/sub channel of a feed's entries."""
    return f"ticker:{{{feed}}}:live"


class Log:
    """The logs of all feeds. ``vouched`` is whether appendonly with appendfsync always was verified."""

    def __init__(
        self, filing: Redis, checking: Redis, *, clock: StoreClock, timing: Timing, waits_for_replica: bool = False
    ) -> None:
        self.clock = clock
        self.vouched = False
        self.unreplicated = 0
        """Filings that no replica had in time."""
        self._timing = timing
        self._waits_for_replica = waits_for_replica
        self._filing = filing
        self._append = filing.register_script(_APPEND)
        self._checking = checking
        self._read = checking.register_script(_READ)

    async def append(self, feed: Feed, attempt: Attempt, *, place: Place) -> Written:
        """Write the entry and publish it, in one instant, or write nothing; then wait for a replica, where that is set.

        Raises:
            ActRefused: the log's state or the idempotency record forbids it; nothing was written.
            StoreUnavailable: no answer in time; ``may_stand`` if the write had been sent.
        """
        deadline = time.monotonic() + self._timing.filing_timeout_s
        if not self._waits_for_replica:
            return await self._write(self._filing, feed, attempt, place, deadline)
        async with AsyncExitStack() as stack:
            async with store_call(deadline - time.monotonic()):
                connection = await stack.enter_async_context(self._filing.client())
            written = await self._write(connection, feed, attempt, place, deadline)
            left_s = min(self._timing.replica_s, deadline - time.monotonic())
            mark = f"ticker:{{{feed.slug}}}:replicated" if written.repeated else None
            replicated = await is_replicated(connection, within_s=left_s, mark=mark)
        self.unreplicated += not replicated
        return replace(written, replicated=replicated)

    async def _write(self, redis: Redis, feed: Feed, attempt: Attempt, place: Place, deadline: float) -> Written:
        keys = [*_keys(feed.slug)]
        if attempt.idempotency is not None:
            keys.append(f"ticker:{{{feed.slug}}}:idem:{attempt.idempotency}")
        while True:
            left_s = deadline - time.monotonic()
            arguments = [*self._guard_arguments(feed.slug, place), *self._append_arguments(feed, attempt, left_s)]
            asked_at = time.monotonic()
            async with store_call(left_s, may_stand=True):
                answer: Sequence[Any] = await self._append(keys=keys, args=arguments, client=redis)
            self.clock.hear(int(answer[-1]), asked_at=asked_at, heard_at=time.monotonic())
            if answer[0] == b"ok":
                return _written(answer)
            if answer[1] != b"late" or time.monotonic() >= deadline:
                raise _refusal(answer[1].decode(), answer[2].decode())
            # Redis's clock jumped, or the answer took the whole time: with the clock set right, once more.

    async def read(self, feed: Slug, place: Place, *, fork: bool = False, limit: int = READ_LIMIT) -> Reading:
        """Read what stands after ``place``; with ``fork``, end the epoch of ``place`` if it still stands.

        Raises:
            StoreUnavailable: no answer in time.
        """
        asked_at = time.monotonic()
        arguments = [*self._guard_arguments(feed, place, fork=fork), limit]
        async with store_call(self._timing.check_timeout_s):
            answer = await self._read(keys=list(_keys(feed)), args=arguments)
        return self._heard(answer, asked_at, limit)

    async def read_all(self, places: dict[Slug, Place], *, limit: int = READ_LIMIT) -> dict[Slug, Reading]:
        """Read every feed's log after its place, in one round trip.

        Raises:
            StoreUnavailable: no answer in time.
        """
        asked_at = time.monotonic()
        async with store_call(self._timing.check_timeout_s), self._checking.pipeline(transaction=False) as pipeline:
            for feed, place in places.items():
                await self._read(
                    keys=list(_keys(feed)), args=[*self._guard_arguments(feed, place), limit], client=pipeline
                )
            answers = await pipeline.execute()
        return {feed: self._heard(answer, asked_at, limit) for feed, answer in zip(places, answers, strict=True)}

    def _heard(self, answer: Sequence[Any], asked_at: float, limit: int) -> Reading:
        reading = decode_reading(answer, limit=limit)
        self.clock.hear(reading.now_ms, asked_at=asked_at, heard_at=time.monotonic())
        return reading

    def _guard_arguments(self, feed: Slug, place: Place, *, fork: bool = False) -> list[str | int]:
        spare = "".join(secrets.choice(_EPOCH_ALPHABET) for _ in range(8))
        return [spare, place.epoch or "", place.seq, int(self.vouched), int(fork), live_channel(feed)]

    def _append_arguments(self, feed: Feed, attempt: Attempt, left_s: float) -> list[str | int | bytes]:
        return [
            self.clock.deadline_ms(left_s),
            attempt.kind.value,
            attempt.id,
            "" if attempt.if_match is None else attempt.if_match,
            b"" if attempt.words is None else orjson.dumps(attempt.words),
            "" if attempt.expires_ms is None else attempt.expires_ms,
            feed.expires_s * 1000,
            attempt.key_id,
            int(attempt.own_only),
            attempt.body_hash,
            attempt.status,
            attempt.replaces or "",
            feed.history,
            IDEMPOTENCY_S,
            RECORD_KEPT_MS,
        ]


def _keys(feed: Slug) -> tuple[str, str, str, str]:
    prefix = f"ticker:{{{feed}}}:"
    return prefix + "meta", prefix + "log", prefix + "updates", prefix + "due"


def _written(answer: Sequence[Any]) -> Written:
    _, update_id, version, epoch, seq, status, repeated, _ = answer
    cursor = Cursor(Epoch(epoch.decode()), int(seq))
    return Written(UpdateId(update_id.decode()), int(version), cursor, int(status), bool(repeated))


def _refusal(why: str, detail: str) -> ActRefused | StoreUnavailable:
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
        case "late":
            return StoreUnavailable("Redis answered too late; nothing was written")
        case _:
            raise AssertionError(f"append.lua said {why!r}")
