"""A feed's log in Redis: append one entry and publish it, or read what stands after a place."""

import asyncio
import secrets
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, Final

import orjson
from redis.asyncio import Redis

from ticker.errors import StoreUnavailable
from ticker.model import Epoch, Feed, Slug
from ticker.settings import Timing
from ticker.store.clock import StoreClock
from ticker.store.codec import Attempt, EpochReason, LogReading, Written, decode_reading, decode_refusal, decode_written
from ticker.store.names import USUAL, Names
from ticker.store.redis.cluster import ClusterRedis, by_node, has_moved, on_node, publishing
from ticker.store.redis.errors import UNREACHABLE, store_call
from ticker.store.unreadable import UnreadableRecords

IDEMPOTENCY_S: Final = 24 * 3600
RECORD_KEPT_MS: Final = 8 * 24 * 3600 * 1000
READ_LIMIT: Final = 1000
_SLACK: Final = 1.2
_REPLICAS: Final = 1
"""How many must have what a filing wrote, where it waits for them."""
_MARK_KEPT_S: Final = 60
_WAIT_SLACK_S: Final = 0.1
"""How much longer than it was told to Redis may take to say that the time is over."""

_SCRIPTS: Final = files("ticker.store")
RIGHTS: Final = (_SCRIPTS / "permissions.lua").read_text(encoding="utf-8")
_GUARD: Final = (_SCRIPTS / "guard.lua").read_text(encoding="utf-8")
_APPEND: Final = RIGHTS + _GUARD + (_SCRIPTS / "append.lua").read_text(encoding="utf-8")
_READ: Final = _GUARD + (_SCRIPTS / "read.lua").read_text(encoding="utf-8")
_EPOCH_ALPHABET: Final = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Place:
    """Where a caller believes a feed's log to be: its tail's epoch and head."""

    epoch: Epoch | None
    seq: int


NOWHERE: Final = Place(None, 0)


class Log:
    """The logs of all feeds. ``vouched`` is whether appendonly with appendfsync always was verified."""

    def __init__(
        self,
        filing: Redis,
        checking: Redis,
        *,
        clock: StoreClock,
        timing: Timing,
        names: Names = USUAL,
        waits_for_replica: bool = False,
        unreadable: UnreadableRecords | None = None,
    ) -> None:
        self.unreadable = unreadable or UnreadableRecords()
        self.clock = clock
        self.vouched = False
        self.unreplicated = 0
        """Filings that no replica had in time."""
        self._timing = timing
        self._names = names
        self._waits_for_replica = waits_for_replica
        self._filing = filing
        self._clocks: dict[Slug, StoreClock] = {}
        self._append = filing.register_script(_APPEND)
        self._checking = checking
        self._read = checking.register_script(_READ)

    async def append(self, feed: Feed, attempt: Attempt, *, place: Place) -> Written:
        """Write the entry and publish it, in one instant, or write nothing; then wait for a replica, where that is set.

        Raises:
            ActRefused: the log's state or the idempotency record forbids it; nothing was written.
            StoreUnavailable: no answer in time; ``may_stand`` if the write had been sent.
            StoreRefused: Redis refuses; ``may_stand`` only where it may have been in the middle.
        """
        deadline = time.monotonic() + self._timing.filing_timeout_s
        write = self._write_and_wait if self._waits_for_replica else self._write

        async def on(node: Redis) -> Written:
            return await write(node, feed, attempt, place=place, deadline=deadline)

        # What is awaited inside has its own, tighter bounds: this one is for finding the node.
        async with store_call(self._timing.filing_timeout_s * _SLACK, may_stand=True):
            return await on_node(self._filing, self._names.log_keys(feed.slug)[0], on)

    async def read(self, feed: Slug, place: Place, *, fork: bool = False, limit: int = READ_LIMIT) -> LogReading:
        """Read what stands after ``place``; with ``fork``, end the epoch of ``place`` if it still stands.

        Raises:
            StoreUnavailable: no answer in time.
        """
        return await self._read_one(feed, place, end="1" if fork else "0", limit=limit)

    async def renew(self, feed: Slug, reason: EpochReason) -> Epoch:
        """Begin a new epoch over what stands in a feed, and return it.

        Raises:
            StoreUnavailable: no answer in time.
        """
        stands = await self.read(feed, NOWHERE, limit=1)
        return (await self._read_one(feed, Place(stands.epoch, stands.seq), end=reason.value, limit=1)).epoch

    async def read_all(self, places: dict[Slug, Place], *, limit: int = READ_LIMIT) -> dict[Slug, LogReading]:
        """Read every feed's log after its place, in one round trip to each server that has some of them.

        Feeds whose server does not answer are left out.

        Raises:
            StoreUnavailable: none answers in time.
        """
        found, failed = await self._read_each(places, limit)
        if failed is not None and has_moved(failed):
            left = {feed: place for feed, place in places.items() if feed not in found}
            more, failed = await self._read_each(left, limit)
            found |= more
        if failed is not None and not found:
            raise failed
        return found

    async def _read_one(self, feed: Slug, place: Place, *, end: str, limit: int) -> LogReading:
        """Read; with ``end`` other than 0, end the epoch of ``place`` for that reason."""
        asked_at = time.monotonic()
        keys = list(self._names.log_keys(feed))

        async def on(node: Redis) -> Sequence[Any]:
            arguments = [*self._guard_arguments(feed, place, self._checking, end=end), limit]
            answer: Sequence[Any] = await self._read(keys=keys, args=arguments, client=node)
            return answer

        async with store_call(self._timing.check_timeout_s):
            answer = await on_node(self._checking, keys[0], on)
        return self._heard(feed, answer, asked_at, limit)

    async def _read_each(
        self, places: dict[Slug, Place], limit: int
    ) -> tuple[dict[Slug, LogReading], StoreUnavailable | None]:
        """Read from every server at once; return what came, and one reason why something did not."""
        async with store_call(self._timing.check_timeout_s):
            nodes = await by_node(self._checking, (self._names.log_keys(feed)[0] for feed in places))
        feeds = {self._names.log_keys(feed)[0]: feed for feed in places}
        reading = [
            self._read_at(node, {feeds[key]: places[feeds[key]] for key in keys}, limit) for node, keys in nodes.items()
        ]
        found: dict[Slug, LogReading] = {}
        failed = None
        for answer in await asyncio.gather(*reading, return_exceptions=True):
            if isinstance(answer, StoreUnavailable):
                failed = answer
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found |= answer
        return found, failed

    async def _read_at(self, node: Redis, places: dict[Slug, Place], limit: int) -> dict[Slug, LogReading]:
        asked_at = time.monotonic()
        async with store_call(self._timing.check_timeout_s), node.pipeline(transaction=False) as pipeline:
            for feed, place in places.items():
                await self._read(
                    keys=list(self._names.log_keys(feed)),
                    args=[*self._guard_arguments(feed, place, self._checking), limit],
                    client=pipeline,
                )
            answers = await pipeline.execute()
        return {feed: self._heard(feed, one, asked_at, limit) for feed, one in zip(places, answers, strict=True)}

    async def _write_and_wait(
        self, node: Redis, feed: Feed, attempt: Attempt, *, place: Place, deadline: float
    ) -> Written:
        async with node.client() as connection:  # WAIT goes by what its own connection wrote
            done = await self._write(connection, feed, attempt, place=place, deadline=deadline)
            left_s = min(self._timing.replica_s, deadline - time.monotonic())
            mark = self._names.replicated(feed.slug) if done.repeated else None
            replicated = await _is_replicated(connection, within_s=left_s, mark=mark)
        self.unreplicated += not replicated
        return replace(done, replicated=replicated)

    async def _write(self, node: Redis, feed: Feed, attempt: Attempt, *, place: Place, deadline: float) -> Written:
        keys = [*self._names.log_keys(feed.slug)]
        if attempt.idempotency is not None:
            keys.append(self._names.idempotency(feed.slug, attempt.idempotency))
        clock = self._clock_of(feed.slug)
        while True:
            left_s = deadline - time.monotonic()
            arguments = [
                *self._guard_arguments(feed.slug, place, self._filing),
                *self._append_arguments(feed, attempt, clock.deadline_ms(left_s)),
            ]
            asked_at = time.monotonic()
            async with store_call(left_s, may_stand=True):
                answer: Sequence[Any] = await self._append(keys=keys, args=arguments, client=node)
            self._hear(feed.slug, int(answer[-1]), asked_at)
            if answer[0] == b"ok":
                return decode_written(answer)
            if answer[1] != b"late" or time.monotonic() >= deadline:
                raise decode_refusal(answer[1].decode(), answer[2].decode())
            # Redis's clock jumped, or the answer took the whole time: with the clock set right, once more.

    def _heard(self, feed: Slug, answer: Sequence[Any], asked_at: float, limit: int) -> LogReading:
        reading = decode_reading(answer, limit=limit, feed=feed)
        for found in reading.unreadable:
            self.unreadable.note(found)
        self._hear(feed, reading.now_ms, asked_at)
        return reading

    def _hear(self, feed: Slug, told_ms: int, asked_at: float) -> None:
        heard_at = time.monotonic()
        for clock in {self.clock, self._clock_of(feed)}:
            clock.hear(told_ms, asked_at=asked_at, heard_at=heard_at)

    def _clock_of(self, feed: Slug) -> StoreClock:
        """Return the clock that a feed's deadlines are by: the nodes of a cluster each have their own."""
        if not isinstance(self._filing, ClusterRedis):
            return self.clock
        return self._clocks.setdefault(feed, StoreClock())

    def _guard_arguments(self, feed: Slug, place: Place, redis: Redis, *, end: str = "0") -> list[str | int]:
        spare = "".join(secrets.choice(_EPOCH_ALPHABET) for _ in range(8))
        said = [spare, place.epoch or "", place.seq, int(self.vouched), end]
        return [*said, self._names.live(feed), publishing(redis)]

    def _append_arguments(self, feed: Feed, attempt: Attempt, deadline_ms: int) -> list[str | int | bytes]:
        return [
            deadline_ms,
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


async def _is_replicated(connection: Redis, *, within_s: float, mark: str | None) -> bool:
    """Wait until a replica has what was last written on this one connection; report whether it did in time.

    With ``mark`` that key is written first: WAIT goes by what its own connection has written, and a replica that has
    the mark has everything that any connection had written before it. Never raises for a Redis that is away: what was
    written may stand all the same.
    """
    wait_ms = int(within_s * 1000)
    if wait_ms < 1:  # WAIT takes 0 for ever
        return False
    try:
        async with asyncio.timeout(within_s + _WAIT_SLACK_S):
            if mark is not None:
                await connection.set(mark, 1, ex=_MARK_KEPT_S)
            have_it: int = await connection.wait(_REPLICAS, wait_ms)
    except UNREACHABLE:
        return False
    return have_it >= _REPLICAS
