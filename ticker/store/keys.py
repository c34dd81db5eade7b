"""Bearer keys, and the sessions that were ended: Redis keeps them, each process a copy in memory."""

import asyncio
import contextlib
import dataclasses
import hashlib
import logging
import math
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import orjson
from pydantic import TypeAdapter
from redis.asyncio import Redis

from ticker.errors import StoreUnavailable
from ticker.model import TIME_MAX_MS, Key, Role
from ticker.settings import Timing
from ticker.store.identity import read_or_set
from ticker.store.names import USUAL, Names
from ticker.store.redis.errors import store_call
from ticker.store.unreadable import Unreadable, UnreadableRecords, What, decode

log = logging.getLogger(__name__)

KEYS_CHANGED: Final = b'{"changed":"keys"}'
SESSIONS_CHANGED: Final = b'{"changed":"sessions"}'
SECRET_PREFIX: Final = "tk_"
_KEY: Final = TypeAdapter(Key)
_ENDED_KEPT_S: Final = 86_400
"""Longer than any session lives: what is noted of ended ones goes by itself."""


def secret_hash(secret: str) -> str:
    """Hash a key's secret. Secrets have 256 random bits, so one fast hash without salt is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def add_key(
    redis: Redis,
    *,
    name: str,
    role: Role,
    feeds: Sequence[str],
    surfaces: Sequence[str] | None = None,
    names: Names = USUAL,
) -> tuple[Key, str]:
    """Make a key and give it with its secret, which nobody can read again. Tells every process."""
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    named = None if surfaces is None else tuple(surfaces)
    key = Key(secrets.token_hex(6), name, role, tuple(feeds), int(time.time() * 1000), named)
    await redis.hset(names.keys, secret_hash(secret), orjson.dumps(dataclasses.asdict(key)))
    await redis.publish(names.control, KEYS_CHANGED)
    return key, secret


async def list_keys(redis: Redis, names: Names = USUAL, unreadable: UnreadableRecords | None = None) -> list[Key]:
    """Read every key, oldest first."""
    return sorted((await _stored_keys(redis, names, unreadable)).values(), key=lambda key: (key.created_ms, key.id))


async def revoke_key(redis: Redis, id_or_name: str, names: Names = USUAL) -> list[Key]:
    """Revoke the key of this id, or all of this name; return what was revoked. Every process is notified."""
    revoked = []
    for hashed, key in (await _stored_keys(redis, names)).items():
        if id_or_name in (key.id, key.name) and await redis.hdel(names.keys, hashed):
            revoked.append(key)
    if revoked:
        await redis.publish(names.control, KEYS_CHANGED)
    return revoked


async def add_first_key(redis: Redis, names: Names = USUAL) -> str | None:
    """Make one editor's key for all feeds if there is no key at all; return its secret."""
    claimed = not await redis.exists(names.keys) and await redis.set(names.first_key, "1", nx=True, ex=60)
    if not claimed:
        return None
    _, secret = await add_key(redis, name="first", role=Role.EDITOR, feeds=("*",), names=names)
    return secret


async def _stored_keys(redis: Redis, names: Names, unreadable: UnreadableRecords | None = None) -> Mapping[str, Key]:
    """Read every key; one that cannot be read opens nothing, and the others go on."""
    read: dict[str, Key] = {}
    for hashed, text in (await redis.hgetall(names.keys)).items():
        field = hashed.decode(errors="replace") if isinstance(hashed, bytes) else hashed
        try:
            read[field] = decode_key(text)
        except ValueError as broken:
            if unreadable is not None:
                unreadable.note(Unreadable(What.KEY, f"{names.keys} {field[:12]}…", str(broken)))
    return read


def decode_key(text: bytes | str) -> Key:
    """Read a key.

    Raises:
        ValueError: it is none, or only a newer version knows what it may do.
    """
    key = decode(_KEY, text)
    if not 0 <= key.created_ms <= TIME_MAX_MS:
        raise ValueError("created_ms: no time")
    return key


def _told(key: Key) -> dict[str, str]:
    """Return what is logged of a key: never its secret, which nobody knows, nor the hash."""
    return {"key": key.id, "key_name": key.name, "role": key.role.value, "feeds": " ".join(key.feeds)}


class Keyring:
    """The keys in this process's memory, read again at every notice and every few seconds."""

    def __init__(
        self,
        redis: Redis,
        *,
        timing: Timing,
        names: Names = USUAL,
        unreadable: UnreadableRecords | None = None,
    ) -> None:
        self._redis = redis
        self._names = names
        self._unreadable = unreadable or UnreadableRecords()
        self._timing = timing
        self._reread_at = -math.inf
        self._reading = asyncio.Lock()
        self._by_hash: Mapping[str, Key] = {}
        self._by_id: Mapping[str, Key] = {}
        self._had_read = False
        self.made = 0
        self.revoked = 0
        """How many keys were made, and revoked, while this process looked."""
        self.session_secret = b""
        """Signs the cookies of browser sessions; the same in every process."""
        self.ended_sessions: Collection[str] = frozenset()
        """The sessions that were ended, in whichever process, and would not have expired yet."""

    async def find(self, secret: str) -> Key | None:
        """Return the key that has this secret. An unknown one may make the process ask Redis, but not often."""
        hashed = secret_hash(secret)
        if hashed not in self._by_hash:
            async with self._reading:  # a reading that is under way may bring it
                is_due = time.monotonic() - self._reread_at > self._timing.unknown_feed_every_s
                if hashed not in self._by_hash and is_due:
                    with contextlib.suppress(StoreUnavailable):  # an outage is logged elsewhere
                        await self._reread()
        return self._by_hash.get(hashed)

    def by_id(self, key_id: str) -> Key | None:
        """Return the key of this id, unless it was revoked."""
        return self._by_id.get(key_id)

    @property
    def is_empty(self) -> bool:
        """Report whether nobody can file: at the very start, and after a flush."""
        return not self._by_hash

    async def reread(self) -> None:
        """Read the keys and the session secret from Redis.

        Raises:
            StoreUnavailable: Redis did not answer in time.
        """
        async with self._reading:
            await self._reread()

    async def _reread(self) -> None:
        self._reread_at = time.monotonic()
        async with store_call(self._timing.check_timeout_s):
            by_hash = await _stored_keys(self._redis, self._names, self._unreadable)
            secret = await read_or_set(self._redis, self._names.session_secret, secrets.token_bytes(32))
            ended = await self._redis.zrangebyscore(self._names.sessions_ended, time.time(), math.inf)
        self._note_changes({key.id: key for key in by_hash.values()})
        self._by_hash, self._by_id = by_hash, {key.id: key for key in by_hash.values()}
        self.session_secret = secret if isinstance(secret, bytes) else b""
        self.ended_sessions = frozenset(one.decode(errors="replace") for one in ended if isinstance(one, bytes))

    def _note_changes(self, by_id: Mapping[str, Key]) -> None:
        """Log which keys any process made and revoked since the last reading; the first reading shows no change."""
        if self._had_read and by_id:  # none at all: Redis has lost them, and that is said elsewhere
            made = [key for key in by_id.values() if key.id not in self._by_id]
            revoked = [key for key in self._by_id.values() if key.id not in by_id]
            for key in made:
                log.info("a key was made", extra=_told(key))
            for key in revoked:
                log.info("a key was revoked", extra=_told(key))
            self.made += len(made)
            self.revoked += len(revoked)
        self._had_read = True

    async def end_session(self, session: str, *, until_s: int) -> None:
        """Note that a session was ended, for as long as its token would be good. Tells every process.

        Raises:
            StoreUnavailable: Redis did not answer in time; the session may run on.
        """
        async with store_call(self._timing.check_timeout_s):
            await self._redis.zadd(self._names.sessions_ended, {session: until_s})
            await self._redis.expire(self._names.sessions_ended, _ENDED_KEPT_S)
            await self._redis.zremrangebyscore(self._names.sessions_ended, -math.inf, time.time())
            await self._redis.publish(self._names.control, SESSIONS_CHANGED)
        self.ended_sessions = {*self.ended_sessions, session}
